//! The values that a change is said to have brought, where one of its edits failed.

use super::Verdict;
use crate::case::Case;
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
    if !case.is_change() || !has(tokens, &CHANGED) {
        return None;
    }
    let named = tokens.iter().find_map(path::of_token)?;
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
