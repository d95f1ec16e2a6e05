//! How things stood before the work, and what the work is worth.

use super::Session;
use crate::domain::{
    Effect, EventBody, Fault, FileChange, Measurement, Phase, Reached, Receipt, ReceiptId, Report,
    Work,
};
use crate::port::Evaluator;
use crate::session::deliberation::{Judge, deliberate};
use crate::session::machine::Told;
use crate::session::truncate;
use futures_util::future::join_all;
use std::sync::Arc;

/// What one evaluator said.
type Reported = (String, Result<Report, Fault>);
/// The end of a check's output that those who judge by it see.
const OUTPUT: usize = 4 * 1024;

impl Session {
    /// Remembers the workspace and lets those evaluators measure that compare.
    pub(super) async fn baseline(&self) -> Told {
        if let Err(fault) = self.workspace.snapshot().await {
            return Told::Broken(fault);
        }
        for line in self.workspace.uncovered().await {
            let (source, level) = ("undo".into(), "warn".into());
            let note = EventBody::Note {
                source,
                level,
                line,
            };
            self.recorder.record(note).await;
        }
        let work = self.work(Phase::Baseline, String::new(), &[]);
        let mut baseline = Vec::new();
        for evaluator in self
            .evaluators
            .iter()
            .filter(|evaluator| evaluator.takes_baseline())
        {
            let name = evaluator.name().to_owned();
            match deliberate(
                &Judge(evaluator.as_ref(), &work),
                &self.desk,
                &self.recorder,
            )
            .await
            {
                Ok(Report { measurements, .. }) => {
                    let (evaluator, measured) = (name.clone(), measurements.clone());
                    let phase = Phase::Baseline;
                    let event = EventBody::Measured {
                        evaluator,
                        phase,
                        measurements: measured,
                    };
                    self.recorder.record(event).await;
                    baseline.push((name, measurements));
                }
                Err(fault) => {
                    let report = Err(fault);
                    self.recorder
                        .record(EventBody::Judged {
                            evaluator: name,
                            report,
                        })
                        .await;
                }
            }
        }
        // What the checks left behind is not the executor's work.
        if let Err(fault) = self.workspace.settle().await {
            return Told::Broken(fault);
        }
        Told::BaselineTaken(baseline)
    }

    /// Lets those evaluators speak first that measure, so that the others can judge by what was measured.
    pub(super) async fn judge(&self, answer: String) -> (Told, Option<Reached>) {
        let changes = match self.workspace.changes().await {
            Ok(changes) => changes,
            Err(fault) => return (Told::Broken(fault), None),
        };
        let work = self.work(Phase::After, answer, &changes);
        let (measuring, judging): (Vec<_>, Vec<_>) = self
            .evaluators
            .iter()
            .partition(|evaluator| evaluator.takes_baseline());
        let mut reports = self.reports(measuring, &work).await;
        let measured = reports
            .iter()
            .filter_map(|(_, report)| report.as_ref().ok());
        let checks = measured.flat_map(|report| &report.measurements).enumerate();
        let mut work = work;
        work.receipts
            .extend(checks.map(|(number, check)| receipt(number + 1, check)));
        reports.extend(self.reports(judging, &work).await);
        // The next call is not to be blamed for what the checks left behind.
        let left = match self.workspace.touched().await {
            Ok(left) => left,
            Err(fault) => return (Told::Broken(fault), None),
        };
        let reached = Reached::Judged {
            order: reports.iter().map(|(name, _)| name.clone()).collect(),
            changes: changes.clone(),
            left,
        };
        (Told::Judged { reports, changes }, Some(reached))
    }

    async fn reports(&self, evaluators: Vec<&Arc<dyn Evaluator>>, work: &Work) -> Vec<Reported> {
        let each = evaluators.into_iter().map(async |evaluator| {
            let name = evaluator.name().to_owned();
            let own = self.machine.baseline().iter().find(|(of, _)| *of == name);
            let baseline = own
                .map(|(_, measurements)| measurements.clone())
                .unwrap_or_default();
            let work = Work {
                baseline,
                ..work.clone()
            };
            let judge = Judge(evaluator.as_ref(), &work);
            let report = deliberate(&judge, &self.desk, &self.recorder).await;
            self.record_report(&name, &report).await;
            (name, report)
        });
        join_all(each).await
    }

    async fn record_report(&self, evaluator: &str, report: &Result<Report, Fault>) {
        let mut events = Vec::new();
        if let Ok(Report { measurements, .. }) = report
            && !measurements.is_empty()
        {
            let (evaluator, measurements) = (evaluator.to_owned(), measurements.clone());
            events.push(EventBody::Measured {
                evaluator,
                phase: Phase::After,
                measurements,
            });
        }
        events.push(EventBody::Judged {
            evaluator: evaluator.into(),
            report: report.clone(),
        });
        self.recorder.record_all(events).await;
    }

    fn work(&self, phase: Phase, answer: String, changes: &[FileChange]) -> Work {
        let (rubric, guidance) = match &self.instructions.evaluator {
            Some(skill) => (skill.dimensions.clone(), skill.body.clone()),
            None => Default::default(),
        };
        Work {
            phase,
            task: self.task.clone(),
            category: self.instructions.category.name.clone(),
            constraints: self.machine.conditions().to_vec(),
            answer,
            diff: changes.iter().map(|change| change.diff.as_str()).collect(),
            receipts: self.machine.receipts().to_vec(),
            baseline: Vec::new(),
            rubric,
            guidance,
            model_available: self.caller.models.can_judge("evaluator"),
            extra: Vec::new(),
        }
    }
}

/// A check of the project as a receipt: a command that really ran.
fn receipt(number: usize, check: &Measurement) -> Receipt {
    Receipt {
        id: ReceiptId(format!("check{number}")),
        tool: check.kind.clone(),
        summary: check.command.clone(),
        effect: Effect::Execute,
        code: check.code,
        is_error: check.code != Some(0),
        output: truncate::tail(&check.output, usize::MAX, OUTPUT).to_owned(),
        duration_ms: u64::from(check.duration_ms),
        input_hash: blake3::hash(check.command.as_bytes()).to_hex().to_string(),
        output_hash: blake3::hash(check.output.as_bytes()).to_hex().to_string(),
        files: Vec::new(),
    }
}
