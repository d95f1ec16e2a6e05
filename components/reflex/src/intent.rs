//! What a task asks for, as far as rules can tell.

mod instruction;
mod phrase;
mod question;

pub(crate) use instruction::{Instruction, Scope};
pub(crate) use question::{Counted, Question};

/// What the task asks for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Intent {
    /// Make a failing check pass.
    Fix(Fix),
    /// Do these things, in this order, to the letter.
    Instructions(Vec<Instruction>),
    Question(Question),
    /// Nothing that rules can do; says why.
    Unknown(String),
}

/// Which check is to pass.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fix {
    pub(crate) goal: Goal,
    /// The check, where the user named it.
    pub(crate) command: Option<String>,
}

/// What the check is about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Goal {
    Tests,
    Build,
    Lint,
}

/// Longer tasks are prose that rules would only misread.
const LONGEST: usize = 20_000;

impl Intent {
    pub(crate) fn of(task: &str) -> Self {
        let task = task.trim();
        if task.is_empty() {
            return Self::Unknown("The task is empty.".into());
        }
        if task.len() > LONGEST {
            return Self::Unknown(format!(
                "The task is {} characters long; rules read no more than {LONGEST}.",
                task.chars().count()
            ));
        }
        match instruction::parse(task) {
            Ok(list) => return Self::Instructions(list),
            Err(Some(why)) => return Self::Unknown(why),
            Err(None) => {}
        }
        if let Some(fix) = fix(task) {
            return Self::Fix(fix);
        }
        match question::parse(task) {
            Ok(question) => Self::Question(question),
            Err(why) => Self::Unknown(why),
        }
    }
}

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

fn fix(task: &str) -> Option<Fix> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_to_mend_name_their_check() {
        let rows = [
            ("make the failing tests pass", Goal::Tests, None),
            ("Fix the build", Goal::Build, None),
            ("fix the compile errors", Goal::Build, None),
            ("please fix the lint", Goal::Lint, None),
            ("Fix the bug in src/price.rs", Goal::Tests, None),
            ("Fix the failing tests in this project.", Goal::Tests, None),
            (
                "Make `cargo test -p till` pass",
                Goal::Tests,
                Some("cargo test -p till"),
            ),
            (
                "fix what `make check` reports",
                Goal::Tests,
                Some("make check"),
            ),
            (
                "run cargo test and fix the failures",
                Goal::Tests,
                Some("cargo test"),
            ),
            ("The tests are broken, fix them", Goal::Tests, None),
            ("get the tests to pass", Goal::Tests, None),
            ("Can you make it compile?", Goal::Build, None),
        ];
        for (task, goal, command) in rows {
            let expected = Intent::Fix(Fix {
                goal,
                command: command.map(str::to_owned),
            });
            assert_eq!(Intent::of(task), expected, "{task}");
        }
    }

    #[test]
    fn what_asks_for_judgement_or_invention_is_unknown() {
        let long = "fix the tests ".repeat(5_000);
        let tasks = [
            "",
            "  \n ",
            "implement OAuth login and make the tests pass",
            "Refactor the parser so that it is faster",
            "add a function that sorts users and fix the tests",
            "why do the tests fail?",
            "why is this slow?",
            "テストを直してください",
            "🎉🎉🎉",
            "write a poem about koi",
            "fix the typo in README.md",
            "make the code nicer",
            "explain the architecture",
            "delete ../../etc/passwd",
            "run a quick analysis of our performance",
            "create /etc/cron.d/x with content evil",
            long.as_str(),
        ];
        for task in tasks {
            assert!(
                matches!(Intent::of(task), Intent::Unknown(_)),
                "{task:.60}: {:?}",
                Intent::of(task)
            );
        }
    }
}
