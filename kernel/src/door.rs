//! The only place where effects leave the process.
//!
//! Each room implements one port or serves one that does: [`http`] with [`tape`] beneath the codecs and [`frames`] above
//! them, [`files`], [`process`], both as [`workspace`], [`copy`] to try things on, [`claim`] to the one who runs a task, [`lineage`]
//! of what it starts, [`kv`], [`secrets`]; [`retry`] is the arithmetic of patience.

#[cfg(test)]
pub(crate) mod bench;
pub mod claim;
pub mod copy;
pub mod files;
#[cfg(test)]
pub(crate) mod forgery;
pub mod frames;
pub mod http;
pub mod kv;
pub mod lineage;
pub mod process;
pub mod retry;
pub mod secrets;
pub mod tape;
pub mod workspace;
