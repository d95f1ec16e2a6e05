//! Which tasks give up what was kept of them when too much is kept: the oldest first, and never one that is still needed.

use crate::domain::TaskId;
use std::collections::{HashMap, HashSet};

/// What is kept of one task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub task: TaskId,
    pub workspace: String,
    pub is_finished: bool,
    /// Contents that its undo and redo need.
    pub images: Vec<String>,
    /// Bytes of whole outputs.
    pub outputs: u64,
}

/// What goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Collection {
    pub images: HashSet<String>,
    /// Whose undo is over.
    pub tasks: Vec<TaskId>,
    pub outputs: Vec<TaskId>,
}

/// Chooses until `images_over` and `outputs_over` bytes are freed or nothing is left that may go. `kept`: the oldest first.
/// An unfinished task keeps everything, and so does the newest of each workspace. A content goes when no task that stays
/// needs it.
pub fn collection(
    kept: &[Kept],
    sizes: &HashMap<String, u64>,
    images_over: u64,
    outputs_over: u64,
) -> Collection {
    let newest: HashMap<&str, &TaskId> = kept
        .iter()
        .map(|one| (one.workspace.as_str(), &one.task))
        .collect();
    let may_go =
        |one: &&Kept| one.is_finished && newest.get(one.workspace.as_str()) != Some(&&one.task);
    let mut needed: HashMap<&str, usize> = HashMap::new();
    for one in kept {
        for image in one.images.iter().collect::<HashSet<_>>() {
            *needed.entry(image).or_default() += 1;
        }
    }
    let mut goes = Collection::default();
    let (mut images_freed, mut outputs_freed) = (0, 0);
    for one in kept.iter().filter(may_go) {
        if outputs_freed < outputs_over && one.outputs > 0 {
            outputs_freed += one.outputs;
            goes.outputs.push(one.task.clone());
        }
        if images_freed < images_over && !one.images.is_empty() {
            for image in one.images.iter().collect::<HashSet<_>>() {
                let count = needed.entry(image).or_default();
                *count = count.saturating_sub(1);
                if *count == 0 {
                    images_freed += sizes.get(image).copied().unwrap_or_default();
                    goes.images.insert(image.clone());
                }
            }
            goes.tasks.push(one.task.clone());
        }
    }
    goes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(task: &str, workspace: &str, is_finished: bool, images: &[&str], outputs: u64) -> Kept {
        Kept {
            task: TaskId(task.into()),
            workspace: workspace.into(),
            is_finished,
            images: images.iter().map(|image| (*image).into()).collect(),
            outputs,
        }
    }

    fn names(tasks: &[TaskId]) -> Vec<&str> {
        tasks.iter().map(|task| task.0.as_str()).collect()
    }

    /// Over in images and outputs, and the tasks whose images and outputs go, and the images.
    type Row<'a> = (u64, u64, &'a [&'a str], &'a [&'a str], &'a [&'a str]);

    #[test]
    fn the_oldest_go_first_and_never_the_newest_or_an_unfinished_one() {
        let tasks = [
            kept("1", "/a", true, &["x", "shared"], 5),
            kept("2", "/b", true, &["only of b"], 5),
            kept("3", "/a", false, &["open"], 5),
            kept("4", "/a", true, &["y", "shared"], 0),
            kept("5", "/a", true, &["z"], 5),
        ];
        let sizes =
            ["x", "shared", "only of b", "open", "y", "z"].map(|name| (name.to_owned(), 10));
        let rows: [Row; 5] = [
            (0, 0, &[], &[], &[]),
            (1, 0, &["1"], &[], &["x"]),
            (11, 1, &["1", "4"], &["1"], &["shared", "x", "y"]),
            (1_000, 1_000, &["1", "4"], &["1"], &["shared", "x", "y"]),
            (0, 6, &[], &["1"], &[]),
        ];
        for (images, outputs, of_tasks, of_outputs, gone) in rows {
            let goes = collection(&tasks, &HashMap::from(sizes.clone()), images, outputs);
            let mut found: Vec<&str> = goes.images.iter().map(String::as_str).collect();
            found.sort_unstable();
            assert_eq!(
                (names(&goes.tasks), names(&goes.outputs), found),
                (of_tasks.to_vec(), of_outputs.to_vec(), gone.to_vec()),
                "{images} {outputs}"
            );
        }
    }
}
