//! Writes what happens to the journal, and shows it.

use crate::domain::{Event, EventBody, Fault, FaultKind, IterationId, TaskId};
use crate::port::Journal;
use openkoi_redact::Redactor;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// The time, as an argument.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970, UTC.
    fn now_ms(&self) -> i64;

    /// Monotonic, since some moment before the task.
    fn elapsed(&self) -> Duration;
}

/// Somebody who watches a task. Must not block.
pub trait Observer: Send + Sync {
    /// Something happened, and is in the journal.
    fn event(&self, event: &Event);

    /// The executor says something.
    fn text(&self, fragment: &str);

    /// A model call failed and is tried again after a pause; what it said is void.
    fn restart(&self, why: &Fault, pause: Duration);
}

/// One task's pen.
pub(super) struct Recorder {
    task: TaskId,
    iteration: AtomicU32,
    journal: Arc<dyn Journal>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) observer: Arc<dyn Observer>,
    /// For what is cut before it is written: a credential cut in two is none any more.
    pub(super) redactor: Redactor,
    broken: OnceLock<Fault>,
}

impl Recorder {
    pub(super) fn new(
        task: TaskId,
        journal: Arc<dyn Journal>,
        clock: Arc<dyn Clock>,
        observer: Arc<dyn Observer>,
        redactor: Redactor,
    ) -> Self {
        Self {
            task,
            iteration: AtomicU32::new(0),
            journal,
            clock,
            observer,
            redactor,
            broken: OnceLock::new(),
        }
    }

    /// What is recorded from here on belongs to this iteration.
    pub(super) fn enter(&self, iteration: IterationId) {
        self.iteration.store(iteration.0, Ordering::Relaxed);
    }

    /// Records one thing. When the journal can't be written any more, [`Recorder::broken`] says so from then on, and
    /// nothing with an effect is done after that.
    pub(super) async fn record(&self, body: EventBody) {
        self.record_all(vec![body]).await;
    }

    pub(super) async fn record_all(&self, bodies: Vec<EventBody>) {
        if bodies.is_empty() {
            return;
        }
        let iteration = IterationId(self.iteration.load(Ordering::Relaxed));
        let at_ms = self.clock.now_ms();
        let mut events: Vec<Event> = bodies
            .into_iter()
            .map(|body| Event {
                id: 0,
                task: self.task.clone(),
                iteration,
                at_ms,
                body,
            })
            .collect();
        match self.journal.append(events.clone()).await {
            Ok(last) => {
                let first = last - events.len() as i64 + 1;
                for (event, id) in events.iter_mut().zip(first..) {
                    event.id = id;
                }
            }
            Err(error) => {
                self.broken.get_or_init(|| {
                    Fault::new("journal", FaultKind::Unavailable, error.to_string())
                });
            }
        }
        for event in &events {
            self.observer.event(event);
        }
    }

    /// Why nothing can be recorded any more.
    pub(super) fn broken(&self) -> Option<&Fault> {
        self.broken.get()
    }
}
