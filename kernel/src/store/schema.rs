//! The journal's tables and the settings of every connection.

use rusqlite::config::DbConfig;
use rusqlite::{Connection, TransactionBehavior};
use std::time::Duration;

/// The version of the tables; a file with a higher one was written by a newer program.
pub(super) const VERSION: i64 = 2;

/// The version whose rows bear no links.
pub(super) const UNCHAINED: i64 = 1;

/// How a file says that it is a journal: "koi" and a digit.
const APPLICATION: i64 = 0x6b6f_6931;

/// How long one process waits for another's write.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// The rows, and what keeps them as they are.
pub(super) const EVENTS: &str = "
    CREATE TABLE events (
        id        INTEGER PRIMARY KEY,
        task      TEXT    NOT NULL,
        iteration INTEGER NOT NULL,
        at_ms     INTEGER NOT NULL,
        kind      TEXT    NOT NULL,
        body      TEXT    NOT NULL,
        chain     BLOB    NOT NULL
    ) STRICT;
    CREATE INDEX events_by_task ON events (task);
    CREATE INDEX events_by_kind ON events (kind, task);
    CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER events_remain BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
";

const META: &str = "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;";

/// What a file holds.
pub(super) enum Content {
    Nothing,
    Journal,
    /// A journal of an earlier version, whose rows bear no links.
    Unchained,
    /// A journal of a later version.
    Newer(i64),
    /// Somebody else's database.
    Foreign,
}

/// What every connection needs, before anything is read.
pub(super) fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "foreign_keys", true)
}

/// Closing leaves the log as it is. SQLite would take a log away that it can't use, and with it rows that can be saved.
pub(super) fn only_look(connection: &Connection) -> rusqlite::Result<()> {
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        .map(drop)
}

pub(super) fn content(connection: &Connection) -> rusqlite::Result<Content> {
    let number =
        |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(
        match (number("application_id")?, number("user_version")?, tables) {
            (0, 0, 0) => Content::Nothing,
            (APPLICATION, VERSION, _) => Content::Journal,
            (APPLICATION, UNCHAINED, _) => Content::Unchained,
            (APPLICATION, version, _) if version > VERSION => Content::Newer(version),
            _ => Content::Foreign,
        },
    )
}

/// What a writing connection needs: a commit that returned has reached the disk.
pub(super) fn prepare_writing(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // What is deleted is overwritten, on free pages too.
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "fullfsync", true)
}

/// Creates the tables, all or none.
pub(super) fn create(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(EVENTS)?;
    transaction.execute_batch(META)?;
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}

/// Whether the triggers stand that keep rows from being changed, as they were created.
pub(super) fn is_guarded(connection: &Connection) -> rusqlite::Result<bool> {
    let mut triggers = connection
        .prepare("SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'events'")?;
    let found: Vec<String> = triggers
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let created = |line: &str| EVENTS.contains(&format!("{line};"));
    Ok(found.len() == 2 && found.iter().all(|line| created(line)))
}
