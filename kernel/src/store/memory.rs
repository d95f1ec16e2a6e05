//! Lessons, folded from the journal into a file of their own that can be searched by words.
//!
//! The journal is where lessons are written. This file is made from it, and made anew where it is missing, damaged, of
//! another version, or where the journal is another one than it was made from. Only vectors stand nowhere else: they can be
//! bought again.

mod fold;
mod search;
mod tables;
mod vectors;

#[cfg(test)]
mod tests;

use super::history::{Found, History};
use super::trouble::{because, is_corrupt, journal_error};
use crate::domain::{Known, LessonId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::fs;
use std::path::{Path, PathBuf};

/// The lessons of all projects.
#[derive(Debug)]
pub struct Memory {
    connection: Connection,
    path: PathBuf,
}

impl Memory {
    /// Opens the file that belongs to a journal, brought up to what the journal holds; at most `megabytes` are kept, the
    /// lessons that were learned longest ago go first. None: nothing was learned yet.
    pub fn open(path: &Path, journal: &Path, megabytes: u64) -> Found<Option<Self>> {
        let Some(history) = History::open(journal)? else {
            return Ok(None);
        };
        if !path.exists() && !history.has_lessons()? {
            return Ok(None);
        }
        let memory = match Self::caught_up(path, &history) {
            Err(error) if is_corrupt(&error) => {
                for file in ["", "-wal", "-shm", "-journal"] {
                    let file = super::journal::beside(path, file);
                    match fs::remove_file(&file) {
                        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                            return Err(because(&file, error.to_string()));
                        }
                        Ok(()) | Err(_) => {}
                    }
                }
                Self::caught_up(path, &history)
            }
            other => other,
        };
        let memory = memory.map_err(|error| journal_error(path, &error))?;
        memory.told(memory.keep_within(megabytes.saturating_mul(1_000_000)))?;
        Ok(Some(memory))
    }

    /// The lessons of a project, or of all, those that were learned last first. In force only, unless all are wanted.
    pub fn lessons(&self, scope: Option<&str>, all: bool) -> Found<Vec<Known>> {
        let query = "SELECT * FROM lessons WHERE (?1 IS NULL OR scope = ?1)
                     AND (?2 OR NOT (forgotten OR taken_back OR superseded_by IS NOT NULL))
                     ORDER BY seen_ms DESC, number";
        self.told(self.known(query, params![scope, all]))
    }

    /// The lessons whose id begins with this text.
    pub fn named(&self, prefix: &str) -> Found<Vec<Known>> {
        let query =
            "SELECT * FROM lessons WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id LIMIT 10";
        self.told(self.known(query, params![prefix]))
    }

    fn known(
        &self,
        query: &str,
        parameters: impl rusqlite::Params,
    ) -> rusqlite::Result<Vec<Known>> {
        let mut statement = self.connection.prepare_cached(query)?;
        let rows = statement.query_map(parameters, known)?;
        // A lesson that this program can't read was told by a newer one.
        rows.filter_map(Result::transpose).collect()
    }

    fn caught_up(path: &Path, history: &History) -> rusqlite::Result<Self> {
        let connection = tables::open(path)?;
        let mut memory = Self {
            connection,
            path: path.to_owned(),
        };
        memory.catch_up(history)?;
        Ok(memory)
    }

    /// While more is taken up than is allowed, what is no longer in force goes, then what was learned longest ago.
    fn keep_within(&self, most: u64) -> rusqlite::Result<()> {
        let pages = |pragma: &str| -> rusqlite::Result<u64> {
            self.connection
                .pragma_query_value(None, pragma, |row| row.get::<_, i64>(0))
                .map(i64::cast_unsigned)
        };
        loop {
            let used = (pages("page_count")? - pages("freelist_count")?) * pages("page_size")?;
            let oldest: Option<i64> = self
                .connection
                .prepare_cached(
                    "SELECT number FROM lessons
                     ORDER BY forgotten OR taken_back OR superseded_by IS NOT NULL DESC, seen_ms LIMIT 1",
                )?
                .query_row([], |row| row.get(0))
                .optional()?;
            match oldest {
                Some(number) if used > most => tables::remove(&self.connection, number)?,
                Some(_) | None => return Ok(()),
            }
        }
    }

    fn told<T>(&self, outcome: rusqlite::Result<T>) -> Found<T> {
        outcome.map_err(|error| journal_error(&self.path, &error))
    }
}

/// None: it can't be read as a lesson.
fn known(row: &Row<'_>) -> rusqlite::Result<Option<Known>> {
    let lesson: String = row.get("lesson")?;
    let Ok(lesson) = serde_json::from_str(&lesson) else {
        return Ok(None);
    };
    let superseded_by: Option<String> = row.get("superseded_by")?;
    Ok(Some(Known {
        lesson,
        first_ms: row.get("first_ms")?,
        seen_ms: row.get("seen_ms")?,
        times: row.get("times")?,
        recalled: row.get("recalled")?,
        forgotten: row.get("forgotten")?,
        taken_back: row.get("taken_back")?,
        superseded_by: superseded_by.map(LessonId),
    }))
}
