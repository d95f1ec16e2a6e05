//! The one way in which OpenKoi writes on its user's machine.
//!
//! - [`update`] reads a text, changes it and replaces it while a lock between processes is held; what can't be read is an
//!   error and stays as it is.
//! - [`load`] reads what [`update`] wrote; it knows whether the end is missing.
//! - [`write`] replaces a file whole: after a crash, and on a full disk, there is the old content or the new.
//! - [`create`] writes a file that must not be there yet.
//! - [`read`] reads a text that decides something, if nobody else could have written it.
//! - [`lock`] is the lock by itself, [`private_folder`] a folder for its owner only, [`aside`] a free name for what is broken.
//!
//! Files are made with mode 0600 and folders with 0700, whatever the umask. An error names the path and what to do.

mod aside;
mod error;
mod folder;
mod lock;
mod read;
mod replace;
mod sealed;
mod update;

pub use aside::aside;
pub use error::{Cause, StateError};
pub use folder::private_folder;
pub use lock::{LOCK_SUFFIX, Lock, lock};
pub use read::{LIMIT, read};
pub use replace::{DRAFT_SUFFIX, Replacement, create, is_draft, replace, write};
pub use sealed::load;
pub use update::update;

#[cfg(test)]
mod tests;
