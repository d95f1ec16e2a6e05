//! The tables of lessons.

use crate::store::schema::PATIENCE;
use rusqlite::{Connection, OpenFlags, TransactionBehavior, params};
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Another version's file is made anew.
const VERSION: i64 = 1;
/// How a file says that it holds lessons.
const APPLICATION: i64 = 0x6b6f_6d31;

const TABLES: &str = "
    CREATE TABLE made (
        -- The last row of the journal that was read, and its link.
        row   INTEGER NOT NULL,
        chain BLOB    NOT NULL
    ) STRICT;
    CREATE TABLE lessons (
        number        INTEGER PRIMARY KEY,
        id            TEXT    NOT NULL UNIQUE,
        scope         TEXT    NOT NULL,
        kind          TEXT    NOT NULL,
        subject       TEXT    NOT NULL,
        source        TEXT    NOT NULL,
        lesson        TEXT    NOT NULL,
        first_ms      INTEGER NOT NULL,
        seen_ms       INTEGER NOT NULL,
        times         INTEGER NOT NULL DEFAULT 1,
        recalled      INTEGER NOT NULL DEFAULT 0,
        forgotten     INTEGER NOT NULL DEFAULT 0,
        taken_back    INTEGER NOT NULL DEFAULT 0,
        superseded_by TEXT
    ) STRICT;
    CREATE INDEX lessons_by_scope ON lessons (scope, kind, subject);
    CREATE INDEX lessons_by_source ON lessons (source);
    CREATE VIRTUAL TABLE words USING fts5 (text, tokenize = 'porter unicode61 remove_diacritics 2');
";

const VECTORS: &str = "
    CREATE TABLE IF NOT EXISTS vectors (
        lesson   TEXT NOT NULL,
        embedder TEXT NOT NULL,
        vector   BLOB NOT NULL,
        PRIMARY KEY (lesson, embedder)
    ) STRICT, WITHOUT ROWID;
";

/// Opens the file, and makes one where there is none or one of another version.
pub(super) fn open(path: &Path) -> rusqlite::Result<Connection> {
    // For its owner only from the beginning; one that is there stays. What hinders it, SQLite tells.
    drop(
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path),
    );
    let mut connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // What is lost with the power is read from the journal again.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "secure_delete", true)?;
    let number =
        |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    if (number("application_id")?, number("user_version")?) != (APPLICATION, VERSION) {
        begin(&mut connection)?;
    }
    Ok(connection)
}

/// Empty tables; what stood there is gone, but for vectors that can still be used.
pub(super) fn begin(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(
        "DROP TABLE IF EXISTS made; DROP TABLE IF EXISTS lessons; DROP TABLE IF EXISTS words;",
    )?;
    transaction.execute_batch(TABLES)?;
    transaction.execute_batch(VECTORS)?;
    transaction.execute("INSERT INTO made VALUES (0, x'')", [])?;
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}

/// Takes out a lesson with its words and vectors.
pub(super) fn remove(connection: &Connection, number: i64) -> rusqlite::Result<()> {
    connection.execute(
        "DELETE FROM vectors WHERE lesson = (SELECT id FROM lessons WHERE number = ?1)",
        params![number],
    )?;
    connection.execute("DELETE FROM words WHERE rowid = ?1", params![number])?;
    connection.execute("DELETE FROM lessons WHERE number = ?1", params![number])?;
    Ok(())
}
