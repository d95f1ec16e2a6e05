//! How far a task has come that somebody handed in.

use super::Story;
use crate::domain::RunOutcome;

/// A task's place between being handed in and its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It waits for its turn.
    Queued,
    Running,
    /// It was cut off, and can be resumed.
    Interrupted,
    /// Somebody no longer wanted it.
    Cancelled,
    /// It came to its end, whatever that was.
    Complete,
}

impl Stage {
    /// `is_held`: somebody runs it at this moment.
    pub fn of(story: &Story, is_held: bool) -> Self {
        let outcome = story.closed.as_ref().map(|closed| closed.outcome);
        match outcome {
            Some(RunOutcome::Interrupted) if story.is_withdrawn => Self::Cancelled,
            Some(RunOutcome::Interrupted) => Self::Interrupted,
            Some(_) => Self::Complete,
            None if is_held => Self::Running,
            None if story.model.is_none() && story.is_withdrawn => Self::Cancelled,
            None if story.model.is_none() => Self::Queued,
            None => Self::Interrupted,
        }
    }

    /// Nothing more happens by itself.
    pub fn is_over(self) -> bool {
        match self {
            Self::Queued | Self::Running => false,
            Self::Interrupted | Self::Cancelled | Self::Complete => true,
        }
    }

    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Interrupted => "interrupted",
            Self::Cancelled => "cancelled",
            Self::Complete => "complete",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        Event, EventBody, IterationId, ModelRef, Order, Submitted, TaskId, Usage, Usd, Verification,
    };

    fn closed(outcome: RunOutcome) -> EventBody {
        EventBody::TaskClosed {
            outcome,
            verification: Verification::Unverified,
            reason: String::new(),
            answer: String::new(),
            score: None,
            iterations: 0,
            usage: Usage::default(),
            cost: Usd::ZERO,
            duration_ms: 0,
        }
    }

    fn story(bodies: Vec<EventBody>) -> Story {
        let event = |body| Event {
            id: 0,
            task: TaskId("t".into()),
            iteration: IterationId(0),
            at_ms: 0,
            body,
        };
        let events: Vec<Event> = bodies.into_iter().map(event).collect();
        Story::of(&events)
    }

    #[test]
    fn a_task_is_where_its_events_and_whoever_holds_it_say() {
        let handed_in = || EventBody::Submitted(Submitted::new(Order::default(), None));
        let started = || EventBody::TaskStarted {
            description: String::new(),
            workspace: String::new(),
            model: ModelRef {
                provider: "p".into(),
                model: "m".into(),
            },
            mode: "run".into(),
            version: String::new(),
        };
        let withdrawn = || EventBody::Withdrawn { by: "api".into() };
        let interrupted = || closed(RunOutcome::Interrupted);
        let resumed = || EventBody::Resumed {
            version: String::new(),
        };
        let rows = [
            (vec![handed_in()], false, Stage::Queued),
            (vec![handed_in()], true, Stage::Running),
            (vec![handed_in(), withdrawn()], false, Stage::Cancelled),
            (vec![handed_in(), started()], true, Stage::Running),
            (vec![handed_in(), started()], false, Stage::Interrupted),
            (vec![started(), withdrawn()], true, Stage::Running),
            (vec![started(), interrupted()], false, Stage::Interrupted),
            (
                vec![started(), withdrawn(), interrupted()],
                false,
                Stage::Cancelled,
            ),
            (
                vec![handed_in(), withdrawn(), interrupted()],
                false,
                Stage::Cancelled,
            ),
            (
                vec![started(), withdrawn(), interrupted(), resumed()],
                true,
                Stage::Running,
            ),
            (
                vec![started(), withdrawn(), closed(RunOutcome::Failed)],
                false,
                Stage::Complete,
            ),
        ];
        for (bodies, is_held, expected) in rows {
            let told = format!("{bodies:?} {is_held}");
            assert_eq!(Stage::of(&story(bodies), is_held), expected, "{told}");
        }
    }
}
