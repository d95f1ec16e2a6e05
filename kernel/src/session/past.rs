//! What a task that broke off has behind it, read from its journal.

mod retold;

use super::Machine;
use super::context::Window;
use super::machine::{Mode, Moment, Next, Told};
use super::memory::{Remembered, Settled};
use super::meter::Spent;
use crate::domain::{
    Brief, EffectId, Event, EventBody, Intent, Limits, Milestone, Reached, Repeat, Said, Tempo,
    Touched,
};
use retold::{answer, answered, baseline, deliberated, fresh, reports, tools_ran};
use std::time::Duration;

/// Why a task can't be resumed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unresumable {
    #[error(
        "its journal does not hold what is needed: an older openkoi wrote it, or it only simulated"
    )]
    Incomplete,
    #[error("a call that is next holds a credential, and the journal keeps none")]
    Redacted,
    #[error("this openkoi would not go the way that its journal tells: {0}")]
    Drifted(String),
}

/// The events of one task, oldest first.
#[derive(Debug, Clone)]
pub struct Past {
    bodies: Vec<EventBody>,
    /// Where the milestones are.
    marks: Vec<usize>,
    limits: Limits,
    effectful: Vec<String>,
    window: Window,
    done: Option<EffectId>,
}

impl Past {
    pub fn of(events: &[Event]) -> Result<Self, Unresumable> {
        let bodies: Vec<EventBody> = events.iter().map(|event| event.body.clone()).collect();
        let marks = bodies
            .iter()
            .enumerate()
            .filter(|(_, body)| matches!(body, EventBody::Reached(_)))
            .map(|(at, _)| at)
            .collect();
        let prepared = bodies.iter().find_map(|body| match body {
            EventBody::Prepared {
                limits,
                effectful,
                window,
            } => Some((limits.clone(), effectful.clone(), *window)),
            _ => None,
        });
        let (limits, effectful, (tokens, answer)) = prepared.ok_or(Unresumable::Incomplete)?;
        let window = Window { tokens, answer };
        Ok(Self {
            bodies,
            marks,
            limits,
            effectful,
            window,
            done: None,
        })
    }

