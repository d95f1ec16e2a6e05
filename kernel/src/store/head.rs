//! How far the journal had come, in a file beside it: what shows that its end was cut off.

use super::chain::Link;
use super::trouble::because;
use crate::port::JournalError;
use rustix::fs::{FlockOperation, flock};
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Twenty digits, a colon, sixty-four digits of a hash and the end of the line: always as long, so that one write
/// replaces one head by the next.
const LENGTH: usize = 86;

/// The newest row and its link. A person may keep it elsewhere: it names everything up to that row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// 0: nothing has happened yet.
    pub row: i64,
    pub link: Link,
}

impl Head {
    pub(super) fn beginning() -> Self {
        Self {
            row: 0,
            link: Link::beginning(),
        }
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.row, self.link)
    }
}

impl FromStr for Head {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "a head is written as ROW:HASH, as `openkoi trust audit --verify` prints it";
        let (row, link) = text.trim().split_once(':').ok_or(wrong)?;
        let row: i64 = row.parse().map_err(|_not_a_number| wrong)?;
        let link = Link::from_hex(link).ok_or(wrong)?;
        if row < 0 {
            Err(wrong)
        } else {
            Ok(Self { row, link })
        }
    }
}

/// What the file beside the journal says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    Head(Head),
    Missing,
    /// It says something else.
    Garbled,
}

/// The file, open for writing.
#[derive(Debug)]
pub(super) struct HeadFile {
    file: File,
    path: PathBuf,
}

/// Where the head of a journal is kept.
pub(super) fn path(journal: &Path) -> PathBuf {
    journal.with_extension("head")
}

/// Reads the head that is kept beside a journal.
pub(super) fn read(journal: &Path) -> Result<Kept, JournalError> {
    let path = path(journal);
    match std::fs::read(&path) {
        Ok(bytes) => Ok(parsed(&bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Kept::Missing),
        Err(error) => Err(because(&path, error.to_string())),
    }
}

fn parsed(bytes: &[u8]) -> Kept {
    let text = std::str::from_utf8(bytes).ok();
    let head = text.filter(|_| bytes.len() == LENGTH);
    head.and_then(|text| text.parse().ok())
        .map_or(Kept::Garbled, Kept::Head)
}

impl HeadFile {
    /// Opens the file, for its owner only; what it says stays.
    pub(super) fn open(journal: &Path) -> Result<Self, JournalError> {
        let path = path(journal);
        let flags = rustix::fs::OFlags::NOFOLLOW.bits().cast_signed();
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .custom_flags(flags)
            .open(&path)
            .map_err(|error| because(&path, format!("it can't be written: {error}")))?;
        Ok(Self { file, path })
    }

    /// Puts a head in the place of whatever the file says, and waits for the disk.
    pub(super) fn begin(&self, head: Head) -> Result<(), JournalError> {
        self.locked(|file| {
            file.set_len(LENGTH as u64)?;
            write(file, head)?;
            file.sync_all()
        })
    }

    /// Moves the head on, after the row is on the disk; never back, where another process has come further. It is not
    /// waited for: after a loss of power the journal may be ahead of its head, and never behind it.
    pub(super) fn advance(&self, head: Head) -> Result<(), JournalError> {
        self.locked(|file| {
            let mut said = [0; LENGTH];
            let is_behind = match file.read_exact_at(&mut said, 0) {
                Ok(()) => matches!(parsed(&said), Kept::Head(kept) if kept.row < head.row),
                Err(_too_short) => false,
            };
            // A head that says something else is evidence: the next opening looks into it.
            if is_behind { write(file, head) } else { Ok(()) }
        })
    }

    fn locked(&self, change: impl FnOnce(&File) -> io::Result<()>) -> Result<(), JournalError> {
        let locked = flock(&self.file, FlockOperation::LockExclusive).map_err(io::Error::from);
        let changed = locked.and_then(|()| change(&self.file));
        let unlocked = flock(&self.file, FlockOperation::Unlock).map_err(io::Error::from);
        changed.and(unlocked).map_err(|error| {
            because(
                &self.path,
                format!("how far the journal has come can't be written: {error}"),
            )
        })
    }
}

fn write(file: &File, head: Head) -> io::Result<()> {
    let line = format!("{:020}:{}\n", head.row, head.link);
    file.write_all_at(line.as_bytes(), 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(row: i64) -> Head {
        Head {
            row,
            ..Head::beginning()
        }
    }

    #[test]
    fn a_head_moves_on_and_never_back_and_what_is_no_head_stays_to_be_looked_into() {
        let folder = tempfile::tempdir().expect("a temporary directory");
        let journal = folder.path().join("journal.db");
        assert_eq!(read(&journal).expect("no error"), Kept::Missing);
        let file = HeadFile::open(&journal).expect("it opens");
        file.begin(head(0)).expect("it is written");
        for (moved, expected) in [(5, 5), (3, 5), (i64::MAX, i64::MAX)] {
            file.advance(head(moved)).expect("it is written");
            let kept = read(&journal).expect("no error");
            assert_eq!(kept, Kept::Head(head(expected)), "{moved}");
        }
        for garbled in ["", "5", "x".repeat(LENGTH).as_str()] {
            std::fs::write(path(&journal), garbled).expect("it can be written");
            file.advance(head(9)).expect("no error");
            assert_eq!(
                read(&journal).expect("no error"),
                Kept::Garbled,
                "{garbled}"
            );
        }
    }

    #[test]
    fn a_head_is_read_as_it_is_printed_and_nothing_else_is_one() {
        let printed = head(12).to_string();
        assert_eq!(printed.parse(), Ok(head(12)));
        for wrong in [
            "",
            "12",
            "12:",
            ":",
            "x:y",
            &printed[..40],
            &format!("-{printed}"),
        ] {
            assert!(wrong.parse::<Head>().is_err(), "{wrong}");
        }
    }
}
