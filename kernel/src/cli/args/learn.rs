//! The arguments of `openkoi learn`.

use crate::kernel::Wanted;
use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(in crate::cli) struct LearnArgs {
    #[command(subcommand)]
    pub(in crate::cli) command: Option<LearnCommand>,
    /// Of every project, and those too that no task is told any more.
    #[arg(long, global = true)]
    pub(in crate::cli) all: bool,
    /// Only those that share words with this text, the nearest first.
    #[arg(long, global = true, value_name = "WORDS")]
    pub(in crate::cli) search: Option<String>,
    /// As --output-format json.
    #[arg(long, global = true)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum LearnCommand {
    /// The lessons of this project, those first that count most.
    List,
    /// A lesson, what shows it and how often it was told.
    Show {
        /// Its id, or the beginning of it.
        id: String,
    },
    /// Tell no task a lesson any more, also where it is learned again.
    Forget {
        /// Its id, or the beginning of it.
        id: String,
        /// Without a terminal: yes, I mean it.
        #[arg(long)]
        yes: bool,
    },
    /// Tell tasks a lesson again that was forgotten.
    Restore {
        /// Its id, or the beginning of it.
        id: String,
        /// Without a terminal: yes, I mean it.
        #[arg(long)]
        yes: bool,
    },
}

impl LearnArgs {
    pub(in crate::cli) fn wanted(&self) -> Wanted {
        Wanted {
            all: self.all,
            words: self.search.clone(),
        }
    }
}
