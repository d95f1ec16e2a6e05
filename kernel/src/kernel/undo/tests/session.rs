//! One session: calls and the user's edits in turn, then undo, redo and undo again, held against a model that knows
//! nothing of how it is done.

use super::Random;
use super::place::{IGNORED, Node, Place, Tree};
use crate::domain::{Command, Effect, Receipt, ReceiptId, TaskId, spelled};
use crate::door::process::{Places, Shell};
use crate::door::workspace::{LocalWorkspace, Restorer, end_after};
use crate::kernel::undo::exchanges;
use crate::mind::{Change, Direction, touched};
use crate::port::Workspace;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What happened in a campaign.
#[derive(Debug, Default)]
pub(super) struct Figures {
    pub(super) calls: u64,
    pub(super) by_shell: u64,
    pub(super) users_edits: u64,
    pub(super) restored: u64,
    pub(super) conflicts: u64,
    /// Undos that were ended in the middle.
    pub(super) ended: u64,
    /// Sessions in which a content had been cleared away.
    pub(super) gone: u64,
}

pub(super) struct Session {
    place: Place,
    workspace: LocalWorkspace,
    receipts: Vec<Receipt>,
    /// How things stood before and after each call.
    history: Vec<(Tree, Tree)>,
    told: String,
}

impl Session {
    pub(super) fn new(place: Place, random: &mut Random, told: String) -> Self {
        place.furnish(random);
        let places = Places {
            temp: place.data().join("temp"),
            caches: place.data().join("caches"),
            hidden: Vec::new(),
            hosts: Vec::new(),
        };
        let shell = Shell::new(place.root(), &BTreeMap::new(), places, Arc::new(|_| {}));
        let task = TaskId("task".into());
        let workspace = LocalWorkspace::new(place.root(), Arc::new(shell), &place.data(), &task);
        Self {
            place,
            workspace,
            receipts: Vec::new(),
            history: Vec::new(),
            told,
        }
    }

    pub(super) async fn play(&mut self, random: &mut Random, figures: &mut Figures) {
        let first = self.place.tree();
        self.workspace.snapshot().await.expect("a snapshot");
        for number in 1..=1 + random.below(4) {
            if random.chance(30) {
                self.own_edits(random, figures);
            }
            self.call(number, random, figures).await;
        }
        if random.chance(40) {
            self.own_edits(random, figures);
        }
        let changes = touched(&self.receipts, None);
        let now = self.place.tree();
        let gone = self.lose_one(&changes, random, figures);
        let expected =
            Model::new(&first, &self.history, &now, gone, self.place.new_folder()).undone();
        if random.chance(50) {
            figures.ended += 1;
            end_after(u32::try_from(random.below(40)).unwrap_or(0));
            self.restore(&changes, Direction::Undo);
            end_after(u32::MAX);
        }
        let conflicts = self.restore(&changes, Direction::Undo);
        self.compare(
            &expected.tree,
            &format!("after undo, which told {conflicts:?}"),
        );
        self.is_told(&conflicts, &expected);
        figures.conflicts += conflicts.len() as u64;
        figures.restored += (changes.len() - conflicts.len()) as u64;
        if expected.conflicts.is_empty() && !expected.is_partly_there {
            self.restore(&changes, Direction::Redo);
            self.compare(&now, "after redo");
            self.restore(&changes, Direction::Undo);
            self.compare(&expected.tree, "after undo once more");
        }
        let own = |tree: &Tree| -> Tree {
            let is_gits = |(path, _): &(&PathBuf, &Node)| path.starts_with(".git");
            let own = tree.iter().filter(is_gits);
            own.map(|(path, node)| (path.clone(), node.clone()))
                .collect()
        };
        assert_eq!(own(&self.place.tree()), own(&first), "{}", self.told);
    }

    fn own_edits(&self, random: &mut Random, figures: &mut Figures) {
        for _ in 0..1 + random.below(3) {
            let is_done = self.place.own_edit(random).is_ok();
            figures.users_edits += u64::from(is_done);
        }
    }

