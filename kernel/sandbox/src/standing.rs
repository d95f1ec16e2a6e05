//! Which layers hold on this machine: tried once.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;

#[cfg(target_os = "linux")]
use linux as system;
#[cfg(target_os = "macos")]
use macos as system;

use crate::layer::Missing;
use std::sync::OnceLock;

/// What a probe found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The layers that hold, in words.
    pub holds: Vec<String>,
    /// Those without which nothing is run, unless a person allows it.
    pub missing: Vec<Missing>,
    /// The same for people, in a clause; empty where the sandbox is whole.
    pub lack: String,
}

impl Standing {
    pub fn is_whole(&self) -> bool {
        self.missing.is_empty()
    }
}

/// Looks once, and remembers.
pub fn probe() -> &'static Standing {
    static STANDING: OnceLock<Standing> = OnceLock::new();
    STANDING.get_or_init(look)
}

fn look() -> Standing {
    let (holds, missing) = system::look();
    let lack: Vec<String> = missing.iter().map(lacks).collect();
    Standing {
        holds,
        lack: lack.join(", "),
        missing,
    }
}

fn lacks(missing: &Missing) -> String {
    format!("no {}: {}", missing.layer.word(), missing.reason)
}
