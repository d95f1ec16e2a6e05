//! What it takes to take a task's changes back, or to make them again.

use crate::domain::{Event, EventBody, Image, Receipt, ReceiptId, Touched};
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

/// What these calls did to a file together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// How it was before the first of them, and after the last.
    pub file: Touched,
    /// The call right before which somebody else had changed it: what it was before that call counts, and what was
    /// earlier does not.
    pub since: Option<ReceiptId>,
}

/// What these calls did to each file. Files that are as they were are left out. `step` is a receipt's id; none: all calls.
///
/// Between two calls a file can change by another hand. What is restored then is what that hand made of it.
pub fn touched(receipts: &[Receipt], step: Option<&str>) -> Vec<Change> {
    let meant = |receipt: &&Receipt| step.is_none_or(|step| receipt.id.0 == step);
    let mut changes: BTreeMap<&str, Change> = BTreeMap::new();
    for receipt in receipts.iter().filter(meant) {
        for file in &receipt.files {
            match changes.get_mut(file.path.as_str()) {
                Some(change) if change.file.after == file.before => {
                    change.file.after.clone_from(&file.after);
                }
                Some(change) => {
                    change.file = file.clone();
                    change.since = Some(receipt.id.clone());
                }
                None => {
                    let (file, path) = (file.clone(), file.path.as_str());
                    changes.insert(path, Change { file, since: None });
                }
            }
        }
    }
    let changed = changes
        .into_values()
        .filter(|change| change.file.before != change.file.after);
    changed.collect()
}

/// A file's two images in the order in which they have to be exchanged: as it has to be found, and what it becomes.
pub fn exchanged(file: &Touched, direction: Direction) -> (Option<&Image>, Option<&Image>) {
    let (before, after) = (file.before.as_ref(), file.after.as_ref());
    match direction {
        Direction::Undo => (after, before),
        Direction::Redo => (before, after),
    }
}

/// How a task's changes, or those of one of its calls, stand at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Made,
    /// Some were taken back, and something stood against the others.
    PartlyUndone,
    Undone,
}

impl Standing {
    /// Whether there is something to do this way.
    pub fn allows(self, direction: Direction) -> bool {
        match direction {
            Direction::Undo => self != Self::Undone,
            Direction::Redo => self != Self::Made,
        }
    }
}

pub fn standing<'a>(events: impl IntoIterator<Item = &'a Event>, step: Option<&str>) -> Standing {
    let mut standing = Standing::Made;
    for event in events {
        if let EventBody::Restored {
            direction,
            step: of,
            files,
            conflicts,
        } = &event.body
            && (of.is_none() || of.as_deref() == step)
            && !files.is_empty()
        {
            standing = match (direction == Direction::Undo.word(), conflicts.is_empty()) {
                (true, true) => Standing::Undone,
                (_, false) => Standing::PartlyUndone,
                (false, true) => Standing::Made,
            };
        }
    }
    standing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Effect;

    fn image(name: &str) -> Option<Image> {
        (!name.is_empty()).then(|| Image {
            hash: Some(name.into()),
            size: 1,
            mode: 0o644,
            is_link: false,
            is_directory: false,
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
        let row = |path: &str, before: &str, after: &str| Change {
            file: Touched {
                path: path.into(),
                before: image(before),
                after: image(after),
            },
            since: None,
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

    #[test]
    fn what_another_hand_made_of_a_file_between_two_calls_is_what_it_goes_back_to() {
        let receipts = [
            receipt("r1", &[("a", "1", "2"), ("b", "1", "2")]),
            receipt("r2", &[("a", "own", "3")]),
            receipt("r3", &[("a", "3", "4"), ("b", "2", "3")]),
        ];
        let changes = touched(&receipts, None);
        let told: Vec<_> = changes
            .iter()
            .map(|change| {
                (
                    &*change.file.path,
                    change.file.before.clone(),
                    &change.since,
                )
            })
            .collect();
        let expected = [
            ("a", image("own"), &Some(ReceiptId("r2".into()))),
            ("b", image("1"), &None),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn what_was_taken_back_in_part_can_be_taken_back_and_made_again() {
        let restored = |direction: Direction, files: &[&str], conflicts: &[&str]| Event {
            id: 0,
            task: crate::domain::TaskId("t".into()),
            iteration: crate::domain::IterationId(0),
            at_ms: 0,
            body: EventBody::Restored {
                direction: direction.word().into(),
                step: None,
                files: files.iter().map(|path| (*path).into()).collect(),
                conflicts: conflicts
                    .iter()
                    .map(|path| ((*path).into(), "why".into()))
                    .collect(),
            },
        };
        let whole = restored(Direction::Undo, &["a"], &[]);
        let partly = restored(Direction::Undo, &["a"], &["b"]);
        let nothing = restored(Direction::Undo, &[], &["a", "b"]);
        let again = restored(Direction::Redo, &["a"], &[]);
        let rows: [(&[&Event], Standing); 6] = [
            (&[], Standing::Made),
            (&[&nothing], Standing::Made),
            (&[&whole], Standing::Undone),
            (&[&partly], Standing::PartlyUndone),
            (&[&partly, &whole], Standing::Undone),
            (&[&whole, &again], Standing::Made),
        ];
        for (events, expected) in rows {
            assert_eq!(standing(events.iter().copied(), None), expected);
            let both = [Direction::Undo, Direction::Redo].map(|way| expected.allows(way));
            assert_ne!(both, [false, false]);
        }
    }
}
