//! Measurements, scores, findings, claims, decisions.

use super::super::style::{cut, duration, plain};
use super::Progress;
use crate::domain::{Claim, EventBody, Finding, Measurement, Phase, Report, Severity, Standing};

impl Progress {
    pub(super) fn judgement(&self, body: &EventBody) -> Option<Vec<String>> {
        Some(match body {
            EventBody::Measured {
                phase,
                measurements,
                ..
            } => {
                let label = if *phase == Phase::Baseline {
                    "before"
                } else {
                    "after"
                };
                measurements
                    .iter()
                    .map(|measurement| self.row(label, &self.measurement(measurement)))
                    .collect()
            }
            EventBody::Judged {
                report: Ok(report), ..
            } => self.report(report),
            EventBody::Judged {
                evaluator,
                report: Err(fault),
            } => self.labelled(
                "evaluator",
                &format!("{evaluator} could not run: {}", plain(&fault.message)),
            ),
            EventBody::Decided { score, decision } => {
                let score = score.map_or("nothing to score".to_owned(), |score| {
                    format!("score {score:.2}")
                });
                vec![self.row("", &format!("{score} → {decision}"))]
            }
            _ => return None,
        })
    }

    fn measurement(&self, measurement: &Measurement) -> String {
        let style = self.style();
        let counts = match (measurement.passed, measurement.failed) {
            (0, 0) => measurement
                .code
                .map_or("no exit code".into(), |code| format!("exit {code}")),
            (passed, failed) => format!("{passed} passed, {failed} failed"),
        };
        let good = measurement.code == Some(0) && measurement.failed == 0;
        let counts = if good {
            style.green(&counts)
        } else {
            style.red(&counts)
        };
        let took = duration(u64::from(measurement.duration_ms));
        format!(
            "{} ({}): {counts}, {took}",
            cut(&plain(&measurement.command), 32),
            plain(&measurement.kind)
        )
    }

    fn report(&self, report: &Report) -> Vec<String> {
        let style = self.style();
        let mut lines = Vec::new();
        for score in &report.scores {
            let reason = style.dim(&plain(&score.reason));
            let told = format!("{} {:.2}  {reason}", plain(&score.dimension), score.value);
            lines.push(self.row("score", &told));
        }
        for finding in &report.findings {
            lines.extend(self.finding(finding));
        }
        if self.verbose {
            let claims = report.claims.iter();
            lines.extend(claims.flat_map(|claim| self.claim(claim, &claim.evidence)));
        }
        lines
    }

    fn finding(&self, finding: &Finding) -> Vec<String> {
        let style = self.style();
        let word = match &finding.severity {
            Severity::Blocker => style.red("blocker"),
            Severity::Important => style.yellow("important"),
            Severity::Suggestion => style.dim("suggestion"),
            Severity::Other(word) => plain(word),
        };
        let place = finding
            .location
            .as_ref()
            .map(|place| format!(" ({})", plain(place)))
            .unwrap_or_default();
        let told = format!("{word}: {}{place}", plain(&finding.title));
        self.labelled("finding", &told)
    }

    /// A statement of the answer and what it rests on.
    pub(in crate::cli) fn claim(&self, claim: &Claim, evidence: &[String]) -> Vec<String> {
        let style = self.style();
        let evidence = plain(&evidence.join(", "));
        let (mark, told) = match &claim.standing {
            Standing::Supported => (style.green("✓"), evidence),
            Standing::Contradicted if evidence.is_empty() => {
                (style.red("✗"), "contradicted".to_owned())
            }
            Standing::Contradicted => (style.red("✗"), format!("contradicted by {evidence}")),
            Standing::Unsupported => (style.yellow("?"), "no evidence".to_owned()),
            Standing::Other(word) => ("·".to_owned(), plain(word)),
        };
        self.labelled(
            "claim",
            &format!("{mark} \"{}\"  {told}", plain(&claim.text)),
        )
    }
}
