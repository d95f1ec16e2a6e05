//! The tool that runs a command in the workspace.

pub mod description;
pub mod report;
pub mod terminal;
pub mod wire;

use openkoi_sdk::tool::process::{self, Command, Outcome};
use openkoi_sdk::tool::{Failure, Guest, Output, Tool};

/// The component.
pub struct Shell;

impl Guest for Shell {
    fn describe() -> Vec<Tool> {
        vec![description::tool()]
    }

    fn call(name: String, arguments: String) -> Result<Output, Failure> {
        call(|command| process::run(&command), &name, &arguments)
    }
}

/// Runs the tool of this name; `run` is the host's `process.run`.
pub fn call(
    run: impl FnOnce(Command) -> Result<Outcome, Failure>,
    name: &str,
    arguments: &str,
) -> Result<Output, Failure> {
    if name != "shell" {
        return Err(Failure::invalid(format!(
            "there is no tool `{name}` here; use shell"
        )));
    }
    Ok(report::output(&run(wire::command(arguments)?)?))
}

// The names of a component's exports are none that a native linker takes.
#[cfg(target_family = "wasm")]
openkoi_sdk::export_tool!(Shell);
