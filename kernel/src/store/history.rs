//! What happened, read from the journal.

use super::chain::{Link, Row as Columns};
use super::fold::{self, Spent, TaskSummary, Totals};
use super::head::{self, Head};
use super::journal::{beside, in_the_way, too_short};
use super::schema::{self, Content};
use super::trouble::{because, journal_error};
use super::verify::{Stored, Verification, Verified};
use crate::domain::{Event, EventBody, IterationId, RunOutcome, TaskId, ToolRecord, Usage, Usd};
use crate::port::JournalError;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};
use serde::Deserialize;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The calls that a tool's record is made of: the newest.
const CALLS: u32 = 5_000;

/// The tasks that an ambiguous prefix is answered with.
const CANDIDATES: u32 = 10;

/// An entry as it is stored, of a kind that this program knows or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    pub id: i64,
    pub task: TaskId,
    pub iteration: IterationId,
    /// Milliseconds since 1970, UTC.
    pub at_ms: i64,
    pub kind: String,
    body: String,
}

/// Why a question about the past has no answer.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error("there is no task whose id begins with \"{0}\"")]
    NoTask(String),
    /// The first of them.
    #[error("\"{prefix}\" is the beginning of several tasks' ids: {}", candidates.iter().map(|id| id.0.as_str()).collect::<Vec<_>>().join(", "))]
    Ambiguous {
        prefix: String,
        candidates: Vec<TaskId>,
    },
}

/// The reading side. It never writes and never creates the file.
#[derive(Debug)]
pub struct History {
    connection: Connection,
    path: PathBuf,
    /// False: of a version whose rows bear no links.
    has_chain: bool,
}

/// What totals need of a task's end; the rest, its answer above all, is passed over.
#[derive(Deserialize)]
struct End {
    outcome: RunOutcome,
    usage: Usage,
    cost: Usd,
}

pub(super) type Found<T> = Result<T, JournalError>;

impl History {
    /// Opens the journal for reading. None: nothing has happened yet.
    pub fn open(path: &Path) -> Found<Option<Self>> {
        match std::fs::metadata(path) {
            Ok(metadata) if !metadata.is_file() => {
                return Err(because(path, "it is no regular file. Move it away"));
            }
            Ok(metadata) => {
                in_the_way(path)?;
                if let Some(why) = too_short(metadata.len()) {
                    return Err(lost(path, &why));
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let log = std::fs::metadata(beside(path, "-wal")).map_or(0, |log| log.len());
                return match log {
                    0 => Ok(None),
                    _ => Err(lost(path, "its main file is gone")),
                };
            }
            Err(error) => return Err(because(path, error.to_string())),
        }
        let opened = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).and_then(
            |connection| {
                schema::prepare(&connection)?;
                let content = schema::content(&connection)?;
                Ok((connection, content))
            },
        );
        let (connection, content) = opened.map_err(|error| journal_error(path, &error))?;
        match content {
            Content::Journal | Content::Unchained => Ok(Some(Self {
                connection,
                path: path.to_owned(),
                has_chain: matches!(content, Content::Journal),
            })),
            Content::Nothing => Err(lost(path, "it holds no tables")),
            Content::Newer(version) => Err(because(
                path,
                format!("a newer openkoi wrote it (version {version}). Update openkoi"),
            )),
            Content::Foreign => Err(because(
                path,
                "it is another program's database. Move it away",
            )),
        }
    }

    /// The newest tasks first.
    pub fn tasks(&self, limit: u32) -> Found<Vec<TaskSummary>> {
        let started =
            "SELECT * FROM events WHERE kind = 'task-started' ORDER BY task DESC LIMIT ?1";
        self.summaries(&self.records(started, params![limit])?)
    }

    /// Those among the newest tasks that are not closed: they run, or were cut off.
    pub fn open_tasks(&self, among: u32) -> Found<Vec<TaskSummary>> {
        let open = "SELECT * FROM (SELECT * FROM events WHERE kind = 'task-started' ORDER BY task DESC LIMIT ?1) AS started
                    WHERE NOT EXISTS (SELECT 1 FROM events WHERE kind = 'task-closed' AND task = started.task)";
        self.summaries(&self.records(open, params![among])?)
    }

