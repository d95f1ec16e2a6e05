//! Writes what happens to the journal, and shows it.

use crate::domain::{Event, EventBody, Fault, FaultKind, IterationId, TaskId};
use crate::port::Journal;
use openkoi_redact::Redactor;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
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
    /// What is written with what comes next.
    held: Mutex<Vec<Event>>,
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
            held: Mutex::default(),
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

    /// Records all of it together, and before it what was held.
    pub(super) async fn record_all(&self, bodies: Vec<EventBody>) {
        let mut events = std::mem::take(&mut *self.lock());
        events.extend(self.events(bodies));
        if events.is_empty() {
            return;
        }
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

    /// Takes what happened and is followed at once by something else that is recorded: both share a commit.
    pub(super) fn hold(&self, bodies: Vec<EventBody>) {
        let events = self.events(bodies);
        self.lock().extend(events);
    }

    pub(super) fn task(&self) -> &TaskId {
        &self.task
    }

    fn events(&self, bodies: Vec<EventBody>) -> Vec<Event> {
        let iteration = IterationId(self.iteration.load(Ordering::Relaxed));
        let at_ms = self.clock.now_ms();
        let event = |body| Event {
            id: 0,
            task: self.task.clone(),
            iteration,
            at_ms,
            body,
        };
        bodies.into_iter().map(event).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Event>> {
        // A panic elsewhere leaves events that happened all the same.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why nothing can be recorded any more.
    pub(super) fn broken(&self) -> Option<&Fault> {
        self.broken.get()
    }
}
