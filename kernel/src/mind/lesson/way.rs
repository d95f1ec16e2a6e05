//! Ways of doing something that do not work here, and those that did.

use super::told::Told;
use super::trail::{Attempt, Step};
use super::{Draft, Run};
use crate::domain::LessonKind;

/// What shells say of a program that is not there, or can't be run.
const NOT_THERE: [i32; 2] = [126, 127];

/// Commands that can't be run here, lines that failed before another line for the same program worked, and calls that
/// were denied.
pub(super) fn lessons(run: &Run<'_>) -> Vec<Draft> {
    let steps = &run.trail.steps;
    let each = steps
        .iter()
        .enumerate()
        .filter_map(|(at, step)| match step {
            Step::Ran(failed) if !failed.is_good && failed.receipt.is_some() => {
                failure(failed, &steps[at + 1..])
            }
            Step::Denied(summary) => Some(denial(summary)),
            Step::Ran(_) | Step::Wrote(_) => None,
        });
    each.collect()
}

fn failure(failed: &Attempt<'_>, later: &[Step<'_>]) -> Option<Draft> {
    let is_missing = failed.code.is_some_and(|code| NOT_THERE.contains(&code));
    let program = program(failed.line)?;
    let untouched = later
        .iter()
        .take_while(|step| is_missing || !matches!(step, Step::Wrote(_)));
    let worked = untouched.into_iter().find_map(|step| match step {
        Step::Ran(attempt) if attempt.receipt.is_some() && attempt.line != failed.line => {
            let is_same = attempt.line.split_whitespace().any(|word| word == program);
            (attempt.is_good && is_same).then_some(attempt)
        }
        _ => None,
    });
    if worked.is_none() && !is_missing {
        return None;
    }
    let told = Told::default().name(failed.line);
    let told = if is_missing {
        told.say(" can't be run here")
    } else {
        told.say(" failed here")
    };
    let told = match worked {
        Some(worked) => told.say("; what worked instead: ").name(worked.line),
        None => told,
    };
    let receipts = [failed.receipt, worked.and_then(|worked| worked.receipt)];
    Some(Draft {
        kind: LessonKind::Way,
        subject: failed.line.to_owned(),
        told,
        receipts: receipts.into_iter().flatten().map(str::to_owned).collect(),
        confidence: 0.7,
    })
}

/// The program's own name, without the path to it; variables that are set before it are passed over.
fn program(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace();
    let first = words.find(|word| !word.contains('='))?;
    first.rsplit('/').next().filter(|name| !name.is_empty())
}

fn denial(summary: &str) -> Draft {
    Draft {
        kind: LessonKind::Way,
        subject: summary.to_owned(),
        told: Told::default().name(summary).say(" was denied here"),
        receipts: Vec::new(),
        confidence: 0.6,
    }
}
