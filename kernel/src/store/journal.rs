//! The journal as a SQLite file with one writer.

use super::guard;
use super::head;
use super::migration;
use super::schema::{self, Content};
use super::trouble::{because, is_corrupt, journal_error};
use super::writer::{Line, Writer};
use crate::domain::Event;
use crate::port::{Journal, JournalError};
use async_trait::async_trait;
use openkoi_redact::Redactor;
use rusqlite::{Connection, OpenFlags};
use rustix::fs::{FlockOperation, flock};
use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// A file of at most so many bytes is checked whole at each start; a larger one after an unclean end.
const QUICKLY_CHECKED: u64 = 8 << 20;

/// Something that the user should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub message: String,
    /// What to do next.
    pub remedy: String,
}

impl SqliteJournal {
    pub(super) fn path(&self) -> &Path {
        self.writer.path()
    }

    /// Appends what another file had.
    pub(super) async fn adopt(&self, lines: Vec<Line>) -> Result<i64, JournalError> {
        self.writer.append(lines).await
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  {}", self.message, self.remedy)
    }
}

/// The journal of one user. Several processes may have it open; each event is appended whole, and is on the disk when
/// [`Journal::append`] returns. Dropping it waits for what was handed to it.
#[derive(Debug)]
pub struct SqliteJournal {
    writer: Writer,
    redactor: Redactor,
}

impl SqliteJournal {
    /// Opens the journal, and begins one if there is none. A file that is no journal any more is kept under another
    /// name, and a notice says so.
    pub fn open(path: &Path) -> Result<(Self, Vec<Notice>), JournalError> {
        let folder = path.parent().unwrap_or(Path::new("."));
        openkoi_state::private_folder(folder).map_err(|error| because(path, error.to_string()))?;
        // One process at a time opens, checks, moves aside and creates.
        let lock = File::open(folder).map_err(|error| because(path, error.to_string()))?;
        flock(&lock, FlockOperation::LockExclusive)
            .map_err(|error| because(path, error.to_string()))?;
        let mut notices = Vec::new();
        let mut connection = match usable(path)? {
            Ok(Usable {
                connection,
                is_unchained: false,
            }) => connection,
            Ok(Usable { mut connection, .. }) => {
                notices.push(migration::migrate(&mut connection, path)?);
                connection
            }
            Err(damage) => {
                notices.push(move_aside(path, &damage)?);
                begin(path)?
            }
        };
        let (head, broke) = guard::settle(&mut connection, path)?;
        notices.extend(broke);
        let writer = Writer::start(connection, head, path.to_owned())
            .map_err(|error| because(path, error.to_string()))?;
        let redactor = Redactor::default();
        Ok((Self { writer, redactor }, notices))
    }

    /// Strikes out of all that is written what this one knows too.
    #[must_use]
    pub fn redacting(self, redactor: Redactor) -> Self {
        Self { redactor, ..self }
    }
}

#[async_trait]
impl Journal for SqliteJournal {
    async fn append(&self, events: Vec<Event>) -> Result<i64, JournalError> {
        let lines = events
            .iter()
            .map(|event| Line::of(event, &self.redactor))
            .collect::<Result<Vec<Line>, _>>();
        let lines = lines.map_err(|error| {
            because(
                self.writer.path(),
                format!("an event has no JSON form: {error}"),
            )
        })?;
        self.writer.append(lines).await
    }
}

/// A file that is a journal.
struct Usable {
    connection: Connection,
    /// It is of the version whose rows bear no links.
    is_unchained: bool,
}

/// The file, ready to be written; or what is wrong with it, if it can't be used as a journal any more.
fn usable(path: &Path) -> Result<Result<Usable, String>, JournalError> {
    in_the_way(path)?;
    let size = match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() => metadata.len(),
        Ok(metadata) if metadata.is_dir() => {
            return Err(because(
                path,
                "there is a directory in its place. Move it away",
            ));
        }
        Ok(_) => return Err(because(path, "it is no regular file. Move it away")),
        Err(error) if error.kind() == io::ErrorKind::NotFound && !beside(path, "-wal").exists() => {
            return begin(path).map(|connection| {
                Ok(Usable {
                    connection,
                    is_unchained: false,
                })
            });
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(Err("its main file is gone".to_owned()));
        }
        Err(error) => return Err(because(path, error.to_string())),
    };
    if let Some(why) = too_short(size) {
        return Ok(Err(why));
    }
    let is_unchained = match check(path, size) {
        Ok(Content::Journal) => false,
        Ok(Content::Unchained) => true,
        Ok(Content::Nothing) => return Ok(Err("it holds no tables".to_owned())),
        Ok(Content::Newer(version)) => {
            let ours = schema::VERSION;
            let why = format!(
                "a newer openkoi wrote it (version {version}; this one knows {ours}). Update openkoi, or set OPENKOI_DATA to \
                 another directory"
            );
            return Err(because(path, why));
        }
        Ok(Content::Foreign) => {
            return Err(because(
                path,
                "it is another program's database. Move it away, or set OPENKOI_DATA to another directory",
            ));
        }
        Err(error) if is_corrupt(&error) => return Ok(Err(error.to_string())),
        Err(error) => return Err(journal_error(path, &error)),
    };
    connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
        .map(|connection| {
            Ok(Usable {
                connection,
                is_unchained,
            })
        })
        .map_err(|error| journal_error(path, &error))
}