    /// The one task whose id is, or begins with, this text.
    pub fn task(&self, prefix: &str) -> Result<TaskSummary, HistoryError> {
        let started = "SELECT * FROM events WHERE kind = 'task-started' AND task >= ?1 AND substr(task, 1, length(?1)) = ?1
                       ORDER BY task LIMIT ?2";
        let found = self.records(started, params![prefix, CANDIDATES])?;
        let exact = found.iter().find(|record| record.task.0 == prefix);
        let one = match (exact, found.as_slice()) {
            (Some(record), _) => record,
            (None, [record]) if !prefix.is_empty() => record,
            (None, []) => return Err(HistoryError::NoTask(prefix.to_owned())),
            (None, found) => {
                let candidates = found.iter().map(|record| record.task.clone()).collect();
                return Err(HistoryError::Ambiguous {
                    prefix: prefix.to_owned(),
                    candidates,
                });
            }
        };
        let summaries = self.summaries(std::slice::from_ref(one))?;
        summaries
            .into_iter()
            .next()
            .ok_or_else(|| HistoryError::NoTask(prefix.to_owned()))
    }

    /// Everything that happened in a task, oldest first.
    pub fn events(&self, task: &TaskId) -> Found<Vec<Record>> {
        self.records(
            "SELECT * FROM events WHERE task = ?1 ORDER BY id",
            params![task.0],
        )
    }

    /// What the tasks that began at or after a time came to; milliseconds since 1970, UTC.
    pub fn totals(&self, since_ms: i64) -> Found<Totals> {
        let ends = self
            .ends(since_ms)
            .map_err(|error| journal_error(&self.path, &error))?;
        let mut spent = Vec::with_capacity(ends.len());
        for (task, end) in ends {
            match end.and_then(|end| serde_json::from_str::<End>(&end).ok()) {
                Some(End {
                    outcome,
                    usage,
                    cost,
                }) => {
                    spent.push(Spent {
                        is_accepted: outcome == RunOutcome::Accepted,
                        usage,
                        cost,
                    });
                }
                None => {
                    let events: Vec<Event> = self
                        .events(&task)?
                        .iter()
                        .filter_map(Record::event)
                        .collect();
                    spent.extend(fold::summary(&events).map(|summary| summary.spent()));
                }
            }
        }
        Ok(fold::totals(spent))
    }

    /// How each tool has done in the newest calls.
    pub fn tool_records(&self) -> Found<Vec<ToolRecord>> {
        let calls = "SELECT * FROM events WHERE id IN
                     (SELECT id FROM events WHERE kind = 'tool-called' ORDER BY id DESC LIMIT ?1)";
        let events: Vec<Event> = self
            .records(calls, params![CALLS])?
            .iter()
            .filter_map(Record::event)
            .collect();
        Ok(fold::tool_records(&events))
    }

    /// Whether all rows are what was written; `expected` is a head that somebody kept elsewhere. None: a version whose
    /// rows bear no links.
    pub fn verify(&self, expected: Option<Head>) -> Found<Option<Verified>> {
        if !self.has_chain {
            return Ok(None);
        }
        // The head first: what is appended meanwhile is ahead of it.
        let kept = head::read(&self.path)?;
        self.verification(Verification::new(kept, expected))
            .map(Some)
            .map_err(|error| journal_error(&self.path, &error))
    }

