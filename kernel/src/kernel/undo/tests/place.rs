//! A workspace on disk, what is done to it, and what is in it.

use super::Random;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// What stands somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// Hash of the content, mode.
    File(String, u32),
    Link(PathBuf),
    Folder(u32),
}

pub(super) type Tree = BTreeMap<PathBuf, Node>;

pub(super) struct Place {
    home: TempDir,
}

const FOLDERS: [&[u8]; 8] = [
    b"",
    b"",
    b"src",
    b"src/deep",
    b"new\nline",
    b"d\xff",
    b"out",
    b".hidden",
];
const NAMES: [&[u8]; 12] = [
    b"a.txt",
    b"A.txt",
    b"b.bin",
    b"empty",
    b"run.sh",
    b"caf\xe9",
    b"tab\tname",
    b".env",
    b"x.log",
    b"deep",
    b"-rf",
    "\u{9bc9}".as_bytes(),
];
const MODES: [u32; 5] = [0o644, 0o755, 0o600, 0o444, 0o700];
const LARGE: u64 = 1 << 20;
const TARGETS: [&str; 5] = ["a.txt", "/etc/hostname", "..", "nowhere", "src"];
pub(super) const IGNORED: [&str; 3] = [".env\n*.log\nout/\nmany/\n", "", "*.txt\nsrc/\n"];

impl Place {
    pub(super) fn new(on_disk: bool) -> Self {
        let memory = Path::new("/dev/shm");
        let home = if !on_disk && memory.is_dir() {
            tempfile::tempdir_in(memory)
        } else {
            tempfile::tempdir()
        };
        let place = Self {
            home: home.expect("a temporary directory"),
        };
        for folder in [place.root(), place.data()] {
            fs::create_dir(folder).expect("a directory");
        }
        place
    }

    pub(super) fn root(&self) -> PathBuf {
        self.home.path().join("work")
    }

    pub(super) fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// The mode that a new folder gets here.
    pub(super) fn new_folder(&self) -> u32 {
        let folder = self.home.path().join("new");
        fs::create_dir_all(&folder).expect("a folder");
        let mode = fs::metadata(folder).expect("it is there").mode();
        mode & 0o7777
    }

    /// A project as people have them, with or without git.
    pub(super) fn furnish(&self, random: &mut Random) {
        if random.chance(60) {
            for path in [
                "HEAD",
                "config",
                "index",
                "objects/ab/cdef",
                "hooks/pre-commit",
            ] {
                self.put(&Path::new(".git").join(path), b"git's own", 0o644)
                    .expect("a file");
            }
        }
        if random.chance(60) {
            let text = random.one(&IGNORED);
            self.put(Path::new(".gitignore"), text.as_bytes(), 0o644)
                .expect("a file");
        }
        self.put(Path::new("node_modules/x/index.js"), b"theirs", 0o644)
            .expect("a file");
        if random.chance(3) {
            for at in 0..300 {
                let path = format!("many/f{at}");
                self.put(Path::new(&path), b"many", 0o644).expect("a file");
            }
        }
        for _ in 0..5 + random.below(8) {
            // What can't be made where something else stands is not made.
            drop(self.edit(random));
        }
    }

    fn put(&self, path: &Path, content: &[u8], mode: u32) -> io::Result<()> {
        let whole = self.root().join(path);
        fs::create_dir_all(whole.parent().unwrap_or(&whole))?;
        if fs::symlink_metadata(&whole).is_ok_and(|it| it.is_symlink()) {
            fs::remove_file(&whole)?;
        }
        fs::write(&whole, content)?;
        fs::set_permissions(whole, Permissions::from_mode(mode))
    }

    pub(super) fn path(random: &mut Random) -> PathBuf {
        let path = |bytes: &[u8]| PathBuf::from(OsStr::from_bytes(bytes));
        if random.chance(4) {
            return path(b".gitignore");
        }
        if random.chance(4) {
            return path(b"node_modules/x/index.js");
        }
        if random.chance(2) {
            return path(b"many/f7");
        }
        path(random.one(&FOLDERS)).join(path(random.one(&NAMES)))
    }

    pub(super) fn content(random: &mut Random, is_large: bool) -> Vec<u8> {
        match random.below(40) {
            _ if is_large => vec![
                u8::try_from(random.below(256)).unwrap_or(0);
                usize::try_from(LARGE).unwrap_or(0) + 77
            ],
            0..6 => Vec::new(),
            6..12 => (0..200)
                .map(|_| u8::try_from(random.below(256)).unwrap_or(0))
                .collect(),
            _ => format!("line {}\nline {}\n", random.below(9), random.below(9)).into_bytes(),
        }
    }

