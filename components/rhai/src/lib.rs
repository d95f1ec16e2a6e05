//! Runs components that are scripts in Rhai.
//!
//! A script has functions with the names of its kind's contract; what they take and return is JSON. The language's own
//! limits are per value and can be got around, so what really holds a script is the sandbox of this component: its memory as a
//! whole, its time, its stack.

pub mod host;
pub mod language;
pub mod value;

use openkoi_sdk::interpreter::{Failure, Guest};

/// The component.
pub struct Rhai;

impl Guest for Rhai {
    fn call(source: String, function: String, arguments: Vec<String>) -> Result<String, Failure> {
        language::call(&host::Lent, &source, &function, &arguments)
    }
}

// The names of a component's exports are none that a native linker takes.
#[cfg(target_family = "wasm")]
openkoi_sdk::export_interpreter!(Rhai);
