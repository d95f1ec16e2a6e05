//! The kernel's diff, file by file.

use crate::path;

/// Of a longer diff the first lines are read.
const LINES: usize = 50_000;

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It was not there.
    New,
    /// It is gone.
    Deleted,
    /// Its content is another.
    Modified,
}

/// How a line stands in the diff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Was there and is there.
    Context,
    /// Is new.
    Added,
    /// Is gone.
    Removed,
    /// A new hunk begins.
    Hunk,
}

/// One line of a hunk.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// How it stands.
    pub sign: Sign,
    /// Without the sign.
    pub text: &'a str,
    /// Of the new file.
    pub number: u32,
}

/// One changed file.
#[derive(Debug, Clone)]
pub struct Change<'a> {
    /// Relative to the workspace.
    pub path: &'a str,
    /// What became of it.
    pub fate: Fate,
    /// Its lines, as far as the diff shows them.
    pub lines: Vec<Line<'a>>,
}

impl<'a> Change<'a> {
    /// The lines with this sign.
    pub fn with(&self, sign: Sign) -> impl Iterator<Item = &Line<'a>> {
        self.lines.iter().filter(move |line| line.sign == sign)
    }

    /// The content can't be shown as lines.
    pub fn is_opaque(&self) -> bool {
        self.lines.is_empty()
    }
}

/// All changed files.
#[derive(Debug, Default)]
pub struct Diff<'a> {
    /// In the diff's order.
    pub changes: Vec<Change<'a>>,
}

impl<'a> Diff<'a> {
    /// Reads a unified diff.
    pub fn of(text: &'a str) -> Self {
        let mut changes: Vec<Change<'a>> = Vec::new();
        let (mut old, mut new, mut number) = (0_u32, 0_u32, 0_u32);
        let mut before: Option<&str> = None;
        for line in text.lines().take(LINES) {
            let hunk = changes.last_mut().filter(|_| old > 0 || new > 0);
            if let Some(change) = hunk {
                let (sign, text) = body(line);
                old = old.saturating_sub(u32::from(sign != Sign::Added && sign != Sign::Hunk));
                new = new.saturating_sub(u32::from(sign == Sign::Added || sign == Sign::Context));
                if sign != Sign::Hunk {
                    change.lines.push(Line { sign, text, number });
                    number += u32::from(sign != Sign::Removed);
                }
            } else if let Some(name) = line.strip_prefix("--- ") {
                before = Some(name);
            } else if let (Some(from), Some(to)) = (before, line.strip_prefix("+++ ")) {
                changes.push(headed(from, to));
                before = None;
            } else if let (Some(counts), Some(change)) = (counts(line), changes.last_mut()) {
                (old, new, number) = counts;
                change.lines.push(Line {
                    sign: Sign::Hunk,
                    text: "",
                    number,
                });
            }
        }
        Self { changes }
    }

    /// Nothing has changed.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// What became of the file that is named like this.
    pub fn find(&self, named: &str) -> Option<&Change<'a>> {
        let exact = self.changes.iter().find(|change| change.path == named);
        exact.or_else(|| {
            self.changes
                .iter()
                .find(|change| path::same(named, change.path))
        })
    }

    /// One of the added lines has this text.
    pub fn adds(&self, wanted: &str) -> bool {
        self.shows(Sign::Added, wanted)
    }

    /// One of the lines with this sign has this text.
    pub fn shows(&self, sign: Sign, wanted: &str) -> bool {
        self.changes
            .iter()
            .flat_map(|change| change.with(sign))
            .any(|line| line.text.contains(wanted))
    }

    /// Some change can't be shown as lines.
    pub fn hides(&self) -> bool {
        self.changes.iter().any(Change::is_opaque)
    }
}

fn headed<'a>(from: &'a str, to: &'a str) -> Change<'a> {
    let bare = |name: &'a str| {
        name.strip_prefix("a/")
            .or_else(|| name.strip_prefix("b/"))
            .unwrap_or(name)
            .trim_end()
    };
    let (path, fate) = match (from.trim_end(), to.trim_end()) {
        ("/dev/null", to) => (bare(to), Fate::New),
        (from, "/dev/null") => (bare(from), Fate::Deleted),
        (_, to) => (bare(to), Fate::Modified),
    };
    Change {
        path,
        fate,
        lines: Vec::new(),
    }
}

fn body(line: &str) -> (Sign, &str) {
    match line.as_bytes().first() {
        Some(b'+') => (Sign::Added, &line[1..]),
        Some(b'-') => (Sign::Removed, &line[1..]),
        Some(b' ') => (Sign::Context, &line[1..]),
        // "\ No newline at end of file" counts for nothing.
        Some(b'\\') => (Sign::Hunk, line),
        _ => (Sign::Context, line),
    }
}

/// "@@ -a,b +c,d @@": how many lines of each side follow, and where the new side begins.
fn counts(line: &str) -> Option<(u32, u32, u32)> {
    let mut parts = line.strip_prefix("@@ -")?.split(' ');
    let range = |part: &str| -> Option<(u32, u32)> {
        let (start, count) = part.split_once(',').unwrap_or((part, "1"));
        Some((start.parse().ok()?, count.parse().ok()?))
    };
    let (_, old) = range(parts.next()?)?;
    let (start, new) = range(parts.next()?.strip_prefix('+')?)?;
    Some((old, new, start))
}
