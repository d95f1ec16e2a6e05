//! Brings a journal of an older version up to this one.

use super::chain::Link;
use super::journal::Notice;
use super::schema;
use super::trouble::{because, journal_error};
use super::writer::{self, Line, Tail};
use crate::port::JournalError;
use rusqlite::{Connection, TransactionBehavior, params};
use serde_json::json;
use std::fs::{self, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The row that says from where on the chain protects what happened.
pub(super) const BEGAN: &str = "chain-began";

/// From version 1: a copy first, then every row gets its link, and a row says how many had none.
pub(super) fn migrate(connection: &mut Connection, path: &Path) -> Result<Notice, JournalError> {
    let copy = back_up(connection, path)?;
    chain_all(connection).map_err(|error| journal_error(path, &error))?;
    Ok(Notice {
        message: format!(
            "the journal {} is now of version {}; as it was it is kept as {}",
            path.display(),
            schema::VERSION,
            copy.display()
        ),
        remedy: "The copy can be deleted once everything is in order.".to_owned(),
    })
}

/// Copies the whole database to a file of its own, which gets its name when it is complete.
fn back_up(connection: &Connection, path: &Path) -> Result<PathBuf, JournalError> {
    let copy = free(path, &format!("v{}", schema::UNCHAINED));
    let draft = copy.with_extension("draft");
    let failed = |why: String| {
        because(
            path,
            format!("it can't be copied before it is changed: {why}"),
        )
    };
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(failed(error.to_string()));
        }
        Ok(()) | Err(_) => {}
    }
    // SQLite fills a file that is there and empty; so it is for its owner only from the beginning.
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)
        .map_err(|error| failed(error.to_string()))?;
    let copied = connection
        .execute("VACUUM INTO ?1", params![draft.to_string_lossy()])
        .map_err(|error| error.to_string())
        .and_then(|_| fs::rename(&draft, &copy).map_err(|error| error.to_string()));
    copied.map_err(|why| {
        // The draft is litter now; that it stays is no reason to hide the first error.
        drop(fs::remove_file(&draft));
        failed(why)
    })?;
    Ok(copy)
}

fn chain_all(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version != schema::UNCHAINED {
        // Another process was faster.
        return transaction.commit();
    }
    transaction.execute_batch(
        "DROP TRIGGER events_stay; DROP TRIGGER events_remain; DROP INDEX events_by_task; DROP INDEX events_by_kind;
         ALTER TABLE events RENAME TO unchained;",
    )?;
    transaction.execute_batch(schema::EVENTS)?;
    let mut tail = Tail {
        row: 0,
        link: Link::beginning(),
    };
    {
        let mut rows = transaction
            .prepare("SELECT id, task, iteration, at_ms, kind, body FROM unchained ORDER BY id")?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            // Ids had no gaps: rows could not be deleted. Where one was, by other means, numbers close up.
            let line = Line {
                task: row.get("task")?,
                iteration: row.get("iteration")?,
                at_ms: row.get("at_ms")?,
                kind: row.get("kind")?,
                body: row.get("body")?,
            };
            tail = writer::insert(&transaction, tail, &line)?;
        }
    }
    let began = Line::of_store(BEGAN, &json!({ "kind": BEGAN, "unprotected": tail.row }));
    writer::insert(&transaction, tail, &began)?;
    transaction.execute_batch("DROP TABLE unchained")?;
    transaction.pragma_update(None, "user_version", schema::VERSION)?;
    transaction.commit()
}

/// A name beside the journal that nothing has yet: `journal.<what>.db`.
fn free(path: &Path, what: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let names = (1..).map(|n| match n {
        1 => format!("{stem}.{what}.db"),
        _ => format!("{stem}.{what}-{n}.db"),
    });
    let mut free = names
        .map(|name| path.with_file_name(name))
        .filter(|path| !path.exists());
    free.next().expect("numbers do not end")
}
