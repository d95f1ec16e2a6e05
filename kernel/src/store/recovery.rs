//! What a journal's file is worth, and how the rows of a damaged one come into the journal that took its place.

use super::journal::{SqliteJournal, belongings, beside, in_the_way, too_short};
use super::pages;
use super::schema::{self, Content};
use super::trouble::{because, is_corrupt, journal_error};
use super::writer::Line;
use crate::port::JournalError;
use rusqlite::{Connection, OpenFlags, params};
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A larger file is not read whole into memory.
const READABLE: u64 = 2 << 30;
/// Rows that are appended in one step.
const TOGETHER: usize = 1_000;

/// What became of the rows of a damaged file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rescue {
    /// Rows that are whole.
    pub found: usize,
    /// Of them, those that the journal did not have yet.
    pub added: usize,
    /// The damaged file, under the name that says that it was read.
    pub kept: PathBuf,
}

/// What `integrity_check` and the size of the file say; nothing is changed. Empty: all is well, or there is no journal.
pub fn examine(path: &Path) -> Result<Vec<String>, JournalError> {
    let Some(size) = fs::metadata(path).ok().map(|metadata| metadata.len()) else {
        return Ok(Vec::new());
    };
    in_the_way(path)?;
    if let Some(why) = too_short(size) {
        return Ok(vec![why]);
    }
    let check = || -> rusqlite::Result<Vec<String>> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        schema::prepare(&connection)?;
        schema::only_look(&connection)?;
        if !matches!(
            schema::content(&connection)?,
            Content::Journal | Content::Unchained
        ) {
            return Ok(vec!["it is no journal of this version".to_owned()]);
        }
        let mut statement = connection.prepare("PRAGMA integrity_check(10)")?;
        let said = statement.query_map([], |row| row.get::<_, String>(0))?;
        let mut said: Vec<String> = said.collect::<rusqlite::Result<_>>()?;
        said.retain(|line| line != "ok");
        let page: u32 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
        let log = fs::metadata(beside(path, "-wal")).map_or(0, |log| log.len());
        if log == 0 && !size.is_multiple_of(page.into()) {
            said.push("its last page is cut off".to_owned());
        }
        let lost = super::log::passed_over(path, &connection)?;
        if lost > 0 {
            said.push(format!(
                "{lost} rows of its log are passed over: the log is damaged"
            ));
        }
        Ok(said)
    };
    match check() {
        Ok(said) => Ok(said),
        Err(error) if is_corrupt(&error) => Ok(vec![error.to_string()]),
        Err(error) => Err(journal_error(path, &error)),
    }
}

/// Gives back what the file does not need; every row stays.
pub fn compact(path: &Path) -> Result<(), JournalError> {
    let compact = || -> rusqlite::Result<()> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        schema::prepare(&connection)?;
        connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); VACUUM;")
    };
    compact().map_err(|error| journal_error(path, &error))
}

/// Journals that were moved aside beside this one and that nobody has read since.
pub fn moved_aside(path: &Path) -> Vec<PathBuf> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let begins = format!("{stem}.corrupt-");
    let entries = path.parent().and_then(|folder| fs::read_dir(folder).ok());
    let mut found: Vec<PathBuf> = entries
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(&begins) && (name.ends_with(".db") || name.ends_with(".db-wal"))
        })
        .map(|path| PathBuf::from(path.to_string_lossy().trim_end_matches("-wal")))
        .collect();
    found.sort();
    found.dedup();
    found
}

impl SqliteJournal {
    /// Appends every row of a damaged file that is whole and not in this journal yet. The file then gets a name that says so.
    pub async fn rescue(&self, damaged: &Path) -> Result<Rescue, JournalError> {
        let (file, log) = (content(damaged)?, content(&beside(damaged, "-wal"))?);
        let mut present = Present::of(self.path())?;
        let rows = pages::rows(&file, &log);
        let (found, mut added, mut lines) = (rows.len(), 0, Vec::new());
        for pages::Found { line, .. } in rows {
            if present.has(&line)? {
                continue;
            }
            added += 1;
            lines.push(line);
            if lines.len() == TOGETHER {
                self.adopt(std::mem::take(&mut lines)).await?;
            }
        }
        if !lines.is_empty() {
            self.adopt(lines).await?;
        }
        let name = damaged.file_name().unwrap_or_default().to_string_lossy();
        let kept = damaged.with_file_name(name.replace(".corrupt-", ".read-"));
        for (from, to) in belongings(damaged, &kept) {
            match fs::rename(from, to) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(because(damaged, format!("it can't be renamed: {error}")));
                }
                Ok(()) | Err(_) => {}
            }
        }
        Ok(Rescue { found, added, kept })
    }
}

fn content(path: &Path) -> Result<Vec<u8>, JournalError> {
    match fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Ok(metadata) if metadata.len() > READABLE => Err(because(
            path,
            format!(
                "it is larger than {READABLE} bytes. What can be saved: sqlite3 '{}' .recover",
                path.display()
            ),
        )),
        _ => fs::read(path).map_err(|error| because(path, error.to_string())),
    }
}

/// The rows that the journal has, a task at a time and each as often as it is there.
struct Present {
    connection: Connection,
    path: PathBuf,
    tasks: HashMap<String, HashMap<blake3::Hash, usize>>,
}

impl Present {
    fn of(path: &Path) -> Result<Self, JournalError> {
        let open = || {
            let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
            schema::prepare(&connection)?;
            Ok(connection)
        };
        Ok(Self {
            connection: open().map_err(|error| journal_error(path, &error))?,
            path: path.to_owned(),
            tasks: HashMap::new(),
        })
    }

    /// Whether the row is there; each row of the journal answers for one.
    fn has(&mut self, line: &Line) -> Result<bool, JournalError> {
        if !self.tasks.contains_key(&line.task) {
            let rows = self
                .rows(&line.task)
                .map_err(|error| journal_error(&self.path, &error))?;
            self.tasks.insert(line.task.clone(), rows);
        }
        let rows = self.tasks.get_mut(&line.task);
        let count = rows.and_then(|rows| rows.get_mut(&hash(line.at_ms, &line.kind, &line.body)));
        Ok(match count {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        })
    }

    fn rows(&self, task: &str) -> rusqlite::Result<HashMap<blake3::Hash, usize>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT at_ms, kind, body FROM events WHERE task = ?1")?;
        let mut rows = statement.query(params![task])?;
        let mut counts = HashMap::new();
        while let Some(row) = rows.next()? {
            let (kind, body): (String, String) = (row.get(1)?, row.get(2)?);
            *counts.entry(hash(row.get(0)?, &kind, &body)).or_default() += 1;
        }
        Ok(counts)
    }
}

fn hash(at_ms: i64, kind: &str, body: &str) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&at_ms.to_le_bytes());
    hasher.update(kind.as_bytes());
    hasher.update(&[0]);
    hasher.update(body.as_bytes());
    hasher.finalize()
}
