//! What comes before the first iteration: a plan, the parliament, and futures that are only tried.

use super::{Machine, Mode, Moment, Next, Said, with};
use crate::domain::{Candidate, EventBody, Fault, FaultKind, Plan, RunOutcome};
use crate::mind::{self, Tally, TallyRule};
use crate::session::prompt;

impl Machine {
    /// A plan and conditions that were decided before the run.
    pub(in crate::session) fn brief(&mut self, plan: &Plan, conditions: &[String]) {
        self.plan = plan.clone();
        self.conditions = conditions.to_vec();
        self.conversation.brief(plan, conditions);
    }

    /// Conditions that came up on the way; each is kept once.
    pub(super) fn keep(&mut self, conditions: Vec<String>) {
        for condition in conditions {
            if !self.conditions.contains(&condition) {
                self.conditions.push(condition);
            }
        }
    }

    pub(super) fn begin(&mut self, now: &Moment) -> Said {
        if let Some(reason) = now.spent.reached(&self.limits) {
            return self.close(RunOutcome::Limit, reason, now);
        }
        match self.mode {
            Mode::Run => self.start_iteration(Vec::new(), now),
            Mode::Think | Mode::Simulate => (Vec::new(), Next::Plan),
        }
    }

    /// A plan that did not come about is no reason to stop, except where asking for it showed that nobody can be asked.
    pub(super) fn planned(&mut self, plan: Result<Plan, Fault>, now: &Moment) -> Said {
        match plan {
            Ok(plan) => self.plan = plan,
            Err(fault)
                if matches!(
                    fault.kind,
                    FaultKind::Auth | FaultKind::Unavailable | FaultKind::Rate(_)
                ) =>
            {
                return self.model_failed(fault, now);
            }
            Err(_) => {}
        }
        if let Some(reason) = now.spent.reached(&self.limits) {
            return self.close(RunOutcome::Limit, reason, now);
        }
        let plan = self.plan.clone();
        (
            vec![EventBody::Planned { plan: plan.clone() }],
            Next::Deliberate(plan),
        )
    }

    pub(super) fn deliberated(&mut self, tally: Tally, rule: TallyRule, now: &Moment) -> Said {
        let event = EventBody::Deliberated {
            approved: tally.approved,
            conditions: tally.conditions.clone(),
            reason: tally.reason.clone(),
            rule: rule.count.word().into(),
            vetoes: rule.vetoes,
        };
        if !tally.approved {
            return with(
                vec![event],
                self.close(
                    RunOutcome::Blocked,
                    format!("the parliament says no: {}", tally.reason),
                    now,
                ),
            );
        }
        self.conditions.clone_from(&tally.conditions);
        if self.mode == Mode::Simulate {
            return (vec![event], Next::Explore);
        }
        let plan = self.plan.clone();
        self.brief(&plan, &tally.conditions);
        self.start_iteration(vec![event], now)
    }

    /// Nothing was done: the outcome is that of the future which is worth making real.
    pub(super) fn explored(&mut self, candidates: &[Candidate], now: &Moment) -> Said {
        let Some(best) = mind::recommended(candidates) else {
            let reason = "simulated: nothing was done, and no future could be tried".into();
            return self.close(RunOutcome::Failed, reason, now);
        };
        self.attempt = Some(prompt::futures(candidates, &best.label));
        let reason = match best.outcome {
            RunOutcome::Accepted => {
                format!(
                    "simulated: nothing was done; future {} is recommended",
                    best.label
                )
            }
            _ => format!(
                "simulated: nothing was done; no future succeeds: {}",
                best.reason
            ),
        };
        self.close(best.outcome, reason, now)
    }
}
