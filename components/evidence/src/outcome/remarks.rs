//! Work that changed what is said about a program, and not the program.

use openkoi_sdk::evaluator::{Finding, Severity};

use crate::case::Case;
use crate::diff::{Change, Fate, Line, Sign};
use crate::report::{COMPLETENESS, finding};
use crate::tampering::{is_code, is_comment};

/// A task with one of these may be about words.
const WORDS: [&str; 51] = [
    "doc",
    "docs",
    "docstring",
    "docstrings",
    "document",
    "documents",
    "documentation",
    "documented",
    "rustdoc",
    "jsdoc",
    "javadoc",
    "explain",
    "describe",
    "describes",
    "annotate",
    "note",
    "notes",
    "typo",
    "typos",
    "spelling",
    "wording",
    "grammar",
    "license",
    "header",
    "headers",
    "todo",
    "todos",
    "translate",
    "format",
    "doctest",
    "doctests",
    "example",
    "examples",
    "copyright",
    "licence",
    "spdx",
    "deprecate",
    "deprecated",
    "deprecation",
    "dead",
    "readability",
    "clarify",
    "clearer",
    "blank",
    "newline",
    "newlines",
    "empty",
    "whitespace",
    "spacing",
    "trailing",
    "year",
];

/// By one of these a comment tells a tool what to do.
const DIRECTIVES: [&str; 20] = [
    "eslint",
    "tslint",
    "noqa",
    "type:",
    "@ts-",
    "nolint",
    "go:",
    "+build",
    "prettier",
    "istanbul",
    "c8 ",
    "pragma",
    "pylint",
    "mypy",
    "ruff",
    "fmt:",
    "coding:",
    "frozen_string",
    "shellcheck",
    "vite-",
];

/// The task asks for a change of a program, and only comments were changed.
pub(super) fn only(case: &Case<'_>) -> Option<Finding> {
    let about = case.task.says(&WORDS)
        || case.task.lower.contains("comment")
        || case.task.lower.contains("kommentar")
        || case.task.lower.contains("コメント");
    if !case.is_change() || case.admits || about || case.diff.is_empty() {
        return None;
    }
    if !case.diff.changes.iter().all(is_remark) || case.ledger.has_unknown() {
        return None;
    }
    let first = case.diff.changes.first()?;
    let mut found = finding(
        Severity::Blocker,
        COMPLETENESS,
        "The task asks for a change of the program, and only comments were changed",
        &format!(
            "Every changed line, first of {}, is a comment or blank.",
            first.path
        ),
    );
    found.evidence = vec!["diff".to_string()];
    found.fix = Some("Change what the program does, or say why it stays as it is.".to_string());
    Some(found)
}

/// Each changed line of this file of a program is a comment, a text that stands for one, or blank.
fn is_remark(change: &Change<'_>) -> bool {
    let changed = |line: &&Line<'_>| matches!(line.sign, Sign::Added | Sign::Removed);
    change.fate == Fate::Modified
        && is_code(change.path)
        && change.lines.iter().any(|line| changed(&line))
        && change
            .lines
            .split(|line| line.sign == Sign::Hunk)
            .all(|hunk| is_remark_of(change.path, hunk))
}

fn is_remark_of(named: &str, hunk: &[Line<'_>]) -> bool {
    [Sign::Added, Sign::Removed].into_iter().all(|sign| {
        let mut within = false;
        hunk.iter()
            .filter(|line| line.sign == sign || line.sign == Sign::Context)
            .all(|line| {
                let text = line.text.trim();
                let marks = text.matches("\"\"\"").count() + text.matches("'''").count();
                let begins = text.trim_start_matches(['r', 'f']).starts_with(['"', '\'']);
                let quoted = named.ends_with(".py") && (within || (marks > 0 && begins));
                within ^= named.ends_with(".py") && marks % 2 == 1;
                line.sign == Sign::Context
                    || text.is_empty()
                    || quoted
                    || (is_comment(named, text) && !tells_a_tool(text))
            })
    })
}

fn tells_a_tool(comment: &str) -> bool {
    comment.starts_with("#!")
        || DIRECTIVES
            .iter()
            .any(|directive| comment.contains(directive))
}
