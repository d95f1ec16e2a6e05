//! The thread that owns the writing connection.

use super::trouble::{because, journal_error};
use crate::domain::Event;
use crate::port::JournalError;
use rusqlite::{Connection, TransactionBehavior, params};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use tokio::sync::oneshot;

/// Appends that share one commit at most; each waits for its own.
const TOGETHER: usize = 64;

/// An event as it is stored.
pub(super) struct Line {
    pub(super) task: String,
    pub(super) iteration: u32,
    pub(super) at_ms: i64,
    pub(super) kind: String,
    pub(super) body: String,
}

impl Line {
    pub(super) fn of(event: &Event) -> serde_json::Result<Self> {
        let body = serde_json::to_value(&event.body)?;
        let kind = body["kind"].as_str().unwrap_or_default().to_owned();
        let body = body.to_string();
        Ok(Self {
            task: event.task.0.clone(),
            iteration: event.iteration.0,
            at_ms: event.at_ms,
            kind,
            body,
        })
    }
}

type Reply = oneshot::Sender<Result<i64, JournalError>>;

struct Append {
    lines: Vec<Line>,
    reply: Reply,
}

/// The handle on the thread. It ends when the handle is dropped, after everything sent before.
#[derive(Debug)]
pub(super) struct Writer {
    path: PathBuf,
    /// None only while it is dropped.
    sender: Option<Sender<Append>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(connection: Connection, path: PathBuf) -> io::Result<Self> {
        let (sender, receiver) = channel();
        let of_thread = path.clone();
        let thread = thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || run(connection, &of_thread, &receiver))?;
        Ok(Self {
            path,
            sender: Some(sender),
            thread: Some(thread),
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) async fn append(&self, lines: Vec<Line>) -> Result<i64, JournalError> {
        let (reply, answer) = oneshot::channel();
        let gone = || because(&self.path, "its writer has ended");
        let sender = self.sender.as_ref().ok_or_else(gone)?;
        sender
            .send(Append { lines, reply })
            .map_err(|_unsent| gone())?;
        answer.await.map_err(|_unanswered| gone())?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.sender.take());
        if let Some(thread) = self.thread.take() {
            // A writer that panicked has already failed the appends that waited for it.
            drop(thread.join());
        }
    }
}

fn run(mut connection: Connection, path: &Path, receiver: &Receiver<Append>) {
    while let Ok(first) = receiver.recv() {
        let mut appends = vec![first];
        appends.extend(receiver.try_iter().take(TOGETHER - 1));
        let written = write(&mut connection, &appends);
        for (index, append) in appends.into_iter().enumerate() {
            let answer = match &written {
                Ok(ids) => Ok(ids[index]),
                Err(error) => Err(journal_error(path, error)),
            };
            // Who no longer waits for the answer has been cancelled; the events stay.
            drop(append.reply.send(answer));
        }
    }
}

/// Writes all in one transaction and returns the last id of each; after an error nothing of it is there.
fn write(connection: &mut Connection, appends: &[Append]) -> rusqlite::Result<Vec<i64>> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut last: i64 =
        transaction.query_row("SELECT coalesce(max(id), 0) FROM events", [], |row| {
            row.get(0)
        })?;
    let mut ids = Vec::with_capacity(appends.len());
    {
        let mut insert = transaction.prepare_cached(
            "INSERT INTO events (task, iteration, at_ms, kind, body) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for append in appends {
            for line in &append.lines {
                last = insert.insert(params![
                    line.task,
                    line.iteration,
                    line.at_ms,
                    line.kind,
                    line.body
                ])?;
            }
            ids.push(last);
        }
    }
    transaction.commit()?;
    Ok(ids)
}
