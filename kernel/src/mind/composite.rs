//! What all evaluators together say of an iteration.

use crate::domain::{Fault, Finding, Report, Severity};

/// The reports of one iteration, folded.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Judgement {
    /// The weighted mean of all dimensions, 0 to 1; none if nothing was scored.
    pub score: Option<f32>,
    /// Blockers first, then by severity, otherwise in the order in which they came.
    pub findings: Vec<Finding>,
    /// Evaluators that could not run, with why.
    pub silent: Vec<String>,
}

impl Judgement {
    /// Whether a finding vetoes acceptance.
    pub fn is_blocked(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.severity == Severity::Blocker)
    }
}

/// Folds reports; a report that failed adds no score, only its silence.
pub fn composite(reports: &[(String, Result<Report, Fault>)]) -> Judgement {
    let mut judgement = Judgement::default();
    let (mut sum, mut weights) = (0.0, 0.0);
    for (evaluator, report) in reports {
        match report {
            Ok(report) => {
                judgement.findings.extend(report.findings.iter().cloned());
                for score in &report.scores {
                    sum += score.value * score.weight;
                    weights += score.weight;
                }
            }
            Err(fault) => judgement
                .silent
                .push(format!("{evaluator}: {}", fault.message)),
        }
    }
    judgement
        .findings
        .sort_by_key(|finding| rank(&finding.severity));
    judgement.score = (weights > 0.0).then(|| sum / weights);
    judgement
}

fn rank(severity: &Severity) -> u8 {
    match severity {
        Severity::Blocker => 0,
        Severity::Important => 1,
        Severity::Other(_) => 2,
        Severity::Suggestion => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{FaultKind, Score};

    fn report(scores: &[(f32, f32)]) -> (String, Result<Report, Fault>) {
        let scores = scores
            .iter()
            .map(|(value, weight)| Score {
                dimension: "d".into(),
                value: *value,
                weight: *weight,
                reason: String::new(),
            })
            .collect();
        (
            "e".into(),
            Ok(Report {
                scores,
                ..Report::default()
            }),
        )
    }

    #[test]
    fn the_composite_is_the_weighted_mean_over_all_evaluators() {
        let rows: [(&[_], Option<f32>); 4] = [
            (
                &[report(&[(1.0, 0.3), (0.5, 0.2)]), report(&[(0.8, 1.0)])],
                Some((0.3 + 0.1 + 0.8) / 1.5),
            ),
            (&[report(&[(0.0, 0.3)])], Some(0.0)),
            (&[report(&[])], None),
            (&[], None),
        ];
        for (reports, expected) in rows {
            assert_eq!(composite(reports).score, expected);
        }
    }

    #[test]
    fn an_evaluator_that_could_not_run_is_silence_and_no_number() {
        let judgement = composite(&[(
            "late".into(),
            Err(Fault::new("late", FaultKind::Deadline, "took too long")),
        )]);
        assert_eq!(
            (judgement.score, judgement.silent),
            (None, vec!["late: took too long".to_owned()])
        );
    }
}
