//! What a person is told when something fails: what, on what, why, and what to do next.

use crate::domain::RunOutcome;
use std::fmt;

/// A failure as the user meets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What failed, on what, and why.
    pub message: String,
    /// What to do next; empty where there is nothing to add.
    pub remedy: String,
    /// The exit code's meaning.
    pub exit: Exit,
}

/// Why the process ends; each has its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// A run ended this way.
    Run(RunOutcome),
    /// The command line, the config or another input is wrong.
    Usage,
}

impl Exit {
    pub fn code(self) -> u8 {
        match self {
            Self::Run(outcome) => outcome.exit_code(),
            Self::Usage => 2,
        }
    }
}

impl Failure {
    pub fn new(message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            remedy: remedy.into(),
            exit: Exit::Run(RunOutcome::Failed),
        }
    }

    pub fn usage(message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            remedy: remedy.into(),
            exit: Exit::Usage,
        }
    }

    #[must_use]
    pub fn ending(self, outcome: RunOutcome) -> Self {
        Self {
            exit: Exit::Run(outcome),
            ..self
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if self.remedy.is_empty() {
            Ok(())
        } else {
            write!(f, "\n  {}", self.remedy)
        }
    }
}

impl std::error::Error for Failure {}
