//! What in a workspace others act upon: found by its name, wherever it stands.

use std::fs;
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

/// Names under which tools look for orders, in whatever case a file system may take them.
const PROTECTED: [&str; 3] = [".openkoi", ".agents", ".mcp.json"];

/// One file or folder, however it is called.
pub(super) type Id = (u64, u64);

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) path: PathBuf,
    pub(super) kind: Kind,
    pub(super) id: Option<Id>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Protected,
    GitFolder,
    /// Names a git folder elsewhere.
    GitFile,
    /// A folder that git takes for a repository by what is in it.
    Bare,
    /// Bears a protected name and leads there.
    Link(PathBuf),
    /// Whoever listens on it is outside.
    Socket,
}

pub(super) fn id(path: &Path) -> Option<Id> {
    let metadata = fs::symlink_metadata(path).ok()?;
    Some((metadata.dev(), metadata.ino()))
}

/// Everything of the kind below `root`, links not followed. A folder that can't be read is left to whoever may.
pub(super) fn walk(root: &Path) -> io::Result<Vec<Entry>> {
    let mut found = Vec::new();
    let mut waiting = vec![root.to_owned()];
    // The root must be readable; what is below may be somebody else's.
    fs::read_dir(root)?;
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        let mut parts = Parts::default();
        let mut below = Vec::new();
        for entry in entries.flatten() {
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            parts.note(name);
            let found_kind = kind_of(&entry.path(), name, kind);
            let is_git = matches!(found_kind, Some(Kind::GitFolder));
            if let Some(kind) = found_kind {
                found.push(Entry {
                    path: entry.path(),
                    kind,
                    id: id(&entry.path()),
                });
            }
            if is_git {
                below.extend(repositories_in(&entry.path()));
            } else if kind.is_dir() {
                below.push(entry.path());
            }
        }
        if parts.are_a_repository() {
            if folder != root {
                below = repositories_in(&folder).into();
            }
            found.push(Entry {
                id: id(&folder),
                path: folder,
                kind: Kind::Bare,
            });
        }
        waiting.append(&mut below);
    }
    Ok(found)
}

/// Elsewhere in a repository's folder git keeps nothing that it would obey.
fn repositories_in(folder: &Path) -> [PathBuf; 2] {
    [folder.join("modules"), folder.join("worktrees")]
}

fn kind_of(path: &Path, name: &str, kind: fs::FileType) -> Option<Kind> {
    let is_git = name.eq_ignore_ascii_case(".git");
    let is_protected = PROTECTED
        .iter()
        .any(|protected| name.eq_ignore_ascii_case(protected));
    if kind.is_socket() {
        Some(Kind::Socket)
    } else if !is_git && !is_protected {
        None
    } else if kind.is_symlink() {
        // One that leads nowhere is known by itself.
        Some(Kind::Link(path.canonicalize().unwrap_or_default()))
    } else if is_protected {
        Some(Kind::Protected)
    } else if kind.is_dir() {
        Some(Kind::GitFolder)
    } else {
        Some(Kind::GitFile)
    }
}

/// What makes a folder a repository.
#[derive(Default)]
struct Parts {
    head: bool,
    objects: bool,
    refs: bool,
    commondir: bool,
}

impl Parts {
    fn note(&mut self, name: &str) {
        match name {
            "HEAD" => self.head = true,
            "objects" => self.objects = true,
            "refs" => self.refs = true,
            "commondir" => self.commondir = true,
            _ => {}
        }
    }

    fn are_a_repository(&self) -> bool {
        self.head && ((self.objects && self.refs) || self.commondir)
    }
}
