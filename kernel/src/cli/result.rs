//! The end of a task: for people in a few lines, for programs as one JSON object.

use super::progress::Progress;
use super::style::{counted, duration, grouped, plain};
use crate::domain::{Measurement, RunOutcome, Verification};
use crate::failure::{Exit, Failure};
pub(super) use crate::mind::result as json;
use crate::mind::{NOT_RUN, Share, Story};
use serde_json::Value;

/// The closing lines.
pub(super) fn lines(story: &Story, progress: &Progress) -> Vec<String> {
    let Some(closed) = &story.closed else {
        return Vec::new();
    };
    let style = progress.style();
    let word = closed.outcome.word();
    let word = if closed.outcome == RunOutcome::Accepted {
        style.green(word)
    } else {
        style.red(word)
    };
    let mut lines = progress.labelled("result", &format!("{word}: {}", plain(&closed.reason)));
    lines.extend(progress.labelled(
        closed.verification.word(),
        &plain(&evidence(story, closed.verification)),
    ));
    for claim in story.claims() {
        let name = |evidence: &String| story.evidence_name(evidence);
        let evidence: Vec<String> = claim.evidence.iter().map(name).collect();
        lines.extend(progress.claim(&claim, &evidence));
    }
    let sources = story.sources();
    if !sources.is_empty() {
        lines.extend(progress.labelled("sources", &plain(&sources.join(", "))));
    }
    let priced = story.shares.iter().all(|share| share.priced);
    let cost = if priced {
        closed.cost.to_string()
    } else {
        format!("{} and calls without a known price", closed.cost)
    };
    let tokens = grouped(closed.usage.total());
    lines.extend(progress.labelled(
        "cost",
        &format!("{cost}, {tokens} tokens, {}", duration(closed.duration_ms)),
    ));
    // One model that does everything was named at the beginning.
    if story.shares.len() > 1 {
        for share in story.shares.iter().filter(|share| share.usage.total() > 0) {
            lines.extend(progress.labelled("", &plain(&part(share))));
        }
    }
    if let Some(task) = &story.task {
        lines.extend(progress.labelled("task", &format!("{task}  (openkoi task show {task})")));
    }
    lines
}

/// What one model did in one role, and what that cost.
fn part(share: &Share) -> String {
    let cost = if share.priced {
        share.cost.to_string()
    } else {
        "price unknown".to_owned()
    };
    let (calls, tokens) = (
        counted(usize::try_from(share.calls).unwrap_or(usize::MAX), "call"),
        grouped(share.usage.total()),
    );
    format!(
        "{}: {}, {calls}, {tokens} tokens, {cost}",
        share.role, share.model
    )
}

/// What the word before it rests on.
fn evidence(story: &Story, verification: Verification) -> String {
    if !story.futures.is_empty() {
        return "nothing was done here, so there is nothing to verify".into();
    }
    let receipts = story.receipts.len();
    match verification {
        Verification::Verified => {
            let before: Vec<&Measurement> = story.before.iter().collect();
            let by = told(&story.checks());
            match told(&before) {
                before if before.is_empty() => format!("by {by}"),
                before => format!("by {by}; before: {before}"),
            }
        }
        Verification::Partial => {
            let show = if receipts == 1 { "shows" } else { "show" };
            let receipts = counted(receipts, "receipt");
            format!("{receipts} {show} what was done; {}", lacking(story))
        }
        Verification::Unverified if receipts == 0 => "nothing ran that would show it".into(),
        Verification::Unverified => {
            let (it, does) = if receipts == 1 {
                ("it", "does")
            } else {
                ("they", "do")
            };
            let receipts = counted(receipts, "receipt");
            format!("{receipts}, and {it} {does} not carry the result")
        }
    }
}

/// Why what was done is not verified.
fn lacking(story: &Story) -> &'static str {
    let checks = story.checks();
    let mut ran = checks
        .iter()
        .filter(|check| check.kind != NOT_RUN)
        .peekable();
    if ran.peek().is_none() {
        "no check proves that it is right"
    } else if ran.all(|check| check.code == Some(0) && check.failed == 0) {
        "the checks pass, and not everything that the answer says is shown"
    } else {
        "not all checks pass"
    }
}

/// Checks with how they went; of several, each with the number that claims name it by.
fn told(checks: &[&Measurement]) -> String {
    let each: Vec<String> = (1..)
        .zip(checks)
        .map(|(number, check)| {
            let went = match (check.passed, check.failed) {
                (0, 0) => check
                    .code
                    .map_or("no exit code".into(), |code| format!("exit {code}")),
                (passed, failed) => format!("{passed} passed, {failed} failed"),
            };
            let name = if checks.len() > 1 {
                format!("check{number} ")
            } else {
                String::new()
            };
            format!("{name}{} ({went})", check.command)
        })
        .collect();
    each.join(", ")
}

/// The JSON result of a command line that failed before there was a task.
pub(super) fn failure(failure: &Failure) -> Value {
    let mut value = crate::mind::result(&Story::default());
    let subtype = match failure.exit {
        Exit::Run(outcome) => outcome.word(),
        Exit::Usage => "usage",
    };
    value["subtype"] = subtype.into();
    value["exit_code"] = failure.exit.code().into();
    value["reason"] = failure.message.clone().into();
    value["remedy"] = failure.remedy.clone().into();
    value
}
