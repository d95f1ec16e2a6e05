//! Files that tell agents how a project wants things done.

use super::folder::{Folder, larger};
use super::item::{Content, Item, ItemKind};
use super::workspace::Workspace;
use std::ffi::OsStr;
use std::path::Path;

/// The names of such files; in each directory the first that is there is read.
const NAMES: &str = include_str!("../../../skills/instruction-files.txt");
/// The most bytes of one file that a model reads.
pub(super) const READ: usize = 64 * 1024;
/// The most bytes of a file that somebody can consent to.
const MOST: u64 = 1024 * 1024;
/// The most bytes of all of a project's files; the nearest ones count first.
const ALL: usize = 256 * 1024;

/// The project's files, the nearest last.
pub(super) fn items(workspace: &Workspace, root: &Folder, notes: &mut Vec<String>) -> Vec<Item> {
    let mut items: Vec<Item> = workspace
        .directories()
        .iter()
        .filter_map(|directory| one(workspace, root, directory, notes))
        .collect();
    let mut left = ALL;
    let is_over = |item: &Item| {
        let size: usize = item
            .contents
            .iter()
            .map(|file| file.bytes.len().min(READ))
            .sum();
        let over = size > left;
        left = left.saturating_sub(size);
        over
    };
    if let Some(last) = items.iter().rev().position(is_over) {
        for far in items.drain(..items.len() - last) {
            notes.push(format!(
                "{} is not used: nearer files have {} KiB already",
                far.name,
                ALL / 1024
            ));
        }
    }
    items
}

fn one(
    workspace: &Workspace,
    root: &Folder,
    directory: &Path,
    notes: &mut Vec<String>,
) -> Option<Item> {
    for name in NAMES.split_whitespace() {
        let below = directory.join(name);
        let path = workspace.root().join(&below);
        let Ok(entry) = path.symlink_metadata() else {
            continue;
        };
        let called = below.display().to_string();
        if entry.is_dir() {
            notes.push(format!("{called} is not used: it is a directory"));
            continue;
        }
        return match read(workspace, root, &path) {
            Ok((content, size)) => item(&called, content, size, notes),
            Err(why) => {
                notes.push(format!("{called} is not used: {why}"));
                None
            }
        };
    }
    None
}

/// The file that a path leads to, which lies in the project: a link there may be one of its own.
fn read(workspace: &Workspace, root: &Folder, path: &Path) -> Result<(Content, u64), String> {
    let real = path
        .canonicalize()
        .map_err(|error| error.kind().to_string())?;
    let below = real
        .strip_prefix(workspace.root())
        .map_err(|_elsewhere| "it leads out of the project")?;
    let name = below.file_name().unwrap_or(OsStr::new(""));
    let folder = root
        .at(below.parent().unwrap_or(Path::new("")))?
        .ok_or("it is gone")?;
    let read = folder.start(name, MOST)?.ok_or("it is gone")?;
    let content = Content {
        path: name_of(below)?,
        bytes: read.bytes,
        executable: read.executable,
    };
    Ok((content, read.size))
}

fn name_of(path: &Path) -> Result<String, String> {
    let name = path.to_str().ok_or("its name is no text")?;
    Ok(name.to_owned())
}

fn item(called: &str, content: Content, size: u64, notes: &mut Vec<String>) -> Option<Item> {
    let text = content.text();
    if text.trim().is_empty() {
        return None;
    }
    if size > READ as u64 {
        notes.push(format!(
            "{called}: only the first {} of its {} KiB are used",
            READ / 1024,
            size.div_ceil(1024)
        ));
    }
    let told = vec![format!("{} lines, {size} bytes", text.lines().count())];
    let item = Item::new(ItemKind::Instructions, called, vec![content]).telling(told);
    Some(Item {
        hindrance: (size > MOST).then(|| larger(MOST)),
        ..item
    })
}
