//! The part of a write-ahead log that SQLite passes over without a word: everything after the first frame that is not whole.
//!
//! After a checkpoint old frames stay in the file, and their rows are in the journal. Rows that are not were committed once
//! and damaged since; or were never committed, where writing them failed midway, and then the head does not reach them.

use super::head::{self, Kept};
use super::journal::beside;
use super::pages::{self, Found};
use super::writer::Line;
use rusqlite::{Connection, OptionalExtension, params};
use std::fs;
use std::path::Path;

const HEADER: usize = 32;
const FRAME: usize = 24;
/// A longer log is not looked through: it is checkpointed at four megabytes.
const LONGEST: u64 = 256 << 20;

/// How many rows of the log the journal does without.
pub(super) fn passed_over(path: &Path, connection: &Connection) -> rusqlite::Result<usize> {
    let log = beside(path, "-wal");
    let length = fs::metadata(&log).map_or(0, |log| log.len());
    if length == 0 || length > LONGEST {
        return Ok(0);
    }
    // While this holds, nobody is in the middle of a frame.
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let reached = match head::read(path) {
        Ok(Kept::Head(head)) => head.row,
        // What nobody can tell counts.
        Ok(Kept::Missing | Kept::Garbled) | Err(_) => i64::MAX,
    };
    let count = match fs::read(&log) {
        Ok(log) => missing(&log, reached, connection),
        Err(_) => Ok(0),
    };
    connection.execute_batch("ROLLBACK")?;
    count
}

/// Of the rows up to this one in the part of this log that is not whole, those that the journal lacks.
fn missing(log: &[u8], reached: i64, connection: &Connection) -> rusqlite::Result<usize> {
    let whole = whole(log);
    if whole == log.len() {
        return Ok(0);
    }
    let mut statement =
        connection.prepare("SELECT kind FROM events WHERE id = ?1 AND task = ?2 AND at_ms = ?3")?;
    let mut count = 0;
    let acknowledged = pages::rows(&[], log)
        .into_iter()
        .filter(|found| found.id <= reached);
    for Found { id, line, .. } in acknowledged {
        let Line {
            task, at_ms, kind, ..
        } = line;
        let found: Option<String> = statement
            .query_row(params![id, task, at_ms], |row| row.get(0))
            .optional()?;
        count += usize::from(found != Some(kind));
    }
    Ok(count)
}

/// The bytes from the start that SQLite believes.
fn whole(log: &[u8]) -> usize {
    let word = |at: usize| {
        log.get(at..at + 4)
            .map(|bytes| u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    };
    let Some((magic, page)) = word(0).zip(word(8)) else {
        return 0;
    };
    let (page, big) = (page as usize, magic & 1 == 1);
    let mut sum = (0, 0);
    let is_log = magic & !1 == 0x377f_0682 && page.is_power_of_two() && log.len() >= HEADER;
    if !is_log {
        return 0;
    }
    add(&mut sum, &log[..24], big);
    if (word(24), word(28)) != (Some(sum.0), Some(sum.1)) {
        return 0;
    }
    let mut at = HEADER;
    while let Some(frame) = log.get(at..at + FRAME + page) {
        add(&mut sum, &frame[..8], big);
        add(&mut sum, &frame[FRAME..], big);
        let of_this_log = frame[8..16] == log[16..24];
        if !of_this_log || (word(at + 16), word(at + 20)) != (Some(sum.0), Some(sum.1)) {
            return at;
        }
        at += FRAME + page;
    }
    at
}

/// SQLite's running checksum, over eight bytes at a time.
fn add(sum: &mut (u32, u32), bytes: &[u8], big: bool) {
    for pair in bytes.chunks_exact(8) {
        let number = |at: usize| {
            let word = [pair[at], pair[at + 1], pair[at + 2], pair[at + 3]];
            if big {
                u32::from_be_bytes(word)
            } else {
                u32::from_le_bytes(word)
            }
        };
        sum.0 = sum.0.wrapping_add(number(0)).wrapping_add(sum.1);
        sum.1 = sum.1.wrapping_add(number(4)).wrapping_add(sum.0);
    }
}
