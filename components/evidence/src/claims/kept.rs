//! "Nothing else was changed", beside all that the diff shows.

use super::Verdict;
use crate::case::Case;
use crate::diff::{Change, Fate, Sign};
use crate::path;
use crate::sentence::{Sentence, Token};
use crate::task::words;
use crate::workspace::Look;

const UNREAL: [&str; 3] = ["can", "must", "unless"];
const CHANGED: [&str; 16] = [
    "changed",
    "change",
    "touched",
    "modified",
    "edited",
    "removed",
    "fixed",
    "moved",
    "renamed",
    "different",
    "altered",
    "affected",
    "deleted",
    "updated",
    "corrected",
    "changes",
];
const SAME: [&str; 9] = [
    "unchanged",
    "untouched",
    "the same",
    "intact",
    "as it was",
    "as before",
    "kept",
    "preserved",
    "as they were",
];
/// Whoever takes something away on purpose leaves less than there was.
const TAKING: [&str; 18] = [
    "delete",
    "remove",
    "drop",
    "shorten",
    "simplify",
    "cut",
    "reduce",
    "strip",
    "trim",
    "clean",
    "deduplicate",
    "rewrite",
    "replace",
    "empty",
    "clear",
    "condense",
    "summarise",
    "summarize",
];
/// More lines than an ordinary edit loses by the way.
const LOST: usize = 3;

/// What the sentence says was left alone, and what was not.
pub(super) fn judge(case: &Case<'_>, sentence: &Sentence<'_>) -> Option<Verdict> {
    let tokens = &sentence.tokens;
    if sentence.supposes(&UNREAL) {
        return None;
    }
    if is_nothing(tokens) {
        let change = case
            .diff
            .changes
            .iter()
            .find(|change| is_own(case, change))?;
        return Some(Verdict::contradicted(
            format!("The diff changes {}.", change.path),
            vec!["diff".to_string()],
        ));
    }
    if !is_rest(sentence) {
        return None;
    }
    // Who names no file that was changed can't have forgotten one; what is gone without a word is another matter.
    let names = case
        .diff
        .changes
        .iter()
        .any(|change| case.lower.contains(&path::base(change.path).to_lowercase()));
    if let Some(change) = case.diff.changes.iter().find(|change| {
        (names || change.fate == Fate::Deleted)
            && is_own(case, change)
            && !is_named(case, change.path)
    }) {
        let fate = match change.fate {
            Fate::New => "is new",
            Fate::Deleted => "is gone",
            Fate::Modified => "is changed too",
        };
        return Some(Verdict::contradicted(
            format!(
                "By the diff, {} {fate}; the answer does not mention it.",
                change.path
            ),
            vec!["diff".to_string(), change.path.to_string()],
        ));
    }
    let takes = case.task.says(&TAKING)
        || words(&case.lower).any(|word| TAKING.iter().any(|taking| word.starts_with(taking)));
    let emptied = case
        .diff
        .changes
        .iter()
        .filter(|_| !takes)
        .find_map(|change| emptied(case, change))?;
    Some(Verdict::contradicted(
        format!("The diff takes more lines from {} than are left.", emptied),
        vec!["diff".to_string(), emptied.to_string()],
    ))
}

