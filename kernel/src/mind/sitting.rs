//! A deliberation as its events tell it.

use super::{Tally, TallyRule, tally};
use crate::domain::{
    Answer, Brief, Decision, Event, EventBody, Fault, Plan, Question, TaskId, Tempo, Verdict,
};

/// One sitting of the parliament, before a task.
#[derive(Debug, Clone, Default)]
pub struct Sitting {
    pub task: Option<TaskId>,
    pub at_ms: i64,
    pub description: String,
    pub directive: String,
    pub plan: Option<Plan>,
    /// What all agencies were told; older journals don't say.
    pub brief: Option<Brief>,
    pub asked: Vec<Asked>,
    /// In the order in which they were counted.
    pub verdicts: Vec<(String, Result<Verdict, Fault>)>,
    /// None: it was cut off, or the task was run without one.
    pub outcome: Option<Tally>,
    /// How they were counted.
    pub rule: TallyRule,
}

/// A question of an agency.
#[derive(Debug, Clone)]
pub struct Asked {
    pub by: String,
    pub question: Question,
    /// None: it was cut off.
    pub answer: Option<Answer>,
}

impl Sitting {
    /// Folds a task's events, oldest first, up to the parliament's decision.
    pub fn of<'a>(events: impl IntoIterator<Item = &'a Event>) -> Self {
        let mut sitting = Self::default();
        for event in events {
            sitting.add(event);
            if sitting.outcome.is_some() {
                break;
            }
        }
        sitting
    }

    fn add(&mut self, event: &Event) {
        match &event.body {
            EventBody::TaskStarted { description, .. } => {
                self.task = Some(event.task.clone());
                self.at_ms = event.at_ms;
                self.description.clone_from(description);
            }
            EventBody::Directive { text } => self.directive.clone_from(text),
            EventBody::Planned { plan } => self.plan = Some(plan.clone()),
            EventBody::Briefed { brief } => self.brief = Some(brief.clone()),
            EventBody::Asked { by, question } if event.iteration.0 == 0 => self.asked.push(Asked {
                by: by.clone(),
                question: question.clone(),
                answer: None,
            }),
            EventBody::Answered { by, answer } => self.answered(by, answer),
            EventBody::Verdict {
                agency,
                tempo: Tempo::Task,
                verdict,
                ..
            } => self.verdicts.push((agency.clone(), verdict.clone())),
            EventBody::Deliberated {
                approved,
                conditions,
                reason,
                rule,
                vetoes,
            } => {
                self.rule = TallyRule::told(rule, vetoes);
                self.outcome = Some(Tally {
                    approved: *approved,
                    conditions: conditions.clone(),
                    reason: reason.clone(),
                });
            }
            _ => {}
        }
    }

    fn answered(&mut self, by: &str, answer: &Answer) {
        let open = self.asked.iter_mut().find(|asked| {
            asked.answer.is_none() && asked.by == by && asked.question.id == answer.id
        });
        if let Some(asked) = open {
            asked.answer = Some(answer.clone());
        }
    }

    /// The questions of one agency.
    pub fn asked_by<'a>(&'a self, agency: &'a str) -> impl Iterator<Item = &'a Asked> {
        self.asked.iter().filter(move |asked| asked.by == agency)
    }

    /// Counts the recorded verdicts once more.
    pub fn recount(&self) -> Tally {
        tally(&self.verdicts, &self.rule)
    }

    /// Whether not all said the same.
    pub fn is_divided(&self) -> bool {
        let word =
            |verdict: &Result<Verdict, Fault>| verdict.as_ref().map(|it| it.decision.word()).ok();
        let mut words = self.verdicts.iter().map(|(_, verdict)| word(verdict));
        let first = words.next();
        words.any(|word| Some(word) != first)
    }

    /// Those who did not simply stand behind what came out: conditions and abstentions when it was approved, everything
    /// but a block when it was blocked.
    pub fn apart(&self) -> impl Iterator<Item = &(String, Result<Verdict, Fault>)> {
        let approved = self
            .outcome
            .as_ref()
            .is_some_and(|outcome| outcome.approved);
        self.verdicts.iter().filter(move |(_, verdict)| {
            let decision = verdict.as_ref().map(|it| &it.decision);
            match decision {
                Ok(Decision::Approve) => !approved,
                Ok(Decision::ApproveIf(_) | Decision::Abstain) => true,
                Ok(Decision::Block) | Err(_) => approved,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::FaultKind;

    fn sitting(approved: bool, verdicts: &[&str]) -> Sitting {
        let verdict = |word: &&str| {
            let decision = match *word {
                "yes" => Decision::Approve,
                "if" => Decision::ApproveIf(vec!["test it".into()]),
                "no" => Decision::Block,
                "-" => Decision::Abstain,
                _ => return Err(Fault::new("scripted", FaultKind::Trap, "it trapped")),
            };
            Ok(Verdict {
                decision,
                probability: 0.5,
                reason: "because".into(),
                extra: vec![],
            })
        };
        let verdicts = verdicts.iter().map(|word| ((*word).into(), verdict(word)));
        Sitting {
            verdicts: verdicts.collect(),
            outcome: Some(Tally {
                approved,
                conditions: vec![],
                reason: String::new(),
            }),
            ..Sitting::default()
        }
    }

    #[test]
    fn who_stands_apart_depends_on_what_came_out() {
        let rows: [(bool, &[&str], bool, &[&str]); 6] = [
            (true, &["yes", "yes"], false, &[]),
            (true, &["yes", "if", "-"], true, &["if", "-"]),
            (false, &["yes", "if", "no"], true, &["yes", "if"]),
            (false, &["yes", "none"], true, &["yes"]),
            (false, &["no", "no"], false, &[]),
            (false, &[], false, &[]),
        ];
        for (approved, verdicts, divided, apart) in rows {
            let sitting = sitting(approved, verdicts);
            let names: Vec<_> = sitting.apart().map(|(name, _)| name.as_str()).collect();
            assert_eq!((sitting.is_divided(), names.as_slice()), (divided, apart));
        }
    }
}
