//! Deliberations, read from the journal.

use super::history::{Found, History, Record};
use crate::domain::TaskId;
use rusqlite::params;

/// The verdicts that an agency's record is made of: the newest.
const VERDICTS: u32 = 20_000;

impl History {
    /// The tasks that the parliament decided about, the newest first.
    pub fn deliberated(&self, limit: u32) -> Found<Vec<TaskId>> {
        let decided = "SELECT * FROM events WHERE kind = 'deliberated' ORDER BY task DESC LIMIT ?1";
        let records = self.records(decided, params![limit])?;
        Ok(records.into_iter().map(|record| record.task).collect())
    }

    /// What happened in a task up to the parliament's decision, oldest first; where there is none, everything.
    pub fn deliberation(&self, task: &TaskId) -> Found<Vec<Record>> {
        let before = "SELECT * FROM events WHERE task = ?1 AND id <= coalesce(
                          (SELECT min(id) FROM events WHERE kind = 'deliberated' AND task = ?1), 9223372036854775807)
                      ORDER BY id";
        self.records(before, params![task.0])
    }

    /// The newest verdicts, oldest first.
    pub fn verdicts(&self) -> Found<Vec<Record>> {
        let verdicts = "SELECT * FROM events WHERE id IN
                        (SELECT id FROM events WHERE kind = 'verdict' ORDER BY id DESC LIMIT ?1) ORDER BY id";
        self.records(verdicts, params![VERDICTS])
    }
}
