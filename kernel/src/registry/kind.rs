//! The kinds of components.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a component is to the kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ComponentKind {
    Provider,
    Agency,
    Evaluator,
    Integration,
    Tool,
    /// Runs components that are scripts.
    Interpreter,
}

/// The words in manifests.
pub(super) const WORDS: &[&str] = &[
    "provider",
    "agency",
    "evaluator",
    "integration",
    "tool",
    "interpreter",
];

impl ComponentKind {
    pub const ALL: [Self; 6] = [
        Self::Provider,
        Self::Agency,
        Self::Evaluator,
        Self::Integration,
        Self::Tool,
        Self::Interpreter,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Agency => "agency",
            Self::Evaluator => "evaluator",
            Self::Integration => "integration",
            Self::Tool => "tool",
            Self::Interpreter => "interpreter",
        }
    }

    /// The kind that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether components of this kind have a say in what is done.
    pub fn gates(self) -> bool {
        matches!(self, Self::Agency | Self::Evaluator)
    }

    /// The contract that this kernel speaks with the kind.
    pub fn contract(self) -> String {
        format!("openkoi:{}@{CONTRACT}", self.word())
    }
}

/// The version of the contracts, equal for all kinds so far. Below 1.0.0 the middle number is the one that breaks.
pub const CONTRACT: &str = "0.1.0";

impl fmt::Display for ComponentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
