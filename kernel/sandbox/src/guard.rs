//! Protected paths of a workspace: what is there is made unchangeable, what is not there yet is not let in.
//!
//! What exists becomes part of the view, read-only. At the root of the workspace also what is missing: for as long as a
//! program runs an empty placeholder stands there, so that nothing can be put into its place. Deeper down, where
//! programs make folders of their own, a second look after the end finds what is new and moves it aside, before
//! anybody works with it. Until then a git that runs inside may obey it: it gains nothing by that, since whatever it runs
//! is inside as well, where the program that made it could have run the same. A git outside that somebody runs down
//! there at that very moment could obey it too, which is why a repository at the root grows out of sight ([`fresh`]).

mod entry;
mod fresh;
mod git;
#[cfg(target_os = "linux")]
mod heir;
mod placeholder;
mod worktree;

#[cfg(target_os = "linux")]
pub(crate) use heir::Heir;

use crate::plan::{Shown, StandIns, What};
use entry::{Entry, Id, Kind, id, walk};
use fresh::Fresh;
use placeholder::Placeholders;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use worktree::Worktree;

/// Something that a program made and that was not left in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub path: PathBuf,
    /// Where it is now; None: it could not be moved, and is gone.
    pub aside: Option<PathBuf>,
}

impl fmt::Display for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.aside {
            Some(aside) => write!(
                f,
                "{path} is protected: what was put there is in {} now",
                aside.display()
            ),
            None => write!(f, "{path} is protected: what was put there was removed"),
        }
    }
}

/// Watches over one workspace while one program runs in it.
pub struct Guard {
    workspace: PathBuf,
    /// Where that is kept which is not let in.
    aside: PathBuf,
    known: HashSet<Id>,
    /// What can't have been changed from inside, each with the folder that it stood in.
    fixed: HashMap<PathBuf, Option<Id>>,
    shown: Vec<Shown>,
    /// The workspace holds the user's own dot files.
    is_home: bool,
    placeholders: Placeholders,
    fresh: Fresh,
    /// Where the repository is elsewhere.
    worktree: Option<Worktree>,
    is_over: bool,
}

impl Guard {
    /// Looks at the workspace before a program runs. `state` is a folder of ours for this workspace.
    pub fn new(workspace: &Path, state: &Path, is_home: bool) -> io::Result<Self> {
        let placeholders = Placeholders::make(workspace, state)?;
        let mut guard = Self {
            workspace: workspace.to_owned(),
            aside: state.join("refused"),
            known: HashSet::new(),
            fixed: HashMap::new(),
            shown: Vec::new(),
            is_home,
            fresh: Fresh::new(workspace, state),
            worktree: Worktree::of(workspace),
            placeholders,
            is_over: false,
        };
        let may_grow = guard.fresh.begin(guard.placeholders.is_first)?;
        for entry in walk(workspace)? {
            if may_grow && entry.path == guard.fresh.belongs {
                let grows = guard.fresh.grows.clone();
                guard.fix(&entry.path, What::WritableFrom(grows));
            } else {
                guard.learn(&entry);
            }
        }
        guard.learn_worktree()?;
        if is_home {
            for (path, id) in dot_entries(workspace)? {
                guard.known.insert(id);
                guard.fixed.insert(path, entry::id(workspace));
            }
        }
        guard.shown.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(guard)
    }

    /// What the view has to show of it, parents first.
    pub fn shown(&self) -> &[Shown] {
        &self.shown
    }

    /// What the helper has to clear away where this process is killed.
    pub fn stand_ins(&self) -> StandIns {
        StandIns {
            workspace: self.workspace.clone(),
            list: self.placeholders.place.clone(),
        }
    }

    fn learn(&mut self, entry: &Entry) {
        self.known.extend(entry.id);
        match &entry.kind {
            Kind::Protected | Kind::GitFile => self.fix(&entry.path, What::ReadOnly),
            Kind::Link(target) => {
                // A link can't be covered; what it leads to can, where programs could change it.
                if target.starts_with(&self.workspace) {
                    self.fix(target, What::ReadOnly);
                }
            }
            Kind::Socket => self.fix(&entry.path, What::NothingThere { is_folder: false }),
            // Not a repository, and not to become one.
            Kind::GitFolder if !entry.path.join("HEAD").exists() => {
                self.fix(&entry.path, What::ReadOnly);
            }
            Kind::GitFolder | Kind::Bare => {
                self.fix(&entry.path, What::Pinned);
                for name in git::POWERFUL {
                    let path = entry.path.join(name);
                    let is_plain = fs::symlink_metadata(&path)
                        .is_ok_and(|metadata| !metadata.file_type().is_symlink());
                    if is_plain {
                        self.known.extend(id(&path));
                        self.fix(&path, What::ReadOnly);
                    }
                }
            }
        }
    }

