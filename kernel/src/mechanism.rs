//! How components run.

pub mod remote;
pub mod wasm;
