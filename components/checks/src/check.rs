//! One command of the project.

use openkoi_sdk::evaluator::{Ask, Command, Question};

use crate::project::System;

/// Builds and tests of a large project take their time; the kernel lowers this to what is left.
const TIMEOUT_MS: u32 = 600_000;

/// What a command tells about a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Whether it can be built.
    Build,
    /// Whether its tests pass.
    Test,
    /// What its lint says.
    Lint,
}

impl Kind {
    /// The contract's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::Test => "test",
            Self::Lint => "lint",
        }
    }
}

/// A command to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What it tells.
    pub kind: Kind,
    /// Whose output it prints.
    pub system: System,
    /// One line for the shell.
    pub line: String,
    /// Relative to the workspace.
    pub directory: String,
}

impl Check {
    /// A command of a system, run in a directory.
    pub fn new(kind: Kind, system: System, line: impl Into<String>, directory: &str) -> Self {
        Self {
            kind,
            system,
            line: line.into(),
            directory: directory.to_string(),
        }
    }

    /// The id of its question: the same for the same command.
    pub fn id(&self) -> String {
        format!("run:{}:{}:{}", self.kind.word(), self.directory, self.line)
    }

    /// The question that runs it.
    pub fn question(&self) -> Question {
        command(self.id(), &self.line, &self.directory, TIMEOUT_MS)
    }
}

/// A question that runs a command.
pub fn command(id: String, line: &str, directory: &str, timeout_ms: u32) -> Question {
    let command = Command {
        line: line.to_string(),
        directory: directory.to_string(),
        timeout_ms,
    };
    Question {
        id,
        ask: Ask::Command(command),
    }
}
