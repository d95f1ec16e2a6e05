//! Why a task went as it did, in a few lines.

use super::{Iteration, Sitting, Story};
use crate::domain::{Event, EventBody, Measurement, Phase, Receipt, Severity};
use serde::Serialize;

/// One link of the chain.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cause {
    /// "asked", "directive", "recalled", "verdicts", "conditions", "iteration 1", …, "end", "learned".
    pub step: String,
    pub text: String,
    /// The receipts that show it.
    pub receipts: Vec<String>,
}

/// Tells a task's events, oldest first, as causes and effects: from the words of the task to its end.
pub fn why(events: &[Event]) -> Vec<Cause> {
    let story = Story::of(events);
    let mut causes = vec![cause("asked", first_line(&story.description))];
    if !story.directive.is_empty() {
        causes.push(cause("directive", first_line(&story.directive)));
    }
    causes.extend(recalled(&story));
    causes.extend(deliberated(&Sitting::of(events)));
    let iterations = story.iterations.iter();
    causes.extend(iterations.map(|iteration| worked(iteration, events)));
    causes.push(ended(&story));
    causes.extend(learned(&story));
    causes
}

/// What of earlier work it was told.
fn recalled(story: &Story) -> Option<Cause> {
    let lessons = &story.recalled.lessons;
    let each = lessons
        .iter()
        .map(|lesson| format!("{}: {}", lesson.id, lesson.text));
    let each: Vec<String> = each.collect();
    (!each.is_empty()).then(|| cause("recalled", each.join("; ")))
}

/// What it teaches those that come after it.
fn learned(story: &Story) -> Option<Cause> {
    let each = story.learned.iter().map(|lesson| lesson.id.0.as_str());
    let each: Vec<&str> = each.collect();
    let receipts = story.learned.iter().flat_map(|it| it.receipts.clone());
    (!each.is_empty()).then(|| Cause {
        receipts: receipts.collect(),
        ..cause("learned", each.join(", "))
    })
}

fn cause(step: &str, text: impl Into<String>) -> Cause {
    Cause {
        step: step.into(),
        text: text.into(),
        receipts: Vec::new(),
    }
}

fn first_line(text: &str) -> String {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default().to_owned();
    if lines.next().is_some() {
        first + " …"
    } else {
        first
    }
}

fn deliberated(sitting: &Sitting) -> Vec<Cause> {
    let each = sitting.verdicts.iter().map(|(agency, verdict)| {
        let word = verdict
            .as_ref()
            .map_or("gave no verdict", |it| it.decision.word());
        format!("{agency} {word}")
    });
    let each: Vec<String> = each.collect();
    let Some(outcome) = &sitting.outcome else {
        return Vec::new();
    };
    let word = if outcome.approved {
        "so it was approved"
    } else {
        "so it was blocked"
    };
    let text = format!("{}; {word}: {}", each.join(", "), outcome.reason);
    let mut causes = vec![cause("verdicts", text)];
    // Of what was blocked nobody keeps conditions.
    if outcome.approved && !outcome.conditions.is_empty() {
        causes.push(cause("conditions", outcome.conditions.join("; ")));
    }
    causes
}

/// What was done in an iteration, what was measured, what speaks against it, and what followed.
fn worked(iteration: &Iteration, events: &[Event]) -> Cause {
    let within = |event: &&Event| event.iteration.0 == iteration.number;
    let (mut receipts, mut denials, mut after) = (Vec::new(), Vec::new(), Vec::new());
    for event in events.iter().filter(within) {
        match &event.body {
            EventBody::ToolCalled { receipt, .. } => receipts.push(receipt),
            EventBody::ToolDenied {
                summary, reason, ..
            } => denials.push(format!("denied: {summary} ({reason})")),
            EventBody::Measured {
                phase: Phase::After,
                measurements,
                ..
            } => after.extend(measurements.iter().map(measured)),
            _ => {}
        }
    }
    let mut parts = vec![calls(&receipts)];
    parts.extend(denials);
    parts.extend(after);
    parts.extend(silent(iteration));
    parts.extend(objections(iteration));
    parts.push(match (&*iteration.decision, iteration.score) {
        ("", _) => "not decided".to_owned(),
        (decision, Some(score)) => format!("score {score:.2} → {decision}"),
        (decision, None) => format!("nothing to score → {decision}"),
    });
    Cause {
        step: format!("iteration {}", iteration.number),
        text: parts.join("; "),
        receipts: receipts.iter().map(|it| it.id.0.clone()).collect(),
    }
}

/// "3 calls (r1 to r3), 1 failed (r2)".
fn calls(receipts: &[&Receipt]) -> String {
    let (Some(first), Some(last)) = (receipts.first(), receipts.last()) else {
        return "no calls".into();
    };
    let span = if receipts.len() == 1 {
        format!("1 call ({})", first.id)
    } else {
        format!("{} calls ({} to {})", receipts.len(), first.id, last.id)
    };
    let failed = receipts.iter().filter(|receipt| receipt.is_error);
    let failed: Vec<&str> = failed.map(|receipt| receipt.id.0.as_str()).collect();
    if failed.is_empty() {
        span
    } else {
        format!("{span}, {} failed ({})", failed.len(), failed.join(", "))
    }
}

fn measured(check: &Measurement) -> String {
    let went = match (check.passed, check.failed) {
        (0, 0) => check
            .code
            .map_or("no exit code".into(), |code| format!("exit {code}")),
        (passed, failed) => format!("{passed} passed, {failed} failed"),
    };
    format!("{}: {went}", check.command)
}

fn silent(iteration: &Iteration) -> impl Iterator<Item = String> {
    iteration.reports.iter().filter_map(|(evaluator, report)| {
        let fault = report.as_ref().err()?;
        Some(format!("{evaluator} could not run: {}", fault.message))
    })
}

/// The blockers; without one, the first finding of weight.
fn objections(iteration: &Iteration) -> Vec<String> {
    let of = |severity: Severity| {
        let findings = iteration.reports().flat_map(|report| &report.findings);
        let weighty = findings.filter(move |finding| finding.severity == severity);
        weighty.map(|finding| (finding.title.as_str(), finding.location.as_deref()))
    };
    let told = |word: &str, (title, place): (&str, Option<&str>)| {
        let place = place.map(|place| format!(" ({place})")).unwrap_or_default();
        format!("{word}: {title}{place}")
    };
    let blockers: Vec<String> = of(Severity::Blocker)
        .map(|finding| told("blocker", finding))
        .collect();
    if !blockers.is_empty() {
        return blockers;
    }
    let important = of(Severity::Important).next();
    important
        .map(|finding| told("finding", finding))
        .into_iter()
        .collect()
}

fn ended(story: &Story) -> Cause {
    let Some(closed) = &story.closed else {
        return cause("end", "not closed: it runs, or it was cut off");
    };
    let (outcome, verification) = (closed.outcome.word(), closed.verification.word());
    Cause {
        receipts: story.receipts.iter().map(|it| it.id.0.clone()).collect(),
        ..cause(
            "end",
            format!("{outcome}, {verification}: {}", closed.reason),
        )
    }
}
