//! Requests to make a failing check pass.

use super::{Fix, Goal, phrase};

/// What is broken.
const OBJECTS: [&str; 24] = [
    "test",
    "tests",
    "build",
    "builds",
    "compile",
    "compiles",
    "compiling",
    "compilation",
    "error",
    "errors",
    "lint",
    "linter",
    "clippy",
    "warning",
    "warnings",
    "check",
    "checks",
    "failure",
    "failures",
    "bug",
    "bugs",
    "ci",
    "suite",
    "broken",
];
/// Words that ask for work of another sort, where they stand as an order.
const OTHER_WORK: [&str; 44] = [
    "implement",
    "refactor",
    "add",
    "write",
    "create",
    "optimize",
    "optimise",
    "rewrite",
    "design",
    "translate",
    "document",
    "explain",
    "convert",
    "port",
    "migrate",
    "extend",
    "introduce",
    "support",
    "upgrade",
    "improve",
    "remove",
    "delete",
    "rename",
    "simplify",
    "move",
    "split",
    "integrate",
    "deploy",
    "publish",
    "commit",
    "push",
    "review",
    "speed",
    "update",
    "install",
    "summarize",
    "summarise",
    "build",
    "develop",
    "generate",
    "clean",
    "tell",
    "describe",
    "format",
];
const ASKING: [&str; 12] = [
    "why", "what", "where", "which", "how", "who", "when", "does", "is", "are", "list", "find",
];

pub(super) fn parse(task: &str) -> Option<Fix> {
    let plain = phrase::without_quotes(task).to_lowercase();
    let words: Vec<&str> = plain
        .split(|c: char| c.is_whitespace() || c == ',')
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .collect();
    let words: Vec<&str> = words
        .into_iter()
        .filter(|word| !word.is_empty())
        .take(200)
        .collect();
    let first = words.iter().find(|word| {
        !matches!(
            **word,
            "please" | "can" | "could" | "you" | "now" | "just" | "hey" | "run"
        )
    })?;
    if ASKING.contains(first) || orders(&plain).any(|word| OTHER_WORK.contains(&word.as_str())) {
        return None;
    }
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    let mends = has(&[
        "fix", "repair", "resolve", "debug", "solve", "correct", "mend",
    ]);
    let makes = has(&["make", "get"])
        && has(&[
            "pass",
            "passing",
            "compile",
            "compiling",
            "green",
            "build",
            "work",
            "succeed",
        ]);
    let about = has(&OBJECTS);
    let told = phrase::quotes(task)
        .into_iter()
        .map(|quote| quote.inner)
        .find(|inner| phrase::is_command(inner));
    let run = phrase::after_run(task);
    if !(mends && (about || told.is_some())
        || makes && (about || told.is_some() || has(&["pass", "compile", "green"])))
    {
        return None;
    }
    let goal = if has(&["lint", "linter", "clippy", "warning", "warnings"]) {
        Goal::Lint
    } else if has(&[
        "build",
        "compile",
        "compiles",
        "compiling",
        "compilation",
        "compiler",
    ]) && !has(&["test", "tests", "suite"])
    {
        Goal::Build
    } else {
        Goal::Tests
    };
    Some(Fix {
        goal,
        command: told.or(run),
    })
}

/// Words in the place of an order: at the start, or after a full stop, "and" or "then".
fn orders(plain: &str) -> impl Iterator<Item = String> + '_ {
    let spaced = plain.replace(['\n', '.', ';', ':', ','], " then ");
    let words: Vec<String> = spaced.split_whitespace().map(str::to_owned).collect();
    let mut found = Vec::new();
    let mut ready = true;
    for word in words {
        if matches!(
            word.as_str(),
            "and"
                | "then"
                | "also"
                | "please"
                | "you"
                | "to"
                | "now"
                | "first"
                | "finally"
                | "just"
        ) {
            ready = word != "to" || ready;
            continue;
        }
        if ready {
            found.push(word);
        }
        ready = false;
    }
    found.into_iter()
}
