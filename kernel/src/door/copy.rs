//! A copy of a directory to try something on.

use super::files::{Hidden, Walk};
use crate::domain::{Fault, FaultKind};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// No more than this is copied: bytes, and files.
const BYTES: u64 = 512 << 20;
const FILES: usize = 50_000;
/// What a project's tools may need although ignore files name it; copied if it fits.
const NEEDED: [&str; 5] = [".git", "node_modules", ".venv", "venv", "vendor"];

/// Copies what a developer sees of `from`, and what its tools need, into the empty directory `to`. Links that lead out
/// of the directory are left out: what is written through them would not be written to the copy. So is a `.git` that
/// is no folder of its own. Returns what was left out, a line each.
pub fn copy(from: &Path, to: &Path) -> Result<Vec<String>, Fault> {
    let mut copying = Copying {
        from,
        to,
        bytes: 0,
        files: 0,
        left_out: Vec::new(),
    };
    let walk = Walk {
        root: from,
        below: Path::new(""),
        hidden: Hidden::Shown,
    };
    for path in walk.paths() {
        copying.one(&path)?;
        if copying.is_full() {
            let message = format!(
                "{} is too large to try something on a copy: more than {} MiB or {FILES} files",
                from.display(),
                BYTES >> 20
            );
            return Err(fault(message));
        }
    }
    for name in NEEDED {
        let folder = from.join(name);
        // A link instead of a folder leads to something that is not the copy's.
        if fs::symlink_metadata(&folder).is_ok_and(|metadata| metadata.is_dir()) {
            copying.tree(Path::new(name))?;
        }
    }
    Ok(copying.left_out)
}

struct Copying<'a> {
    from: &'a Path,
    to: &'a Path,
    bytes: u64,
    files: usize,
    left_out: Vec<String>,
}

impl Copying<'_> {
    fn is_full(&self) -> bool {
        self.bytes > BYTES || self.files > FILES
    }

    /// A folder that does not fit is left out as a whole.
    fn tree(&mut self, folder: &Path) -> Result<(), Fault> {
        let mut waiting = vec![folder.to_owned()];
        while let Some(path) = waiting.pop() {
            let entries = fs::read_dir(self.from.join(&path));
            for entry in entries.map_err(|error| self.failed(&path, &error))? {
                let entry = entry.map_err(|error| self.failed(&path, &error))?;
                let (kind, below) = (entry.file_type(), path.join(entry.file_name()));
                if kind.is_ok_and(|kind| kind.is_dir()) {
                    waiting.push(below);
                } else {
                    self.one(&below)?;
                }
            }
            if self.is_full() {
                fs::remove_dir_all(self.to.join(folder))
                    .map_err(|error| self.failed(folder, &error))?;
                self.left_out
                    .push(format!("{}: too large", folder.display()));
                return Ok(());
            }
        }
        Ok(())
    }

    fn one(&mut self, path: &Path) -> Result<(), Fault> {
        let (old, new) = (self.from.join(path), self.to.join(path));
        // What has gone since it was listed was not there.
        let Ok(metadata) = fs::symlink_metadata(&old) else {
            return Ok(());
        };
        if new.symlink_metadata().is_ok() {
            return Ok(());
        }
        let parent = new.parent().unwrap_or(self.to);
        fs::create_dir_all(parent).map_err(|error| self.failed(path, &error))?;
        if metadata.is_symlink() {
            let target = fs::read_link(&old).map_err(|error| self.failed(path, &error))?;
            if stays_inside(path, &target) {
                std::os::unix::fs::symlink(target, new)
                    .map_err(|error| self.failed(path, &error))?;
            } else {
                self.left_out
                    .push(format!("{}: leads out of the directory", path.display()));
            }
        } else if metadata.is_file() && path.as_os_str() != ".git" {
            self.bytes += metadata.len();
            self.files += 1;
            fs::copy(old, new).map_err(|error| self.failed(path, &error))?;
        }
        Ok(())
    }

    fn failed(&self, path: &Path, error: &io::Error) -> Fault {
        let path = self.from.join(path);
        fault(format!("can't copy {}: {error}", path.display()))
    }
}

/// Whether a link's target, counted from where the link is, is below the root by its words alone.
fn stays_inside(link: &Path, target: &Path) -> bool {
    let mut at: Vec<PathBuf> = Vec::new();
    let parent = link.parent().unwrap_or(Path::new(""));
    for part in parent.components().chain(target.components()) {
        match part {
            Component::Normal(name) => at.push(PathBuf::from(name)),
            Component::CurDir => {}
            Component::ParentDir => {
                if at.pop().is_none() {
                    return false;
                }
            }
            Component::RootDir | Component::Prefix(_) => return false,
        }
    }
    true
}

fn fault(message: String) -> Fault {
    Fault::new("copy", FaultKind::Invalid, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn put(root: &Path, rows: &[(&str, &str)]) {
        for (path, content) in rows {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
            fs::write(path, content).expect("a file");
        }
    }

    #[test]
    fn the_copy_has_what_tools_need_and_no_way_back_to_the_original() {
        let (from, to) = (
            tempfile::tempdir().expect("a directory"),
            tempfile::tempdir().expect("a directory"),
        );
        put(
            from.path(),
            &[
                ("src/鯉.rs", "koi"),
                (".hidden", "h"),
                (".gitignore", "secret.log\n"),
                ("secret.log", "ignored"),
                (".git/HEAD", "ref: refs/heads/main\n"),
                ("node_modules/a/index.js", "a"),
                ("target/CACHEDIR.TAG", "Signature"),
                ("target/debug/a", "a"),
            ],
        );
        symlink("src/鯉.rs", from.path().join("inside")).expect("a link");
        symlink("../outside", from.path().join("up")).expect("a link");
        symlink(from.path(), from.path().join("absolute")).expect("a link");
        let left_out = copy(from.path(), to.path()).expect("it is copied");
        let is_there = |path: &str| to.path().join(path).symlink_metadata().is_ok();
        for path in [
            "src/鯉.rs",
            ".hidden",
            ".git/HEAD",
            "node_modules/a/index.js",
            "inside",
        ] {
            assert!(is_there(path), "{path} is missing");
        }
        for path in ["secret.log", "target", "up", "absolute"] {
            assert!(!is_there(path), "{path} was copied");
        }
        assert_eq!(
            left_out,
            [
                "absolute: leads out of the directory",
                "up: leads out of the directory"
            ]
        );
        fs::write(to.path().join("inside"), "changed").expect("a file of the copy");
        let original = fs::read_to_string(from.path().join("src/鯉.rs")).expect("the original");
        assert_eq!(original, "koi");
    }

    #[test]
    fn a_worktree_s_pointer_to_its_repository_is_not_copied() {
        let (from, to) = (
            tempfile::tempdir().expect("a directory"),
            tempfile::tempdir().expect("a directory"),
        );
        put(from.path(), &[(".git", "gitdir: /elsewhere"), ("a", "a")]);
        copy(from.path(), to.path()).expect("it is copied");
        assert!(to.path().join("a").exists() && !to.path().join(".git").exists());
    }

    #[test]
    fn a_link_is_judged_by_where_it_leads() {
        let rows = [
            ("a", "b", true),
            ("d/a", "../b", true),
            ("d/a", "../../b", false),
            ("a", "..", false),
            ("a", "/etc", false),
            ("d/a", "./x/../../b", true),
        ];
        for (link, target, inside) in rows {
            assert_eq!(
                stays_inside(Path::new(link), Path::new(target)),
                inside,
                "{link} -> {target}"
            );
        }
    }
}
