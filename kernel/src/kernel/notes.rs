//! Components' lines on their way to the journal.

use crate::config::LogLevel as Level;
use crate::domain::{Event, EventBody, IterationId, TaskId};
use crate::port::{Journal, Log, LogLevel};
use crate::session::Clock;
use std::sync::Arc;
use tokio::sync::mpsc::{self, Sender};

/// Lines that wait to be written; further ones are dropped rather than kept in memory without end.
const WAITING: usize = 1_000;

/// Writes what is at least as important as the configured level.
pub(super) struct JournalLog {
    least: Level,
    lines: Sender<(String, &'static str, String)>,
}

impl JournalLog {
    pub(super) fn start(
        task: TaskId,
        journal: Arc<dyn Journal>,
        clock: Arc<dyn Clock>,
        least: Level,
    ) -> Arc<Self> {
        let (lines, mut waiting) = mpsc::channel::<(String, &'static str, String)>(WAITING);
        tokio::spawn(async move {
            while let Some((source, level, line)) = waiting.recv().await {
                let body = EventBody::Note {
                    source,
                    level: level.into(),
                    line,
                };
                let event = Event {
                    id: 0,
                    task: task.clone(),
                    iteration: IterationId(0),
                    at_ms: clock.now_ms(),
                    body,
                };
                // The session finds out by itself when the journal can't be written; a log line is not worth more.
                drop(journal.append(vec![event]).await);
            }
        });
        Arc::new(Self { least, lines })
    }
}

impl Log for JournalLog {
    fn write(&self, component: &str, level: LogLevel, line: &str) {
        let (rank, word) = match level {
            LogLevel::Error => (Level::Error, "error"),
            LogLevel::Warn => (Level::Warn, "warn"),
            LogLevel::Info => (Level::Info, "info"),
            LogLevel::Debug => (Level::Debug, "debug"),
        };
        if rank <= self.least {
            // Full: the line is one too many.
            drop(
                self.lines
                    .try_send((component.to_owned(), word, line.to_owned())),
            );
        }
    }
}
