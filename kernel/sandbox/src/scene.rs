//! What a program gets to see, decided by what is on this machine: a list of what is shown, never of what is hidden.

mod system;
mod toolchain;
mod variable;

use crate::guard::Guard;
use crate::layer::{Layer, Missing};
use crate::plan::{Limits, Plan, Proxy, Shown, What};
use std::collections::BTreeMap;
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// Of shared memory, which is the sandbox's own.
const SHARED_MEMORY: u64 = 1 << 30;

/// The surroundings of all programs of one task.
#[derive(Debug, Clone)]
pub struct Scene {
    /// Writable, and nothing else of the user's.
    pub workspace: PathBuf,
    /// The private folder for what is temporary: `/tmp` inside.
    pub temp: PathBuf,
    /// What build tools may keep between programs, for this workspace alone.
    pub caches: PathBuf,
    /// OpenKoi's own places, out of sight wherever they lie.
    pub hidden: Vec<PathBuf>,
    /// Single files of ours that programs may read all the same.
    pub readable: Vec<PathBuf>,
    /// What is let through of the user's environment.
    pub environment: BTreeMap<String, String>,
    pub limits: Limits,
    pub proxy: Option<Proxy>,
}

impl Scene {
    /// Watches over the workspace, and makes the folders that are needed.
    pub fn guard(&self) -> Result<Guard, Missing> {
        for folder in [&self.temp, &self.caches] {
            private_folder(folder).map_err(|error| missing(folder, &error))?;
        }
        let state = self.caches.join("guard");
        let is_home = homes(&self.environment).contains(&self.workspace);
        Guard::new(&self.workspace, &state, is_home)
            .map_err(|error| missing(&self.workspace, &error))
    }

    /// The plan for one program.
    pub fn plan(&self, guard: &Guard, words: Vec<String>, directory: &Path) -> Plan {
        let mut environment = self.environment.clone();
        environment.extend(variable::of(
            &self.environment,
            &self.tools(),
            self.proxy.as_ref(),
        ));
        environment.insert("PWD".into(), directory.display().to_string());
        Plan {
            words,
            environment,
            directory: directory.to_owned(),
            view: self.view(guard),
            limits: self.limits,
            proxy: self.proxy.clone(),
            stand_ins: Some(guard.stand_ins()),
            without: Vec::new(),
        }
    }

    /// The caches of build tools; the guard's state beside them stays ours.
    fn tools(&self) -> PathBuf {
        self.caches.join("tools")
    }

    fn view(&self, guard: &Guard) -> Vec<Shown> {
        let homes = homes(&self.environment);
        let mut view: BTreeMap<PathBuf, What> = system::shown().into_iter().collect();
        view.extend(toolchain::shown(&self.environment, &homes));
        for name in ["/tmp", "/var/tmp"] {
            view.insert(name.into(), What::WritableFrom(self.temp.clone()));
        }
        view.insert("/dev/shm".into(), What::Memory(SHARED_MEMORY));
        let tools = self.tools();
        if private_folder(&tools).is_ok() {
            view.insert(tools, What::Writable);
        }
        // What is shown for its own sake does not hide what the user works on.
        view.retain(|path, what| {
            !path.starts_with(&self.workspace)
                || matches!(what, What::Writable)
                || in_home(path, &homes)
        });
        view.insert(self.workspace.clone(), What::Writable);
        for home in homes
            .iter()
            .filter(|home| home.starts_with(&self.workspace))
        {
            view.extend(toolchain::dot_files(home));
        }
        view.extend(
            guard
                .shown()
                .iter()
                .map(|shown| (shown.path.clone(), shown.what.clone())),
        );
        let hidden: Vec<_> = self
            .hidden
            .iter()
            .filter_map(|path| covered(path))
            .collect();
        for (path, what) in hidden {
            view.retain(|shown, what| {
                !shown.starts_with(&path)
                    || *shown == self.workspace
                    || *shown == self.tools()
                    || matches!(what, What::Link(_))
            });
            if view
                .keys()
                .any(|shown| path.starts_with(shown) && *shown != path)
            {
                view.entry(path).or_insert(what);
            }
        }
        for path in self.readable.iter().filter(|path| path.is_file()) {
            view.insert(path.clone(), What::ReadOnly);
        }
        without_repeats(view)
    }
}

/// Leaves out what is shown as part of what is around it: each mount costs time.
fn without_repeats(view: BTreeMap<PathBuf, What>) -> Vec<Shown> {
    let mut kept: Vec<Shown> = Vec::new();
    for (path, what) in view {
        let around = kept
            .iter()
            .rev()
            .find(|shown| path.starts_with(&shown.path));
        let is_repeat =
            what == What::ReadOnly && around.is_some_and(|shown| shown.what == What::ReadOnly);
        if !is_repeat {
            kept.push(Shown { path, what });
        }
    }
    kept
}

fn missing(path: &Path, error: &io::Error) -> Missing {
    Missing::new(Layer::View, format!("{}: {error}", path.display()))
}

fn in_home(path: &Path, homes: &[PathBuf]) -> bool {
    homes
        .iter()
        .any(|home| path.starts_with(home) && path != home)
}

/// What covers a path that is there.
fn covered(path: &Path) -> Option<(PathBuf, What)> {
    let path = path.canonicalize().ok()?;
    let is_folder = path.is_dir();
    Some((path, What::NothingThere { is_folder }))
}

/// For nobody but the user.
fn private_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// The user's homes: the one that the environment names and the one that the system knows.
fn homes(environment: &BTreeMap<String, String>) -> Vec<PathBuf> {
    let named = environment.get("HOME").map(PathBuf::from);
    let user = rustix::process::getuid().as_raw().to_string();
    let table = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let known = table.lines().find_map(|line| {
        let mut fields = line.split(':');
        let is_user = fields.nth(2) == Some(user.as_str());
        is_user.then(|| fields.nth(2).map(PathBuf::from)).flatten()
    });
    let all = named.into_iter().chain(known);
    let mut homes: Vec<PathBuf> = all
        .filter(|home| home.is_absolute() && home.parent().is_some())
        .filter_map(|home| home.canonicalize().ok())
        .collect();
    homes.dedup();
    homes
}
