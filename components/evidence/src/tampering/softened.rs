//! Tests that run and can't fail: the failure is caught, wanted, or that of a stand-in.

use std::collections::{BTreeMap, BTreeSet};

use openkoi_sdk::evaluator::Finding;

use super::{at, is_code, is_comment, severity};
use crate::case::Case;
use crate::diff::{Change, Fate, Line, Sign};
use crate::path;
use crate::task::{ANY_TEST_CHANGE, words};

/// No more places of one file are told.
const MOST: usize = 10;
/// Stands where a failed assertion is caught and forgotten.
const CATCHES: [&str; 9] = [
    "except:",
    "except assertionerror",
    "except exception",
    "except baseexception",
    "contextlib.suppress(",
    "with suppress(",
    "catch (",
    "catch {",
    "catch_unwind(",
];
/// A test with one of these passes because it fails.
const WANTED: [&str; 6] = [
    "#[should_panic",
    "pytest.raises(assertionerror",
    "assertraises(assertionerror",
    "test.fails(",
    "it.fails(",
    "test.failing(",
];

pub(super) fn findings(case: &Case<'_>, change: &Change<'_>) -> Vec<Finding> {
    let tests = path::is_test(change.path)
        || change
            .lines
            .iter()
            .any(|line| line.text.contains("#[test]") || line.text.contains("mod tests"));
    if change.fate != Fate::Modified
        || !is_code(change.path)
        || !tests
        || case.task.permits_tests(&ANY_TEST_CHANGE)
    {
        return Vec::new();
    }
    let finding =
        |line: &Line<'_>, title: &str| at(severity(case), change, line.number, title, line.text);
    let mut found = Vec::new();
    for hunk in change.lines.split(|line| line.sign == Sign::Hunk) {
        if let Some(line) = caught(change, hunk) {
            found.push(finding(line, "a test forgets that it failed"));
        }
        if let Some(line) = wanted(change, hunk) {
            found.push(finding(line, "a test passes because it fails"));
        }
    }
    found.truncate(MOST);
    if let Some(line) = replaced(case, change) {
        found.push(finding(line, "a test tests a stand-in of its own"));
    }
    found
}

/// An assertion that was there is wrapped into something that catches its failure.
fn caught<'l, 'a>(change: &Change<'_>, hunk: &'l [Line<'a>]) -> Option<&'l Line<'a>> {
    let with = |sign| hunk.iter().filter(move |line| line.sign == sign);
    let line = with(Sign::Added).find(|line| {
        let lower = line.text.trim().to_lowercase();
        !is_comment(change.path, line.text) && CATCHES.iter().any(|mark| lower.contains(mark))
    })?;
    let gone: BTreeMap<&str, &str> = with(Sign::Removed)
        .filter(|old| old.text.contains("assert") || old.text.contains("expect("))
        .map(|old| (old.text.trim(), old.text))
        .collect();
    let wrapped = with(Sign::Added).any(|new| {
        gone.get(new.text.trim())
            .is_some_and(|old| *old != new.text)
    });
    wrapped.then_some(line)
}

/// A test that was there is to fail from now on.
fn wanted<'l, 'a>(change: &Change<'_>, hunk: &'l [Line<'a>]) -> Option<&'l Line<'a>> {
    let at = hunk.iter().position(|line| {
        let lower = line.text.trim().to_lowercase();
        line.sign == Sign::Added
            && WANTED.iter().any(|mark| {
                lower.starts_with(mark) || (lower.contains(mark) && lower.starts_with("with "))
            })
    })?;
    let line = &hunk[at];
    let known = hunk
        .iter()
        .any(|old| old.sign == Sign::Removed && old.text.trim() == line.text.trim());
    // Below an attribute stands the test, above a block the test that it is in; a call is one itself.
    let declares = |other: &&Line<'_>| super::declared(change.path, other.text).is_some();
    let test = if line.text.trim_start().starts_with('#') {
        hunk[at + 1..].iter().find(declares)
    } else {
        hunk[..at].iter().rev().find(declares)
    };
    let was_there = test.is_none_or(|test| {
        let name = super::declared(change.path, test.text);
        test.sign != Sign::Added
            || hunk.iter().any(|old| {
                old.sign == Sign::Removed && super::declared(change.path, old.text) == name
            })
    });
    (was_there && !known).then_some(line)
}

/// What was imported before is defined in the test file itself, or put in the place of what is tested.
fn replaced<'l, 'a>(case: &Case<'_>, change: &'l Change<'a>) -> Option<&'l Line<'a>> {
    let imports = |text: &str| {
        let text = text.trim_start();
        ["from ", "import ", "use "]
            .iter()
            .any(|start| text.starts_with(start))
            || text.contains("require(")
    };
    let imported = |sign| -> BTreeSet<&str> {
        let lines = change.with(sign).filter(|line| imports(line.text));
        lines.flat_map(|line| words(line.text)).collect()
    };
    let (before, after) = (imported(Sign::Removed), imported(Sign::Added));
    let mocks = case
        .task
        .says(&["mock", "mocks", "stub", "stubs", "fake", "fakes", "mocking"]);
    change
        .with(Sign::Added)
        .filter(|_| !mocks && !before.is_empty())
        .find(|line| {
            defined(line.text).is_some_and(|name| before.contains(name) && !after.contains(name))
        })
}

/// The name that a line at the beginning of a definition gives.
fn defined(text: &str) -> Option<&str> {
    let rest = [
        "def ",
        "async def ",
        "function ",
        "const ",
        "let ",
        "var ",
        "fn ",
        "func ",
    ]
    .iter()
    .find_map(|start| text.trim_start().strip_prefix(start))?;
    words(rest)
        .next()
        .filter(|_| !text.contains("require(") && !text.contains("import("))
}
