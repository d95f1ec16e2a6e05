//! From the journal's rows to lessons.

use super::{Memory, tables};
use crate::domain::{Event, EventBody, Lesson, TaskId};
use crate::store::history::{Found, History, Record};
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

/// The kinds of events that say something of lessons.
const KINDS: &str = "('learned', 'recalled', 'forgotten', 'restored')";

impl History {
    pub(super) fn has_lessons(&self) -> Found<bool> {
        let any = "SELECT * FROM events WHERE kind = 'learned' LIMIT 1";
        Ok(!self.records(any, [])?.is_empty())
    }
}

impl Memory {
    /// Takes in what the journal has had since.
    pub(super) fn catch_up(&mut self, history: &History) -> rusqlite::Result<()> {
        let (mut row, chain): (i64, Vec<u8>) =
            self.connection
                .query_row("SELECT row, chain FROM made", [], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })?;
        if row > 0 && history.link(row)?.as_deref() != Some(chain.as_slice()) {
            // It was made from another journal.
            tables::begin(&mut self.connection)?;
            row = 0;
        }
        let Some((last, chain)) = history.last()? else {
            return Ok(());
        };
        if last == row {
            return Ok(());
        }
        let query = format!(
            "SELECT * FROM events WHERE kind IN {KINDS} AND id > ?1 AND id <= ?2 ORDER BY id"
        );
        let records = history.rows(&query, params![row, last])?;
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let now: i64 = transaction.query_row("SELECT row FROM made", [], |row| row.get(0))?;
        if now != row {
            // Another process was faster.
            return transaction.commit();
        }
        for event in records.iter().filter_map(Record::event) {
            take_in(&transaction, &event)?;
        }
        transaction.execute("UPDATE made SET row = ?1, chain = ?2", params![last, chain])?;
        transaction.commit()
    }
}

fn take_in(transaction: &Transaction<'_>, event: &Event) -> rusqlite::Result<()> {
    match &event.body {
        EventBody::Learned { lesson } => learn(transaction, lesson, event.at_ms),
        EventBody::Recalled(recalled) => {
            let mut count = transaction
                .prepare_cached("UPDATE lessons SET recalled = recalled + 1 WHERE id = ?1")?;
            for lesson in &recalled.lessons {
                count.execute(params![lesson.id.0])?;
            }
            Ok(())
        }
        EventBody::Forgotten { lesson, forgotten } => transaction
            .execute(
                "UPDATE lessons SET forgotten = ?2 WHERE id = ?1",
                params![lesson.0, forgotten],
            )
            .map(drop),
        EventBody::Restored {
            direction,
            step: None,
            ..
        } => take_back(transaction, &event.task, direction == "undo"),
        _ => Ok(()),
    }
}

/// A lesson that is known was learned once more; one that says otherwise about the same is replaced.
fn learn(transaction: &Transaction<'_>, lesson: &Lesson, at_ms: i64) -> rusqlite::Result<()> {
    let text = serde_json::to_string(lesson)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let known: Option<i64> = transaction
        .prepare_cached("SELECT number FROM lessons WHERE id = ?1")?
        .query_row(params![lesson.id.0], |row| row.get(0))
        .optional()?;
    match known {
        Some(number) => {
            transaction.prepare_cached(
                "UPDATE lessons SET lesson = ?2, source = ?3, seen_ms = max(seen_ms, ?4), times = times + 1,
                                    taken_back = 0, superseded_by = NULL WHERE number = ?1",
            )?
            .execute(params![number, text, lesson.source.0, at_ms])?;
        }
        None => {
            transaction
                .prepare_cached(
                    "INSERT INTO lessons (id, scope, kind, subject, source, lesson, first_ms, seen_ms)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
                )?
                .execute(params![
                    lesson.id.0,
                    lesson.scope.id,
                    lesson.kind.word(),
                    lesson.subject,
                    lesson.source.0,
                    text,
                    at_ms
                ])?;
            let number = transaction.last_insert_rowid();
            transaction
                .prepare_cached("INSERT INTO words (rowid, text) VALUES (?1, ?2)")?
                .execute(params![
                    number,
                    format!("{} {}", lesson.text, lesson.subject)
                ])?;
        }
    }
    transaction
        .prepare_cached(
            "UPDATE lessons SET superseded_by = ?1
             WHERE scope = ?2 AND kind = ?3 AND subject = ?4 AND id <> ?1 AND superseded_by IS NULL",
        )?
        .execute(params![
            lesson.id.0,
            lesson.scope.id,
            lesson.kind.word(),
            lesson.subject
        ])
        .map(drop)
}

/// What was learned last from a task whose changes were taken back no longer holds, until they are made again.
fn take_back(
    transaction: &Transaction<'_>,
    task: &TaskId,
    is_undone: bool,
) -> rusqlite::Result<()> {
    transaction
        .execute(
            "UPDATE lessons SET taken_back = ?2 WHERE source = ?1 AND kind <> 'wish'",
            params![task.0, is_undone],
        )
        .map(drop)
}