    /// One thing that tools and programs do.
    pub(super) fn edit(&self, random: &mut Random) -> io::Result<()> {
        let path = Self::path(random);
        let whole = self.root().join(&path);
        match random.below(16) {
            0..5 => {
                // What is large stays where no ignore file names it.
                let is_large = path == Path::new("b.bin") && random.chance(20);
                let content = Self::content(random, is_large);
                let mode = random.one(&MODES);
                self.put(&path, &content, mode)
            }
            5 => fs::remove_file(whole),
            6 if fs::symlink_metadata(&whole)?.len() < LARGE => {
                fs::rename(whole, self.root().join(Self::path(random)))
            }
            7 => {
                let is_file = fs::symlink_metadata(&whole)?.is_file();
                let mode = Permissions::from_mode(random.one(&MODES));
                if is_file {
                    fs::set_permissions(whole, mode)
                } else {
                    Ok(())
                }
            }
            8 => symlink(random.one(&TARGETS), whole),
            9 => {
                fs::remove_file(&whole)?;
                symlink(random.one(&TARGETS), whole)
            }
            10 => fs::create_dir_all(whole),
            11 => {
                // A file becomes a folder.
                fs::remove_file(&whole)?;
                self.put(&path.join("inside"), b"in", 0o644)
            }
            12 => {
                let folder = PathBuf::from(OsStr::from_bytes(random.one(&FOLDERS[2..])));
                fs::remove_dir_all(self.root().join(&folder))?;
                // A folder becomes a file.
                if random.chance(50) {
                    self.put(&folder, b"flat", 0o600)
                } else {
                    Ok(())
                }
            }
            13 if fs::symlink_metadata(&whole)?.len() < LARGE => {
                fs::hard_link(whole, self.root().join(Self::path(random)))
            }
            14 => {
                let folder = PathBuf::from(OsStr::from_bytes(random.one(&FOLDERS[2..])));
                let mode = if random.chance(50) { 0o700 } else { 0o755 };
                let folder = self.root().join(folder);
                if fs::symlink_metadata(&folder)?.is_dir() {
                    fs::set_permissions(folder, Permissions::from_mode(mode))?;
                }
                Ok(())
            }
            _ => {
                let folders = [&b"src"[..], b"out", b"d\xff"];
                let [from, to] = [0, 1].map(|_| OsStr::from_bytes(random.one(&folders)));
                fs::rename(self.root().join(from), self.root().join(to))
            }
        }
    }

    /// One thing that the user does to a file: nothing that ever takes a folder away.
    pub(super) fn own_edit(&self, random: &mut Random) -> io::Result<()> {
        let path = Self::path(random);
        let whole = self.root().join(&path);
        match random.below(8) {
            0..4 => {
                let text = format!("the user's own words {}\n", random.below(1_000_000));
                self.put(&path, text.as_bytes(), random.one(&MODES))
            }
            4 => fs::remove_file(whole),
            5 => {
                fs::remove_file(&whole)?;
                symlink("of-the-user", whole)
            }
            6 => {
                let is_file = fs::symlink_metadata(&whole)?.is_file();
                let mode = Permissions::from_mode(0o640);
                if is_file {
                    fs::set_permissions(whole, mode)
                } else {
                    Ok(())
                }
            }
            _ => fs::create_dir(whole),
        }
    }

    /// All that is there, git's own included.
    pub(super) fn tree(&self) -> Tree {
        let mut tree = Tree::new();
        let mut waiting = vec![PathBuf::new()];
        while let Some(folder) = waiting.pop() {
            for entry in fs::read_dir(self.root().join(&folder)).expect("a folder") {
                let path = folder.join(entry.expect("an entry").file_name());
                let whole = self.root().join(&path);
                let metadata = fs::symlink_metadata(&whole).expect("it is there");
                let mode = metadata.mode() & 0o7777;
                let node = if metadata.is_dir() {
                    waiting.push(path.clone());
                    Node::Folder(mode)
                } else if metadata.is_symlink() {
                    Node::Link(fs::read_link(&whole).expect("a link"))
                } else {
                    let content = fs::read(&whole).expect("a file that can be read");
                    Node::File(blake3::hash(&content).to_hex().to_string(), mode)
                };
                tree.insert(path, node);
            }
        }
        tree
    }
}
