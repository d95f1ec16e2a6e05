//! Where the proxy listens: a socket in a folder that nobody else may enter.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;

#[cfg(target_os = "linux")]
pub(super) use linux::{Held, open};
#[cfg(target_os = "macos")]
pub(super) use macos::{Held, open};

use std::path::PathBuf;
use tokio::net::UnixListener;

/// A socket that is listened on.
pub(super) struct Socket {
    pub(super) listener: UnixListener,
    pub(super) path: PathBuf,
    /// What goes with it.
    pub(super) held: Held,
}
