//! Why there is no config.

use crate::failure::Failure;
use openkoi_state::StateError;
use std::fmt;
use std::path::PathBuf;

/// One thing that is wrong with an input: where, what, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// `file:line:column`, a flag or a variable.
    pub at: String,
    pub message: String,
    /// Empty where there is nothing to add.
    pub remedy: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.message)?;
        if self.remedy.is_empty() {
            Ok(())
        } else {
            write!(f, "\n  {}", self.remedy)
        }
    }
}

/// Why the config can't be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Neither HOME nor OPENKOI_HOME says where the config is.
    #[error("there is no home directory: HOME is {0}")]
    NoHome(&'static str),
    /// A file that the user named is not there.
    #[error("{path}: there is no such file; {named_by} names it")]
    Missing {
        path: PathBuf,
        named_by: &'static str,
    },
    /// A file or directory can't be read or written.
    #[error(transparent)]
    State(#[from] StateError),
    /// Everything that is wrong, in the order of the file.
    #[error("{}", listed(.0))]
    Invalid(Vec<Complaint>),
}

impl ConfigError {
    /// What to do next; empty where the message says it.
    pub fn remedy(&self) -> String {
        match self {
            Self::NoHome(_) => {
                "Set HOME, or set OPENKOI_HOME to the directory that is to hold everything."
                    .to_owned()
            }
            Self::Missing { named_by, .. } => format!("Create the file, or leave out {named_by}."),
            Self::State(error) => error.remedy(),
            Self::Invalid(complaints) if complaints.iter().any(|it| !it.remedy.is_empty()) => {
                String::new()
            }
            Self::Invalid(_) => "Mend it; openkoi doctor looks at it again.".to_owned(),
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::usage(error.to_string(), error.remedy())
    }
}

fn listed(complaints: &[Complaint]) -> String {
    let lines: Vec<String> = complaints.iter().map(Complaint::to_string).collect();
    lines.join("\n")
}
