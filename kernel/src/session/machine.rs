//! The loop as a pure machine: what has happened in, what to do next out.
//!
//! `plan → deliberate → (execute → evaluate → refine)* → close`. The machine asks for one thing at a time; the driver does
//! it and tells how it went. Whatever is told, the machine ends: every way leads to [`Next::Close`], and no further
//! model call is asked for once a limit is reached.

mod answer;
mod close;
mod deliberate;
mod expected;
mod fit;
mod refine;

#[cfg(test)]
mod tests;

use super::context::Context;
use super::conversation::Conversation;
use super::turn::{Requested, Turn};
use super::{Limits, Spent};
use crate::domain::{
    Candidate, EventBody, Fault, FaultKind, FileChange, IterationId, Measurement, Plan, Receipt,
    Report, RunOutcome, ToolResult,
};
use crate::mind::{Judgement, Tally, TallyRule};
pub use close::Closing;
use expected::Expected;
use std::time::Duration;

/// What kind of run it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The loop.
    Run,
    /// Directive, plan and parliament before the loop.
    Think,
    /// Directive, plan and parliament, then futures that are tried on copies.
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
    Deliberated(Tally, TallyRule),
    Explored(Vec<Candidate>),
    Answered(Result<Turn, Fault>),
    /// The answer once more, in the form that was asked for.
    Shaped(Result<Turn, Fault>),
    /// The tool calls of the last turn, in its order, and the changes since the task began.
    ToolsRan {
        results: Vec<ToolResult>,
        receipts: Vec<Receipt>,
        denied: usize,
        /// What agencies want kept from now on.
        conditions: Vec<String>,
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
    /// Try futures on copies.
    Explore,
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
    context: Context,
    expected: Expected,
    iteration: u32,
    rounds: u32,
    baseline: Option<Vec<(String, Vec<Measurement>)>>,
    receipts: Vec<Receipt>,
    denied: usize,
    /// Calls that wait for the baseline.
    waiting: Vec<Requested>,
    repeats: (String, u32),
    /// How often the conversation was made smaller for the answer that is waited for.
    compactions: u32,
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
        context: Context,
    ) -> Self {
        Self {
            limits,
            mode,
            effectful,
            conversation,
            context,
            expected: Expected::Begin,
            iteration: 0,
            rounds: 0,
            baseline: None,
            receipts: Vec::new(),
            denied: 0,
            waiting: Vec::new(),
            repeats: (String::new(), 0),
            compactions: 0,
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

    /// Hands the executor what goes with the task, before it says anything.
    pub fn instruct(&mut self, text: String) {
        self.conversation.instruct(text);
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

    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Takes what happened and says what to do next. After `Close` it says nothing but `Close`.
    pub fn tell(&mut self, told: Told, now: &Moment) -> Said {
        if let Some(closing) = &self.closed {
            return (Vec::new(), Next::Close(Box::new(closing.clone())));
        }
        if let Err(why) = self.expected.check(&told) {
            return self.close(RunOutcome::Failed, why, now);
        }
        let (events, next) = self.take(told, now);
        self.expected = Expected::of(&next);
        (events, next)
    }

    fn take(&mut self, told: Told, now: &Moment) -> Said {
        match told {
            Told::Begin => self.begin(now),
            Told::Planned(plan) => self.planned(plan, now),
            Told::Deliberated(tally, rule) => self.deliberated(tally, rule, now),
            Told::Explored(candidates) => self.explored(&candidates, now),
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
                conditions,
            } => {
                self.keep(conditions);
                self.tools_ran(results, receipts, denied, now)
            }
            Told::Judged { reports, changes } => self.judged(reports, changes, now),
            Told::OutOfTime => {
                let reason = format!("the time of {} s is used up", self.limits.time.as_secs());
                self.close(RunOutcome::Limit, reason, now)
            }
            Told::Interrupted => self.close(RunOutcome::Interrupted, "interrupted".into(), now),
            Told::Broken(fault) => self.close(RunOutcome::Failed, fault.to_string(), now),
        }
    }

    fn start_iteration(&mut self, mut events: Vec<EventBody>, now: &Moment) -> Said {
        self.iteration += 1;
        self.rounds = 0;
        self.repeats = (String::new(), 0);
        events.push(EventBody::IterationStarted);
        events.extend(self.lighten(now));
        with(events, self.ask(now))
    }

    /// Asks the executor, unless a limit is reached or the conversation can't be made to fit.
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
        let events = match self.fit() {
            Ok(compacted) => compacted.into_iter().collect(),
            Err(reason) => return self.close(RunOutcome::Limit, reason, now),
        };
        self.rounds += 1;
        (events, Next::Ask)
    }

    fn answered(&mut self, turn: Turn, now: &Moment) -> Said {
        self.compactions = 0;
        let text = turn.text();
        let refused = turn.finish == "refusal";
        let sent = self.conversation.bytes();
        self.conversation.said(&turn);
        self.context
            .answered(&turn.usage, sent, self.conversation.bytes());
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
        if self.repeats.1 >= self.limits.repeats_warned
            && let Some(result) = results.last_mut()
        {
            let note = format!(
                "\n[This was the same call for the {}th time in a row; the result will not change. Do something else, or answer.]",
                self.repeats.1
            );
            result.content.push_str(&note);
        }
        self.conversation.results(results, &receipts);
        self.receipts.extend(receipts);
        self.ask(now)
    }

    fn model_failed(&mut self, fault: Fault, now: &Moment) -> Said {
        let outcome = match fault.kind {
            FaultKind::Auth => RunOutcome::Auth,
            FaultKind::Unavailable | FaultKind::Rate(_) => RunOutcome::Unreachable,
            FaultKind::Limit(_) => RunOutcome::Limit,
            FaultKind::ContextOverflow(counted) => return self.overflowed(counted, &fault, now),
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
