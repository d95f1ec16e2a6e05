//! How components run.

pub mod mcp;
pub mod remote;
pub mod scripted;
mod sound;
pub mod wasm;
