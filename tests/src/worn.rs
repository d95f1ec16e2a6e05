//! A home after work, with something of every kind that is kept in it; and what can become of a file.

use crate::guest::{agency_manifest, built_in, install};
use crate::{Dialect, Home, Run, Script, Server, Turn};
use rustix::fs::{CWD, Mode, mkfifoat};
use serde_json::{Value, json};
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

/// Tool calls of the first task; each leaves a mark.
pub const MARKS: usize = 120;
/// Calls of the last task, which is killed; their rows stand in the journal's log alone.
const LATE: usize = 12;

/// A home that is copied for each case.
pub struct Worn {
    home: Home,
}

impl Default for Worn {
    fn default() -> Self {
        Self::new()
    }
}

impl Worn {
    /// Works in a fresh home: many tool calls, a component of the user's own, an undone file, a kill.
    pub fn new() -> Self {
        let server = Server::start(Dialect::Messages, script());
        let home = Home::connected(&server);
        home.own_file(
            "config.toml",
            "[retry]\nbase_ms = 10\n\n[safety]\nmax_cost_usd = 1.5\n",
        );
        home.own_file("SOUL.md", "# Soul\n\nCalm and exact.\n");
        home.own_file(
            "skills/mine/SKILL.md",
            "---\nname: mine\ndescription: How I like it.\n---\n\nPlain.\n",
        );
        home.own_file(
            "data/kv/notes/0000000000000000000000000000000000000000000000000000000000000000",
            "a value",
        );
        home.own_file("credentials/lab.key", "a-key-of-the-lab\n");
        install(
            &home,
            "watchman",
            &agency_manifest("watchman"),
            &built_in("guardian"),
        );
        home.run(["component", "grant", "watchman"]).ends(0);
        home.run(["trust", "grant", "deploy", "act", "--yes"])
            .ends(0);
        let worn = Self { home };
        shut(&worn.home);
        worn.home.file("a.txt", "0\n");
        let run = worn.home.run(["Count", "-m", server.model(), "-i", "0"]);
        assert!(run.stdout.contains("Done."), "{}", run.told());
        assert!(
            worn.home.workspace().join("f000.txt").exists(),
            "{}",
            run.told()
        );
        // The user's own agency sits in this parliament, so its code is compiled and kept.
        worn.home.run([
            "think",
            "Create koi.txt containing koi",
            "-m",
            "reflex/rules",
            "--quiet",
        ]);
        let running = worn
            .home
            .start(["Count on", "-m", server.model(), "-i", "0", "--quiet"]);
        server.until_asked(MARKS + 1 + LATE + 1);
        running.signal(rustix::process::Signal::KILL);
        running.end_within(std::time::Duration::from_secs(30));
        worn
    }

    /// A home of its own with the same in it.
    pub fn copy(&self) -> Home {
        let home = Home::in_memory();
        copied(&self.home.path(), &home.path());
        home
    }

    /// The first file whose path below the home ends so.
    pub fn find(&self, ending: &str) -> PathBuf {
        let root = self.home.path();
        let found = self.home.files().into_iter().map(|(path, _)| path);
        let mut found = found
            .filter(|path| path.starts_with(&root) && path.to_string_lossy().ends_with(ending));
        let path = found
            .next()
            .unwrap_or_else(|| panic!("nothing ends with {ending} in {}", root.display()));
        path.strip_prefix(&root).expect("below").to_owned()
    }

    /// A content that undo restores.
    pub fn image(&self) -> PathBuf {
        let root = self.home.path();
        let mut found = self.home.files().into_iter().map(|(path, _)| path);
        let found = found.find(|path| path.starts_with(root.join("data/images")));
        found
            .expect("an image")
            .strip_prefix(&root)
            .expect("below")
            .to_owned()
    }

    pub fn bytes(&self, path: &Path) -> Vec<u8> {
        fs::read(self.home.path().join(path))
            .unwrap_or_else(|why| panic!("{}: {why}", path.display()))
    }
}

fn script() -> Script {
    let call = |n: usize| {
        Turn::calls(
            "write",
            json!({"path": format!("f{n:03}.txt"), "content": format!("<mark-{n:04}-end>\n")}),
        )
    };
    let mut script = Script::new();
    for n in 0..MARKS {
        script = script.then(call(n));
    }
    script = script.then(Turn::says("Done."));
    for n in 0..LATE {
        script = script.then(call(MARKS + n));
    }
    script.fault(crate::Fault::Silence)
}

/// The marks that stand whole in these bytes: those of the calls' receipts.
pub fn marks(bytes: &[u8]) -> Vec<usize> {
    let text = String::from_utf8_lossy(bytes);
    let mut found: Vec<usize> = (0..MARKS + LATE)
        .filter(|n| text.contains(&format!("f{n:03}.txt")))
        .collect();
    found.dedup();
    found
}

