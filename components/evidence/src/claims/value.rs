//! The values that a change is said to have brought.

use super::{Verdict, has_value};
use crate::case::Case;
use crate::diff::Fate;
use crate::path;
use crate::sentence::{Kind, Sentence, Token, has};
use crate::workspace::Look;

/// With one of these a value may be one that is gone.
const PAST: [&str; 12] = [
    "from",
    "instead",
    "was",
    "were",
    "before",
    "previously",
    "not",
    "except",
    "only",
    "failed",
    "could",
    "still",
];
const CHANGED: [&str; 10] = [
    "corrected",
    "updated",
    "changed",
    "replaced",
    "set",
    "edited",
    "fixed",
    "both",
    "made",
    "now",
];

/// "I corrected both in FILE: 15 koi, and … May 2021", while an edit of FILE failed: each value that the task asks for
/// has to be in the file.
pub(super) fn judge(case: &Case<'_>, sentence: &Sentence<'_>) -> Option<Verdict> {
    let tokens = &sentence.tokens;
    if !case.is_change() {
        return None;
    }
    let named = tokens.iter().find_map(path::of_token)?;
    if let Some(verdict) = tied(case, sentence, named) {
        return Some(verdict);
    }
    if !has(tokens, &CHANGED) {
        return None;
    }
    let failed = case.ledger.writes(named).find(|entry| !entry.succeeded())?;
    let values: Vec<String> = values(tokens)
        .into_iter()
        .filter(|value| case.task.text.contains(value.as_str()))
        .collect();
    let Look::Text(text) = case.workspace.file(named) else {
        return None;
    };
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let missing = values
        .iter()
        .find(|value| !plain.contains(value.as_str()))?;
    Some(Verdict::contradicted(
        format!("{named} does not contain “{missing}”, and an edit of it failed."),
        vec![failed.receipt.id.clone(), named.to_string()],
    ))
}

/// "KEY is 5 in FILE": a value that the task asks for, and that the changed file does not hold.
fn tied(case: &Case<'_>, sentence: &Sentence<'_>, named: &str) -> Option<Verdict> {
    if sentence.supposes(&["can", "before", "when"]) || sentence.denies() {
        return None;
    }
    let change = case
        .diff
        .find(named)
        .filter(|change| change.fate != Fate::Deleted)?;
    let tokens = &sentence.tokens;
    let value = (1..tokens.len()).find_map(|at| {
        let token = &tokens[at];
        let number = token.kind != Kind::Mark
            && token.text.starts_with(|first: char| first.is_ascii_digit());
        let said = tokens[at - 1].is(&["is", "to", "now"]) || tokens[at - 1].text == "=";
        let ends = tokens.get(at + 1).is_none_or(|next| {
            next.kind == Kind::Mark || next.is(&["in", "now", "instead", "and", "from"])
        });
        (number && said && ends && has_value(case.task.text, token.text)).then_some(token.text)
    })?;
    let Look::Text(text) = case.workspace.file(change.path) else {
        return None;
    };
    (!text.lines().any(|line| has_value(line, value))).then(|| {
        Verdict::contradicted(
            format!("{} does not contain {value}.", change.path),
            vec![change.path.to_string()],
        )
    })
}

/// Numbers, each with the capitalised word before it: "15", "May 2021".
fn values(tokens: &[Token<'_>]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let number = token.kind == Kind::Word
            && token.text.starts_with(|first: char| first.is_ascii_digit());
        let clause = tokens[..at]
            .iter()
            .rposition(|token| token.is_mark(",;:—–("))
            .map_or(0, |mark| mark + 1);
        let past = tokens[clause..at]
            .last()
            .is_some_and(|before| before.is(&PAST));
        if !number || past {
            continue;
        }
        let before = at.checked_sub(1).map(|before| tokens[before]);
        let title = before.filter(|before| {
            before.kind == Kind::Word && before.text.starts_with(char::is_uppercase)
        });
        found.push(title.map_or(token.text.to_string(), |title| {
            format!("{} {}", title.text, token.text)
        }));
    }
    found
}
