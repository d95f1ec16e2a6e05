//! What policy says of an action.

use serde::{Deserialize, Serialize};

/// How much a person has delegated in one domain, least first; the order is the amount.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum TrustLevel {
    /// Everything but looking is asked.
    Ask,
    /// Looking around by commands is free; every change is proposed first.
    Suggest,
    /// What stays inside the workspace and the sandbox is free; what leaves them is asked.
    #[default]
    Act,
    /// What leaves the machine is free too while nothing untrusted has been read; what can't be taken back is asked.
    Autonomous,
}

impl TrustLevel {
    pub const ALL: [Self; 4] = [Self::Ask, Self::Suggest, Self::Act, Self::Autonomous];

    /// The word on the command line, in files and on screens.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Suggest => "suggest",
            Self::Act => "act",
            Self::Autonomous => "autonomous",
        }
    }

    /// The level that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.word() == word)
    }
}

/// Whether an action may be done, most open first; the order is the strictness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Permit {
    Allow,
    /// A person decides; without one the answer is no.
    Ask,
    Deny,
}

/// A permit, and the rule that led to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    pub permit: Permit,
    /// In words, or as written: `deny Bash(git push:*)`, `level act: network is asked`.
    pub rule: String,
}

/// What a person answers when asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Consent {
    Once,
    /// The same, for as long as this task runs.
    Task,
    /// The same, in this workspace, until it is taken back.
    Always,
    No,
    /// There was nobody to ask.
    Nobody,
}
