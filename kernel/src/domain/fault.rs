//! Why a call to a component, or through the door, came to nothing.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::Duration;

/// A failed call: who, why in a sentence, and what the caller may do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The component, or the part of the door ("http", "process", …) that failed.
    pub source: String,
    pub kind: FaultKind,
    /// A sentence that a user can read.
    pub message: String,
}

/// What the caller may do. The first seven are the contract's; a component or the far side said them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// The request itself is wrong; the same request fails again.
    Invalid,
    /// No credential, or a refused one.
    Auth,
    /// Too many requests; how long to wait, if known.
    Rate(Option<Duration>),
    /// Overloaded, broken or out of reach; trying again may help.
    Unavailable,
    /// Larger than the model's window: the tokens counted, if said.
    ContextOverflow(Option<u64>),
    /// Policy, a grant or the far side says no.
    Refused,
    Other(String),
    /// The guest trapped.
    Trap,
    /// The guest ran longer than it may.
    Deadline,
    /// The guest hit a limit other than time: which.
    Limit(String),
    /// The component is not what its contract or manifest says.
    Contract,
    /// Too many faults in a short time; the component is not called for a while.
    Quarantined,
}

impl Fault {
    pub fn new(source: impl Into<String>, kind: FaultKind, message: impl Into<String>) -> Self {
        Self {
            source: source.into(),
            kind,
            message: message.into(),
        }
    }

    /// Whether the same call may succeed a little later.
    pub fn is_transient(&self) -> bool {
        matches!(self.kind, FaultKind::Rate(_) | FaultKind::Unavailable)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.source, self.message)
    }
}

impl std::error::Error for Fault {}
