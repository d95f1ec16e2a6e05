//! A worktree whose repository lies elsewhere: its `.git` is a file that names a folder outside of the workspace.

use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// What git changes in the folder that all worktrees share. The rest of it can be read: it is the state of the other
/// worktrees, and what git obeys. Packed refs stay packed, since git replaces their file: what is packed can't be deleted.
const SHARED: [&str; 4] = ["objects", "refs", "logs", "reftable"];

/// Two folders outside, each of which names the workspace as its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Worktree {
    /// This worktree's own: its index, its HEAD.
    pub(super) folder: PathBuf,
    /// Of the whole repository: its objects, its refs, its settings.
    pub(super) shared: PathBuf,
}

impl Worktree {
    /// The repository that the workspace is a worktree of. Whoever writes a `.git` file chooses where it leads; what it
    /// leads to has to lead back, and to be what `git worktree add` makes: nothing but that is believed.
    pub(super) fn of(workspace: &Path) -> Option<Self> {
        let file = workspace.join(".git");
        let own = plain(&file).filter(Metadata::is_file)?;
        let folder = leads_to(&file, workspace, "gitdir:")?;
        let shared = leads_to(&folder.join("commondir"), &folder, "")?;
        let is_elsewhere =
            |path: &Path| !path.starts_with(workspace) && !workspace.starts_with(path);
        let leads_back = leads_to(&folder.join("gitdir"), &folder, "")? == file;
        let is_listed = folder.parent()? == shared.join("worktrees");
        let is_repository = plain(&shared.join("HEAD"))?.is_file()
            && plain(&shared.join("objects"))?.is_dir()
            && plain(&shared.join("config"))?.is_file();
        let has_one_owner = [&folder, &shared]
            .iter()
            .all(|path| plain(path).is_some_and(|it| it.is_dir() && it.uid() == own.uid()));
        let is_sound = is_elsewhere(&folder)
            && is_elsewhere(&shared)
            && leads_back
            && is_listed
            && is_repository
            && has_one_owner;
        is_sound.then_some(Self { folder, shared })
    }

    /// Those of the shared folders that are there, as what they are called.
    pub(super) fn changeable(&self) -> impl Iterator<Item = PathBuf> {
        let folders = SHARED.map(|name| self.shared.join(name)).into_iter();
        folders.filter(|path| plain(path).is_some_and(|it| it.is_dir()))
    }
}

fn plain(path: &Path) -> Option<Metadata> {
    fs::symlink_metadata(path).ok()
}

/// The real path that a file of git's names, relative to `from`.
fn leads_to(file: &Path, from: &Path, prefix: &str) -> Option<PathBuf> {
    plain(file).filter(Metadata::is_file)?;
    let text = fs::read_to_string(file).ok()?;
    let named = text.strip_prefix(prefix)?.trim();
    from.join(named).canonicalize().ok()
}