/// "I changed nothing", "nothing was changed", and no word that limits it.
fn is_nothing(tokens: &[Token<'_>]) -> bool {
    let ends = |rest: &[Token<'_>]| {
        rest.first().is_none_or(|next| {
            next.is_mark(".;:)—–")
                || (next.is_mark(",") && !rest.iter().any(|token| token.is(&["but", "except"])))
        })
    };
    tokens.windows(3).enumerate().any(|(at, window)| {
        let [one, two, three] = window else {
            return false;
        };
        let active = one.is(&["i", "we", "have"])
            && two.is(&["changed", "modified", "edited", "touched"])
            && three.is(&["nothing"]);
        let passive = one.is(&["nothing"])
            && two.is(&["was", "has"])
            && three.is(&["changed", "modified", "edited", "touched"]);
        let first = at == 0
            || !tokens[..at]
                .iter()
                .any(|token| token.is(&["that", "says", "said"]));
        (active || passive) && first && ends(&tokens[at + 3..])
    })
}

/// All but what the answer names is said to be as it was.
fn is_rest(sentence: &Sentence<'_>) -> bool {
    let lower = sentence.text.to_lowercase();
    let nothing = ["nothing else", "no other file", "no other change"]
        .iter()
        .any(|words| lower.contains(words));
    let everything = ["everything else", "the rest of", "all else", "all other"]
        .iter()
        .any(|words| lower.contains(words));
    let needed = sentence.has(&["need", "needs", "needed", "necessary", "required"]);
    let place = [
        "nothing else in",
        "no other changes in",
        "nothing else to",
        "nothing else about",
    ]
    .iter()
    .any(|words| lower.contains(words));
    !place
        && !needed
        && ((nothing && sentence.has(&CHANGED))
            || (everything && SAME.iter().any(|words| lower.contains(words)) && !sentence.denies()))
}

/// The executor's own work, and nothing that a program left behind.
pub(crate) fn is_own(case: &Case<'_>, change: &Change<'_>) -> bool {
    if path::is_lock(change.path) {
        return false;
    }
    match change.fate {
        Fate::Deleted | Fate::Modified => true,
        Fate::New => {
            let base = path::base(change.path);
            case.ledger.writes(change.path).next().is_some()
                || case
                    .ledger
                    .commands()
                    .any(|entry| entry.subject.contains(base))
        }
    }
}

/// Task or answer speak of the file, if only by its name without ending, or by what it holds.
fn is_named(case: &Case<'_>, changed: &str) -> bool {
    let base = path::base(changed).to_lowercase();
    let stem = base
        .trim_start_matches('.')
        .split('.')
        .next()
        .unwrap_or(&base)
        .to_string();
    let texts = [&case.lower, &case.task.lower];
    let said = |word: &str| {
        texts.iter().any(|text| {
            text.contains(&base) || words(text).any(|known| known.trim_end_matches("'s") == word)
        })
    };
    let directory = changed.rsplit('/').skip(1).any(|part| {
        texts
            .iter()
            .any(|text| text.contains(&format!("{}/", part.to_lowercase())))
    });
    let tests = path::is_test(changed)
        && texts
            .iter()
            .any(|text| text.contains("test") || text.contains("spec"));
    // A name may be used in many files.
    let everywhere = texts.iter().any(|text| {
        [
            "everywhere",
            "all files",
            "callers",
            "call sites",
            "usages",
            "throughout",
            "imports",
            "references",
            "every file",
        ]
        .iter()
        .any(|word| text.contains(word))
    });
    let prose = path::is_prose(changed)
        && texts.iter().any(|text| {
            words(text).any(|word| matches!(word, "docs" | "documentation" | "readme"))
        });
    said(&stem) || directory || tests || everywhere || prose
}

/// A file of which more is gone than is left.
fn emptied<'a>(case: &Case<'a>, change: &Change<'a>) -> Option<&'a str> {
    if change.fate != Fate::Modified {
        return None;
    }
    let full = |line: &&str| !line.trim().is_empty();
    let added: Vec<&str> = change
        .with(Sign::Added)
        .map(|line| line.text.trim())
        .collect();
    let lost = change
        .with(Sign::Removed)
        .map(|line| line.text.trim())
        .filter(full)
        .filter(|line| !added.contains(line))
        .count();
    if lost < LOST {
        return None;
    }
    match case.workspace.file(change.path) {
        Look::Text(text) if text.lines().filter(full).count() < lost => Some(change.path),
        Look::Text(_) | Look::Absent | Look::Unknown => None,
    }
}
