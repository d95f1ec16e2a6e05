//! The tools of servers as they were when they were first seen or last approved: below `mcp/` in the user's folder.
//!
//! A server may say something else of its tools every time it is started. What a model gets to read is what was pinned:
//! any other definition waits until a person has looked at it.

use crate::config::ConfigError;
use crate::domain::Definition;
use openkoi_state::StateError;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};

/// What is pinned of one server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    /// Whose the server is: the user's, or a project's.
    pub origin: String,
    pub server: String,
    /// A person has read the definitions and said yes.
    pub approved: bool,
    pub tools: Vec<Definition>,
}

/// How a server's tools differ from what is pinned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drift {
    /// By the server's own names, in their order.
    pub added: Vec<Definition>,
    /// As it was, and as it is.
    pub changed: Vec<(Definition, Definition)>,
    pub gone: Vec<Definition>,
}

impl Pinned {
    /// Whether a tool is exactly what was pinned.
    pub fn has(&self, definition: &Definition) -> bool {
        let same = |pinned: &&Definition| pinned.name == definition.name;
        let mut pinned = self.tools.iter().filter(same);
        pinned.any(|pinned| pinned.hash() == definition.hash())
    }

    pub fn drift(&self, now: &[Definition]) -> Drift {
        let mut drift = Drift::default();
        let named =
            |tools: &[Definition], name: &str| tools.iter().find(|tool| tool.name == name).cloned();
        for definition in now.iter().filter(|definition| !self.has(definition)) {
            match named(&self.tools, &definition.name) {
                Some(before) => drift.changed.push((before, definition.clone())),
                None => drift.added.push(definition.clone()),
            }
        }
        let gone = self.tools.iter();
        drift.gone = gone
            .filter(|before| named(now, &before.name).is_none())
            .cloned()
            .collect();
        drift
    }
}

impl Drift {
    pub fn is_none(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.gone.is_empty()
    }
}

/// The folder with the pins, a file for each server.
#[derive(Debug, Clone)]
pub struct Pins {
    folder: PathBuf,
}

impl Pins {
    pub fn below(home: &Path) -> Self {
        Self {
            folder: home.join("mcp"),
        }
    }

    /// What is pinned. None: the server was not seen yet. A file that can't be understood is an error, and stays.
    pub fn of(&self, origin: &str, server: &str) -> Result<Option<Pinned>, ConfigError> {
        let path = self.path(origin, server);
        let Some(text) = openkoi_state::read(&path)? else {
            return Ok(None);
        };
        let pinned: Pinned = serde_json::from_str(&text).map_err(|error| wrong(&path, &error))?;
        if (pinned.origin.as_str(), pinned.server.as_str()) == (origin, server) {
            return Ok(Some(pinned));
        }
        let error = io::Error::other("it is about another server");
        Err(StateError::new(&path, "reading", &error).into())
    }

    /// Pins a server that is seen for the first time: what is pinned then, which another task may have done before.
    pub fn first(&self, pinned: Pinned) -> Result<Pinned, ConfigError> {
        let path = self.path(&pinned.origin, &pinned.server);
        openkoi_state::private_folder(&self.folder)?;
        if openkoi_state::create(&path, &text(&path, &pinned)?)? {
            return Ok(pinned);
        }
        let before = self.of(&pinned.origin, &pinned.server)?;
        Ok(before.unwrap_or(pinned))
    }

    /// Pins what a person approved, in place of what was pinned before.
    pub fn approve(&self, pinned: &Pinned) -> Result<(), ConfigError> {
        let path = self.path(&pinned.origin, &pinned.server);
        openkoi_state::private_folder(&self.folder)?;
        Ok(openkoi_state::write(&path, &text(&path, pinned)?)?)
    }

    /// Forgets a server that is not the user's any more.
    pub fn forget(&self, origin: &str, server: &str) -> Result<(), ConfigError> {
        let path = self.path(origin, server);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(StateError::new(&path, "removing", &error).into())
            }
            _ => Ok(()),
        }
    }

    /// Where a server's pins are, whether there are any or not.
    pub fn path(&self, origin: &str, server: &str) -> PathBuf {
        let hash = blake3::hash(format!("{origin}\n{server}").as_bytes()).to_hex();
        self.folder.join(format!("{server}-{}.json", &hash[..16]))
    }
}

fn text(path: &Path, pinned: &Pinned) -> Result<Vec<u8>, ConfigError> {
    serde_json::to_vec_pretty(pinned).map_err(|error| wrong(path, &error))
}

fn wrong(path: &Path, error: &serde_json::Error) -> ConfigError {
    let error = io::Error::other(error.to_string());
    StateError::new(path, "reading", &error).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn tool(name: &str, description: &str) -> Definition {
        Definition {
            name: name.into(),
            title: String::new(),
            description: description.into(),
            schema: json!({"type": "object"}),
            annotations: json!(null),
        }
    }

    fn pinned(tools: &[Definition]) -> Pinned {
        Pinned {
            origin: "user".into(),
            server: "s".into(),
            approved: false,
            tools: tools.to_vec(),
        }
    }

    #[test]
    fn whatever_is_not_what_was_pinned_is_found() {
        let before = pinned(&[tool("a", "x"), tool("b", "x"), tool("c", "x")]);
        let now = [tool("a", "x"), tool("b", "y"), tool("d", "x")];
        let drift = before.drift(&now);
        assert_eq!(drift.changed, [(tool("b", "x"), tool("b", "y"))]);
        assert_eq!(drift.added, [tool("d", "x")]);
        assert_eq!(drift.gone, [tool("c", "x")]);
        assert!(before.drift(&before.tools).is_none());
        assert!(before.has(&now[0]) && !before.has(&now[1]) && !before.has(&now[2]));
    }

    #[test]
    fn the_first_to_pin_a_server_is_the_one_who_counts_until_somebody_approves() {
        let home = tempfile::tempdir().expect("a folder");
        let pins = Pins::below(home.path());
        assert_eq!(pins.of("user", "s").expect("none"), None);
        let first = pinned(&[tool("a", "x")]);
        pins.first(first.clone()).expect("it is pinned");
        let second = pinned(&[tool("a", "y")]);
        assert_eq!(pins.first(second.clone()).expect("it is there"), first);
        pins.approve(&second).expect("it is written");
        assert_eq!(pins.of("user", "s").expect("it can be read"), Some(second));
        assert_eq!(pins.of("/work", "s").expect("another one"), None);
        std::fs::write(pins.path("user", "s"), "{").expect("it can be written");
        pins.of("user", "s").expect_err("it is damaged");
        pins.forget("user", "s").expect("it can go");
        pins.forget("user", "s").expect("it has gone");
    }
}
