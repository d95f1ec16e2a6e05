//! The bench: a data folder with a journal in it, and events to put there.

mod damage;
mod deliberations;
mod history;
mod recovery;
mod tampering;
mod writing;

use super::*;
use crate::domain::{
    Effect, Event, EventBody, IterationId, ModelRef, Receipt, ReceiptId, RunOutcome, TaskId, Usage,
    Usd, Verification,
};
use crate::port::Journal;
use std::path::PathBuf;
use tempfile::TempDir;

/// Events of one task, one after the other.
struct Fixture {
    task: TaskId,
    at_ms: i64,
    iteration: u32,
    events: Vec<Event>,
}

/// A task that has begun at a time.
fn events_fixture(task: &str, at_ms: i64) -> Fixture {
    let fixture = Fixture {
        task: TaskId(task.to_owned()),
        at_ms,
        iteration: 0,
        events: Vec::new(),
    };
    fixture.and(EventBody::TaskStarted {
        description: format!("die Aufgabe {task} 🐟"),
        workspace: "/w".to_owned(),
        model: model(),
        mode: "run".to_owned(),
        version: "0.1.0".to_owned(),
    })
}

impl Fixture {
    fn and(mut self, body: EventBody) -> Self {
        let (task, iteration) = (self.task.clone(), IterationId(self.iteration));
        self.events.push(Event {
            id: 0,
            task,
            iteration,
            at_ms: self.at_ms,
            body,
        });
        self.at_ms += 1_000;
        self
    }

    fn iteration(mut self) -> Self {
        self.iteration += 1;
        self.and(EventBody::IterationStarted)
    }

    fn called(self, input: u64, cost: Option<f64>) -> Self {
        self.and(EventBody::ModelCalled {
            role: "executor".to_owned(),
            model: model(),
            usage: usage(input),
            cost: cost.and_then(Usd::new),
            duration_ms: 5,
            finish: "stop".to_owned(),
            text: "text".to_owned(),
            request: String::new(),
            said: None,
        })
    }

    fn used(self, tool: &str, is_error: bool) -> Self {
        self.ended(tool, is_error, None)
    }

    /// A tool that ran a program, which ended with this exit code.
    fn ended(self, tool: &str, is_error: bool, code: Option<i32>) -> Self {
        let receipt = Receipt {
            id: ReceiptId("r1".to_owned()),
            tool: tool.to_owned(),
            summary: "x".to_owned(),
            effect: Effect::Read,
            code,
            is_error,
            output: "größe".to_owned(),
            duration_ms: 1,
            input_hash: String::new(),
            output_hash: String::new(),
            files: Vec::new(),
        };
        self.and(EventBody::ToolCalled {
            receipt,
            call: String::new(),
            heard: None,
            conditions: Vec::new(),
        })
    }

    fn decided(self, score: f32) -> Self {
        self.and(EventBody::Decided {
            score: Some(score),
            decision: "accept".to_owned(),
        })
    }

    fn closed(self, outcome: RunOutcome, input: u64, cost: f64) -> Self {
        let iterations = self.iteration;
        self.and(EventBody::TaskClosed {
            outcome,
            verification: Verification::Partial,
            reason: "because".to_owned(),
            answer: "answer".to_owned(),
            score: Some(0.75),
            iterations,
            usage: usage(input),
            cost: Usd::new(cost).expect("an amount"),
            duration_ms: 9,
        })
    }
}

fn model() -> ModelRef {
    ModelRef {
        provider: "lab".to_owned(),
        model: "large".to_owned(),
    }
}

fn usage(input: u64) -> Usage {
    Usage {
        input,
        ..Usage::default()
    }
}

struct Bench {
    folder: TempDir,
}

impl Bench {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary directory"),
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("data/journal.db")
    }

    fn open(&self) -> (SqliteJournal, Vec<Notice>) {
        SqliteJournal::open(&self.path()).expect("it opens")
    }

    /// A journal that holds these and was closed.
    fn with(self, fixtures: impl IntoIterator<Item = Fixture>) -> Self {
        let (journal, notices) = self.open();
        assert_eq!(notices, []);
        for fixture in fixtures {
            wait(journal.append(fixture.events)).expect("it is appended");
        }
        self
    }

    fn history(&self) -> History {
        History::open(&self.path())
            .expect("it opens")
            .expect("it is there")
    }

    /// The names in the data folder.
    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path().join("data")).expect("the data folder");
        let mut names: Vec<String> = entries
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        names.sort();
        names
    }
}

fn wait<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}
