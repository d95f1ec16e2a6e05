//! What was tried and did not hold.

use super::told::Told;
use super::{Draft, Run, trail};
use crate::domain::{Claim, Finding, LessonKind, Severity, Standing};
use crate::mind::NOT_RUN;

const NAMED: usize = 3;
const FILES: usize = 5;

/// Findings that came again, claims that the evidence contradicted, and checks that fail though something was changed.
pub(super) fn lessons(run: &Run<'_>) -> Vec<Draft> {
    let mut drafts = unmended(run);
    drafts.extend(contradicted(run));
    drafts.extend(recurring(run));
    drafts
}

/// Checks that fail at the end, and what was changed meanwhile.
fn unmended(run: &Run<'_>) -> Vec<Draft> {
    let files: Vec<String> = run.story.changes.iter().map(|it| it.path.clone()).collect();
    if files.is_empty() {
        return Vec::new();
    }
    let checks = run.story.checks().into_iter();
    let ran = checks.filter(|check| check.kind != NOT_RUN);
    let failing = ran
        .map(|check| trail::checked(check, false))
        .filter(|check| !check.is_good);
    let draft = |failing: trail::Attempt<'_>| {
        let told = Told::default().say("a change of ").names(&files, FILES);
        let told = told.say(" left ").name(failing.line).say(" failing");
        let told = match failing.failures.as_slice() {
            [] => told,
            failures => told.say(" at ").names(failures, NAMED),
        };
        Draft {
            kind: LessonKind::Attempt,
            subject: format!("{} {}", failing.line, failing.failures.join(" ")),
            told,
            receipts: vec![failing.line.to_owned()],
            confidence: 0.7,
        }
    };
    failing.map(draft).collect()
}

/// Told by what contradicts it: what the answer said is nobody's evidence.
fn contradicted(run: &Run<'_>) -> Vec<Draft> {
    let reports = run.story.iterations.iter().flat_map(|it| it.reports());
    let claims = reports.flat_map(|report| &report.claims);
    let refuted = claims.filter(|claim| claim.standing == Standing::Contradicted);
    refuted.filter_map(|claim| refutation(run, claim)).collect()
}

fn refutation(run: &Run<'_>, claim: &Claim) -> Option<Draft> {
    let evidence: Vec<String> = claim
        .evidence
        .iter()
        .filter_map(|name| named(run, name))
        .collect();
    if evidence.is_empty() {
        return None;
    }
    let told = Told::default()
        .say("an answer here claimed what ")
        .names(&evidence, NAMED)
        .say(" contradicted; read what that prints before claiming it");
    Some(Draft {
        kind: LessonKind::Claim,
        subject: evidence.join(" "),
        told,
        receipts: claim.evidence.clone(),
        confidence: 0.7,
    })
}

/// A piece of evidence by what ran: a receipt's call, a check's command.
fn named(run: &Run<'_>, name: &str) -> Option<String> {
    let receipt = run.story.receipts.iter().find(|it| it.id.0 == name);
    if let Some(receipt) = receipt {
        return Some(receipt.summary.clone());
    }
    let number = name
        .strip_prefix("check")
        .and_then(|number| number.parse::<usize>().ok());
    let checks = run.story.checks();
    let check = match number {
        Some(number) => checks.get(number.checked_sub(1)?),
        None => checks.iter().find(|check| check.command == name),
    };
    check.map(|check| check.command.clone())
}

/// Findings of weight that stood in more than one judgement.
fn recurring(run: &Run<'_>) -> Vec<Draft> {
    let mut seen: Vec<(&Finding, usize)> = Vec::new();
    for iteration in &run.story.iterations {
        let findings = iteration.reports().flat_map(|report| &report.findings);
        let weighty =
            findings.filter(|it| matches!(it.severity, Severity::Blocker | Severity::Important));
        for finding in weighty {
            match seen.iter_mut().find(|(other, _)| is_same(other, finding)) {
                Some((_, times)) => *times += 1,
                None => seen.push((finding, 1)),
            }
        }
    }
    let again = seen.into_iter().filter(|(_, times)| *times > 1);
    again
        .map(|(finding, times)| stood(finding, times))
        .collect()
}

fn is_same(one: &Finding, other: &Finding) -> bool {
    (&one.dimension, &one.title, &one.location) == (&other.dimension, &other.title, &other.location)
}

fn stood(finding: &Finding, times: usize) -> Draft {
    let told = Told::default().say("the finding ").quote(&finding.title);
    let told = match &finding.location {
        Some(place) => told.say(" at ").name(place),
        None => told,
    };
    Draft {
        kind: LessonKind::Attempt,
        subject: format!("{} {}", finding.dimension, finding.title),
        told: told.say(&format!(" came {times} times in one task")),
        receipts: finding.evidence.clone(),
        confidence: 0.6,
    }
}
