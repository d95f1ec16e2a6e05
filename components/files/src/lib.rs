//! The tools for files: read, write, edit, list, glob and grep, all inside the workspace.

pub mod description;
pub mod edit;
pub mod hint;
pub mod list;
pub mod path;
pub mod read;
pub mod replacement;
pub mod search;
pub mod wire;
pub mod workspace;
pub mod write;

use openkoi_sdk::tool::{Failure, Guest, Output, Tool};
use workspace::Workspace;

/// The component.
pub struct Files;

impl Guest for Files {
    fn describe() -> Vec<Tool> {
        description::tools()
    }

    fn call(name: String, arguments: String) -> Result<Output, Failure> {
        call(&mut workspace::Host, &name, &arguments)
    }
}

/// Runs the tool of this name on a workspace.
pub fn call(
    workspace: &mut impl Workspace,
    name: &str,
    arguments: &str,
) -> Result<Output, Failure> {
    match name {
        "read" => read::read(workspace, &wire::parse(name, arguments)?),
        "write" => write::write(workspace, &wire::parse(name, arguments)?),
        "edit" => edit::edit(workspace, &wire::parse(name, arguments)?),
        "list" => list::list(workspace, &wire::parse(name, arguments)?),
        "glob" => search::glob(workspace, &wire::parse(name, arguments)?),
        "grep" => search::grep(workspace, &wire::parse(name, arguments)?),
        _ => Err(Failure::invalid(format!(
            "there is no tool `{name}` here; use read, write, edit, list, glob or grep"
        ))),
    }
}

// The names of a component's exports are none that a native linker takes.
#[cfg(target_family = "wasm")]
openkoi_sdk::export_tool!(Files);
