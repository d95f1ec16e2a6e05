//! Tests that are there and do not run any more.

use openkoi_sdk::evaluator::{Finding, Severity};

use super::{at, declared, is_code, is_comment};
use crate::case::Case;
use crate::diff::{Change, Line, Sign};
use crate::path;

const PERMISSION: [&str; 9] = [
    "skip",
    "ignore",
    "disable",
    "xfail",
    "mark",
    "quarantine",
    "remove",
    "delete",
    "park",
];
/// No more marks of one file are looked into.
const MOST: usize = 100;
/// Stands before a test.
const BEFORE: [&str; 10] = [
    "#[ignore",
    "#[cfg(any())]",
    "@pytest.mark.skip",
    "@pytest.mark.xfail",
    "@unittest.skip",
    "@unittest.expectedfailure",
    "@disabled",
    "@ignore",
    "@skip",
    "#[cfg(false)]",
];
/// Stands instead of a test's beginning.
const INSTEAD: [&str; 12] = [
    "xit(",
    "xdescribe(",
    "xtest(",
    "it.skip(",
    "test.skip(",
    "describe.skip(",
    "it.todo(",
    "test.todo(",
    "it.only(",
    "test.only(",
    "describe.only(",
    "context.skip(",
];
/// Stands in a test.
const WITHIN: [&str; 9] = [
    "t.skip(",
    "t.skipnow(",
    "t.skipf(",
    "pytest.skip(",
    "self.skiptest(",
    "raise unittest.skiptest",
    "raise skiptest",
    "pytest.xfail(",
    "this.skip(",
];

pub(super) fn findings(case: &Case<'_>, change: &Change<'_>) -> Vec<Finding> {
    if !is_code(change.path) || case.task.permits_tests(&PERMISSION) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut looked = 0;
    for (index, line) in change.lines.iter().enumerate() {
        if line.sign != Sign::Added || is_comment(change.path, line.text) {
            continue;
        }
        let text = line.text.trim().to_lowercase();
        let starts = |marks: &[&str]| marks.iter().any(|mark| text.starts_with(mark));
        let marked = starts(&BEFORE) || starts(&INSTEAD) || starts(&WITHIN);
        looked += usize::from(marked);
        if looked > MOST {
            break;
        }
        let moved = || {
            change
                .with(Sign::Removed)
                .any(|removed| removed.text.trim() == line.text.trim())
        };
        let skips = marked
            && !moved()
            && ((starts(&BEFORE) && is_before_old(change, index))
                || (starts(&INSTEAD) && was_there(change, line))
                || (starts(&WITHIN) && is_within_old(change, index)));
        if skips {
            let conditional = text.contains("skipif") || text.contains("cfg_attr");
            let severity = if conditional {
                Severity::Important
            } else {
                Severity::Blocker
            };
            found.push(at(
                severity,
                change,
                line.number,
                "a test that ran is skipped",
                line.text,
            ));
        } else if returns(change, index) {
            found.push(at(
                Severity::Blocker,
                change,
                line.number,
                "a test returns before it tests anything",
                line.text,
            ));
        }
    }
    found
}

/// The next line that is no attribute belongs to a test that was there.
fn is_before_old(change: &Change<'_>, index: usize) -> bool {
    let next = change.lines[index + 1..]
        .iter()
        .filter(|line| line.sign != Sign::Removed)
        .find(|line| {
            let text = line.text.trim();
            !text.is_empty() && !text.starts_with("#[") && !text.starts_with('@')
        });
    // What is above the declaration in the file may also be below the mark.
    next.is_some_and(|line| line.sign == Sign::Context || was_there(change, line))
}

/// A removed line declares the same test.
fn was_there(change: &Change<'_>, line: &Line<'_>) -> bool {
    let name = declared(change.path, line.text);
    name.is_some()
        && change
            .with(Sign::Removed)
            .any(|removed| declared(change.path, removed.text) == name)
}

/// The declaration above is one that was there.
fn is_within_old(change: &Change<'_>, index: usize) -> bool {
    let above = change.lines[..index]
        .iter()
        .rev()
        .take_while(|line| line.sign != Sign::Hunk);
    let header = above
        .filter(|line| line.sign != Sign::Removed)
        .find(|line| declared(change.path, line.text).is_some());
    header.is_none_or(|line| line.sign == Sign::Context || was_there(change, line))
        && change.fate == crate::diff::Fate::Modified
}

/// A bare return right below the declaration of a test that was there.
fn returns(change: &Change<'_>, index: usize) -> bool {
    let line = &change.lines[index];
    let bare = matches!(
        line.text.trim().trim_end_matches(';'),
        "return" | "return None" | "return Ok(())" | "return nil" | "pass"
    );
    if !bare {
        return false;
    }
    let above = change.lines[..index]
        .iter()
        .rev()
        .find(|above| above.sign != Sign::Removed);
    let declares = above.is_some_and(|above| {
        above.sign == Sign::Context
            && above.text.trim_end().ends_with(['{', ':'])
            && declared(change.path, above.text).is_some()
    });
    let attributed = || {
        let header = change.lines[..index]
            .iter()
            .rposition(|above| above.sign != Sign::Removed);
        let mark = header.and_then(|header| {
            change.lines[..header]
                .iter()
                .rev()
                .find(|above| above.sign != Sign::Removed)
        });
        mark.is_some_and(|mark| mark.text.contains("#[test]") || mark.text.contains("::test]"))
    };
    bare && declares
        && (!change.path.ends_with(".rs") || path::is_test(change.path) || attributed())
}
