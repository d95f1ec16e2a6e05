//! The loop as a pure machine: what has happened in, what to do next out.
//!
//! `plan → deliberate → (execute → evaluate → refine)* → close`. The machine asks for one thing at a time; the driver does
//! it and tells how it went. Whatever is told, the machine ends: every way leads to [`Next::Close`], and no further
//! model call is asked for once a limit is reached.

mod answer;
mod close;
mod refine;

#[cfg(test)]
mod tests;

use super::conversation::Conversation;
use super::turn::{Requested, Turn};
use super::{Limits, Spent};
use crate::domain::{
    EventBody, Fault, FaultKind, FileChange, IterationId, Measurement, Plan, Receipt, Report,
    RunOutcome, ToolResult,
};
use crate::mind::{Judgement, Tally};
pub use close::Closing;
use std::time::Duration;

/// What kind of run it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The loop.
    Run,
    /// Directive, plan and parliament before the loop.
    Think,
    /// Directive, plan and parliament, and nothing after.
    Simulate,
}

/// What is true at the moment at which something is told.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Moment {
    pub spent: Spent,
    pub elapsed: Duration,
}

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Told {
    Begin,
    Planned(Result<Plan, Fault>),
    Deliberated(Tally),
    Answered(Result<Turn, Fault>),
    /// The answer once more, in the form that was asked for.
    Shaped(Result<Turn, Fault>),
    /// The tool calls of the last turn, in its order, and the changes since the task began.
    ToolsRan {
        results: Vec<ToolResult>,
        receipts: Vec<Receipt>,
        denied: usize,
    },
    /// How the project stood before the first change, evaluator by evaluator.
    BaselineTaken(Vec<(String, Vec<Measurement>)>),
    Judged {
        reports: Vec<(String, Result<Report, Fault>)>,
        changes: Vec<FileChange>,
    },
    /// The clock, the user or the journal ends the task.
    OutOfTime,
    Interrupted,
    Broken(Fault),
}

/// What to do next.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    Plan,
    Deliberate(Plan),
    /// Ask the executor, with this conversation.
    Ask,
    TakeBaseline,
    RunTools(Vec<Requested>),
    /// Ask for the answer as JSON only, since this one does not satisfy the schema.
    Shape {
        answer: String,
        why: String,
    },
    Judge {
        answer: String,
    },
    Close(Box<Closing>),
}

/// The state of one task.
#[derive(Debug)]
pub struct Machine {
    limits: Limits,
    mode: Mode,
    /// Tools whose calls change something or run programs: before the first of them the baseline is taken.
    effectful: Vec<String>,
    conversation: Conversation,
    iteration: u32,
    rounds: u32,
    baseline: Option<Vec<(String, Vec<Measurement>)>>,
    receipts: Vec<Receipt>,
    denied: usize,
    /// Calls that wait for the baseline.
    waiting: Vec<Requested>,
    repeats: (String, u32),
    shrunk: bool,
    attempt: Option<String>,
    best: Option<Attempt>,
    last: Option<Attempt>,
    plan: Plan,
    conditions: Vec<String>,
    closed: Option<Closing>,
}

/// One iteration's result and what it is worth.
#[derive(Debug, Clone)]
struct Attempt {
    iteration: u32,
    answer: String,
    judgement: Judgement,
    reports: Vec<(String, Result<Report, Fault>)>,
    changes: Vec<FileChange>,
}

/// What the machine says: events for the journal, then what to do.
pub type Said = (Vec<EventBody>, Next);

impl Machine {
    /// `effectful` names the tools whose effect is more than a read.
    pub fn new(
        mode: Mode,
        limits: Limits,
        effectful: Vec<String>,
        conversation: Conversation,
    ) -> Self {
        Self {
            limits,
            mode,
            effectful,
            conversation,
            iteration: 0,
            rounds: 0,
            baseline: None,
            receipts: Vec::new(),
            denied: 0,
            waiting: Vec::new(),
            repeats: (String::new(), 0),
            shrunk: false,
            attempt: None,
            best: None,
            last: None,
            plan: Plan::default(),
            conditions: Vec::new(),
            closed: None,
        }
    }

    pub fn iteration(&self) -> IterationId {
        IterationId(self.iteration)
    }

    pub fn conversation(&self) -> &Conversation {
        &self.conversation
    }

    pub fn receipts(&self) -> &[Receipt] {
        &self.receipts
    }

    pub fn conditions(&self) -> &[String] {
        &self.conditions
    }

    /// What each evaluator measured before the first change.
    pub fn baseline(&self) -> &[(String, Vec<Measurement>)] {
        self.baseline.as_deref().unwrap_or_default()
    }

    /// Takes what happened and says what to do next. After `Close` it says nothing but `Close`.
    pub fn tell(&mut self, told: Told, now: &Moment) -> Said {
        if let Some(closing) = &self.closed {
            return (Vec::new(), Next::Close(Box::new(closing.clone())));
        }
        match told {
            Told::Begin => self.begin(now),
            Told::Planned(plan) => self.planned(plan, now),
            Told::Deliberated(tally) => self.deliberated(tally, now),
            Told::Answered(Ok(turn)) => self.answered(turn, now),
            Told::Answered(Err(fault)) => self.model_failed(fault, now),
            Told::Shaped(turn) => self.shaped(turn, now),
            Told::BaselineTaken(baseline) => {
                self.baseline = Some(baseline);
                (
                    Vec::new(),
                    Next::RunTools(std::mem::take(&mut self.waiting)),
                )
            }
            Told::ToolsRan {
                results,
                receipts,
                denied,
            } => self.tools_ran(results, receipts, denied, now),
            Told::Judged { reports, changes } => self.judged(reports, changes, now),
            Told::OutOfTime => {
                let reason = format!("the time of {} s is used up", self.limits.time.as_secs());
                self.close(RunOutcome::Limit, reason, now)
            }
            Told::Interrupted => self.close(RunOutcome::Interrupted, "interrupted".into(), now),
            Told::Broken(fault) => self.close(RunOutcome::Failed, fault.to_string(), now),
        }
    }