    /// What the task is measured against: as it began.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    pub fn mode(&self) -> Mode {
        let is_run =
            |body: &EventBody| matches!(body, EventBody::TaskStarted { mode, .. } if mode == "run");
        if self.bodies.iter().any(is_run) {
            Mode::Run
        } else {
            Mode::Think
        }
    }

    pub(super) fn directive(&self) -> String {
        let text = self.bodies.iter().find_map(|body| match body {
            EventBody::Directive { text } => Some(text.clone()),
            _ => None,
        });
        text.unwrap_or_default()
    }

    pub(super) fn effectful(&self) -> &[String] {
        &self.effectful
    }

    pub(super) fn window(&self) -> Window {
        self.window
    }

    /// The call that was under way when the task broke off, if there was one.
    pub fn open(&self) -> Option<&Intent> {
        let intents = self.since().iter().rev().filter_map(|body| match body {
            // What may be done anew is no call that somebody has to answer for: a check.
            EventBody::Intended(intent) if intent.repeat != Repeat::Pure => Some(intent),
            _ => None,
        });
        let mut open = intents.filter(|intent| !self.is_settled(&intent.call));
        open.next()
    }

    fn is_settled(&self, id: &str) -> bool {
        self.since().iter().any(|body| match body {
            EventBody::ToolCalled { call, .. } | EventBody::ToolDenied { call, .. } => call == id,
            _ => false,
        })
    }

    /// What the call that was under way was about to write, the newest last.
    pub fn foreseen(&self) -> Vec<Touched> {
        let intended = |body: &EventBody| matches!(body, EventBody::Intended(intent) if intent.repeat != Repeat::Pure);
        let from = self.since().iter().rposition(intended).unwrap_or(0);
        let bodies = self.since()[from..].iter();
        let files = bodies.filter_map(|body| match body {
            EventBody::Foreseen { files } => Some(files.clone()),
            _ => None,
        });
        files.flatten().collect()
    }

    /// Whether it was told before that nobody knows how this call went.
    pub fn is_unsettled(&self, effect: &EffectId) -> bool {
        self.bodies
            .iter()
            .any(|body| matches!(body, EventBody::Unsettled { effect: id, .. } if id == effect))
    }

    /// A person says that the call was done.
    pub fn settle(&mut self, effect: EffectId) {
        self.done = Some(effect);
    }

    /// What calls and checks have changed since the snapshot, in order.
    pub fn touched(&self) -> Vec<Touched> {
        let files = self.bodies.iter().filter_map(|body| match body {
            EventBody::ToolCalled { receipt, .. } | EventBody::Unsettled { receipt, .. } => {
                Some(&receipt.files)
            }
            EventBody::Reached(Milestone {
                told: Reached::Judged { left, .. },
                ..
            }) => Some(left),
            _ => None,
        });
        files.flatten().cloned().collect()
    }

    /// The number of the newest receipt; receipts of futures have names of their own.
    pub fn receipts(&self) -> u32 {
        let ids = self.bodies.iter().filter_map(|body| match body {
            EventBody::ToolCalled { receipt, .. } | EventBody::Unsettled { receipt, .. } => {
                receipt.id.0.strip_prefix('r')?.parse().ok()
            }
            _ => None,
        });
        ids.max().unwrap_or(0)
    }

    pub(super) fn effects(&self) -> u32 {
        let ids = self.bodies.iter().filter_map(|body| match body {
            EventBody::Intended(intent) => intent.id.0.strip_prefix('e')?.parse().ok(),
            _ => None,
        });
        ids.max().unwrap_or(0)
    }

    /// Whether something from outside has been read.
    pub(super) fn is_tainted(&self) -> bool {
        self.bodies.iter().any(|body| match body {
            EventBody::ToolCalled { .. } => true,
            EventBody::Reached(milestone) => {
                matches!(milestone.told, Reached::Begin { tainted: true, .. })
            }
            _ => false,
        })
    }

    /// The category that the task was given, and why.
    pub(super) fn category(&self) -> Option<(String, String)> {
        self.bodies.iter().find_map(|body| match body {
            EventBody::Instructed(told) => Some((told.category.clone(), told.why.clone())),
            _ => None,
        })
    }

    fn milestone(&self, index: usize) -> Option<&Milestone> {
        match self.marks.get(index).map(|at| &self.bodies[*at]) {
            Some(EventBody::Reached(milestone)) => Some(milestone),
            _ => None,
        }
    }

    /// What happened between a milestone and the one before it.
    fn before(&self, index: usize) -> &[EventBody] {
        let from = index
            .checked_sub(1)
            .map_or(0, |earlier| self.marks[earlier] + 1);
        &self.bodies[from..self.marks[index]]
    }

    /// What happened since the last milestone.
    fn since(&self) -> &[EventBody] {
        let from = self.marks.last().map_or(0, |last| last + 1);
        &self.bodies[from..]
    }

    /// What had been used up by the last milestone, and how long it had taken.
    pub(super) fn spent(&self) -> (Spent, Duration) {
        let last = self.marks.len().checked_sub(1);
        last.and_then(|last| self.milestone(last))
            .map_or_else(Default::default, |milestone| {
                let moment = moment(milestone);
                (moment.spent, moment.elapsed)
            })
    }

    /// Tells the machine all that it was told, and gives what it says last. None: it was told nothing yet.
    pub(super) fn tell(&self, machine: &mut Machine) -> Result<Option<Next>, Unresumable> {
        let mut last = None;
        for index in 0..self.marks.len() {
            let Some(milestone) = self.milestone(index) else {
                continue;
            };
            if matches!(last, Some(Next::Close(_))) {
                return Err(Unresumable::Drifted("it would have ended before".into()));
            }
            if let Reached::Begin {
                instructions: Some(text),
                ..
            } = &milestone.told
            {
                machine.instruct(text.clone());
            }
            let told = self.told(index, milestone)?;
            let (events, next) = machine.tell(told, &moment(milestone));
            self.compare(index, &events)?;
            last = Some(next);
        }
        match last {
            Some(Next::RunTools(_) | Next::TakeBaseline) if !self.is_whole() => {
                Err(Unresumable::Redacted)
            }
            last => Ok(last),
        }
    }

    /// Whether the executor's last answer stands in the journal word for word.
    fn is_whole(&self) -> bool {
        let mut said = self.bodies.iter().rev().filter_map(|body| match body {
            EventBody::ModelCalled {
                role,
                said: Some(said),
                ..
            } if role == "executor" => Some(said),
            _ => None,
        });
        said.next().is_some_and(Said::is_whole)
    }

    /// What the machine says has to be what the journal says that it said.
    fn compare(&self, index: usize, said: &[EventBody]) -> Result<(), Unresumable> {
        let stored = &self.bodies[self.marks[index] + 1..];
        let kind = std::mem::discriminant::<EventBody>;
        let is_same = said.len() <= stored.len()
            && said
                .iter()
                .zip(stored)
                .all(|(one, other)| kind(one) == kind(other));
        if is_same {
            return Ok(());
        }
        let step = index + 1;
        Err(Unresumable::Drifted(format!(
            "its step {step} ends otherwise"
        )))
    }

    fn told(&self, index: usize, milestone: &Milestone) -> Result<Told, Unresumable> {
        let before = self.before(index);
        let after = &self.bodies[self.marks[index] + 1..];
        Ok(match &milestone.told {
            Reached::Begin { .. } => Told::Begin,
            Reached::Planned(plan) => Told::Planned(plan.clone()),
            Reached::Deliberated => deliberated(fresh(before), after),
            Reached::Answered(fault) => Told::Answered(answered(before, fault.as_ref())?),
            Reached::Shaped(fault) => Told::Shaped(answered(before, fault.as_ref())?),
            Reached::ToolsRan(came) => tools_ran(before, came)?,
            Reached::BaselineTaken => Told::BaselineTaken(baseline(fresh(before))),
            Reached::Judged { order, changes, .. } => Told::Judged {
                reports: reports(fresh(before), order)?,
                changes: changes.clone(),
            },
        })
    }

    /// What was done since the last milestone and is not done again.
    pub(super) fn remembered(&self) -> Remembered {
        let mut remembered = Remembered {
            done: self.done.clone(),
            ..Remembered::default()
        };
        for body in self.since() {
            match body {
                // One that is not whole is bought again rather than taken for what was said.
                EventBody::ModelCalled {
                    said: Some(said), ..
                } if said.is_whole() => remembered.answers.extend(answer(body)),
                EventBody::ToolCalled {
                    receipt,
                    call,
                    heard: Some(heard),
                    conditions,
                } => {
                    let settled = Settled::Called {
                        receipt: Box::new(receipt.clone()),
                        heard: heard.clone(),
                        conditions: conditions.clone(),
                    };
                    remembered.calls.insert(call.clone(), settled);
                }
                EventBody::ToolDenied { call, reason, .. } => {
                    let settled = Settled::Denied(reason.clone());
                    remembered.calls.insert(call.clone(), settled);
                }
                EventBody::Intended(intent) if intent.repeat != Repeat::Pure => {
                    remembered.open.insert(intent.call.clone(), intent.clone());
                }
                EventBody::Briefed { brief } if brief.tempo == Tempo::Task => {
                    remembered.brief = Some(Brief::clone(brief));
                }
                _ => {}
            }
        }
        remembered
    }

    /// The open call's class, as it was intended.
    pub fn repeat(&self) -> Option<Repeat> {
        self.open().map(|intent| intent.repeat)
    }
}

fn moment(milestone: &Milestone) -> Moment {
    Moment {
        spent: Spent {
            usage: milestone.usage.clone(),
            money: milestone.cost,
            calls: milestone.calls,
        },
        elapsed: Duration::from_millis(milestone.elapsed_ms),
    }
}
