//! The arguments of `openkoi connect` and `openkoi disconnect`. No flag takes a key: others would see it.

use clap::Args;

#[derive(Debug, Args)]
pub(in crate::cli) struct ConnectArgs {
    /// The service, or "status": where each key lives. The key is asked for, or read with --stdin. [default: status]
    pub(in crate::cli) service: Option<String>,
    /// Keep the key in a file that only you can read, even where there is a keyring.
    #[arg(long)]
    pub(in crate::cli) file: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct DisconnectArgs {
    /// The service.
    pub(in crate::cli) service: String,
}
