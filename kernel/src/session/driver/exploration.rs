//! Futures are tried before anything is done.

use super::Session;
use crate::domain::EventBody;
use crate::port::Trial;
use crate::session::machine::Told;
use futures_util::StreamExt;

impl Session {
    /// Tries the task on copies, and tells of each future when it has come to an end.
    pub(super) async fn explore(&self) -> Told {
        let Some(futures) = &self.futures else {
            return Told::Explored(Vec::new());
        };
        let now = self.now();
        let trial = Trial {
            task: self.task.clone(),
            plan: self.machine.plan().clone(),
            conditions: self.machine.conditions().to_vec(),
            budget: now.spent.left(&self.limits, now.elapsed.as_secs()),
        };
        let mut running = futures.explore(trial);
        let mut candidates = Vec::new();
        while let Some(candidate) = running.next().await {
            self.caller
                .meter
                .add(&candidate.usage, Some(candidate.cost));
            self.recorder
                .record(EventBody::Tried {
                    candidate: candidate.clone(),
                })
                .await;
            candidates.push(candidate);
        }
        candidates.sort_by(|one, other| one.label.cmp(&other.label));
        Told::Explored(candidates)
    }
}
