//! How agencies have voted so far.

use crate::domain::{Decision, Event, EventBody, Fault, Tempo, Verdict};
use serde::Serialize;
use std::collections::BTreeMap;

/// One agency's verdicts, at both tempos.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct AgencyRecord {
    pub agency: String,
    /// On whole tasks: one for each sitting.
    pub tasks: Count,
    /// On single actions.
    pub actions: Count,
}

/// Verdicts by their decision.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Count {
    pub approve: u64,
    pub approve_if: u64,
    pub block: u64,
    pub abstain: u64,
    /// It failed, was late or garbled.
    pub no_verdict: u64,
    /// The mean of the probabilities that it gave; none without a verdict.
    pub mean_probability: Option<f64>,
    #[serde(skip)]
    sum: f64,
}

impl Count {
    /// All of them.
    pub fn total(&self) -> u64 {
        self.given() + self.no_verdict
    }

    fn given(&self) -> u64 {
        self.approve + self.approve_if + self.block + self.abstain
    }

    fn add(&mut self, verdict: &Result<Verdict, Fault>) {
        let Ok(verdict) = verdict else {
            self.no_verdict += 1;
            return;
        };
        let of_kind = match verdict.decision {
            Decision::Approve => &mut self.approve,
            Decision::ApproveIf(_) => &mut self.approve_if,
            Decision::Block => &mut self.block,
            Decision::Abstain => &mut self.abstain,
        };
        *of_kind += 1;
        self.sum += f64::from(verdict.probability);
        self.mean_probability = Some(self.sum / self.given() as f64);
    }
}

/// Counts the verdicts among events; agencies by name.
pub fn agency_records<'a>(events: impl IntoIterator<Item = &'a Event>) -> Vec<AgencyRecord> {
    let mut records: BTreeMap<&str, AgencyRecord> = BTreeMap::new();
    for event in events {
        if let EventBody::Verdict {
            agency,
            tempo,
            verdict,
            ..
        } = &event.body
        {
            let record = records.entry(agency).or_default();
            record.agency.clone_from(agency);
            let count = match tempo {
                Tempo::Task => &mut record.tasks,
                Tempo::Action => &mut record.actions,
            };
            count.add(verdict);
        }
    }
    records.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{FaultKind, IterationId, TaskId};

    fn event(agency: &str, tempo: Tempo, verdict: Result<(Decision, f32), ()>) -> Event {
        let verdict = match verdict {
            Ok((decision, probability)) => Ok(Verdict {
                decision,
                probability,
                reason: String::new(),
                extra: vec![],
            }),
            Err(()) => Err(Fault::new(agency, FaultKind::Trap, "it trapped")),
        };
        let body = EventBody::Verdict {
            agency: agency.into(),
            tempo,
            subject: None,
            verdict,
        };
        Event {
            id: 0,
            task: TaskId("t".into()),
            iteration: IterationId(0),
            at_ms: 0,
            body,
        }
    }

    #[test]
    fn verdicts_are_counted_by_agency_and_tempo_and_a_missing_one_has_no_probability() {
        let events = [
            event("b", Tempo::Task, Ok((Decision::Approve, 1.0))),
            event("b", Tempo::Task, Ok((Decision::Block, 0.5))),
            event("b", Tempo::Task, Err(())),
            event("b", Tempo::Action, Ok((Decision::Abstain, 0.25))),
            event("a", Tempo::Action, Err(())),
        ];
        let records = agency_records(&events);
        let seen: Vec<_> = records
            .iter()
            .map(|record| {
                let means = [&record.tasks, &record.actions].map(|it| it.mean_probability);
                let totals = [record.tasks.total(), record.actions.total()];
                (record.agency.as_str(), totals, means)
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("a", [0, 1], [None, None]),
                ("b", [3, 1], [Some(0.75), Some(0.25)])
            ]
        );
    }
}
