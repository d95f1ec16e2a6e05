//! A task as the API tells it: folds over the journal, and no other truth.

use super::Api;
use super::problem::Problem;
use crate::domain::{Event, EventBody, Limits, TaskId};
use crate::kernel::{History, Record};
use crate::mind::{Iteration, Stage, Story, result};
use serde_json::{Map, Value, json};

/// A task and how far it has come.
pub(super) struct Told {
    pub(super) task: TaskId,
    pub(super) story: Story,
    pub(super) stage: Stage,
    limits: Option<Limits>,
    first_ms: i64,
    closed_ms: Option<i64>,
}

impl Told {
    /// None: there is no such task.
    pub(super) fn of(task: &TaskId, records: &[Record], is_held: bool) -> Option<Self> {
        let events: Vec<Event> = records.iter().filter_map(Record::event).collect();
        let first_ms = events.first()?.at_ms;
        let story = Story::of(&events);
        let limits = events.iter().find_map(|event| match &event.body {
            EventBody::Prepared { limits, .. } => Some(limits.clone()),
            _ => None,
        });
        let mut closings = events
            .iter()
            .filter(|event| matches!(event.body, EventBody::TaskClosed { .. }));
        let closed_ms = closings.next_back().map(|event| event.at_ms);
        Some(Self {
            task: task.clone(),
            stage: Stage::of(&story, is_held),
            closed_ms: closed_ms.filter(|_| story.closed.is_some()),
            story,
            limits,
            first_ms,
        })
    }

    /// Everything that is known: the result once there is one, the state until then.
    pub(super) fn whole(&self, now_ms: i64) -> Value {
        if self.story.closed.is_none() {
            return self.state(now_ms);
        }
        let mut whole = result(&self.story);
        if let (Some(whole), Value::Object(row)) = (whole.as_object_mut(), self.row()) {
            for (name, value) in row {
                // Where both have a field the result's own stays.
                whole.entry(name).or_insert(value);
            }
        }
        whole
    }

    /// A row of the list.
    pub(super) fn row(&self) -> Value {
        let story = &self.story;
        let closed = story.closed.as_ref();
        let spent = story
            .shares
            .iter()
            .map(|share| (share.usage.total(), share.cost));
        let (tokens, cost) = match closed {
            Some(closed) => (closed.usage.total(), closed.cost),
            None => spent.fold(Default::default(), |sum: (u64, crate::domain::Usd), one| {
                (sum.0 + one.0, sum.1.plus(one.1))
            }),
        };
        let iterations = closed.map_or(story.iterations.len() as u64, |closed| {
            u64::from(closed.iterations)
        });
        json!({
            "task_id": self.task, "description": story.description, "status": self.stage.word(),
            "workspace": story.workspace, "outcome": closed.map(|closed| closed.outcome.word()),
            "verification": closed.map(|closed| closed.verification), "iterations": iterations,
            "total_tokens": tokens, "cost_usd": cost, "final_score": closed.and_then(|closed| closed.score),
            "submitted_at": time(self.first_ms), "completed_at": self.closed_ms.map(time), "resume": self.resume(),
        })
    }

    /// A task that has not ended.
    pub(super) fn state(&self, now_ms: i64) -> Value {
        let Value::Object(row) = self.row() else {
            return Value::Null;
        };
        let story = &self.story;
        let scores = story.iterations.iter().filter_map(|one| one.score);
        let last = story.iterations.last();
        let begun = (story.started_ms > 0).then_some(story.started_ms);
        let mut state: Map<String, Value> = row;
        let more = json!({
            "phase": phase(last), "iteration": last.map_or(0, |one| one.number),
            "max_iterations": self.limits.as_ref().map(|limits| limits.iterations),
            "current_score": last.and_then(|one| one.score), "best_score": scores.fold(None, better),
            "tokens_used": state["total_tokens"], "started_at": begun.map(time),
            "elapsed_secs": begun.map_or(0, |begun| now_ms.saturating_sub(begun).max(0) / 1_000),
            "last_decision": last.map(|one| one.decision.as_str()).filter(|decision| !decision.is_empty()),
            "tool_calls": story.receipts.iter().map(|receipt| json!({
                "receipt": receipt.id, "tool": receipt.tool, "summary": receipt.summary, "is_error": receipt.is_error,
            })).collect::<Vec<_>>(),
        });
        if let Value::Object(more) = more {
            state.extend(more);
        }
        Value::Object(state)
    }

    fn resume(&self) -> Option<String> {
        let begun = self.stage == Stage::Interrupted && self.story.model.is_some();
        begun.then(|| format!("openkoi task resume {}", self.task))
    }
}

fn better(best: Option<f32>, score: f32) -> Option<f32> {
    Some(best.map_or(score, |best| best.max(score)))
}

fn phase(last: Option<&Iteration>) -> &'static str {
    match last {
        None => "plan",
        Some(iteration) if iteration.decision.is_empty() => "executing",
        Some(_) => "evaluated",
    }
}

/// As RFC 3339 writes it.
fn time(at_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(at_ms).map_or_else(|_| String::new(), |at| at.to_string())
}

/// Reads the journal where blocking is no harm.
pub(super) async fn read<T: Send + 'static>(
    api: &Api,
    question: impl FnOnce(&History) -> Result<T, crate::port::JournalError> + Send + 'static,
) -> Result<Option<T>, Problem> {
    let queue = std::sync::Arc::clone(&api.queue);
    let answer = tokio::task::spawn_blocking(move || match queue.history()? {
        Some(history) => question(&history).map(Some),
        None => Ok(None),
    });
    match answer.await {
        Ok(answer) => answer.map_err(|error| Problem::journal(error.to_string())),
        Err(_) => Err(Problem::journal("reading the journal broke off")),
    }
}
