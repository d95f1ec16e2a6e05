//! The thread that owns the writing connection.

use super::chain::{Link, Row};
use super::head::{Head, HeadFile};
use super::trouble::{because, journal_error};
use crate::domain::Event;
use crate::port::JournalError;
use openkoi_redact::Redactor;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use tokio::sync::oneshot;

/// Appends that share one commit at most; each waits for its own.
const TOGETHER: usize = 64;

/// An event as it is stored.
#[derive(PartialEq, Eq)]
pub(super) struct Line {
    pub(super) task: String,
    pub(super) iteration: u32,
    pub(super) at_ms: i64,
    pub(super) kind: String,
    pub(super) body: String,
}

/// Where the next row follows.
pub(super) type Tail = Head;

impl Line {
    /// Nothing that looks like a credential is stored, and none that is known.
    pub(super) fn of(event: &Event, redactor: &Redactor) -> serde_json::Result<Self> {
        let mut body = serde_json::to_value(&event.body)?;
        redactor.redact_json(&mut body);
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

    /// What the store says of itself; it belongs to no task.
    pub(super) fn of_store(kind: &str, body: &serde_json::Value) -> Self {
        Self {
            task: "journal".to_owned(),
            iteration: 0,
            at_ms: jiff::Timestamp::now().as_millisecond(),
            kind: kind.to_owned(),
            body: body.to_string(),
        }
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
    pub(super) fn start(connection: Connection, head: HeadFile, path: PathBuf) -> io::Result<Self> {
        let (sender, receiver) = channel();
        let of_thread = path.clone();
        let thread = thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || run(connection, &head, &of_thread, &receiver))?;
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

fn run(mut connection: Connection, head: &HeadFile, path: &Path, receiver: &Receiver<Append>) {
    while let Ok(first) = receiver.recv() {
        let mut appends = vec![first];
        appends.extend(receiver.try_iter().take(TOGETHER - 1));
        let written = write(&mut connection, &appends)
            .map_err(|error| journal_error(path, &error))
            // Only what is on the disk is in the head.
            .and_then(|(ids, tail)| head.advance(tail).map(|()| ids));
        for (index, append) in appends.into_iter().enumerate() {
            let answer = match &written {
                Ok(ids) => Ok(ids[index]),
                Err(error) => Err(error.clone()),
            };
            // Who no longer waits for the answer has been cancelled; the events stay.
            drop(append.reply.send(answer));
        }
    }
}

/// Writes all in one transaction and returns the last id of each; after an error nothing of it is there.
fn write(connection: &mut Connection, appends: &[Append]) -> rusqlite::Result<(Vec<i64>, Tail)> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut tail = tail(&transaction)?;
    let mut ids = Vec::with_capacity(appends.len());
    for append in appends {
        for line in &append.lines {
            tail = insert(&transaction, tail, line)?;
        }
        ids.push(tail.row);
    }
    transaction.commit()?;
    Ok((ids, tail))
}

/// The last row.
pub(super) fn tail(connection: &Connection) -> rusqlite::Result<Tail> {
    let last = "SELECT id, chain FROM events ORDER BY id DESC LIMIT 1";
    let found = connection
        .prepare_cached(last)?
        .query_row([], |row| {
            Ok((row.get(0)?, Link::from_bytes(row.get_ref(1)?.as_blob()?)))
        })
        .optional()?;
    Ok(match found {
        None => Tail::beginning(),
        // Where the last link is none, the next row can't follow it; a verification finds it.
        Some((row, link)) => Tail {
            row,
            link: link.unwrap_or(Link::beginning()),
        },
    })
}

/// Appends a row to the last one.
pub(super) fn insert(
    transaction: &Transaction<'_>,
    tail: Tail,
    line: &Line,
) -> rusqlite::Result<Tail> {
    let id = tail.row + 1;
    let link = tail.link.then(&Row {
        id,
        task: line.task.as_bytes(),
        iteration: line.iteration.into(),
        at_ms: line.at_ms,
        kind: line.kind.as_bytes(),
        body: line.body.as_bytes(),
    });
    transaction
        .prepare_cached(
            "INSERT INTO events (id, task, iteration, at_ms, kind, body, chain) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            id,
            line.task,
            line.iteration,
            line.at_ms,
            line.kind,
            line.body,
            link.bytes()
        ])?;
    Ok(Tail { row: id, link })
}
