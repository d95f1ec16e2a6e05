//! Lines that were to get company, and are gone.

use openkoi_sdk::evaluator::{Finding, Severity};

use crate::case::Case;
use crate::diff::{Change, Fate, Sign};
use crate::path;
use crate::report::{COMPLETENESS, finding};
use crate::sentence::{Sentence, sentences};

/// "Append a line to FILE": nothing that stood there may be missing.
pub(super) fn lost(case: &Case<'_>) -> Option<Finding> {
    let read = sentences(case.task.text);
    let named = read.iter().take(20).find_map(wanted)?;
    let also = [
        "remove", "delete", "replace", "rewrite", "drop", "fix", "clean", "sort",
    ];
    let change = case.diff.find(named)?;
    if case.task.says(&also) {
        return None;
    }
    let line = gone(change)?;
    let title = format!("{named} was only to be added to, and has lost lines");
    let mut found = finding(Severity::Blocker, COMPLETENESS, &title, line);
    found.location = Some(named.to_string());
    found.evidence = vec!["diff".to_string()];
    found.fix = Some("Bring back what stood there, and add to it.".to_string());
    Some(found)
}

/// A line of the file that is in it no more.
fn gone<'a>(change: &Change<'a>) -> Option<&'a str> {
    if change.fate != Fate::Modified {
        return None;
    }
    let kept = |text: &str| {
        change
            .with(Sign::Added)
            .any(|line| line.text.trim() == text.trim())
    };
    change
        .with(Sign::Removed)
        .map(|line| line.text)
        .find(|text| !text.trim().is_empty() && !kept(text))
}

/// "append … to FILE", "add a line to FILE".
fn wanted<'a>(sentence: &Sentence<'a>) -> Option<&'a str> {
    let tokens = &sentence.tokens;
    if sentence.denies() || sentence.asks() {
        return None;
    }
    let verb = tokens
        .iter()
        .position(|token| token.is(&["append", "prepend", "add"]))
        .filter(|at| *at < 4)?;
    let lines = tokens[verb].is(&["append", "prepend"])
        || tokens[verb + 1..]
            .iter()
            .take(3)
            .any(|token| token.is(&["line", "lines", "entry", "row"]));
    let to = tokens[verb..]
        .windows(2)
        .find(|pair| pair[0].is(&["to"]) && path::of_token(&pair[1]).is_some())?;
    let mut files = tokens.iter().filter_map(path::of_token);
    let one = files.next().is_some() && files.next().is_none();
    path::of_token(&to[1]).filter(|_| lines && one)
}
