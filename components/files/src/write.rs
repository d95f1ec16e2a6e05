//! `write`: a file's whole content.

use openkoi_sdk::tool::{Failure, Output};

use crate::path::Path;
use crate::wire::{self, done};
use crate::workspace::Workspace;

/// Replaces or creates a file.
pub fn write(workspace: &mut impl Workspace, arguments: &wire::Write) -> Result<Output, Failure> {
    let path = Path::file(&arguments.path)?;
    workspace
        .write(&path.on_host(), arguments.content.as_bytes())
        .map_err(|failure| path.explain(failure))?;
    let lines = wire::lines(arguments.content.lines().count());
    Ok(done(format!("wrote {path} ({lines})")))
}
