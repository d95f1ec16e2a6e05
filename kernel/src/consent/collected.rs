//! Finds and reads everything that a project brings along, by fixed rules and within limits.

use super::folder::Folder;
use super::item::Item;
use super::workspace::Workspace;
use super::{search, shown};

/// So many things of one project are looked at, …
const ITEMS: usize = 200;
/// … with so many bytes together.
const BYTES: usize = 32 * 1024 * 1024;

/// What a project brings along, and what was left aside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Collected {
    pub items: Vec<Item>,
    /// What can't be used, and why; escaped.
    pub notes: Vec<String>,
}

impl Collected {
    pub(super) fn of(workspace: &Workspace) -> Self {
        let mut collected = Self::default();
        let root = match Folder::open(workspace.root()) {
            Ok(root) => root,
            Err(why) => {
                collected
                    .notes
                    .push(format!("the project is not looked at: {why}"));
                return collected;
            }
        };
        let (items, notes) = search::all(workspace, &root);
        collected.items = items;
        collected.notes = notes.iter().map(|note| shown::escaped(note)).collect();
        collected.bound();
        collected
    }

    /// Keeps what is within the limits.
    fn bound(&mut self) {
        let more = self.items.len().saturating_sub(ITEMS);
        self.items.truncate(ITEMS);
        if more > 0 {
            self.notes
                .push(format!("{more} more things of this project are left aside"));
        }
        let mut left = BYTES;
        for item in &mut self.items {
            let size: usize = item.contents.iter().map(|file| file.bytes.len()).sum();
            if size > left {
                let why = "the project's things have more bytes than are read";
                *item = Item {
                    name: std::mem::take(&mut item.name),
                    ..Item::hindered(item.kind, "", why)
                };
            } else {
                left -= size;
            }
        }
    }
}
