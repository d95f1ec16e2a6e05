//! Stands before every action with an effect.

use super::models::Caller;
use super::questions;
use super::recorder::Recorder;
use crate::domain::{
    Action, Answer, Ask, Brief, Decision, Effect, EventBody, Fault, FaultKind, Question, Spend,
    Step, Tempo, Verdict,
};
use crate::port::Agency;
use futures_util::future::join_all;
use std::sync::Arc;

/// More questions than these are no doubt about one call.
const MOST_QUESTIONS: usize = 2;

/// Policy, then the agencies that advise on actions. Fails closed.
pub(super) struct Gate {
    pub(super) agencies: Vec<Arc<dyn Agency>>,
    pub(super) caller: Arc<Caller>,
    pub(super) recorder: Arc<Recorder>,
    pub(super) task: String,
    pub(super) directive: String,
}

impl Gate {
    /// The conditions under which the action may be done; or why it may not, in words that its author can act on.
    pub(super) async fn check(&self, action: &Action) -> Result<Vec<String>, String> {
        if let Some(fault) = self.recorder.broken() {
            return Err(format!(
                "nothing can be recorded, so nothing is done: {fault}"
            ));
        }
        policy(&action.effect)?;
        if action.effect == Effect::Read {
            return Ok(Vec::new());
        }
        let brief = self.brief(action);
        let verdicts = join_all(
            self.agencies
                .iter()
                .map(|agency| self.advise(agency.as_ref(), &brief)),
        )
        .await;
        let mut events = Vec::new();
        let (mut denial, mut conditions) = (None, Vec::new());
        for (agency, verdict) in self.agencies.iter().zip(verdicts) {
            denial = denial.or_else(|| objection(agency.name(), &verdict));
            if let Ok(Verdict {
                decision: Decision::ApproveIf(wanted),
                ..
            }) = &verdict
            {
                conditions.extend(wanted.iter().cloned());
            }
            let subject = Some(super::toolbox::summary(&action.tool, &action.arguments));
            events.push(EventBody::Verdict {
                agency: agency.name().into(),
                tempo: Tempo::Action,
                subject,
                verdict,
            });
        }
        self.recorder.record_all(events).await;
        denial.map_or(Ok(conditions), Err)
    }

    /// Rules decide; where they say that it is worth it, one round of questions goes to a model, and to nobody else.
    async fn advise(&self, agency: &dyn Agency, brief: &Brief) -> Result<Verdict, Fault> {
        let garbled = |why: &str| Fault::new(agency.name(), FaultKind::Contract, why);
        let questions = match agency.advise(brief, &[]).await? {
            Step::Done(verdict) => return Ok(verdict),
            Step::Ask(questions) => questions,
        };
        if !brief.model_available || questions.is_empty() || questions.len() > MOST_QUESTIONS {
            return Err(garbled("asked where only a verdict helps"));
        }
        let mut answers = Vec::new();
        for question in &questions {
            answers.push(self.answer(agency.name(), question).await);
        }
        match agency.advise(brief, &answers).await? {
            Step::Done(verdict) => Ok(verdict),
            Step::Ask(_) => Err(garbled("still had questions after a round of answers")),
        }
    }

    async fn answer(&self, by: &str, question: &Question) -> Answer {
        let asked = EventBody::Asked {
            by: by.into(),
            question: question.clone(),
        };
        self.recorder.record(asked).await;
        let outcome = match &question.ask {
            Ask::Model(model) => questions::model(&self.caller, model).await,
            _ => Err("before an action only a model can be asked".into()),
        };
        let answer = Answer {
            id: question.id.clone(),
            outcome,
        };
        let answered = EventBody::Answered {
            by: by.into(),
            answer: answer.clone(),
        };
        self.recorder.record(answered).await;
        answer
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
            model_available: self.caller.models.can_judge("agency"),
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
