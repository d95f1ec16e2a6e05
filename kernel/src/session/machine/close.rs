//! The end of a task.

use super::{Attempt, Machine, Moment, Next, Said};
use crate::domain::{Claim, FileChange, Finding, Measurement, Report, RunOutcome, Verification};
use crate::mind::{self, Evidence};
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
        let closing = Closing {
            outcome,
            verification: self.verified(best),
            reason,
            answer,
            score: best.and_then(|best| best.judgement.score),
            iterations: best.map_or(self.iteration, |best| self.iteration.max(best.iteration)),
            findings: best
                .map(|best| best.judgement.findings.clone())
                .unwrap_or_default(),
            claims: best
                .map(|best| {
                    reports(best)
                        .flat_map(|report| report.claims.clone())
                        .collect()
                })
                .unwrap_or_default(),
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
        let claims: Vec<Claim> = reports(best)
            .flat_map(|report| report.claims.clone())
            .collect();
        mind::verification(Evidence {
            after: &after,
            receipts: &self.receipts,
            claims: &claims,
            blocked: best.judgement.is_blocked(),
            silent: !best.judgement.silent.is_empty(),
        })
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