    fn begin(&mut self, now: &Moment) -> Said {
        match self.mode {
            Mode::Run => self.start_iteration(Vec::new(), now),
            Mode::Think | Mode::Simulate => (Vec::new(), Next::Plan),
        }
    }

    /// A plan that did not come about is no reason to stop, except where asking for it showed that nobody can be asked.
    fn planned(&mut self, plan: Result<Plan, Fault>, now: &Moment) -> Said {
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

    fn deliberated(&mut self, tally: Tally, now: &Moment) -> Said {
        let event = EventBody::Deliberated {
            approved: tally.approved,
            conditions: tally.conditions.clone(),
            reason: tally.reason.clone(),
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
            let closing = self.close(
                RunOutcome::Accepted,
                "simulated: nothing was done".into(),
                now,
            );
            return with(vec![event], closing);
        }
        self.conversation.brief(&self.plan, &tally.conditions);
        self.start_iteration(vec![event], now)
    }

    fn start_iteration(&mut self, mut events: Vec<EventBody>, now: &Moment) -> Said {
        self.iteration += 1;
        self.rounds = 0;
        self.repeats = (String::new(), 0);
        events.push(EventBody::IterationStarted);
        with(events, self.ask(now))
    }

    /// Asks the executor, unless a limit is reached.
    fn ask(&mut self, now: &Moment) -> Said {
        if let Some(reason) = now.spent.reached(&self.limits) {
            return self.close(RunOutcome::Limit, reason, now);
        }
        if self.rounds >= self.limits.rounds {
            let reason = format!(
                "{} model calls in one iteration did not come to an end",
                self.limits.rounds
            );
            return self.close(RunOutcome::Limit, reason, now);
        }
        self.rounds += 1;
        (Vec::new(), Next::Ask)
    }

    fn answered(&mut self, turn: Turn, now: &Moment) -> Said {
        self.shrunk = false;
        let text = turn.text();
        let refused = turn.finish == "refusal";
        self.conversation.said(&turn);
        if !turn.calls.is_empty() && !refused {
            self.attempt = None;
            return self.run_tools(turn.calls, now);
        }
        if refused {
            self.attempt = Some(text);
            return self.close(
                RunOutcome::Failed,
                "the model says that it can't do this".into(),
                now,
            );
        }
        if text.is_empty() {
            return self.close(
                RunOutcome::Failed,
                format!(
                    "the model answered nothing (it stopped with \"{}\")",
                    turn.finish
                ),
                now,
            );
        }
        self.concluded(text, now)
    }

    fn run_tools(&mut self, calls: Vec<Requested>, now: &Moment) -> Said {
        let key = calls
            .iter()
            .map(|call| {
                let call = call.as_call();
                format!("{} {}", call.name, call.arguments)
            })
            .collect::<Vec<_>>()
            .join("\n");
        let count = if key == self.repeats.0 {
            self.repeats.1 + 1
        } else {
            1
        };
        self.repeats = (key, count);
        if count >= self.limits.repeats {
            return self.close(
                RunOutcome::Limit,
                format!("the model made the same call {count} times in a row"),
                now,
            );
        }
        let first_effect = self.baseline.is_none()
            && calls
                .iter()
                .any(|call| self.effectful.contains(&call.as_call().name));
        if first_effect {
            self.waiting = calls;
            return (Vec::new(), Next::TakeBaseline);
        }
        (Vec::new(), Next::RunTools(calls))
    }

    fn tools_ran(
        &mut self,
        mut results: Vec<ToolResult>,
        receipts: Vec<Receipt>,
        denied: usize,
        now: &Moment,
    ) -> Said {
        self.denied += denied;
        self.receipts.extend(receipts);
        if self.repeats.1 >= self.limits.repeats_warned
            && let Some(result) = results.last_mut()
        {
            let note = format!(
                "\n[This was the same call for the {}th time in a row; the result will not change. Do something else, or answer.]",
                self.repeats.1
            );
            result.content.push_str(&note);
        }
        self.conversation.results(results);
        self.ask(now)
    }

    fn model_failed(&mut self, fault: Fault, now: &Moment) -> Said {
        let outcome = match fault.kind {
            FaultKind::Auth => RunOutcome::Auth,
            FaultKind::Unavailable | FaultKind::Rate(_) => RunOutcome::Unreachable,
            FaultKind::Limit(_) => RunOutcome::Limit,
            FaultKind::ContextOverflow(counted) => {
                if !self.shrunk && self.conversation.shrink(counted) {
                    self.shrunk = true;
                    let line = "the conversation is larger than the model's window; older tool results were left out".into();
                    let note = EventBody::Note {
                        source: "session".into(),
                        level: "warn".into(),
                        line,
                    };
                    return with(vec![note], self.ask(now));
                }
                RunOutcome::Limit
            }
            FaultKind::Invalid
            | FaultKind::Refused
            | FaultKind::Other(_)
            | FaultKind::Trap
            | FaultKind::Deadline
            | FaultKind::Contract
            | FaultKind::Quarantined => RunOutcome::Failed,
        };
        self.close(outcome, fault.to_string(), now)
    }
}

fn with(mut events: Vec<EventBody>, (more, next): Said) -> Said {
    events.extend(more);
    (events, next)
}
