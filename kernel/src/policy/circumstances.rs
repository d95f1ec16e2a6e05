//! What surrounds an action.

use crate::domain::TrustLevel;

/// Under which circumstances an action would be done. The default is the default level with nothing else in its favour
/// but that no untrusted text was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Circumstances {
    pub level: TrustLevel,
    /// Text that the user did not write has entered the context.
    pub is_tainted: bool,
    /// Programs run in a sandbox whose layers hold.
    pub is_sandboxed: bool,
    /// What of the sandbox this machine lacks, in a clause for people; empty where it is whole.
    pub lack: &'static str,
    /// Every part of the command is known to change nothing.
    pub only_looks: bool,
}
