//! The difference between two versions of a file, as a part of a unified diff.

use crate::domain::{FileChange, Image};
use similar::{ChangeTag, TextDiff};
use std::path::Path;
use std::time::Duration;

/// Two files that have little in common are compared no longer than this; the diff is then correct, but not the shortest.
const PATIENCE: Duration = Duration::from_secs(2);
/// A file with a NUL among its first bytes is binary.
const BINARY_PROBE: usize = 8 * 1024;

/// A file, the target of a link, or a directory, at one moment.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Version {
    pub(super) size: u64,
    /// The permission bits.
    pub(super) mode: u32,
    pub(super) is_link: bool,
    pub(super) is_directory: bool,
    pub(super) content: Content,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Content {
    Kept(Vec<u8>),
    /// It is with the images already.
    Stored([u8; 32]),
    Hashed([u8; 32]),
    /// Too large to hash or not readable; or a directory.
    Unknown,
}

impl Version {
    /// What a receipt says of it.
    pub(super) fn image(&self) -> Image {
        let hash = self.content.hash();
        Image {
            hash: hash.map(|hash| blake3::Hash::from_bytes(hash).to_hex().to_string()),
            size: self.size,
            mode: self.mode,
            is_link: self.is_link,
            is_directory: self.is_directory,
        }
    }

    /// Whether what it is can be made again from what is kept.
    pub(super) fn is_kept(&self) -> bool {
        self.is_directory || matches!(self.content, Content::Kept(_) | Content::Stored(_))
    }
}

impl Content {
    fn hash(&self) -> Option<[u8; 32]> {
        match self {
            Self::Kept(content) => Some(*blake3::hash(content).as_bytes()),
            Self::Stored(hash) | Self::Hashed(hash) => Some(*hash),
            Self::Unknown => None,
        }
    }

    /// None: not kept, or binary.
    fn text(&self) -> Option<&[u8]> {
        match self {
            Self::Kept(content) => {
                (!content.iter().take(BINARY_PROBE).any(|byte| *byte == 0)).then_some(content)
            }
            Self::Stored(_) | Self::Hashed(_) | Self::Unknown => None,
        }
    }
}

/// What has become of a file; none if nothing has.
pub(super) fn change(
    path: &Path,
    before: Option<&Version>,
    after: Option<&Version>,
) -> Option<FileChange> {
    let path = path.to_string_lossy().into_owned();
    let is_same = before.zip(after).is_some_and(|(before, after)| {
        before.size == after.size
            && before.is_link == after.is_link
            && before.content.hash() == after.content.hash()
    });
    let modes = before
        .zip(after)
        .filter(|(before, after)| before.mode != after.mode && !after.is_link);
    let mut change = FileChange {
        path,
        added: 0,
        removed: 0,
        diff: String::new(),
    };
    if let Some((before, after)) = modes {
        change.diff = format!("old mode {:o}\nnew mode {:o}\n", before.mode, after.mode);
    }
    if is_same {
        return modes.map(|_| FileChange {
            diff: headed(&change.path, &change.diff),
            ..change
        });
    }
    let empty = Some(&[][..]);
    let old = before.map_or(empty, |version| version.content.text());
    let new = after.map_or(empty, |version| version.content.text());
    match old.zip(new) {
        Some((old, new)) => compare(&mut change, old, new, before.is_some(), after.is_some()),
        None => change.diff += &note(before, after),
    }
    Some(FileChange {
        diff: headed(&change.path, &change.diff),
        ..change
    })
}

fn headed(path: &str, diff: &str) -> String {
    if diff.starts_with("--- ") {
        diff.to_owned()
    } else {
        format!("--- a/{path}\n+++ b/{path}\n{diff}")
    }
}

fn compare(change: &mut FileChange, old: &[u8], new: &[u8], was_there: bool, is_there: bool) {
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    let diff = TextDiff::configure()
        .timeout(PATIENCE)
        .diff_lines(old.as_ref(), new.as_ref());
    for line in diff.iter_all_changes() {
        match line.tag() {
            ChangeTag::Insert => change.added += 1,
            ChangeTag::Delete => change.removed += 1,
            ChangeTag::Equal => {}
        }
    }
    let name = |side: &str, exists: bool| {
        if exists {
            format!("{side}/{}", change.path)
        } else {
            "/dev/null".into()
        }
    };
    let (old_name, new_name) = (name("a", was_there), name("b", is_there));
    let hunks = diff.unified_diff().context_radius(3).to_string();
    change.diff = format!("--- {old_name}\n+++ {new_name}\n{}{hunks}", change.diff);
}

/// Stands where lines can't.
fn note(before: Option<&Version>, after: Option<&Version>) -> String {
    let size = |version: Option<&Version>| {
        version.map_or("none".into(), |version| format!("{} bytes", version.size))
    };
    let (old, new) = (size(before), size(after));
    let is_binary = [before, after].into_iter().flatten().any(|version| {
        matches!(version.content, Content::Kept(_)) && version.content.text().is_none()
    });
    let why = if is_binary {
        "binary"
    } else {
        "too large to show"
    };
    format!("(content {why}: {old} before, {new} now)\n")
}
