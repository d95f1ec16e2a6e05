//! Finds statements about tests, build and lint in prose.

use super::words::Words;
use super::{Scope, Statement, foreign};
use crate::transcript::clip;

/// Of a longer sentence the beginning is read.
const LONGEST: usize = 2_000;
/// More names of one sentence are not looked up.
const NAMES: usize = 20;

/// Sentences and lines of a text, without those in code blocks.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut quoted = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            quoted = !quoted;
        } else if !quoted {
            split(line, &mut found);
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

/// The sentences of one line; each character is looked at once, for a line may be as long as the answer.
fn split<'a>(line: &'a str, found: &mut Vec<&'a str>) {
    let bytes = line.as_bytes();
    let mut start = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(byte, b'.' | b'!' | b'?') && bytes.get(at + 1) == Some(&b' ') {
            found.push(&line[start..=at]);
            start = at + 1;
        }
    }
    let wide = |character: char| matches!(character, '。' | '！' | '？');
    found.extend(line[start..].split_inclusive(wide));
}

/// What a sentence states, if it is about what is so and not about what was, should or could be.
pub(super) fn statements(sentence: &str) -> Vec<Statement> {
    let sentence = clip(sentence, LONGEST);
    let lower = sentence.to_lowercase().replace('’', "'").replace('*', "");
    let plain = lower.replace('`', "");
    let words = Words::of(&plain);
    if sentence.trim_end().ends_with(['?', '？']) || words.has(&UNCERTAIN) {
        return Vec::new();
    }
    if words.has(&PAST) {
        return now(&lower);
    }
    let (skips, rest): (Vec<&str>, Vec<&str>) =
        clauses(&lower).partition(|clause| Words::of(clause).starts("skip"));
    let none = skips
        .iter()
        .any(|clause| Words::of(clause).has(&["no", "none", "0", "zero", "nothing", "without"]));
    let mut found: Vec<Statement> = if skips.is_empty() {
        about_tests(sentence, &lower).into_iter().collect()
    } else {
        about_tests(sentence, &rest.join(", "))
            .into_iter()
            .collect()
    };
    found.extend(none.then_some(Statement::NoneSkipped));
    found.extend(clauses(&plain).filter_map(|part| about_build_or_lint(&Words::of(part))));
    if found.is_empty() && foreign::says_that_tests_pass(&plain) {
        found.push(Statement::TestsPass(Scope::default()));
    }
    found.dedup();
    found
}

/// What a sentence that looks back says of now: "7 tests were failing before, and all 9 pass now."
fn now(lower: &str) -> Vec<Statement> {
    let mut opens = false;
    let mut found = Vec::new();
    for clause in clauses(lower) {
        let words = Words::of(clause);
        let past = words.has(&PAST);
        let now = words.has(&["now", "pass", "passes"]) && !past && !opens;
        // "Before, all 9 tests pass" tells of before.
        opens = past && words.is_short();
        if now {
            found.extend(about_tests(clause, clause));
        }
    }
    found
}

fn clauses(sentence: &str) -> impl Iterator<Item = &str> {
    sentence
        .split([',', ';'])
        .flat_map(|part| part.split(" but "))
        .flat_map(|part| part.split(" and "))
}

/// A sentence with one of these states no fact about now.
const UNCERTAIN: [&str; 33] = [
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
    "want",
    "wants",
    "whether",
    "unverified",
    "assume",
    "assuming",
    "didn't",
];

/// Tells of what was, at least in its own clause.
const PAST: [&str; 6] = [
    "before",
    "previously",
    "initially",
    "originally",
    "earlier",
    "baseline",
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

/// `lower` is the sentence, or what of it tells about now, in lower case and with its backticks.
fn about_tests(sentence: &str, lower: &str) -> Option<Statement> {
    let plain = lower.replace('`', "");
    let words = &Words::of(&plain);
    // A number in code is a part of the program and no count.
    let prose = lower
        .split('`')
        .step_by(2)
        .collect::<Vec<_>>()
        .join(" code ");
    let counts = Words::of(&prose);
    let passed = counts.count(&["passed", "pass", "passing"], 1);
    let counted = passed
        .or(counts.count(&["failed", "fail", "fails", "failing", "failures"], 1))
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
        count: passed.or_else(|| counts.count(&["test", "tests"], 2)),
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
        // "TestTotalAddsPrices", "shop.TestTotal"
        let last = word.rsplit('.').next().unwrap_or(word);
        let camel = last
            .strip_prefix("Test")
            .is_some_and(|rest| rest.starts_with(char::is_uppercase));
        !number && (word.contains(['_', '/']) || word.contains("::") || file || camel)
    });
    named.take(NAMES).map(ToString::to_string).collect()
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
