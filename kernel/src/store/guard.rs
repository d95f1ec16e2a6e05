//! Compares the journal with its head before anything is added, so that a cut is not covered by what comes after it.

use super::chain::Link;
use super::head::{self, Head, HeadFile, Kept};
use super::journal::Notice;
use super::migration;
use super::trouble::journal_error;
use super::writer::{self, Line, Tail};
use crate::port::JournalError;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use serde_json::json;
use std::path::Path;

/// The row that says that the journal was not what its head named.
pub(super) const BROKE: &str = "chain-broke";

/// Moves the head to the last row. Where the journal does not hold the row that the head names, a row says so for good.
pub(super) fn settle(
    connection: &mut Connection,
    path: &Path,
) -> Result<(HeadFile, Option<Notice>), JournalError> {
    // The head first: rows that others append meanwhile are ahead of it.
    let kept = head::read(path)?;
    let file = HeadFile::open(path)?;
    let failed = |error: rusqlite::Error| journal_error(path, &error);
    let (broke, tail) = look(connection, kept).map_err(failed)?;
    if let Some(broke) = broke {
        let line = Line::of_store(
            BROKE,
            &json!({ "kind": BROKE, "head": named(kept), "found": tail.to_string(), "why": broke }),
        );
        let tail = append(connection, &line).map_err(failed)?;
        file.begin(tail)?;
        let notice = Notice {
            message: format!(
                "the journal {} is not as it was left: {broke}",
                path.display()
            ),
            remedy:
                "A row of the journal says so from now on. What holds: openkoi trust audit --verify"
                    .to_owned(),
        };
        return Ok((file, Some(notice)));
    }
    match kept {
        Kept::Head(head) if head.row == tail.row => {}
        Kept::Head(_) => file.advance(tail)?,
        Kept::Missing | Kept::Garbled => file.begin(tail)?,
    }
    Ok((file, None))
}

/// What speaks against the journal, and its last row.
fn look(connection: &Connection, kept: Kept) -> rusqlite::Result<(Option<String>, Tail)> {
    let tail = writer::tail(connection)?;
    let broke = match kept {
        Kept::Head(head) => contradiction(connection, head)?,
        // Nothing was ever written with a head, or the process that brought the links ended before it.
        Kept::Missing | Kept::Garbled if tail.row == 0 || is_fresh(connection, tail)? => None,
        Kept::Missing => Some("the file that says how far it had come is gone".to_owned()),
        Kept::Garbled => {
            Some("the file that says how far it had come holds something else".to_owned())
        }
    };
    Ok((broke, tail))
}

fn contradiction(connection: &Connection, head: Head) -> rusqlite::Result<Option<String>> {
    if head.row == 0 {
        return Ok(None);
    }
    let found = connection
        .query_row(
            "SELECT chain FROM events WHERE id = ?1",
            params![head.row],
            |row| Ok(Link::from_bytes(row.get_ref(0)?.as_blob()?)),
        )
        .optional()?;
    Ok(match found {
        Some(Some(link)) if link == head.link => None,
        Some(_) => Some(format!(
            "its row {} is another than its head names",
            head.row
        )),
        None => Some(format!("it had come to row {}, which is gone", head.row)),
    })
}

/// The last row is the one with which the chain began.
fn is_fresh(connection: &Connection, tail: Tail) -> rusqlite::Result<bool> {
    let kind: String = connection.query_row(
        "SELECT kind FROM events WHERE id = ?1",
        params![tail.row],
        |row| row.get(0),
    )?;
    Ok(kind == migration::BEGAN)
}

fn append(connection: &mut Connection, line: &Line) -> rusqlite::Result<Tail> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let tail = writer::insert(&transaction, writer::tail(&transaction)?, line)?;
    transaction.commit()?;
    Ok(tail)
}

fn named(kept: Kept) -> String {
    match kept {
        Kept::Head(head) => head.to_string(),
        Kept::Missing => "missing".to_owned(),
        Kept::Garbled => "garbled".to_owned(),
    }
}
