//! The one WebAssembly configuration.
