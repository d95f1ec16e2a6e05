//! What it takes to take a task's changes back, or to make them again.

use crate::domain::{Event, EventBody, Image, Receipt, Touched};
use std::collections::BTreeMap;

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Undo,
    Redo,
}

impl Direction {
    /// The word in JSON and on screens.
    pub fn word(self) -> &'static str {
        match self {
            Self::Undo => "undo",
            Self::Redo => "redo",
        }
    }
}

/// What these calls did to each file together: how it was before the first of them, and after the last. Files that are as
/// they were are left out. `step` is a receipt's id; none: all calls.
pub fn touched(receipts: &[Receipt], step: Option<&str>) -> Vec<Touched> {
    let meant = |receipt: &&Receipt| step.is_none_or(|step| receipt.id.0 == step);
    let mut files: BTreeMap<&str, (Option<&Image>, Option<&Image>)> = BTreeMap::new();
    for file in receipts.iter().filter(meant).flat_map(|it| &it.files) {
        files
            .entry(&file.path)
            .or_insert((file.before.as_ref(), None))
            .1 = file.after.as_ref();
    }
    let changed = files
        .into_iter()
        .filter(|(_, (before, after))| before != after);
    changed
        .map(|(path, (before, after))| Touched {
            path: path.to_owned(),
            before: before.cloned(),
            after: after.cloned(),
        })
        .collect()
}

/// A file's two images in the order in which they have to be exchanged: as it has to be found, and what it becomes.
pub fn exchanged(file: &Touched, direction: Direction) -> (Option<&Image>, Option<&Image>) {
    let (before, after) = (file.before.as_ref(), file.after.as_ref());
    match direction {
        Direction::Undo => (after, before),
        Direction::Redo => (before, after),
    }
}

/// Whether a task's changes, or those of one of its calls, are taken back at the moment.
pub fn is_undone<'a>(events: impl IntoIterator<Item = &'a Event>, step: Option<&str>) -> bool {
    let mut undone = false;
    for event in events {
        if let EventBody::Restored {
            direction,
            step: of,
            files,
            ..
        } = &event.body
            && (of.is_none() || of.as_deref() == step)
            && !files.is_empty()
        {
            undone = direction == Direction::Undo.word();
        }
    }
    undone
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Effect, ReceiptId};

    fn image(name: &str) -> Option<Image> {
        (!name.is_empty()).then(|| Image {
            hash: Some(name.into()),
            size: 1,
            mode: 0o644,
            is_link: false,
        })
    }

    fn receipt(id: &str, files: &[(&str, &str, &str)]) -> Receipt {
        let files = files.iter().map(|(path, before, after)| Touched {
            path: (*path).into(),
            before: image(before),
            after: image(after),
        });
        Receipt {
            id: ReceiptId(id.into()),
            tool: "shell".into(),
            summary: String::new(),
            effect: Effect::Execute,
            code: None,
            is_error: false,
            output: String::new(),
            duration_ms: 0,
            input_hash: String::new(),
            output_hash: String::new(),
            files: files.collect(),
        }
    }

    #[test]
    fn a_file_goes_from_before_the_first_call_to_after_the_last() {
        let receipts = [
            receipt(
                "r1",
                &[("a", "1", "2"), ("new", "", "n"), ("back", "x", "y")],
            ),
            receipt(
                "r2",
                &[("a", "2", "3"), ("new", "n", ""), ("gone", "g", "")],
            ),
            receipt("r3", &[("back", "y", "x")]),
        ];
        let row = |path: &str, before: &str, after: &str| Touched {
            path: path.into(),
            before: image(before),
            after: image(after),
        };
        let rows = [
            (None, vec![row("a", "1", "3"), row("gone", "g", "")]),
            (
                Some("r2"),
                vec![
                    row("a", "2", "3"),
                    row("gone", "g", ""),
                    row("new", "n", ""),
                ],
            ),
            (Some("r9"), vec![]),
        ];
        for (step, expected) in rows {
            assert_eq!(touched(&receipts, step), expected, "{step:?}");
        }
    }
}
