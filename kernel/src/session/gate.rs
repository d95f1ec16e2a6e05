//! Stands before every action with an effect.

use super::consents::Consents;
use super::delegated::{Delegated, Judged};
use super::models::Caller;
use super::questions;
use super::recorder::Recorder;
use super::shown;
use crate::domain::{
    Action, Answer, Ask, Brief, Consent, Decision, Effect, EventBody, Fault, FaultKind, Permit,
    Question, Ruled, Spend, Step, Tempo, Verdict,
};
use crate::policy::{self, Circumstances};
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
    pub(super) consents: Arc<Consents>,
    pub(super) circumstances: Circumstances,
    pub(super) delegated: Arc<Delegated>,
    pub(super) task: String,
    pub(super) directive: String,
}

impl Gate {
    /// The conditions under which the action may be done; or why it may not, in words that its author can act on.
    pub(super) async fn check(&self, action: &Action) -> Result<Vec<String>, String> {
        self.sound()?;
        self.permit(action).await?;
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

    /// Whether programs of the action run outside of the sandbox once it is allowed.
    pub(super) fn is_outside(&self, action: &Action) -> bool {
        policy::is_outside(&action.effect, &self.circumstances)
    }

    /// What policy allows, or a person where policy asks. That looking is free is no decision and not recorded; every
    /// other ruling and every answer is on the disk before anything is done.
    async fn permit(&self, action: &Action) -> Result<(), String> {
        let now = self.recorder.clock.now_ms();
        let Judged {
            ruling,
            domain,
            level,
        } = self.delegated.judge(action, &self.circumstances, now);
        if action.effect == Effect::Read && ruling.permit == Permit::Allow {
            return Ok(());
        }
        self.written(EventBody::Ruled(Ruled {
            tool: action.tool.clone(),
            summary: shown::line(action),
            effect: action.effect.clone(),
            domain: domain.to_owned(),
            level,
            tainted: action.tainted,
            permit: ruling.permit,
            rule: ruling.rule.clone(),
            hash: shown::hash(action),
        }))
        .await?;
        match ruling.permit {
            Permit::Allow => return Ok(()),
            Permit::Deny => return Err(format!("it is not allowed ({})", ruling.rule)),
            Permit::Ask => {}
        }
        let rule = self.delegated.rule(action);
        let lack = if self.is_outside(action) {
            self.circumstances.lack
        } else {
            ""
        };
        let answered = self.consents.ask(action, &ruling, lack, rule).await;
        if let Some(event) = answered.event.clone() {
            self.written(event).await?;
        }
        if let Err(why) = self.consents.keep(&answered).await {
            let line = format!("what was allowed for always holds for this task only: {why}");
            self.written(EventBody::Note {
                source: "trust".into(),
                level: "warn".into(),
                line,
            })
            .await?;
        }
        match answered.consent {
            Consent::Once | Consent::Task | Consent::Always => Ok(()),
            Consent::No => Err(format!("it was refused ({})", ruling.rule)),
            Consent::Nobody => Err(format!("nobody is there to allow it ({})", ruling.rule)),
        }
    }

    /// Records something without which nothing may be done.
    async fn written(&self, body: EventBody) -> Result<(), String> {
        self.recorder.record(body).await;
        self.sound()
    }

    fn sound(&self) -> Result<(), String> {
        match self.recorder.broken() {
            Some(fault) => Err(format!(
                "nothing can be recorded, so nothing is done: {fault}"
            )),
            None => Ok(()),
        }
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
