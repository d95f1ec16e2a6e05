//! Credentials in texts: found by their values and by their shapes, and replaced.
//!
//! - [`Redactor`]: a shared handle that knows values as they are read, and the shapes in [`formats`]; for everything that
//!   is written down or shown.
//! - [`Streaming`]: the same for a text that arrives in pieces, wherever it was cut.
//! - [`Vault`]: puts placeholders in the place of what it finds, and the values back into an answer.
//!
//! Nothing is compiled before the first text is looked at, and no shape before a text holds what it begins with.

mod entropy;
mod format;
mod formats;
mod known;
mod matching;
mod plausible;
mod redactor;
mod restore;
mod scan;
mod span;
mod spelling;
mod streaming;
mod substrings;
mod vault;

pub use format::{Category, Format};
pub use formats::formats;
pub use known::Known;
pub use redactor::{CustomPattern, PatternError, Redactor};
pub use restore::Restorer;
pub use streaming::{Scrub, Streaming};
pub use vault::Vault;

/// What stands where a known value stood.
pub const MASK: &str = "•••";
