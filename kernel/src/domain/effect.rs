//! What a call does to the world.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The unit that policy decides on, weakest first; the order is the strength.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Looks and changes nothing.
    Read,
    /// Changes files inside the workspace.
    WriteWorkspace,
    /// Runs a program on the user's machine.
    Execute,
    /// Exchanges data with a host named in the manifest.
    Network,
    /// Somebody else will see it.
    MessageOthers,
    /// Can't be taken back.
    Irreversible,
    /// A word this contract does not have; treated as irreversible.
    Other(String),
}

impl Effect {
    /// The word in manifests, JSON and on screens.
    pub fn word(&self) -> &str {
        match self {
            Self::Read => "read",
            Self::WriteWorkspace => "write-workspace",
            Self::Execute => "execute",
            Self::Network => "network",
            Self::MessageOthers => "message-others",
            Self::Irreversible => "irreversible",
            Self::Other(word) => word,
        }
    }

    /// The effect that a word names; an unknown word is an effect of its own, the strongest.
    pub fn from_word(word: &str) -> Self {
        match word {
            "read" => Self::Read,
            "write-workspace" => Self::WriteWorkspace,
            "execute" => Self::Execute,
            "network" => Self::Network,
            "message-others" => Self::MessageOthers,
            "irreversible" => Self::Irreversible,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Serialize for Effect {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de> Deserialize<'de> for Effect {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        Ok(Self::from_word(&word))
    }
}
