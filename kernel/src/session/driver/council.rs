//! The parliament sits.

use super::Session;
use crate::domain::{Brief, EventBody, Plan, Tempo};
use crate::mind;
use crate::session::deliberation::{Adviser, deliberate};
use crate::session::machine::Told;
use futures_util::future::join_all;

impl Session {
    /// Briefs all agencies, lets them answer in parallel, and counts.
    pub(super) async fn deliberate(&self, plan: &Plan) -> Told {
        let now = self.now();
        let brief = self.memory.brief().unwrap_or_else(|| Brief {
            tempo: Tempo::Task,
            task: self.task.clone(),
            directive: self.directive.clone(),
            plan: plan.steps.clone(),
            action: None,
            estimate: plan.estimate,
            budget: now.spent.left(&self.limits, now.elapsed.as_secs()),
            tools: self.records.clone(),
            facts: Vec::new(),
            model_available: self.caller.models.can_judge("agency"),
            extra: Vec::new(),
        });
        let briefed = EventBody::Briefed {
            brief: brief.clone(),
        };
        self.recorder.record(briefed).await;
        let verdicts = join_all(self.agencies.iter().map(async |agency| {
            let adviser = Adviser(agency.as_ref(), &brief);
            let verdict = deliberate(&adviser, &self.desk, &self.recorder).await;
            (agency.name().to_owned(), verdict)
        }))
        .await;
        let events = verdicts.iter().map(|(agency, verdict)| EventBody::Verdict {
            agency: agency.clone(),
            tempo: Tempo::Task,
            subject: None,
            verdict: verdict.clone(),
        });
        self.recorder.record_all(events.collect()).await;
        Told::Deliberated(mind::tally(&verdicts, &self.rule), self.rule.clone())
    }
}
