//! wasm

mod bindings;