/// Why a file can't be a database. SQLite would begin one in its place, and take its log away.
pub(super) fn too_short(size: u64) -> Option<String> {
    match size {
        0 => Some("it is empty".to_owned()),
        1..512 => Some(format!("only {size} bytes of it are left")),
        _ => None,
    }
}

/// What belongs to the journal has to be files.
pub(super) fn in_the_way(path: &Path) -> Result<(), JournalError> {
    for path in ["-wal", "-shm"].map(|suffix| beside(path, suffix)) {
        if fs::symlink_metadata(&path).is_ok_and(|metadata| !metadata.is_file()) {
            return Err(because(&path, "it is no regular file. Move it away"));
        }
    }
    Ok(())
}

/// Looks at a file as it is. What `quick_check` finds is an error of a corrupt file.
fn check(path: &Path, size: u64) -> rusqlite::Result<Content> {
    let ended_cleanly = fs::metadata(beside(path, "-wal")).map_or(0, |wal| wal.len()) == 0;
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    schema::prepare(&connection)?;
    schema::only_look(&connection)?;
    let content = schema::content(&connection)?;
    if !matches!(content, Content::Journal | Content::Unchained) {
        return Ok(content);
    }
    // SQLite reads a last page that was cut off as if it ended in zeros.
    let page: u32 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
    if ended_cleanly && !size.is_multiple_of(page.into()) {
        return Err(corrupt("its last page is cut off"));
    }
    if size <= QUICKLY_CHECKED || !ended_cleanly {
        let said: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if said != "ok" {
            return Err(corrupt(&said));
        }
    }
    let lost = super::log::passed_over(path, &connection)?;
    if lost > 0 {
        return Err(corrupt(&format!("{lost} rows of its log are damaged")));
    }
    Ok(content)
}

fn corrupt(why: &str) -> rusqlite::Error {
    let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
    rusqlite::Error::SqliteFailure(code, Some(why.to_owned()))
}

fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, flags)?;
    schema::prepare(&connection)?;
    schema::prepare_writing(&connection)?;
    Ok(connection)
}

/// Creates the file with its tables beside its place and moves it there: nobody ever meets half of one.
fn begin(path: &Path) -> Result<Connection, JournalError> {
    let draft = path.with_file_name(format!(
        ".{}{}",
        uuid::Uuid::now_v7().simple(),
        openkoi_state::DRAFT_SUFFIX
    ));
    let cannot = |error: String| because(path, format!("it can't be created: {error}"));
    let is_new = openkoi_state::create(&draft, b"").map_err(|error| cannot(error.to_string()))?;
    if !is_new {
        return Err(cannot("its draft's name is taken".to_owned()));
    }
    let begun = Connection::open_with_flags(&draft, OpenFlags::SQLITE_OPEN_READ_WRITE).and_then(
        |mut connection| {
            schema::prepare(&connection)?;
            schema::create(&mut connection)
        },
    );
    let moved = begun
        .map_err(|error| journal_error(path, &error))
        .and_then(|()| fs::rename(&draft, path).map_err(|error| cannot(error.to_string())));
    if let Err(error) = moved {
        // A leftover has a name that says what it is.
        drop(fs::remove_file(&draft));
        return Err(error);
    }
    connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(|error| journal_error(path, &error))
}

/// Keeps a file that can't be used, with what belongs to it, under a name that says when.
fn move_aside(path: &Path, damage: &str) -> Result<Notice, JournalError> {
    let now = jiff::Timestamp::now().strftime("%Y%m%dT%H%M%SZ");
    let kept = openkoi_state::aside(path, &now.to_string());
    for (from, to) in belongings(path, &kept) {
        match fs::rename(from, to) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(because(
                    path,
                    format!("it is damaged ({damage}) and can't be moved aside: {error}"),
                ));
            }
            Ok(()) | Err(_) => {}
        }
    }
    Ok(Notice {
        message: format!(
            "the journal {} can't be read ({damage}); it is kept as {}",
            path.display(),
            kept.display()
        ),
        remedy:
            "A new journal has begun. What can be saved is brought into it by: openkoi doctor --fix"
                .to_owned(),
    })
}

/// A journal's files, and what each is called where the journal has another name.
pub(super) fn belongings(path: &Path, other: &Path) -> Vec<(PathBuf, PathBuf)> {
    let of_database =
        ["", "-wal", "-shm"].map(|suffix| (beside(path, suffix), beside(other, suffix)));
    let head = (head::path(path), head::path(other));
    of_database.into_iter().chain([head]).collect()
}

pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}