    /// What git needs of a repository elsewhere can be changed; what it obeys stays as it is.
    fn learn_worktree(&mut self) -> io::Result<()> {
        let Some(worktree) = self.worktree.clone() else {
            return Ok(());
        };
        self.fix(&worktree.shared, What::ReadOnly);
        for path in worktree.changeable() {
            self.fix(&path, What::Writable);
        }
        let settings = worktree.folder.join("config.worktree");
        self.placeholders.stand_in_beyond(&settings)?;
        for entry in walk(&worktree.folder)? {
            self.known.extend(entry.id);
        }
        self.fix(&worktree.folder, What::Writable);
        for name in git::POWERFUL.iter().chain(&["modules"]) {
            let path = worktree.folder.join(name);
            let is_plain = fs::symlink_metadata(&path).is_ok_and(|it| !it.file_type().is_symlink());
            if is_plain {
                self.known.extend(id(&path));
                self.fix(&path, What::ReadOnly);
            }
        }
        Ok(())
    }

    fn fix(&mut self, path: &Path, what: What) {
        let folder = path.parent().and_then(id);
        if self.fixed.insert(path.to_owned(), folder).is_none() {
            self.shown.push(Shown {
                path: path.to_owned(),
                what,
            });
        }
    }

    /// Looks again, once everything that ran has ended; what has no business there is moved aside.
    pub fn finish(mut self) -> io::Result<Vec<Kept>> {
        self.look_again()
    }

    fn look_again(&mut self) -> io::Result<Vec<Kept>> {
        self.is_over = true;
        let mut strange = Vec::new();
        for entry in walk(&self.workspace)? {
            strange.extend(self.strange(&entry));
        }
        if let Some(worktree) = &self.worktree {
            for entry in walk(&worktree.folder)? {
                strange.extend(self.strange(&entry));
            }
        }
        if self.is_home {
            let new = dot_entries(&self.workspace)?.into_iter();
            strange.extend(
                new.filter(|(_, id)| !self.known.contains(id))
                    .map(|(path, _)| path),
            );
        }
        strange.retain(|path| !self.is_fixed(path));
        let kept: io::Result<Vec<Kept>> = strange
            .into_iter()
            .map(|path| self.put_aside(path))
            .collect();
        let mut kept = kept?;
        if self.placeholders.are_the_last() {
            kept.extend(self.let_in()?);
        }
        self.placeholders.remove();
        Ok(kept)
    }

    /// Lets a repository in that was made at the root, without what it should not bring along.
    fn let_in(&self) -> io::Result<Vec<Kept>> {
        let fresh = &self.fresh;
        if fresh.is_empty() {
            fresh.clear();
            return Ok(Vec::new());
        }
        let mut strange = Vec::new();
        if fresh.is_repository() {
            for entry in walk(&fresh.grows)? {
                strange.extend(self.strange(&entry));
            }
        } else {
            strange.push(fresh.grows.clone());
        }
        let kept = strange.into_iter().map(|path| {
            let named = fresh.named(&path);
            let kept = self.put_aside(path)?;
            Ok(Kept {
                path: named,
                ..kept
            })
        });
        let kept = kept.collect::<io::Result<Vec<Kept>>>()?;
        let mut kept = kept;
        if fresh.is_repository() && fresh.move_in().is_err() {
            // Somebody outside was faster.
            let aside = self.put_aside(fresh.grows.clone())?;
            kept.push(Kept {
                path: fresh.belongs.clone(),
                ..aside
            });
        }
        Ok(kept)
    }

    /// It stood there before, in the same folder, and was not to be changed: whoever changed it was not inside.
    fn is_fixed(&self, path: &Path) -> bool {
        self.fixed
            .get(path)
            .is_some_and(|folder| *folder == path.parent().and_then(id))
    }

    fn strange(&self, entry: &Entry) -> Vec<PathBuf> {
        let is_new = entry.id.is_none_or(|id| !self.known.contains(&id));
        match &entry.kind {
            Kind::GitFolder | Kind::Bare => git::dangers(&entry.path, &self.known),
            Kind::GitFile if is_new && git::is_submodule(&entry.path, &self.workspace) => {
                Vec::new()
            }
            Kind::Protected | Kind::GitFile | Kind::Link(_) if is_new => vec![entry.path.clone()],
            Kind::Protected | Kind::GitFile | Kind::Link(_) | Kind::Socket => Vec::new(),
        }
    }

    fn put_aside(&self, path: PathBuf) -> io::Result<Kept> {
        fs::create_dir_all(&self.aside)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let free = (0..10_000)
            .map(|number| self.aside.join(format!("{number}-{name}")))
            .find(|candidate| fs::symlink_metadata(candidate).is_err());
        if let Some(aside) = free
            && fs::rename(&path, &aside).is_ok()
        {
            return Ok(Kept {
                path,
                aside: Some(aside),
            });
        }
        if fs::symlink_metadata(&path)?.is_dir() {
            fs::remove_dir_all(&path)?;
        } else {
            fs::remove_file(&path)?;
        }
        Ok(Kept { path, aside: None })
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if !self.is_over {
            // Nobody waits for what it finds; the next program's guard protects what is there.
            self.look_again().ok();
        }
    }
}

/// What stands directly in a home and begins with a dot.
fn dot_entries(home: &Path) -> io::Result<Vec<(PathBuf, Id)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(home)? {
        let entry = entry?;
        if entry.file_name().as_encoded_bytes().starts_with(b".")
            && let Some(id) = id(&entry.path())
        {
            found.push((entry.path(), id));
        }
    }
    Ok(found)
}
