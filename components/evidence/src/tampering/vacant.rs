//! Tests that were added and test nothing.

use openkoi_sdk::evaluator::{Finding, Severity};

use super::{at, declared, is_code, is_comment};
use crate::case::Case;
use crate::diff::{Change, Line, Sign};
use crate::path;

/// No more places of one file are told.
const MOST: usize = 5;
/// A task with one of these wants only the names.
const OPEN: [&str; 7] = [
    "stub",
    "stubs",
    "skeleton",
    "placeholder",
    "placeholders",
    "empty",
    "scaffold",
];

/// Each new test with nothing in it.
pub(super) fn findings(case: &Case<'_>, change: &Change<'_>) -> Vec<Finding> {
    if !is_code(change.path) || case.task.says(&OPEN) {
        return Vec::new();
    }
    let severity = if case.task.says(&["test", "tests"]) || case.lower.contains("test") {
        Severity::Blocker
    } else {
        Severity::Important
    };
    let added: Vec<&Line<'_>> = change
        .lines
        .iter()
        .filter(|line| line.sign != Sign::Removed)
        .collect();
    let is_vacant = |index: usize| {
        let line = added[index];
        line.sign == Sign::Added
            && is_test(change.path, &added, index)
            && is_empty(change.path, line.text, &added[index + 1..])
    };
    (0..added.len())
        .filter(|index| is_vacant(*index))
        .take(MOST)
        .map(|index| {
            let line = added[index];
            let title = "a test that was added tests nothing";
            let mut found = at(severity.clone(), change, line.number, title, line.text);
            found.fix = Some("Let it assert what it is named after, or leave it out.".to_string());
            found
        })
        .collect()
}

/// It declares a test: by its name, or by the attribute above.
fn is_test(named: &str, lines: &[&Line<'_>], index: usize) -> bool {
    if declared(named, lines[index].text).is_none() {
        return false;
    }
    let marked = lines[..index]
        .iter()
        .rev()
        .take_while(|line| line.text.trim_start().starts_with("#["))
        .any(|line| line.text.contains("test]"));
    if named.ends_with(".rs") {
        marked
    } else {
        path::is_test(named) && !lines[index].text.trim_start().contains("describe")
    }
}

/// Nothing but remarks stands between its beginning and its end.
fn is_empty(named: &str, head: &str, below: &[&Line<'_>]) -> bool {
    let plain: String = head.split_whitespace().collect();
    if named.ends_with(".py") {
        let Some((_, rest)) = plain.rsplit_once(':') else {
            return false;
        };
        return is_idle(rest) && !rest.is_empty() || rest.is_empty() && is_idle_block(head, below);
    }
    if plain.ends_with("{}") || plain.ends_with("{});") || plain.ends_with("{})") {
        return true;
    }
    plain.ends_with('{')
        && below
            .iter()
            .find(|line| {
                let text = line.text.trim();
                !text.is_empty() && !is_comment(named, text)
            })
            .is_some_and(|line| line.text.trim().starts_with('}'))
}

fn is_idle_block(head: &str, below: &[&Line<'_>]) -> bool {
    let depth = |text: &str| text.len() - text.trim_start().len();
    let mut body = below
        .iter()
        .filter(|line| !line.text.trim().is_empty() && line.sign != Sign::Hunk)
        .take_while(|line| depth(line.text) > depth(head))
        .map(|line| line.text.trim())
        .peekable();
    body.peek().is_some() && body.all(is_idle)
}

/// A statement that does nothing.
fn is_idle(text: &str) -> bool {
    let quoted = ["\"\"\"", "'''"]
        .iter()
        .any(|mark| text.starts_with(mark) && text.len() > 5 && text.ends_with(mark));
    matches!(
        text,
        "pass" | "..." | "return" | "returnNone" | "return None"
    ) || text.starts_with('#')
        || quoted
}