/// Copies a folder and what is in it, modes included.
pub fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    fs::set_permissions(to, fs::metadata(from).expect("a folder").permissions()).expect("a mode");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copied(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), &to).expect("a copy");
        }
    }
}

/// Gives the files of a home the modes with which the program itself leaves them.
pub fn shut(home: &Home) {
    let mut open = vec![home.path()];
    while let Some(path) = open.pop() {
        let is_folder = path.is_dir();
        let mode = if is_folder { 0o700 } else { 0o600 };
        fs::set_permissions(&path, Permissions::from_mode(mode)).expect("a mode");
        if is_folder {
            let entries = fs::read_dir(&path).expect("a folder").flatten();
            open.extend(entries.map(|entry| entry.path()));
        }
    }
}

/// What becomes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    Empty,
    /// So many bytes are left.
    Cut(usize),
    /// One bit, by its place.
    Flip(usize),
    /// Another program's file.
    Foreign,
    /// A later version's.
    Future,
    Mode(u32),
    /// Somebody else's.
    Owner,
    Directory,
    Pipe,
    Nowhere,
    Endless,
}

impl Damage {
    /// Each of the kinds, with cuts and flips at places of their own.
    pub fn all(length: usize, cuts: usize, flips: usize, random: &mut Random) -> Vec<Self> {
        let mut all = vec![
            Self::Empty,
            Self::Foreign,
            Self::Future,
            Self::Mode(0),
            Self::Mode(0o666),
        ];
        // Files are given away by root alone.
        let is_root = rustix::process::geteuid().is_root();
        all.push(if is_root {
            Self::Owner
        } else {
            Self::Mode(0o622)
        });
        all.extend([Self::Directory, Self::Pipe, Self::Nowhere, Self::Endless]);
        all.extend((0..cuts).map(|n| Self::Cut((length * n / cuts).max(1))));
        all.extend((0..flips).map(|_| Self::Flip(random.below(length * 8))));
        all
    }

    /// Whether something else stands where the file stood.
    pub fn is_in_its_place(self) -> bool {
        matches!(
            self,
            Self::Directory | Self::Pipe | Self::Nowhere | Self::Endless
        )
    }

    pub fn happen(self, path: &Path) {
        let whole = fs::read(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        let mut next = whole.clone();
        match self {
            Self::Empty => next.clear(),
            Self::Cut(length) => next.truncate(length),
            Self::Flip(bit) => next[bit / 8] ^= 1 << (bit % 8),
            Self::Foreign => next = [b"\x89PNG\r\n\x1a\n".as_slice(), &[0, 0, 0, 13]].concat(),
            Self::Future if whole.starts_with(b"SQLite format 3") => next[63] = 99,
            Self::Future => next = [b"schema = 99\n".as_slice(), &whole].concat(),
            Self::Mode(mode) => {
                return fs::set_permissions(path, Permissions::from_mode(mode)).expect("a mode");
            }
            Self::Owner => {
                return std::os::unix::fs::chown(path, Some(65_534), None)
                    .expect("another owner: run as root");
            }
            Self::Directory | Self::Pipe | Self::Nowhere | Self::Endless => {
                return self.replace(path);
            }
        }
        fs::write(path, next).expect("it is written");
    }

    fn replace(self, path: &Path) {
        fs::remove_file(path).expect("it goes");
        match self {
            Self::Directory => fs::create_dir(path).expect("a folder"),
            Self::Pipe => mkfifoat(CWD, path, Mode::RUSR | Mode::WUSR).expect("a pipe"),
            Self::Nowhere => symlink("nowhere", path).expect("a link"),
            _ => symlink("/dev/zero", path).expect("a link"),
        }
    }
}

/// Numbers that come again with their seed.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The seed is `$OPENKOI_SEED`, or this one; it is printed.
    #[expect(clippy::print_stdout, reason = "a campaign prints its seed")]
    pub fn seeded(usual: u64) -> Self {
        let seed = std::env::var("OPENKOI_SEED")
            .ok()
            .and_then(|seed| seed.parse().ok());
        let seed = seed.unwrap_or(usual);
        println!("seed {seed} (OPENKOI_SEED)");
        Self(seed.wrapping_mul(2).wrapping_add(1))
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound.max(1) as u64).unwrap_or_default()
    }
}

/// Asserts that a run ended by its own will.
#[track_caller]
pub fn survived(run: &Run, case: &str) {
    let is_alive =
        run.code < 100 && !run.stderr.contains("panicked") && !run.stderr.contains("thread '");
    assert!(is_alive, "{case}: it broke\n{}", run.told());
}

/// The findings of `doctor --output-format json`.
pub fn findings(run: &Run) -> Vec<Value> {
    let value = run.json();
    let checks = value["checks"].as_array().cloned().unwrap_or_default();
    checks
        .iter()
        .flat_map(|check| check["findings"].as_array().cloned().unwrap_or_default())
        .collect()
}
