//! All files of a kind were to go, and some are still there.

use openkoi_sdk::evaluator::{Finding, Severity};

use crate::case::Case;
use crate::report::{COMPLETENESS, finding};
use crate::sentence::{Sentence, sentences};

/// "Delete all .log files": one is left.
pub(super) fn left(case: &Case<'_>) -> Option<Finding> {
    if case.admits {
        return None;
    }
    let read = sentences(case.task.text);
    let ending = read.iter().take(20).find_map(wanted)?;
    let left = case
        .workspace
        .matching(&format!("**/*.{ending}"))?
        .first()?;
    let title = format!("All .{ending} files were to go, and {left} is still there");
    let mut found = finding(Severity::Blocker, COMPLETENESS, &title, "");
    found.location = Some(left.clone());
    found.evidence = vec![left.clone()];
    Some(found)
}

fn wanted<'a>(sentence: &Sentence<'a>) -> Option<&'a str> {
    let tokens = &sentence.tokens;
    let limited = [
        "except", "but", "in", "from", "older", "under", "if", "that", "which", "whose", "than",
        "outside",
    ];
    if sentence.denies() || sentence.asks() || sentence.has(&limited) {
        return None;
    }
    let at = tokens
        .iter()
        .position(|token| token.is(&["delete", "remove"]))
        .filter(|at| *at < 4)?;
    let every = tokens.get(at + 1)?.is(&["all", "every", "the"]);
    let mut rest = tokens[at + 1..]
        .iter()
        .filter(|token| !token.is(&["all", "every", "the", "of"]));
    let pattern = rest.next()?;
    let files = rest.next().is_none_or(|next| next.is(&["files", "file"]));
    let ending = pattern
        .text
        .trim_start_matches('*')
        .strip_prefix('.')
        .filter(|ending| ending.chars().all(char::is_alphanumeric) && !ending.is_empty())?;
    ((every || pattern.text.starts_with('*')) && files).then_some(ending)
}
