//! Statements about how the files are now.

use super::Verdict;
use crate::case::Case;
use crate::diff::{Fate, Sign};
use crate::ledger::Act;
use crate::path;
use crate::sentence::{Kind, Sentence, Token};
use crate::workspace::Look;

/// With one of these a sentence does not say what is so.
const UNREAL: [&str; 10] = [
    "can",
    "before",
    "previously",
    "originally",
    "when",
    "until",
    "example",
    "expected",
    "must",
    "unless",
];

/// What a sentence says about files, and where it stands.
pub(super) fn judge(case: &Case<'_>, sentence: &Sentence<'_>) -> Vec<Verdict> {
    if sentence.supposes(&UNREAL) {
        return Vec::new();
    }
    let tokens = &sentence.tokens;
    let mut found = Vec::new();
    found.extend(nothing_left(case, tokens));
    if sentence.denies() {
        return found;
    }
    for (at, token) in tokens.iter().enumerate() {
        let Some(named) = path::of_token(token) else {
            continue;
        };
        let rest = &tokens[at + 1..];
        let alone = tokens[..at].last().is_none_or(|before| {
            before.is(&["the", "file", "and", "that", "now"]) || before.kind == Kind::Mark
        });
        if !alone {
            continue;
        }
        found.extend(contains(case, named, rest));
        found.extend(is_gone(case, named, rest));
        found.extend(is_there(case, named, rest));
    }
    found
}

/// "FILE now contains `text`".
fn contains(case: &Case<'_>, named: &str, rest: &[Token<'_>]) -> Option<Verdict> {
    let now = rest.first().is_some_and(|token| token.is(&["now"]));
    let rest = if now { &rest[1..] } else { rest };
    if !rest
        .first()?
        .is(&["contains", "has", "says", "reads", "holds"])
    {
        return None;
    }
    let light = [
        "the", "text", "line", "string", "word", "content", "value", "exactly", "just", "only",
        "single",
    ];
    let at = rest[1..]
        .iter()
        .position(|token| !token.is(&light) && !token.is_mark(":"))?;
    let literal = rest[1..].get(at).filter(|token| token.is_literal())?.text;
    let whole = rest[1..]
        .get(at + 1)
        .is_none_or(|next| next.kind == Kind::Mark || next.is(&["and", "as", "now", "in"]));
    if !whole || literal.contains('…') || literal.contains("...") || literal.contains("\\") {
        return None;
    }
    Some(match case.workspace.file(named) {
        Look::Text(text) if holds(text, literal) => Verdict::supported(named),
        Look::Text(_) => Verdict::contradicted(
            format!("{named} does not contain “{literal}”."),
            vec![named.to_string()],
        ),
        Look::Absent if !moved(case, named) => absent(named),
        Look::Absent | Look::Unknown => Verdict::unsupported(),
    })
}

/// The text is there; white space, quotation marks and the brackets of a call may differ.
pub(crate) fn holds(text: &str, literal: &str) -> bool {
    let plain = |text: &str| {
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace(['"', '\'', '`', '“', '”'], "")
    };
    let wanted = plain(literal.trim_end_matches("()"));
    text.contains(literal)
        || plain(text).contains(&wanted)
        || plain(text).to_lowercase().contains(&wanted.to_lowercase())
}

pub(super) fn absent(named: &str) -> Verdict {
    Verdict::contradicted(
        format!("There is no file {named} in the workspace."),
        vec![named.to_string()],
    )
}

/// The file may stand in a directory that the sentence does not name.
pub(super) fn moved(case: &Case<'_>, named: &str) -> bool {
    case.diff
        .find(named)
        .is_some_and(|change| change.path != named && change.fate != Fate::Deleted)
        || case
            .ledger
            .of_acts(&[Act::Read, Act::Write, Act::Search, Act::Shell, Act::Other])
            .any(|entry| {
                let mention = format!("/{named}");
                entry.receipt.summary.contains(&mention) || entry.receipt.output.contains(&mention)
            })
}

