//! What events mean together: pure folds.

use crate::domain::{Event, EventBody, RunOutcome, TaskId, ToolRecord, Usage, Usd, Verification};
use serde::Serialize;
use std::collections::BTreeMap;

/// A task in a few figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TaskSummary {
    pub id: TaskId,
    pub description: String,
    pub workspace: String,
    /// `provider/model`
    pub model: String,
    /// "run" or "think".
    pub mode: String,
    /// Milliseconds since 1970, UTC.
    pub started_ms: i64,
    /// The time of its newest event.
    pub seen_ms: i64,
    pub state: TaskState,
    pub score: Option<f32>,
    pub iterations: u32,
    pub usage: Usage,
    pub cost: Usd,
}

/// How far a task has come.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskState {
    /// Not closed: it runs, or it was cut off.
    Open,
    Closed {
        outcome: RunOutcome,
        verification: Verification,
        reason: String,
        answer: String,
        duration_ms: u64,
    },
}

/// What one task came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Spent {
    pub is_accepted: bool,
    pub usage: Usage,
    pub cost: Usd,
}

impl TaskSummary {
    pub fn spent(&self) -> Spent {
        let is_accepted = matches!(
            self.state,
            TaskState::Closed {
                outcome: RunOutcome::Accepted,
                ..
            }
        );
        Spent {
            is_accepted,
            usage: self.usage.clone(),
            cost: self.cost,
        }
    }
}

/// What tasks came to together.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Totals {
    pub tasks: u64,
    /// Those that ended accepted.
    pub accepted: u64,
    pub usage: Usage,
    pub cost: Usd,
}

/// The summary of one task from its events, oldest first. None: they do not begin a task.
///
/// A closed task is what its end says; an open one is the sum of what happened so far.
pub fn summary<'a>(events: impl IntoIterator<Item = &'a Event>) -> Option<TaskSummary> {
    let mut events = events.into_iter();
    let mut summary = events.by_ref().find_map(started)?;
    for event in events {
        summary.seen_ms = summary.seen_ms.max(event.at_ms);
        advance(&mut summary, event);
    }
    Some(summary)
}

fn started(event: &Event) -> Option<TaskSummary> {
    let EventBody::TaskStarted {
        description,
        workspace,
        model,
        mode,
        ..
    } = &event.body
    else {
        return None;
    };
    Some(TaskSummary {
        id: event.task.clone(),
        description: description.clone(),
        workspace: workspace.clone(),
        model: model.to_string(),
        mode: mode.clone(),
        started_ms: event.at_ms,
        seen_ms: event.at_ms,
        state: TaskState::Open,
        score: None,
        iterations: 0,
        usage: Usage::default(),
        cost: Usd::ZERO,
    })
}

fn advance(summary: &mut TaskSummary, event: &Event) {
    match &event.body {
        EventBody::IterationStarted => {
            summary.iterations = summary.iterations.max(event.iteration.0)
        }
        EventBody::ModelCalled { usage, cost, .. } => {
            summary.usage = summary.usage.plus(usage);
            summary.cost = summary.cost.plus(cost.unwrap_or_default());
        }
        EventBody::Resumed { .. } => summary.state = TaskState::Open,
        EventBody::Decided { score, .. } => summary.score = *score,
        EventBody::TaskClosed {
            outcome,
            verification,
            reason,
            answer,
            score,
            iterations,
            usage,
            cost,
            duration_ms,
        } => {
            summary.state = TaskState::Closed {
                outcome: *outcome,
                verification: *verification,
                reason: reason.clone(),
                answer: answer.clone(),
                duration_ms: *duration_ms,
            };
            summary.score = *score;
            summary.iterations = *iterations;
            summary.usage = usage.clone();
            summary.cost = *cost;
        }
        EventBody::TaskStarted { .. }
        | EventBody::Submitted(_)
        | EventBody::Withdrawn { .. }
        | EventBody::Directive { .. }
        | EventBody::Instructed(_)
        | EventBody::Briefed { .. }
        | EventBody::Asked { .. }
        | EventBody::Answered { .. }
        | EventBody::Verdict { .. }
        | EventBody::Deliberated { .. }
        | EventBody::Tried { .. }
        | EventBody::Restored { .. }
        | EventBody::Recalled(_)
        | EventBody::Learned { .. }
        | EventBody::Forgotten { .. }
        | EventBody::Planned { .. }
        | EventBody::ModelFailed { .. }
        | EventBody::Ruled(_)
        | EventBody::Consented(_)
        | EventBody::Trusted(_)
        | EventBody::ToolDenied { .. }
        | EventBody::ToolCalled { .. }
        | EventBody::Prepared { .. }
        | EventBody::Reached(_)
        | EventBody::Intended(_)
        | EventBody::Foreseen { .. }
        | EventBody::Unsettled { .. }
        | EventBody::Compacted { .. }
        | EventBody::Measured { .. }
        | EventBody::Judged { .. }
        | EventBody::Changed { .. }
        | EventBody::Structured { .. }
        | EventBody::Note { .. } => {}
    }
}

/// The sum of all.
pub fn totals(spent: impl IntoIterator<Item = Spent>) -> Totals {
    spent
        .into_iter()
        .fold(Totals::default(), |totals, spent| Totals {
            tasks: totals.tasks + 1,
            accepted: totals.accepted + u64::from(spent.is_accepted),
            usage: totals.usage.plus(&spent.usage),
            cost: totals.cost.plus(spent.cost),
        })
}

/// How each tool has done, by name. A call that was not made counts for nothing.
pub fn tool_records<'a>(events: impl IntoIterator<Item = &'a Event>) -> Vec<ToolRecord> {
    let mut records: BTreeMap<&str, ToolRecord> = BTreeMap::new();
    for event in events {
        if let EventBody::ToolCalled { receipt, .. } = &event.body {
            let record = records.entry(&receipt.tool).or_insert_with(|| ToolRecord {
                name: receipt.tool.clone(),
                calls: 0,
                failures: 0,
            });
            record.calls += 1;
            // A program that ran and said no is no failure of the tool that ran it.
            record.failures += u64::from(receipt.is_error && receipt.code.is_none());
        }
    }
    records.into_values().collect()
}
