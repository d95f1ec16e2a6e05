//! Stands before every action with an effect.

use super::recorder::Recorder;
use crate::domain::{
    Action, Brief, Decision, Effect, EventBody, Fault, FaultKind, Spend, Step, Tempo, Verdict,
};
use crate::port::Agency;
use futures_util::future::join_all;
use std::sync::Arc;

/// Policy, then the agencies that advise on actions. Fails closed.
pub(super) struct Gate {
    pub(super) agencies: Vec<Arc<dyn Agency>>,
    pub(super) recorder: Arc<Recorder>,
    pub(super) task: String,
    pub(super) directive: String,
}

impl Gate {
    /// Why the action may not be done, in words that its author can act on.
    pub(super) async fn check(&self, action: &Action) -> Result<(), String> {
        if let Some(fault) = self.recorder.broken() {
            return Err(format!(
                "nothing can be recorded, so nothing is done: {fault}"
            ));
        }
        policy(&action.effect)?;
        if action.effect == Effect::Read {
            return Ok(());
        }
        let brief = self.brief(action);
        let verdicts = join_all(
            self.agencies
                .iter()
                .map(|agency| advise(agency.as_ref(), &brief)),
        )
        .await;
        let mut events = Vec::new();
        let mut denial = None;
        for (agency, verdict) in self.agencies.iter().zip(verdicts) {
            denial = denial.or_else(|| objection(agency.name(), &verdict));
            let subject = Some(super::toolbox::summary(&action.tool, &action.arguments));
            events.push(EventBody::Verdict {
                agency: agency.name().into(),
                tempo: Tempo::Action,
                subject,
                verdict,
            });
        }
        self.recorder.record_all(events).await;
        denial.map_or(Ok(()), Err)
    }

    fn brief(&self, action: &Action) -> Brief {
        Brief {
            tempo: Tempo::Action,
            task: self.task.clone(),
            directive: self.directive.clone(),
            plan: Vec::new(),
            action: Some(action.clone()),
            estimate: Spend::default(),
            budget: Spend::default(),
            tools: Vec::new(),
            facts: Vec::new(),
            model_available: false,
            extra: Vec::new(),
        }
    }
}

/// Reading, writing inside the workspace and running programs there are allowed; what leaves that circle is not.
fn policy(effect: &Effect) -> Result<(), String> {
    match effect {
        Effect::Read | Effect::WriteWorkspace | Effect::Execute => Ok(()),
        Effect::Network | Effect::MessageOthers | Effect::Irreversible | Effect::Other(_) => Err(
            format!("policy does not allow an action with the effect \"{effect}\""),
        ),
    }
}

/// At this tempo nothing is asked: an agency decides by its rules or has not decided.
async fn advise(agency: &dyn Agency, brief: &Brief) -> Result<Verdict, Fault> {
    match agency.advise(brief, &[]).await? {
        Step::Done(verdict) => Ok(verdict),
        Step::Ask(_) => Err(Fault::new(
            agency.name(),
            FaultKind::Contract,
            "asked where only a verdict helps",
        )),
    }
}

fn objection(agency: &str, verdict: &Result<Verdict, Fault>) -> Option<String> {
    match verdict {
        Ok(verdict) => match &verdict.decision {
            Decision::Approve | Decision::ApproveIf(_) | Decision::Abstain => None,
            Decision::Block => Some(format!("{agency} blocks it: {}", verdict.reason)),
        },
        Err(fault) => Some(format!(
            "{agency} gave no verdict, which counts as a no: {}",
            fault.message
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_effects_inside_the_circle_are_allowed() {
        let rows = [
            (Effect::Read, true),
            (Effect::WriteWorkspace, true),
            (Effect::Execute, true),
            (Effect::Network, false),
            (Effect::MessageOthers, false),
            (Effect::Irreversible, false),
            (Effect::Other("teleport".into()), false),
        ];
        for (effect, allowed) in rows {
            assert_eq!(policy(&effect).is_ok(), allowed, "{effect}");
        }
    }
}
