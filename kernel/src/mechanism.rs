//! mechanism

pub mod wasm;
