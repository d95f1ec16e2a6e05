//! Tasks as those see them who handed them in, read from the journal.

use super::history::{Found, History, Record};
use super::trouble::journal_error;
use crate::domain::{EventBody, Submitted, TaskId};
use rusqlite::params;

/// The orders whose keys are remembered: the newest.
const KEYS: u32 = 50_000;
/// The rows that somebody who follows a task is given at once.
const PIECE: u32 = 500;

impl History {
    /// The orders that have neither begun nor ended and that somebody still wants, oldest first.
    pub fn waiting(&self) -> Found<Vec<(TaskId, Submitted)>> {
        let waiting = "SELECT * FROM events AS handed WHERE kind = 'submitted'
                       AND NOT EXISTS (SELECT 1 FROM events WHERE kind IN ('task-started', 'task-closed', 'withdrawn') AND task = handed.task)
                       ORDER BY id";
        Ok(orders(&self.records(waiting, params![])?))
    }

    /// The newest orders.
    pub fn orders(&self) -> Found<Vec<(TaskId, Submitted)>> {
        let newest = "SELECT * FROM events WHERE kind = 'submitted' ORDER BY task DESC LIMIT ?1";
        Ok(orders(&self.records(newest, params![KEYS])?))
    }

    /// Tasks that were handed in or have begun, the newest first, from after this one on.
    pub fn listed(&self, after: Option<&str>, limit: u32) -> Found<Vec<TaskId>> {
        let listed = "SELECT DISTINCT task FROM events WHERE kind IN ('submitted', 'task-started') AND (?1 IS NULL OR task < ?1)
                      ORDER BY task DESC LIMIT ?2";
        let read = || -> rusqlite::Result<Vec<TaskId>> {
            let mut statement = self.connection().prepare_cached(listed)?;
            statement
                .query_map(params![after, limit], |row| Ok(TaskId(row.get(0)?)))?
                .collect()
        };
        read().map_err(|error| journal_error(self.path(), &error))
    }

    /// What happened in a task after this row, oldest first, a piece at a time.
    pub fn events_after(&self, task: &TaskId, row: i64) -> Found<Vec<Record>> {
        self.records(
            "SELECT * FROM events WHERE task = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
            params![task.0, row, PIECE],
        )
    }

    /// What a list shows of a task: how it began and how it ended. Of one that has not ended, everything.
    pub fn outline(&self, task: &TaskId) -> Found<Vec<Record>> {
        let ends = "SELECT * FROM events WHERE task = ?1
                    AND kind IN ('submitted', 'withdrawn', 'task-started', 'resumed', 'task-closed') ORDER BY id";
        let outline = self.records(ends, params![task.0])?;
        match outline.last() {
            Some(last) if last.kind == "task-closed" => Ok(outline),
            _ => self.events(task),
        }
    }

    /// Rows since a time, and those among them that belong to tasks; milliseconds since 1970, UTC.
    pub fn counted(&self, since_ms: i64) -> Found<(u64, u64)> {
        let counted = "SELECT count(*), count(CASE WHEN length(task) = 32 THEN 1 END) FROM events WHERE at_ms >= ?1";
        let read = || -> rusqlite::Result<(u64, u64)> {
            let mut statement = self.connection().prepare_cached(counted)?;
            statement.query_row(params![since_ms], |row| {
                let count = |at| row.get(at).map(i64::unsigned_abs);
                Ok((count(0)?, count(1)?))
            })
        };
        read().map_err(|error| journal_error(self.path(), &error))
    }

    /// The tasks that were closed since a time.
    pub fn closed_since(&self, since_ms: i64) -> Found<Vec<Record>> {
        let closed =
            "SELECT * FROM events WHERE kind = 'task-closed' AND at_ms >= ?1 ORDER BY task DESC";
        self.records(closed, params![since_ms])
    }
}

fn orders(records: &[Record]) -> Vec<(TaskId, Submitted)> {
    let each = records
        .iter()
        .filter_map(|record| match record.event()?.body {
            EventBody::Submitted(submitted) => Some((record.task.clone(), submitted)),
            _ => None,
        });
    each.collect()
}
