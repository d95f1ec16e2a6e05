//! Finds statements about tests, build and lint in prose.

use super::words::Words;
use super::{Scope, Statement};

/// Sentences and lines of a text, without those in code blocks.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut quoted = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            quoted = !quoted;
        } else if !quoted {
            let mut rest = line;
            while let Some(end) = [". ", "! ", "? "]
                .iter()
                .filter_map(|end| rest.find(end))
                .min()
            {
                found.push(&rest[..=end]);
                rest = &rest[end + 1..];
            }
            found.push(rest);
        }
    }
    let bare = |sentence: &&str| -> bool { sentence.chars().any(char::is_alphanumeric) };
    found
        .into_iter()
        .map(|sentence| {
            sentence
                .trim()
                .trim_start_matches(['-', '*', '#', '>', ' '])
        })
        .filter(bare)
        .collect()
}

/// What a sentence states, if it is about what is so and not about what was, should or could be.
pub(super) fn statements(sentence: &str) -> Vec<Statement> {
    let plain = sentence
        .to_lowercase()
        .replace('’', "'")
        .replace(['*', '`'], "");
    let words = Words::of(&plain);
    if sentence.trim_end().ends_with('?') || words.has(&UNCERTAIN) {
        return Vec::new();
    }
    let mut found: Vec<Statement> = about_tests(sentence, &words).into_iter().collect();
    let parts = plain
        .split([',', ';'])
        .flat_map(|part| part.split(" but "))
        .flat_map(|part| part.split(" and "));
    found.extend(parts.filter_map(|part| about_build_or_lint(&Words::of(part))));
    found.dedup();
    found
}

/// A sentence with one of these states no fact about now.
const UNCERTAIN: [&str; 39] = [
    "should",
    "would",
    "could",
    "might",
    "may",
    "will",
    "hopefully",
    "expect",
    "expected",
    "until",
    "unless",
    "if",
    "once",
    "need",
    "needs",
    "must",
    "ensure",
    "ensures",
    "verify",
    "please",
    "try",
    "unable",
    "haven't",
    "couldn't",
    "can't",
    "cannot",
    "before",
    "previously",
    "initially",
    "originally",
    "earlier",
    "baseline",
    "want",
    "wants",
    "whether",
    "unverified",
    "assume",
    "assuming",
    "didn't",
];

const PASS: [&str; 10] = [
    "pass",
    "passes",
    "passed",
    "passing",
    "green",
    "succeed",
    "succeeds",
    "succeeded",
    "successfully",
    "ok",
];

fn about_tests(sentence: &str, words: &Words<'_>) -> Option<Statement> {
    let passed = words.count(&["passed", "pass", "passing"], 1);
    let counted = passed
        .or(words.count(&["failed", "fail", "fails", "failing", "failures"], 1))
        .is_some();
    if !(words.starts("test") || words.has(&["pytest", "suite", "specs"]) || counted) {
        return None;
    }
    let fails = words.failing();
    let nothing_fails = words.starts("fail") && !fails;
    let mended = words.has(&["fix", "fixes", "fixed", "repaired"]);
    if mended && (fails || words.starts("broken")) && !words.denied() {
        return Some(Statement::TestsFixed);
    }
    if fails || (words.has(&PASS) && words.denied() && !nothing_fails) {
        let past = words.has(&[
            "was", "were", "used", "had", "because", "without", "fell", "dropped", "went", "became",
        ]);
        return (!past).then_some(Statement::TestsFail);
    }
    let few = [
        "new", "added", "my", "this", "that", "these", "those", "relevant", "related", "a", "an",
        "one",
    ];
    let scope = || Scope {
        count: passed.or_else(|| words.count(&["test", "tests"], 2)),
        names: names(sentence),
        partial: words.has(&few) && !words.has(&["all", "every", "whole", "entire", "full"]),
    };
    (words.has(&PASS) || nothing_fails).then(|| Statement::TestsPass(scope()))
}

/// Words that look like the name of a test, a module or a file, and not like a command.
fn names(sentence: &str) -> Vec<String> {
    let edge = |character: char| !(character.is_alphanumeric() || character == '_');
    let words = sentence
        .split_whitespace()
        .map(|word| word.trim_matches(edge));
    let named = words.filter(|word| {
        let number = word
            .chars()
            .all(|character| character.is_ascii_digit() || character == '/');
        let file = [".py", ".rs", ".js", ".ts", ".go"]
            .iter()
            .any(|end| word.ends_with(end));
        !number && (word.contains(['_', '/']) || word.contains("::") || file)
    });
    named.map(ToString::to_string).collect()
}

fn about_build_or_lint(words: &Words<'_>) -> Option<Statement> {
    if words.failing() || words.denied() {
        return None;
    }
    let good = words.has(&PASS) || words.has(&["clean", "cleanly", "fine", "happy"]);
    if words.has(&[
        "lint", "lints", "linter", "linting", "clippy", "eslint", "vet",
    ]) {
        let warnings_too = words.without(&["warnings", "warning", "issues", "complaints"]);
        let clean = good || warnings_too || words.without(&["errors"]);
        return clean.then_some(Statement::LintClean { warnings_too });
    }
    let subject = words.starts("compil") || words.has(&["build", "builds"]);
    let verb = good
        || words.has(&["compiles", "works"])
        || words.without(&["errors", "error", "problems"]);
    (subject && verb).then_some(Statement::Builds)
}