    async fn call(&mut self, number: usize, random: &mut Random, figures: &mut Figures) {
        // As the session does it: what others have done is not the call's doing.
        self.workspace.touched().await.expect("a look");
        let before = self.place.tree();
        for _ in 0..1 + random.below(5) {
            // What can't be done where something else stands is not done.
            drop(self.place.edit(random));
        }
        if random.chance(15) {
            let line = "printf shell > by-shell; mkdir -p src; cp by-shell src/a.txt; chmod 751 src/a.txt; rm -f run.sh; \
                        ln -s by-shell link; mv A.txt moved 2>/dev/null; echo more >> moved";
            let command = Command {
                line: line.into(),
                timeout_ms: 20_000,
                ..Command::default()
            };
            self.workspace.run(&command).await.expect("a shell");
            figures.by_shell += 1;
        }
        let files = self.workspace.touched().await.expect("what was touched");
        figures.calls += 1;
        self.history.push((before, self.place.tree()));
        self.receipts.push(Receipt {
            id: ReceiptId(format!("r{number}")),
            tool: "shell".into(),
            summary: String::new(),
            effect: Effect::Execute,
            code: None,
            is_error: false,
            output: String::new(),
            duration_ms: 0,
            input_hash: String::new(),
            output_hash: String::new(),
            files,
        });
    }

    /// Clears one content away, as the collection of what is old does.
    fn lose_one(
        &self,
        changes: &[Change],
        random: &mut Random,
        figures: &mut Figures,
    ) -> Option<String> {
        if !random.chance(5) {
            return None;
        }
        let before = changes.iter().filter_map(|it| it.file.before.as_ref());
        let hash = before.filter_map(|image| image.hash.clone()).next()?;
        let path = self
            .place
            .data()
            .join("images")
            .join(&hash[..2])
            .join(&hash);
        fs::remove_file(path).expect("it was kept");
        figures.gone += 1;
        Some(hash)
    }

    /// The paths that something stood against.
    fn restore(&self, changes: &[Change], way: Direction) -> BTreeMap<String, String> {
        let restorer = Restorer::new(self.place.root(), &self.place.data());
        let exchanges = exchanges(changes, way);
        let outcomes = restorer.restore(&exchanges);
        let told = exchanges.iter().zip(outcomes);
        told.filter_map(|(file, outcome)| Some((file.path.to_owned(), outcome.err()?.0)))
            .collect()
    }

    fn compare(&self, expected: &Tree, when: &str) {
        let now = self.place.tree();
        let paths: BTreeSet<&PathBuf> = now.keys().chain(expected.keys()).collect();
        let wrong: Vec<_> = paths
            .into_iter()
            .filter(|path| now.get(*path) != expected.get(*path))
            .filter(|path| !self.is_another_name(path, expected.get(*path), now.get(*path)))
            .map(|path| (path, expected.get(path), now.get(path), self.story(path)))
            .collect();
        assert!(
            wrong.is_empty(),
            "{}, {when}: path, as it should be, as it is, before and after each call: {wrong:#?}",
            self.told
        );
    }

    /// Whether this is a file that undo does not look at, and bears another mode because one that it does look at is the
    /// same file under another name: a mode can't be given to one name alone.
    fn is_another_name(&self, path: &Path, expected: Option<&Node>, now: Option<&Node>) -> bool {
        let (Some(Node::File(was, _)), Some(Node::File(is, _))) = (expected, now) else {
            return false;
        };
        let Some((first, _)) = self.history.first() else {
            return false;
        };
        let metadata = fs::symlink_metadata(self.place.root().join(path));
        was == is && is_left_out(path, first) && metadata.is_ok_and(|metadata| metadata.nlink() > 1)
    }

    fn story(&self, path: &Path) -> Vec<(Option<&Node>, Option<&Node>)> {
        let calls = self.history.iter();
        calls
            .map(|(before, after)| (before.get(path), after.get(path)))
            .collect()
    }

    fn is_told(&self, conflicts: &BTreeMap<String, String>, expected: &Expected) {
        let told: BTreeSet<String> = conflicts.keys().cloned().collect();
        let paths = expected.conflicts.iter();
        let wanted: BTreeSet<String> = paths.map(|path| spelled(path)).collect();
        assert_eq!(told, wanted, "{}: {conflicts:#?}", self.told);
        if let Some(path) = &expected.gone {
            let why = &conflicts[&spelled(path)];
            assert!(why.contains("is not kept"), "{}: {why}", self.told);
        }
    }
}

/// What has to be there, and which files stay as they are and are told.
struct Expected {
    tree: Tree,
    conflicts: BTreeSet<PathBuf>,
    gone: Option<PathBuf>,
    /// The user has taken something back already, which redo makes again as well; or a folder was needed that nobody
    /// had made, which redo leaves.
    is_partly_there: bool,
}

/// The specification: a file goes back to what it was before the calls, or to what the user last made of it between two
/// of them, if it still is what the last call left.
struct Model<'a> {
    now: &'a Tree,
    /// What was before, and what was left; only of what the calls changed.
    changed: BTreeMap<&'a PathBuf, (Option<&'a Node>, Option<&'a Node>)>,
    gone: Option<String>,
    /// The mode that a folder gets of which none is known.
    new_folder: u32,
}