    fn verification(&self, mut verification: Verification) -> rusqlite::Result<Verified> {
        let all = "SELECT id, task, iteration, at_ms, kind, body, chain FROM events ORDER BY id";
        let mut statement = self.connection.prepare(all)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            // A column of another type was put there by other means; no link follows from it.
            let text = |column: usize| {
                row.get_ref(column)
                    .map(|value| value.as_bytes().unwrap_or_default())
            };
            let number = |column: usize| {
                row.get_ref(column)
                    .map(|value| value.as_i64().unwrap_or(-1))
            };
            verification.row(&Stored {
                row: Columns {
                    id: number(0)?,
                    task: text(1)?,
                    iteration: number(2)?,
                    at_ms: number(3)?,
                    kind: text(4)?,
                    body: text(5)?,
                },
                link: Link::from_bytes(text(6)?),
            });
        }
        Ok(verification.end(schema::is_guarded(&self.connection)?))
    }

    /// A closed task is summed up by its end alone; only of an open one all events are read.
    fn summaries(&self, started: &[Record]) -> Found<Vec<TaskSummary>> {
        let mut summaries = Vec::with_capacity(started.len());
        for start in started {
            let closed = "SELECT * FROM events WHERE kind = 'task-closed' AND task = ?1 ORDER BY id DESC LIMIT 1";
            let mut rest = self.records(closed, params![start.task.0])?;
            if rest.is_empty() {
                let counted = "SELECT * FROM events WHERE task = ?1 AND id > ?2 ORDER BY id";
                rest = self.records(counted, params![start.task.0, start.id])?;
            }
            let events: Vec<Event> = std::iter::once(start)
                .chain(&rest)
                .filter_map(Record::event)
                .collect();
            summaries.extend(fold::summary(&events));
        }
        Ok(summaries)
    }

    /// The tasks since a time, each with the body of its end if it has ended.
    fn ends(&self, since_ms: i64) -> rusqlite::Result<Vec<(TaskId, Option<String>)>> {
        let query = "SELECT task, (SELECT body FROM events AS e WHERE e.kind = 'task-closed' AND e.task = events.task
                                   ORDER BY id DESC LIMIT 1)
                     FROM events WHERE kind = 'task-started' AND at_ms >= ?1";
        let mut statement = self.connection.prepare_cached(query)?;
        statement
            .query_map(params![since_ms], |row| {
                Ok((TaskId(row.get(0)?), row.get(1)?))
            })?
            .collect()
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn records(
        &self,
        query: &str,
        parameters: impl rusqlite::Params,
    ) -> Found<Vec<Record>> {
        self.rows(query, parameters)
            .map_err(|error| journal_error(&self.path, &error))
    }

    pub(super) fn rows(
        &self,
        query: &str,
        parameters: impl rusqlite::Params,
    ) -> rusqlite::Result<Vec<Record>> {
        let mut statement = self.connection.prepare_cached(query)?;
        statement.query_map(parameters, record)?.collect()
    }

    /// The link of a row; none: there is no such row, or its version bears none.
    pub(super) fn link(&self, row: i64) -> rusqlite::Result<Option<Vec<u8>>> {
        if !self.has_chain {
            return Ok(None);
        }
        self.connection
            .prepare_cached("SELECT chain FROM events WHERE id = ?1")?
            .query_row(params![row], |row| row.get(0))
            .optional()
    }

    /// The newest row and its link. None: there is none, or its version bears no links.
    pub(super) fn last(&self) -> rusqlite::Result<Option<(i64, Vec<u8>)>> {
        if !self.has_chain {
            return Ok(None);
        }
        self.connection
            .prepare_cached("SELECT id, chain FROM events ORDER BY id DESC LIMIT 1")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()
    }
}

impl Record {
    /// The event; None if a newer program wrote it and this one does not know its kind.
    pub fn event(&self) -> Option<Event> {
        let body: EventBody = serde_json::from_str(&self.body).ok()?;
        Some(Event {
            id: self.id,
            task: self.task.clone(),
            iteration: self.iteration,
            at_ms: self.at_ms,
            body,
        })
    }

    /// The body as JSON; null if it is none.
    pub fn body(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }
}

/// What happened was here once.
fn lost(path: &Path, why: &str) -> JournalError {
    because(
        path,
        format!("{why}. The next task keeps it aside and begins a new one"),
    )
}

fn record(row: &Row<'_>) -> rusqlite::Result<Record> {
    Ok(Record {
        id: row.get("id")?,
        task: TaskId(row.get("task")?),
        iteration: IterationId(row.get("iteration")?),
        at_ms: row.get("at_ms")?,
        kind: row.get("kind")?,
        body: row.get("body")?,
    })
}
