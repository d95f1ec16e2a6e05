//! What a helper is told to build: the files that are in sight, the limits, the program.

use crate::layer::Layer;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// One program and its surroundings, complete: the helper decides nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Program and arguments.
    pub words: Vec<String>,
    /// All that it gets.
    pub environment: BTreeMap<String, String>,
    pub directory: PathBuf,
    /// What is in sight, parents before what lies in them.
    pub view: Vec<Shown>,
    pub limits: Limits,
    /// Where the door's proxy listens, if there is one.
    pub proxy: Option<Proxy>,
    /// What stands in for missing paths, to be cleared away where whoever made it can't.
    pub stand_ins: Option<StandIns>,
    /// Layers that this machine lacks and without which a person allowed this program to run.
    pub without: Vec<Layer>,
}

impl Plan {
    /// Whether there are no walls around the program's view: see `bare.rs`.
    pub fn is_bare(&self) -> bool {
        let walls = [Layer::Namespaces, Layer::View, Layer::Proc];
        walls.iter().any(|layer| self.without.contains(layer))
    }
}

/// One place in the sandbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub path: PathBuf,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// What is there, to be read and run.
    ReadOnly,
    /// What is there, to be changed.
    Writable,
    /// Another place, to be changed under this name.
    WritableFrom(PathBuf),
    /// A folder of memory, gone at the end: at most this many bytes.
    Memory(u64),
    /// An empty folder or file that can't be changed, over whatever is there.
    NothingThere { is_folder: bool },
    /// What is there stays as it is, and can't be moved away.
    Pinned,
    /// A link.
    Link(PathBuf),
    /// A device that every program may use.
    Device,
}

/// What a program and all that it starts may use up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of memory, of all processes together.
    pub memory: u64,
    /// Processes and threads.
    pub processes: u64,
    /// Bytes of one file.
    pub file: u64,
    pub open_files: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 8 << 30,
            processes: 2048,
            file: 8 << 30,
            open_files: 16_384,
        }
    }
}

impl Limits {
    /// No more memory than three quarters of what this machine has.
    pub fn for_this_machine() -> Self {
        let usual = Self::default();
        let total = crate::sys::memory();
        let memory = total.map_or(usual.memory, |total| usual.memory.min(total / 4 * 3));
        Self { memory, ..usual }
    }
}

/// What a guard has put into a workspace for as long as programs run there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandIns {
    pub workspace: PathBuf,
    /// The file that names them.
    pub list: PathBuf,
}

/// The way to the hosts that are allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proxy {
    /// The socket of the door's proxy, outside.
    pub socket: PathBuf,
    /// Where programs inside find it, on 127.0.0.1.
    pub port: u16,
}
