//! Finds files by the pattern of their path, and lines by a regular expression.

use super::content::read_below;
use super::place::Place;
use super::walk::{Hidden, Walk};
use super::{Access, FILE_LIMIT, Root, invalid};
use crate::domain::Fault;
use crate::port::Found;
use cap_std::fs::Dir;
use globset::{GlobBuilder, GlobMatcher};
use regex::bytes::Regex;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// A line that is found is cut to so many characters.
const LINE_LIMIT: usize = 500;
/// A file with a NUL among its first bytes is binary.
const BINARY_PROBE: usize = 8 * 1024;

/// All files below `root` that match, sorted.
pub(super) fn glob(
    roots: &[Root],
    root: &str,
    pattern: &str,
    abandoned: &AtomicBool,
) -> Result<Vec<String>, Fault> {
    let place = Place::parse(roots, root, Access::Read)?;
    let paths = matches(&place, &place.open()?, pattern, abandoned)?;
    let mut names: Vec<String> = paths.iter().map(|path| place.name(path)).collect();
    names.sort();
    Ok(names)
}

/// The lines that match, sorted by path and line.
pub(super) fn search(
    roots: &[Root],
    root: &str,
    pattern: &str,
    glob: &str,
    limit: usize,
    abandoned: &AtomicBool,
) -> Result<Vec<Found>, Fault> {
    let expression = Regex::new(pattern).map_err(|error| {
        invalid(format!(
            "the regular expression {pattern:?} is wrong: {error}"
        ))
    })?;
    let place = Place::parse(roots, root, Access::Read)?;
    let dir = place.open()?;
    let mut paths = matches(&place, &dir, glob, abandoned)?;
    paths.sort();
    let mut found = Vec::new();
    for below in paths {
        if found.len() >= limit || abandoned.load(Ordering::Relaxed) {
            break;
        }
        // What has gone meanwhile, may not be read or is too large holds no lines for us.
        let Ok(content) = read_below(&place, &dir, &below, FILE_LIMIT) else {
            continue;
        };
        if content.iter().take(BINARY_PROBE).any(|byte| *byte == 0) {
            continue;
        }
        let path = place.name(&below);
        found.extend(
            lines(&content, &expression)
                .take(limit - found.len())
                .map(|(line, text)| Found {
                    path: path.clone(),
                    line,
                    text,
                }),
        );
    }
    Ok(found)
}

fn lines<'a>(content: &'a [u8], expression: &'a Regex) -> impl Iterator<Item = (u32, String)> + 'a {
    let lines = content.split(|byte| *byte == b'\n');
    let lines = (1u32..).zip(lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line)));
    // What follows the last line end is a line only if something is there.
    let end = if content.ends_with(b"\n") || content.is_empty() {
        1
    } else {
        0
    };
    let count = content.iter().filter(|byte| **byte == b'\n').count() + 1 - end;
    lines
        .take(count)
        .filter(|(_, line)| expression.is_match(line))
        .map(|(number, line)| {
            let text = String::from_utf8_lossy(line)
                .chars()
                .take(LINE_LIMIT)
                .collect();
            (number, text)
        })
}

/// The regular files below a place whose path below it matches, relative to the root.
fn matches(
    place: &Place<'_>,
    dir: &Dir,
    pattern: &str,
    abandoned: &AtomicBool,
) -> Result<Vec<PathBuf>, Fault> {
    let matcher = matcher(pattern)?;
    let failed = |error: std::io::Error| place.fault("walk", &error);
    let mut below = PathBuf::new();
    if !place.below.as_os_str().is_empty() {
        below = dir.canonicalize(&place.below).map_err(failed)?;
        if !dir.metadata(&below).map_err(failed)?.is_dir() {
            return Err(invalid(format!(
                "{} is a file; name a directory to walk",
                place.path
            )));
        }
    }
    let root = place.root.dir.canonicalize().map_err(failed)?;
    let hidden = if names_hidden(pattern) {
        Hidden::Shown
    } else {
        Hidden::LeftOut
    };
    let walk = Walk {
        root: &root,
        below: &below,
        hidden,
    };
    let walked = walk
        .paths()
        .take_while(|_| !abandoned.load(Ordering::Relaxed));
    let matched = walked.filter(|path| {
        path.strip_prefix(&below)
            .is_ok_and(|path| matcher.is_match(path))
    });
    Ok(matched
        .filter(|path| is_regular(dir, path))
        .map(|path| rewritten(place, &below, &path))
        .collect())
}

/// A link counts as the file that it leads to, if that is below the root too.
fn is_regular(dir: &Dir, path: &Path) -> bool {
    dir.metadata(path).is_ok_and(|metadata| metadata.is_file())
}

/// The path by the way that the caller took, which may have gone through a link.
fn rewritten(place: &Place<'_>, real: &Path, path: &Path) -> PathBuf {
    path.strip_prefix(real)
        .map_or_else(|_| path.to_owned(), |path| place.below.join(path))
}

fn matcher(pattern: &str) -> Result<GlobMatcher, Fault> {
    let trimmed = pattern.strip_prefix("./").unwrap_or(pattern);
    let glob = GlobBuilder::new(trimmed).literal_separator(true).build();
    let glob = glob.map_err(|error| {
        invalid(format!(
            "the pattern {pattern:?} is wrong: {}",
            error.kind()
        ))
    })?;
    Ok(glob.compile_matcher())
}

/// Whether a component, or an alternative of one, begins with a dot.
fn names_hidden(pattern: &str) -> bool {
    let trimmed = pattern.strip_prefix("./").unwrap_or(pattern);
    trimmed
        .split(['/', '{', ','])
        .any(|part| part.starts_with('.') && part != "..")
}