/// "FILE is gone".
fn is_gone(case: &Case<'_>, named: &str, rest: &[Token<'_>]) -> Option<Verdict> {
    let gone = match rest {
        [is, gone, ..] if is.is(&["is"]) && gone.is(&["gone", "deleted", "removed"]) => true,
        [is, now, gone, ..]
            if is.is(&["is"]) && now.is(&["now"]) && gone.is(&["gone", "deleted", "removed"]) =>
        {
            true
        }
        [no, longer, exists, ..]
            if no.is(&["no"]) && longer.is(&["longer"]) && exists.is(&["exists", "exist"]) =>
        {
            true
        }
        _ => false,
    };
    if !gone || !case.is_change() {
        return None;
    }
    Some(match case.workspace.file(named) {
        Look::Text(_) => Verdict::contradicted(
            format!("{named} is still in the workspace."),
            vec![named.to_string()],
        ),
        Look::Absent => Verdict::supported(named),
        Look::Unknown => Verdict::unsupported(),
    })
}

/// "FILE exists now".
fn is_there(case: &Case<'_>, named: &str, rest: &[Token<'_>]) -> Option<Verdict> {
    let there = match rest {
        [exists, ..] if exists.is(&["exists"]) => true,
        [now, exists, ..] if now.is(&["now", "already"]) && exists.is(&["exists"]) => true,
        [is, there, ..] if is.is(&["is"]) && there.is(&["there"]) => {
            !rest.iter().any(|token| token.is(&["way", "place"]))
        }
        // Of a file that a program writes it may be said as well; the task's own file is the work's.
        [is, made, ..] if is.is(&["is"]) && made.is(&["written", "created", "ready", "done"]) => {
            let by = rest
                .get(2)
                .is_none_or(|next| !next.is(&["by", "when", "at", "in", "to", "only"]));
            by && case.task.paths.contains(&named)
        }
        _ => false,
    };
    if !there || !case.is_change() {
        return None;
    }
    Some(match case.workspace.file(named) {
        Look::Text(_) => Verdict::supported(named),
        Look::Absent if !moved(case, named) => absent(named),
        Look::Absent | Look::Unknown => Verdict::unsupported(),
    })
}

/// "no references to `name` are left": refuted by a line that the diff shows, shown by a search.
fn nothing_left(case: &Case<'_>, tokens: &[Token<'_>]) -> Option<Verdict> {
    let things = [
        "callers",
        "caller",
        "usages",
        "usage",
        "uses",
        "references",
        "reference",
        "occurrences",
        "mentions",
        "calls",
    ];
    let at = tokens.iter().position(|token| token.is(&things))?;
    let before = &tokens[at.saturating_sub(4)..at];
    if !before.iter().any(|token| token.is(&["no", "any"])) {
        return None;
    }
    let name = tokens[at + 1..]
        .iter()
        .take(3)
        .find(|token| token.kind == Kind::Code)?
        .text
        .trim_end_matches("()");
    let left = tokens
        .iter()
        .any(|token| token.is(&["left", "remaining", "remain", "remains"]));
    let survivor = case
        .diff
        .changes
        .iter()
        .filter(|change| !path::is_prose(change.path))
        .find(|change| {
            let now =
                |line: &&crate::diff::Line<'_>| matches!(line.sign, Sign::Added | Sign::Context);
            change
                .lines
                .iter()
                .filter(now)
                .any(|line| has_word(line.text, name))
        });
    if let Some(change) = survivor.filter(|_| left && name.len() > 2) {
        return Some(Verdict::contradicted(
            format!(
                "The diff itself shows `{name}` in {} as it is now.",
                change.path
            ),
            vec!["diff".to_string(), change.path.to_string()],
        ));
    }
    let mut searches = case.ledger.of_acts(&[Act::Search, Act::Shell]);
    let search = searches.find(|entry| {
        entry.act == Act::Search
            || ["grep", "rg", "ag"]
                .iter()
                .any(|program| entry.subject.contains(program))
    });
    Some(search.map_or_else(Verdict::unsupported, |entry| {
        Verdict::supported(entry.receipt.id.clone())
    }))
}

/// The word stands in the text as a whole.
pub(crate) fn has_word(text: &str, word: &str) -> bool {
    text.split(|character: char| !(character.is_alphanumeric() || character == '_'))
        .any(|part| part == word)
}

/// The value stands in the line as a whole.
pub(crate) fn has_value(line: &str, value: &str) -> bool {
    let inner = |character: char| character.is_alphanumeric() || "._".contains(character);
    line.match_indices(value).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + value.len()..].chars().next();
        !before.is_some_and(inner) && !after.is_some_and(inner)
    })
}
