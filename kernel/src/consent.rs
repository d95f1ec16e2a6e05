//! What a project brings along, and whether a person consented to it.
//!
//! A project's config, skills, servers, hooks, scripts and instruction files are [`Item`]s: found by fixed rules, read once,
//! bounded, and bound to their bytes by a hash. [`Consents`] holds what a person said to which item of which workspace.
//! What is used later are the bytes that were hashed, never the file once more.

mod collected;
mod consents;
mod entries;
mod folder;
mod instructions;
mod item;
mod kept;
mod search;
mod server;
mod shown;
mod standing;
mod tree;
mod workspace;

#[cfg(test)]
mod tests;

pub use collected::Collected;
pub use consents::{Answer, Consents};
pub use item::{Content, Item, ItemKind};
pub use kept::Kept;
pub use server::Entry;
pub use shown::escaped;
pub use standing::Standing;
pub use workspace::Workspace;
