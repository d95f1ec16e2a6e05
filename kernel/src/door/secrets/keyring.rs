//! The system's keyring: one entry for each credential of a home.
//!
//! It is asked when a value is needed and not before, never opens a window on Linux, and never keeps anybody waiting there.

#[cfg(target_os = "macos")]
#[path = "keyring/keychain.rs"]
mod system;
#[cfg(target_os = "linux")]
#[path = "keyring/service.rs"]
mod system;

use std::collections::BTreeMap;
use std::fmt;
#[cfg(target_os = "linux")]
use std::time::Duration;
use zeroize::Zeroizing;

/// Somebody who does not answer by then is not waited for.
#[cfg(target_os = "linux")]
const PATIENCE: Duration = Duration::from_secs(5);

/// Under which applications list it.
const APPLICATION: &str = "openkoi";

/// Why there is no answer.
#[cfg_attr(
    target_os = "macos",
    allow(dead_code, reason = "the Keychain asks its user by itself")
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trouble {
    /// There is no keyring here, and why.
    Absent(String),
    Locked,
    /// It says no.
    Denied(String),
    /// It does not answer, or stopped in the middle.
    Silent,
    /// What it holds is no text.
    Garbled,
    Failed(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent(why) => write!(f, "there is no keyring here ({why})"),
            Self::Locked => f.write_str("the keyring is locked"),
            Self::Denied(why) => write!(f, "the keyring refuses ({why})"),
            Self::Silent => f.write_str("the keyring does not answer"),
            Self::Garbled => f.write_str("what the keyring holds is no text"),
            Self::Failed(why) => write!(f, "the keyring fails ({why})"),
        }
    }
}

/// The keyring as one home sees it.
#[derive(Clone)]
pub(super) struct Keyring {
    /// Tells the entries of one home from those of another.
    home: String,
    place: system::Place,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").field("home", &self.home).finish()
    }
}

impl Keyring {
    /// Asks nobody yet.
    pub(super) fn new(environment: &BTreeMap<String, String>, home: String) -> Self {
        let place = system::Place::new(environment);
        Self { home, place }
    }

    /// None: it has no such entry.
    pub(super) fn read(&self, name: &str) -> Result<Option<Zeroizing<String>>, Trouble> {
        let Some(bytes) = self.place.read(&self.entry(name))? else {
            return Ok(None);
        };
        match std::str::from_utf8(&bytes) {
            Ok(text) => Ok(Some(Zeroizing::new(text.to_owned()))),
            Err(_) => Err(Trouble::Garbled),
        }
    }

    /// Writes the entry, or writes it anew.
    pub(super) fn write(&self, name: &str, value: &str) -> Result<(), Trouble> {
        self.place.write(&self.entry(name), value.as_bytes())
    }

    /// False: it had no such entry.
    pub(super) fn remove(&self, name: &str) -> Result<bool, Trouble> {
        self.place.remove(&self.entry(name))
    }

    fn entry(&self, name: &str) -> Entry {
        Entry {
            name: name.to_owned(),
            home: self.home.clone(),
        }
    }
}

/// What an entry is found by.
struct Entry {
    name: String,
    home: String,
}
