//! Calls of the system that fail when they are told to: `tests/faults.c`, compiled when it is needed.

use crate::{Home, Run, Running, workspace};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

/// What fails, and how.
#[derive(Debug, Clone, Copy)]
pub struct Failing {
    /// "write": whatever changes something. "open": whatever takes a descriptor.
    pub kind: &'static str,
    pub name: &'static str,
    pub error: i32,
    /// All later calls fail too.
    pub onwards: bool,
}

/// A full disk, a broken one, one that has become read-only, and a program that has too many files open.
pub const ALL: [Failing; 4] = [
    failing("write", "ENOSPC", 28, true),
    failing("write", "EIO", 5, false),
    failing("write", "EROFS", 30, true),
    failing("open", "EMFILE", 24, false),
];

const fn failing(kind: &'static str, name: &'static str, error: i32, onwards: bool) -> Failing {
    Failing {
        kind,
        name,
        error,
        onwards,
    }
}

/// The program that makes calls fail.
pub struct Faults {
    folder: TempDir,
}

impl Faults {
    /// Compiles it with the compiler that the journal's library needs anyway.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let source = workspace().join("tests/faults.c");
        let compiled = Command::new("cc")
            .args(["-O1", "-o"])
            .arg(folder.path().join("faults"))
            .arg(source)
            .output()
            .expect("cc runs");
        assert!(
            compiled.status.success(),
            "{}",
            String::from_utf8_lossy(&compiled.stderr)
        );
        Self { folder }
    }

    /// Runs the binary; the `n`th call below the home or the workspace fails, none for 0. Says how many such calls there were.
    pub fn run(&self, home: &Home, words: &[&str], failing: Failing, n: usize) -> (Run, usize) {
        let how = [
            failing.kind,
            &failing.error.to_string(),
            &n.to_string(),
            if failing.onwards { "1" } else { "0" },
        ];
        let (run, report) = self.supervised(home, words, how);
        let seen = report
            .lines()
            .next()
            .and_then(|line| line.trim().parse().ok());
        (run, seen.expect("calls were counted"))
    }

    /// Runs the binary and kills it before the `n`th call that changes, sends or starts something, never for 0. Gives what
    /// these calls are called; nothing that it started is left.
    pub fn kill(&self, home: &Home, words: &[&str], n: usize) -> (Run, Vec<String>) {
        let (run, report) = self.supervised(home, words, ["kill", "0", &n.to_string(), "0"]);
        let names = report.lines().skip(1).map(str::to_owned).collect();
        (run, names)
    }

    fn supervised(&self, home: &Home, words: &[&str], how: [&str; 4]) -> (Run, String) {
        let report = tempfile::NamedTempFile::new_in(self.folder.path()).expect("a file");
        let mut command = Command::new(self.folder.path().join("faults"));
        command
            .arg(home.everything())
            .args(how)
            .arg(report.path())
            .arg(crate::binary())
            .args(words)
            .current_dir(home.workspace());
        home.dress(&mut command);
        let run = Running::start(command, crate::run::Input::Nothing)
            .end_within(Duration::from_secs(120));
        let text = fs::read_to_string(report.path()).expect("there is a report");
        (run, text)
    }
}

impl Default for Faults {
    fn default() -> Self {
        Self::new()
    }
}

/// What is in a home and its workspace, to be put back for each case.
pub struct Saved {
    copy: TempDir,
    places: Vec<PathBuf>,
}

impl Saved {
    pub fn of(home: &Home) -> Self {
        let copy = tempfile::tempdir().expect("a folder");
        let places = vec![home.path(), home.workspace().to_owned()];
        for (index, place) in places.iter().enumerate() {
            crate::worn::copied(place, &copy.path().join(index.to_string()));
        }
        Self { copy, places }
    }

    pub fn put_back(&self) {
        for (index, place) in self.places.iter().enumerate() {
            empty(place);
            crate::worn::copied(&self.copy.path().join(index.to_string()), place);
        }
    }
}

fn empty(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let gone = if path.is_dir() && !path.is_symlink() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        gone.unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    }
}
