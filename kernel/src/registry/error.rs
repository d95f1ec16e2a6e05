//! Why the registry can't say what it was asked.

use crate::config::{Complaint, ConfigError};
use crate::failure::Failure;
use openkoi_state::StateError;
use std::path::PathBuf;

/// Why the registry can't say what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegistryError {
    /// A file of the registry's own is wrong, or can't be written.
    #[error(transparent)]
    File(#[from] ConfigError),
    #[error("{path}: reading failed: {reason}")]
    Unreadable { path: PathBuf, reason: String },
    /// What is delegated can't be told.
    #[error("{path}: {reason}")]
    Trust { path: PathBuf, reason: String },
    /// Between two looks a component became another one.
    #[error("{path} changed while it was read")]
    Changed { path: PathBuf },
    /// A manifest that the binary carries is wrong.
    #[error("a component of this binary: {0}")]
    BuiltIn(Complaint),
    #[error("there is no component {0}")]
    Unknown(String),
}

impl From<StateError> for RegistryError {
    fn from(error: StateError) -> Self {
        Self::File(error.into())
    }
}

impl From<RegistryError> for Failure {
    fn from(error: RegistryError) -> Self {
        let remedy = match &error {
            RegistryError::File(error) => error.remedy(),
            RegistryError::Unreadable { path, .. } => {
                format!("Check the owner and permissions of {}.", path.display())
            }
            RegistryError::Trust { path, .. } => format!(
                "Mend {} or move it away; until then tasks run at the level ask.",
                path.display()
            ),
            RegistryError::Changed { .. } => "Try again.".to_owned(),
            RegistryError::BuiltIn(_) => "This build is broken; install another one.".to_owned(),
            RegistryError::Unknown(_) => "See: openkoi component list".to_owned(),
        };
        match error {
            RegistryError::Unknown(_) => Self::usage(error.to_string(), remedy),
            RegistryError::File(_)
            | RegistryError::Unreadable { .. }
            | RegistryError::Trust { .. }
            | RegistryError::Changed { .. }
            | RegistryError::BuiltIn(_) => Self::new(error.to_string(), remedy),
        }
    }
}
