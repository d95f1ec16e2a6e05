//! What a running daemon says of itself to whoever looks for it.

use crate::config::Paths;
use crate::failure::Failure;
use crate::kernel::Queue;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub pid: u32,
    pub port: u16,
    /// Where it was started.
    pub directory: String,
    /// Where the token stands.
    pub token: String,
}

impl Standing {
    /// The daemon of this home. None: none runs, whatever a file says.
    pub fn read(paths: &Paths) -> Result<Option<Self>, Failure> {
        if !Queue::is_held(paths) {
            return Ok(None);
        }
        let path = file(paths);
        let text = openkoi_state::read(&path).map_err(|error| {
            let remedy = error.remedy();
            Failure::new(error.to_string(), remedy)
        })?;
        let standing = text.and_then(|text| serde_json::from_str(&text).ok());
        standing.map(Some).ok_or_else(|| {
            let message = format!("a daemon runs, and {} does not say where", path.display());
            Failure::new(message, "it may be starting or ending: try again")
        })
    }

    /// Where it is reached.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(super) fn write(&self, paths: &Paths) -> Result<(), Failure> {
        let failed = |error: openkoi_state::StateError| {
            let remedy = error.remedy();
            Failure::new(error.to_string(), remedy)
        };
        let text = serde_json::to_vec(self).map_err(|error| Failure::new(error.to_string(), ""))?;
        openkoi_state::write(&file(paths), &text).map_err(failed)?;
        openkoi_state::write(&pid(paths), format!("{}\n", self.pid).as_bytes()).map_err(failed)
    }

    pub(super) fn remove(paths: &Paths) {
        for path in [file(paths), pid(paths)] {
            // What stays is not believed without the lock.
            drop(std::fs::remove_file(path));
        }
    }
}

fn file(paths: &Paths) -> PathBuf {
    paths.state().join("daemon.json")
}

/// Where scripts look for it.
fn pid(paths: &Paths) -> PathBuf {
    paths.data().join("daemon.pid")
}
