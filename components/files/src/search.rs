//! `glob` and `grep`: which files there are, and which lines.

use openkoi_sdk::tool::{Failure, Output};

use crate::path::{self, Path};
use crate::wire::{self, done};
use crate::workspace::Workspace;

const PATHS: usize = 1_000;
const MATCHES: u32 = 200;
const MATCHES_CAP: u32 = 1_900;

/// Shows the files whose path matches a pattern, one a line.
pub fn glob(workspace: &mut impl Workspace, arguments: &wire::Glob) -> Result<Output, Failure> {
    let directory = Path::parse(arguments.path.as_deref().unwrap_or_default())?;
    let pattern = path::pattern(&arguments.pattern)?;
    let found = workspace
        .glob(&directory.on_host(), pattern)
        .map_err(|failure| directory.explain(failure))?;
    if found.is_empty() {
        return Ok(done("[no matches]".to_string()));
    }
    let mut lines: Vec<String> = found
        .iter()
        .take(PATHS)
        .map(|path| Path::from_host(path).to_string())
        .collect();
    if found.len() > PATHS {
        lines.push(format!("[first {PATHS} matches; narrow the pattern]"));
    }
    Ok(done(lines.join("\n")))
}

/// Shows the lines that match a regular expression, each as `path:line: text`.
pub fn grep(workspace: &mut impl Workspace, arguments: &wire::Grep) -> Result<Output, Failure> {
    if arguments.pattern.is_empty() {
        return Err(Failure::invalid(
            "the pattern is empty; give a regular expression, like fn \\w+_test",
        ));
    }
    let place = Path::parse(arguments.path.as_deref().unwrap_or_default())?;
    let glob = arguments.glob.as_deref().map(path::pattern).transpose()?;
    let limit = arguments.limit.unwrap_or(MATCHES).clamp(1, MATCHES_CAP);
    let file = parent_of_file(workspace, &place);
    let (root, glob) = match &file {
        Some((directory, name)) => (directory, Some(name.as_str())),
        None => (&place, glob),
    };
    // One more than is shown tells whether there are more.
    let mut found = workspace
        .search(&root.on_host(), &arguments.pattern, glob, limit + 1)
        .map_err(|failure| root.explain(failure))?;
    if found.is_empty() {
        return Ok(done("[no matches]".to_string()));
    }
    let cut = found.len() > limit as usize;
    found.truncate(limit as usize);
    let mut lines: Vec<String> = found
        .iter()
        .map(|hit| format!("{}:{}: {}", Path::from_host(&hit.path), hit.line, hit.text))
        .collect();
    if cut {
        lines.push(format!("[first {limit} matches; narrow the pattern]"));
    }
    Ok(done(lines.join("\n")))
}

/// The directory of a place that is a file, and the glob that names only this file.
fn parent_of_file(workspace: &mut impl Workspace, place: &Path) -> Option<(Path, String)> {
    let (directory, name) = place.parent()?;
    // Where the directory can't be listed, the search itself says what is wrong.
    let entries = workspace.entries(&directory.on_host()).ok()?;
    let here = place.on_host();
    entries
        .iter()
        .find(|entry| entry.path == here && !entry.is_directory)?;
    let escape = |character| match character {
        '*' | '?' | '[' | ']' | '{' | '}' => format!("[{character}]"),
        _ => String::from(character),
    };
    let name = name.chars().map(escape).collect();
    Some((directory, name))
}
