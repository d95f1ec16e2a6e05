//! What a task asks for, as far as rules can tell.

mod instruction;
mod mending;
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
        if let Some(fix) = mending::parse(task) {
            return Self::Fix(fix);
        }
        match question::parse(task) {
            Ok(question) => Self::Question(question),
            Err(why) => Self::Unknown(why),
        }
    }
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
