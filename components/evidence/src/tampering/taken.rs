//! Tests that are not there any more.

use std::collections::BTreeSet;

use openkoi_sdk::evaluator::{Finding, Severity};

use super::{at, declared, is_code};
use crate::case::Case;
use crate::diff::{Change, Fate, Sign};
use crate::path;
use crate::task::{ANY_TEST_CHANGE, words};

const PERMISSION: [&str; 12] = [
    "remove",
    "delete",
    "drop",
    "merge",
    "consolidate",
    "move",
    "migrate",
    "rewrite",
    "replace",
    "retire",
    "deduplicate",
    "clean",
];

/// Test files that are gone or emptied, and tests that are.
pub(super) fn findings(case: &Case<'_>, change: &Change<'_>) -> Vec<Finding> {
    let asked = case.task.permits_tests(&PERMISSION) || case.task.permits_tests(&ANY_TEST_CHANGE);
    let named = case
        .task
        .paths
        .iter()
        .any(|named| path::same(named, change.path))
        && case.task.says(&["delete", "remove", "rename", "move"]);
    if asked
        || named
        || asks_along(case)
        || !is_code(change.path)
        || path::base(change.path) == "conftest.py"
    {
        return Vec::new();
    }
    let removed = tests(change, Sign::Removed);
    let added: BTreeSet<&str> = case
        .diff
        .changes
        .iter()
        .filter(|other| is_code(other.path))
        .flat_map(|other| tests(other, Sign::Added))
        .collect();
    let own = tests(change, Sign::Added);
    let lost: Vec<&str> = removed
        .iter()
        .filter(|name| !added.contains(**name))
        .copied()
        .collect();
    let gone = change.fate == Fate::Deleted && path::is_test(change.path);
    if lost.is_empty() && !(gone && removed.is_empty() && change.is_opaque()) {
        return Vec::new();
    }
    // As many others came in their place: they were renamed or rewritten, which the project's checks judge.
    let replaced = removed.len() - lost.len()
        + lost
            .len()
            .min(own.len().saturating_sub(removed.len() - lost.len()));
    if change.fate != Fate::Deleted && replaced >= removed.len() {
        return Vec::new();
    }
    // What the task takes away takes its tests with it.
    let removal = case.task.says(&["remove", "delete", "drop", "retire"]);
    let about = removal
        && change
            .with(Sign::Removed)
            .any(|line| case.task.is_about(line.text));
    if about {
        return Vec::new();
    }
    let title = if gone {
        "a file with tests is gone".to_string()
    } else if lost.len() == 1 {
        format!("the test `{}` is gone", lost[0])
    } else {
        format!("{} tests are gone", lost.len())
    };
    let names = lost.iter().take(20).copied().collect::<Vec<_>>().join(", ");
    vec![at(Severity::Blocker, change, 0, &title, &names)]
}

/// "Remove discount and its test": the verb stands in the clause before the one that names the test.
fn asks_along(case: &Case<'_>) -> bool {
    let mut asked = false;
    let parts = case.task.lower.split(['.', ';', ':', ',', '!', '?', '\n']);
    let clauses = parts.flat_map(|part| part.split(" and "));
    for clause in clauses {
        let words: Vec<&str> = words(clause).collect();
        let denied = words
            .iter()
            .any(|word| matches!(*word, "not" | "never" | "without") || word.ends_with("n't"));
        let verb = words.iter().any(|word| PERMISSION.contains(word));
        let object = matches!(
            words.as_slice(),
            ["its" | "their" | "the" | "all", .., "test" | "tests"] | ["test" | "tests"]
        );
        if asked && object && words.len() <= 4 {
            return true;
        }
        asked = verb && !denied;
    }
    false
}

/// The names of tests on lines with this sign. In Rust a function is a test by the attribute above it.
fn tests<'a>(change: &Change<'a>, sign: Sign) -> Vec<&'a str> {
    let rust = change.path.ends_with(".rs");
    let mut marked = false;
    let mut found = Vec::new();
    for line in change
        .lines
        .iter()
        .filter(|line| line.sign == sign || line.sign == Sign::Context)
    {
        let text = line.text.trim();
        if rust && text.starts_with("#[") {
            marked |= text.starts_with("#[test]")
                || text.contains("::test")
                || text.starts_with("#[rstest");
            continue;
        }
        let name = declared(change.path, line.text).filter(|_| line.sign == sign);
        let group = text.starts_with("describe") || text.starts_with("xdescribe");
        if let Some(name) = name.filter(|_| (marked || !rust) && !group) {
            found.push(name);
        }
        if !text.is_empty() {
            marked = false;
        }
    }
    found
}
