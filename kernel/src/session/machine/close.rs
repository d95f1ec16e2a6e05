//! The end of a task.

use super::{Attempt, Machine, Moment, Next, Said};
use crate::domain::{
    Claim, FileChange, Finding, Measurement, Report, RunOutcome, Standing, Verification,
};
use crate::mind::{self, Evidence, Grounds};
use crate::session::schema;
use serde_json::Value;
use std::time::Duration;

/// Everything that a closing line tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Closing {
    pub outcome: RunOutcome,
    pub verification: Verification,
    pub reason: String,
    pub answer: String,
    pub score: Option<f32>,
    pub iterations: u32,
    pub findings: Vec<Finding>,
    pub claims: Vec<Claim>,
    /// Dimension and value, as far as the best iteration was judged.
    pub scores: Vec<(String, f32)>,
    pub changes: Vec<FileChange>,
    /// The answer as JSON, where a schema was given and it satisfies it.
    pub structured: Option<Value>,
    pub elapsed: Duration,
}

impl Machine {
    /// Ends the task with the best result there is. A denial that kept the task from being accepted names the outcome.
    pub(super) fn close(&mut self, outcome: RunOutcome, reason: String, now: &Moment) -> Said {
        let denied =
            self.denied > 0 && matches!(outcome, RunOutcome::Failed | RunOutcome::NotGoodEnough);
        let outcome = if denied { RunOutcome::Blocked } else { outcome };
        let best = self.best.as_ref();
        let current = self.attempt.clone().unwrap_or_default();
        let answer = best.map_or(current, |best| best.answer.clone());
        let verification = self.verified(best);
        let (outcome, reason) = self.demanded(outcome, reason, verification, best);
        let schema = self.limits.answer_schema.as_ref();
        let structured = schema.and_then(|schema| schema::parse(&answer, schema).ok());
        let closing = Closing {
            outcome,
            verification,
            reason,
            answer,
            structured,
            score: best.and_then(|best| best.judgement.score),
            iterations: best.map_or(self.iteration, |best| self.iteration.max(best.iteration)),
            findings: best
                .map(|best| best.judgement.findings.clone())
                .unwrap_or_default(),
            claims: best.map(|best| self.claims(best)).unwrap_or_default(),
            scores: best.map(scores).unwrap_or_default(),
            changes: self
                .last
                .as_ref()
                .map(|last| last.changes.clone())
                .unwrap_or_default(),
            elapsed: now.elapsed,
        };
        self.closed = Some(closing.clone());
        (Vec::new(), Next::Close(Box::new(closing)))
    }

    /// Where nothing less than verified is wanted, what is less is not good enough. Worse outcomes stay what they are.
    fn demanded(
        &self,
        outcome: RunOutcome,
        reason: String,
        verification: Verification,
        best: Option<&Attempt>,
    ) -> (RunOutcome, String) {
        let is_less = verification != Verification::Verified;
        if outcome == RunOutcome::Accepted && self.limits.require_verified && is_less {
            let reason = format!(
                "the result is {}, and verified was required: {} ({reason})",
                verification.word(),
                missing(
                    best,
                    &best.map(|best| self.claims(best)).unwrap_or_default()
                )
            );
            return (RunOutcome::NotGoodEnough, reason);
        }
        (outcome, reason)
    }

    fn verified(&self, best: Option<&Attempt>) -> Verification {
        let Some(best) = best else {
            return mind::verification(Evidence {
                receipts: &self.receipts,
                ..Evidence::default()
            });
        };
        let after: Vec<Measurement> = reports(best)
            .flat_map(|report| report.measurements.clone())
            .collect();
        let claims = self.claims(best);
        mind::verification(Evidence {
            after: &after,
            receipts: &self.receipts,
            claims: &claims,
            blocked: best.judgement.is_blocked(),
            silent: !best.judgement.silent.is_empty(),
        })
    }

    /// What the answer states, as far as it can be looked up.
    fn claims(&self, best: &Attempt) -> Vec<Claim> {
        let reports: Vec<&Report> = reports(best).collect();
        let checks = reports.iter().flat_map(|report| &report.measurements);
        let grounds = Grounds {
            receipts: &self.receipts,
            changes: &best.changes,
            checks: checks.collect(),
        };
        grounds.claims(&reports)
    }
}

/// What keeps a result from being verified.
fn missing(best: Option<&Attempt>, claims: &[Claim]) -> String {
    let Some(best) = best else {
        return "nothing evaluated it".into();
    };
    if let Some(silent) = best.judgement.silent.first() {
        return format!("an evaluator could not run: {silent}");
    }
    let checks = reports(best).flat_map(|report| &report.measurements);
    let ran: Vec<_> = checks.filter(|check| check.kind != mind::NOT_RUN).collect();
    let failed = |check: &&&Measurement| check.code != Some(0) || check.failed > 0;
    match ran.iter().find(failed) {
        Some(check) => format!("{} did not pass", check.command),
        None if ran.is_empty() => "no check of the project ran after the work".into(),
        None if best.judgement.is_blocked() => "a blocker stands against it".into(),
        None => match claims
            .iter()
            .find(|claim| claim.standing != Standing::Supported)
        {
            Some(claim) => format!("nothing shows that it is so: {}", claim.text),
            None => "a blocker stands against it".into(),
        },
    }
}

fn reports(attempt: &Attempt) -> impl Iterator<Item = &Report> {
    attempt
        .reports
        .iter()
        .filter_map(|(_, report)| report.as_ref().ok())
}

fn scores(attempt: &Attempt) -> Vec<(String, f32)> {
    reports(attempt)
        .flat_map(|report| &report.scores)
        .map(|score| (score.dimension.clone(), score.value))
        .collect()
}
