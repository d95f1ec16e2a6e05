//! A folder that is one thing: a skill, a component.

use super::folder::{Folder, Sort};
use super::item::Content;
use super::shown;
use std::path::{Path, PathBuf};

/// The most files and bytes of it.
const FILES: usize = 200;
const BYTES: u64 = 8 * 1024 * 1024;
/// So deep it goes.
const DEPTH: usize = 8;

/// The head of the first file, and all files by name and size.
pub(super) fn told(path: &Path, contents: &[Content], first: &str) -> Vec<String> {
    let main = contents
        .iter()
        .find(|content| Path::new(&content.path) == path.join(first));
    let text = main.map(Content::text).unwrap_or_default();
    let mut told = match text
        .strip_prefix("---")
        .and_then(|rest| rest.split_once("\n---"))
    {
        Some((head, _)) => shown::lines(head.trim()),
        None if first == "SKILL.md" => Vec::new(),
        None => shown::lines(&text),
    };
    told.extend(contents.iter().map(|content| {
        let runs = if content.executable {
            ", executable"
        } else {
            ""
        };
        let name = shown::escaped(&content.path);
        format!("file {name}, {} bytes{runs}", content.bytes.len())
    }));
    told
}

/// Everything in a folder, sorted by path. A link, a pipe or too much of it makes all of it unusable.
pub(super) fn read(folder: &Folder, path: &Path) -> Result<Vec<Content>, String> {
    let mut contents = Vec::new();
    let mut left = BYTES;
    grow(folder, path, 1, &mut left, &mut contents)?;
    contents.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(contents)
}

fn grow(
    folder: &Folder,
    path: &Path,
    depth: usize,
    left: &mut u64,
    contents: &mut Vec<Content>,
) -> Result<(), String> {
    let (names, are_all) = folder.names()?;
    if !are_all || depth > DEPTH {
        return Err("it has more files or folders than are read".into());
    }
    for name in names {
        let below: PathBuf = path.join(&name);
        let shown = shown::escaped(&below.display().to_string());
        let about = |why: String| format!("{shown}: {why}");
        if name.to_str().is_none() {
            return Err(about("its name is no text".into()));
        }
        match folder.sort(&name).map_err(about)? {
            None => return Err(about("it is gone".into())),
            Some(Sort::Link) => return Err(about("it is a link".into())),
            Some(Sort::Other) => return Err(about("it is no file".into())),
            Some(Sort::Folder) => {
                let inner = folder.folder(&name).map_err(about)?;
                let inner = inner.ok_or_else(|| about("it is gone".into()))?;
                grow(&inner, &below, depth + 1, left, contents)?;
            }
            Some(Sort::File) => {
                let read = folder.file(&name, *left).map_err(about)?;
                let read = read.ok_or_else(|| about("it is gone".into()))?;
                *left = left.saturating_sub(read.bytes.len() as u64);
                if contents.len() == FILES {
                    return Err(format!("it has more than {FILES} files"));
                }
                contents.push(Content {
                    path: below.display().to_string(),
                    bytes: read.bytes,
                    executable: read.executable,
                });
            }
        }
    }
    Ok(())
}
