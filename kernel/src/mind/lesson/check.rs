//! Which checks prove the project.

use super::told::Told;
use super::{Draft, Run, trail};
use crate::domain::{LessonKind, Measurement};
use crate::mind::NOT_RUN;

/// Names of failures that one lesson tells.
const NAMED: usize = 3;

/// Of each check of the project how it stood before the work, and after it.
pub(super) fn lessons(run: &Run<'_>) -> Vec<Draft> {
    let checks = run.story.checks().into_iter();
    let ran = checks.filter(|check| check.kind != NOT_RUN);
    ran.filter_map(|check| lesson(run, check)).collect()
}

fn lesson(run: &Run<'_>, check: &Measurement) -> Option<Draft> {
    let before = run
        .story
        .before
        .iter()
        .find(|before| before.command == check.command && before.directory == check.directory);
    let was_good = before.map(|before| trail::checked(before, true).is_good);
    let after = trail::checked(check, false);
    let head = Told::default().name(&check.command);
    let head = match check.directory.as_str() {
        "" | "." => head,
        directory => head.say(" in ").name(directory),
    };
    let head = head.say(&format!(" is this project's {} check", kind(check)));
    let (told, confidence) = match (after.is_good, was_good) {
        (true, Some(false)) => (
            head.say("; it passes, and failed before the last work on it"),
            run.holds?,
        ),
        (true, Some(true) | None) => (head.say("; it passes"), run.holds?),
        // The work did not break it: whoever comes next should not be blamed for it either.
        (false, Some(false)) => {
            let head = head.say("; it fails, and failed before the work too");
            (failing(head, &after.failures), 0.8)
        }
        (false, Some(true) | None) => return None,
    };
    Some(Draft {
        kind: LessonKind::Check,
        subject: format!("{} {}", check.command, check.directory),
        told,
        receipts: vec![check.command.clone()],
        confidence,
    })
}

/// The words of the contract; another one is a stranger's.
fn kind(check: &Measurement) -> &str {
    match check.kind.as_str() {
        kind @ ("build" | "test" | "lint") => kind,
        _ => "own",
    }
}

fn failing(told: Told, failures: &[String]) -> Told {
    if failures.is_empty() {
        told
    } else {
        told.say(": ").names(failures, NAMED)
    }
}
