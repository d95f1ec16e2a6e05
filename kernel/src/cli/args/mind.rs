//! The arguments of `openkoi mind`. The doc comments are the help text.

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(in crate::cli) struct MindArgs {
    #[command(subcommand)]
    pub(in crate::cli) command: MindCommand,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum MindCommand {
    /// A deliberation: directive, verdicts with their questions and answers, and the count.
    Parliament {
        /// The task's id, or the beginning of it. [default: the last one that was deliberated]
        task: Option<String>,
    },
    /// Each agency's verdicts so far.
    Agencies,
    /// Deliberations in which not all said the same: who stood apart, and why.
    Dissent {
        /// How many at most.
        #[arg(short = 'n', long, default_value_t = 10)]
        limit: usize,
    },
    /// Why a task went as it did, in a few lines.
    Why {
        /// Its id, or the beginning of it. [default: the newest task of this directory]
        task: Option<String>,
    },
    /// A deliberation counted once more from its verdicts, and whether it comes to the same.
    Replay {
        /// The task's id, or the beginning of it.
        task: String,
    },
}
