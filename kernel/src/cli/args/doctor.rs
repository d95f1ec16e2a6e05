//! The arguments of `openkoi doctor`.

use clap::Args;

#[derive(Debug, Args)]
pub(in crate::cli) struct DoctorArgs {
    /// Mend what can be mended without losing anything.
    #[arg(long)]
    pub(in crate::cli) fix: bool,
}
