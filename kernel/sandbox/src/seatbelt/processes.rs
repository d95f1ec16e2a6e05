//! Who runs on this machine, as far as it matters for who came of whom.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;

#[cfg(target_os = "linux")]
use linux as system;
#[cfg(target_os = "macos")]
use macos as system;

pub(super) use system::{of_the_user, rows, size};

/// One process that has not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) id: i32,
    pub(super) parent: i32,
    pub(super) group: i32,
    /// Tells it from whoever has its number later.
    pub(super) began: u64,
    pub(super) threads: u64,
}
