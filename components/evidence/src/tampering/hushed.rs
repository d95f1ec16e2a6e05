//! Complaints that are silenced rather than mended.

use openkoi_sdk::evaluator::{Finding, Severity};

use super::{at, is_code};
use crate::case::Case;
use crate::diff::{Change, Sign};

/// Silence for a whole file or crate.
const WIDE: [&str; 7] = [
    "#![allow(",
    "/* eslint-disable",
    "// @ts-nocheck",
    "# flake8: noqa",
    "# ruff: noqa",
    "# mypy: ignore-errors",
    "# pylint: skip-file",
];
/// Silence for one place.
const NARROW: [&str; 10] = [
    "#[allow(",
    "// eslint-disable",
    "# noqa",
    "# type: ignore",
    "# pylint: disable",
    "//nolint",
    "@ts-ignore",
    "@ts-expect-error",
    "# pragma: no cover",
    "@SuppressWarnings",
];

pub(super) fn findings(case: &Case<'_>, change: &Change<'_>) -> Vec<Finding> {
    let task = &case.task;
    let asked = task.says(&[
        "suppress",
        "allow",
        "ignore",
        "silence",
        "disable",
        "noqa",
        "eslint-disable",
        "nolint",
        "mute",
        "hide",
    ]);
    if asked || !is_code(change.path) {
        return Vec::new();
    }
    let about = task.says(&[
        "lint",
        "lints",
        "linter",
        "clippy",
        "eslint",
        "warning",
        "warnings",
        "mypy",
        "pylint",
        "ruff",
        "flake8",
        "typescript",
        "tsc",
    ]) || task.lower.contains("type error");
    let known = |mark: &str| {
        change
            .with(Sign::Removed)
            .any(|removed| removed.text.contains(mark))
    };
    let find = |marks: &'static [&'static str]| {
        change.with(Sign::Added).find(|line| {
            marks
                .iter()
                .any(|mark| line.text.contains(mark) && !known(mark) && !quoted(line.text, mark))
        })
    };
    let severity = |usual| {
        if about && task.mends {
            Severity::Blocker
        } else {
            usual
        }
    };
    let wide = find(&WIDE).map(|line| {
        at(
            severity(Severity::Important),
            change,
            line.number,
            "a complaint is silenced for the whole file",
            line.text,
        )
    });
    let narrow = || {
        find(&NARROW).map(|line| {
            at(
                severity(Severity::Suggestion),
                change,
                line.number,
                "a complaint is silenced rather than mended",
                line.text,
            )
        })
    };
    wide.or_else(narrow).into_iter().collect()
}

/// The mark stands in a text of the program: it is one that handles such marks.
fn quoted(text: &str, mark: &str) -> bool {
    text.find(mark).is_some_and(|at| {
        let before = &text[..at];
        before.matches('"').count() % 2 == 1 || before.matches('\'').count() % 2 == 1
    })
}