/// Where undo does not look.
fn is_left_out(path: &Path, first: &Tree) -> bool {
    let folder = path.iter().next().unwrap_or_default();
    folder == "node_modules" || folder == ".git" || folder == "many" && is_many_ignored(first)
}

/// Too many files to look after, where an ignore file names them.
fn is_many_ignored(first: &Tree) -> bool {
    let ignored = blake3::hash(IGNORED[0].as_bytes()).to_hex().to_string();
    let is_named =
        matches!(first.get(Path::new(".gitignore")), Some(Node::File(hash, _)) if *hash == ignored);
    is_named && first.contains_key(Path::new("many/f299"))
}

impl<'a> Model<'a> {
    fn new(
        first: &Tree,
        history: &'a [(Tree, Tree)],
        now: &'a Tree,
        gone: Option<String>,
        new_folder: u32,
    ) -> Self {
        let mut changed: BTreeMap<_, (Option<&Node>, Option<&Node>)> = BTreeMap::new();
        for (before, after) in history {
            let paths: BTreeSet<&PathBuf> = before.keys().chain(after.keys()).collect();
            for path in paths {
                let (was, is) = (before.get(path), after.get(path));
                if was == is || is_left_out(path, first) {
                    continue;
                }
                let entry = changed.entry(path).or_insert((was, was));
                *entry = if entry.1 == was {
                    (entry.0, is)
                } else {
                    (was, is)
                };
            }
        }
        changed.retain(|_, (was, is)| was != is);
        Self {
            now,
            changed,
            gone,
            new_folder,
        }
    }

    fn undone(&self) -> Expected {
        let mut expected = Expected {
            tree: self.now.clone(),
            conflicts: BTreeSet::new(),
            gone: None,
            is_partly_there: false,
        };
        // What is in a folder before the folder, so that it is known whether it gets empty.
        for (path, (was, left)) in self.changed.iter().rev() {
            let now = self.now.get(*path);
            let is_lost = matches!(was, Some(Node::File(hash, _)) if self.gone.as_ref() == Some(hash))
                || matches!(was, Some(Node::Link(target)) if self.gone == Some(hash_of(target)));
            let is_free = now == *left || (now.is_none() && is_other_kind(*was, *left));
            let is_full = matches!(now, Some(Node::Folder(_)))
                && !matches!(was, Some(Node::Folder(_)))
                && expected
                    .tree
                    .keys()
                    .any(|other| other != *path && other.starts_with(path));
            if now == *was {
                expected.is_partly_there = true;
                continue;
            }
            if !is_free || is_full || is_lost {
                if is_free && !is_full {
                    expected.gone = Some((*path).clone());
                }
                expected.conflicts.insert((*path).clone());
                continue;
            }
            match was {
                Some(node) => expected.tree.insert((*path).clone(), (*node).clone()),
                None => expected.tree.remove(*path),
            };
        }
        self.homeless(&mut expected);
        expected
    }

    /// What has no folder to go back to gets one; where something else stands in its place, it stays away.
    fn homeless(&self, expected: &mut Expected) {
        let paths: Vec<PathBuf> = expected.tree.keys().cloned().collect();
        for path in paths {
            let above = path.ancestors().skip(1);
            let above = above.filter(|folder| !folder.as_os_str().is_empty());
            let mut missing = Vec::new();
            let mut is_barred = false;
            for folder in above {
                match expected.tree.get(folder) {
                    Some(Node::Folder(_)) => {}
                    Some(_) => is_barred = true,
                    None => missing.push(folder.to_owned()),
                }
            }
            if !is_barred {
                expected.is_partly_there |= !missing.is_empty();
                let made = missing.into_iter();
                expected
                    .tree
                    .extend(made.map(|folder| (folder, Node::Folder(self.new_folder))));
                continue;
            }
            match self.now.get(&path) {
                Some(node) => expected.tree.insert(path.clone(), node.clone()),
                None => expected.tree.remove(&path),
            };
            expected.conflicts.insert(path);
        }
    }
}

fn hash_of(target: &Path) -> String {
    use std::os::unix::ffi::OsStrExt;
    blake3::hash(target.as_os_str().as_bytes())
        .to_hex()
        .to_string()
}

fn is_other_kind(one: Option<&Node>, other: Option<&Node>) -> bool {
    let is_folder = |node: Option<&Node>| node.map(|node| matches!(node, Node::Folder(_)));
    let (one, other) = (is_folder(one), is_folder(other));
    one.is_some() && other.is_some() && one != other
}
