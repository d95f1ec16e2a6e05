//! The arguments of `openkoi daemon`.

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(in crate::cli) struct DaemonArgs {
    #[command(subcommand)]
    pub(in crate::cli) command: DaemonCommand,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum DaemonCommand {
    /// Take tasks over HTTP and run them, until Ctrl-C; those that name no other directory work in this one.
    Start,
    /// Whether a daemon runs, and where; exit code 1 if none does.
    Status,
    /// End the daemon; what runs is kept and can be resumed.
    Stop,
}
