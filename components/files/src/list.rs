//! `list`: what is directly in a directory.

use openkoi_sdk::tool::{Failure, Output};

use crate::path::Path;
use crate::wire::{self, done};
use crate::workspace::Workspace;

/// Shows one name a line; a directory's ends with "/".
pub fn list(workspace: &mut impl Workspace, arguments: &wire::List) -> Result<Output, Failure> {
    let path = Path::parse(arguments.path.as_deref().unwrap_or_default())?;
    let entries = workspace
        .entries(&path.on_host())
        .map_err(|failure| path.explain(failure))?;
    if entries.is_empty() {
        return Ok(done("[empty directory]".to_string()));
    }
    let line = |entry: &openkoi_sdk::tool::files::Entry| {
        let path = Path::from_host(&entry.path).trim_end_matches('/');
        let name = path.rsplit('/').next().unwrap_or(path);
        format!("{name}{}", if entry.is_directory { "/" } else { "" })
    };
    Ok(done(
        entries.iter().map(line).collect::<Vec<_>>().join("\n"),
    ))
}
