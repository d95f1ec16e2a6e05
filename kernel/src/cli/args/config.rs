//! The arguments of `openkoi config`.

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(in crate::cli) struct ConfigArgs {
    #[command(subcommand)]
    pub(in crate::cli) command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ConfigCommand {
    /// The file that is read.
    Path,
    /// Checks the file and says what every value is and where it comes from.
    Validate,
}
