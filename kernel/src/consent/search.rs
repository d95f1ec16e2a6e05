//! Looks through a project for what it brings along.

use super::entries;
use super::folder::{Folder, Sort};
use super::instructions;
use super::item::{Content, Item, ItemKind};
use super::shown;
use super::tree;
use super::workspace::Workspace;
use std::ffi::OsStr;
use std::path::Path;

/// The most bytes of a single file that is text.
const TEXT: u64 = 256 * 1024;
/// The most bytes of a project's config.
const CONFIG: u64 = 64 * 1024;
/// So deep below its place a skill is looked for, …
const DEPTH: usize = 5;
/// … in so many directories, …
const SEARCHED: usize = 2_000;
/// … until so many things were found.
const FOUND: usize = 1_000;

const SKILLS: [&str; 3] = [".openkoi/skills", ".agents/skills", ".agents/evaluators"];
const SERVERS: [&str; 2] = [".mcp.json", ".openkoi/mcp.json"];
const HOOKS: [&str; 2] = [".openkoi/hooks.json", ".agents/hooks.json"];
const SOULS: [&str; 2] = ["SOUL.md", ".openkoi/SOUL.md"];

/// Everything that was found, in a fixed order, and what was left aside.
pub(super) fn all(workspace: &Workspace, root: &Folder) -> (Vec<Item>, Vec<String>) {
    let mut search = Search {
        workspace,
        root,
        items: Vec::new(),
        notes: Vec::new(),
        searched: 0,
    };
    search.config();
    let files = instructions::items(workspace, root, &mut search.notes);
    search.items.extend(files);
    for end in workspace.ends() {
        for place in SKILLS {
            search.skills(&end.join(place), 1);
        }
        for name in SERVERS {
            search.entries(&end, name, ItemKind::Mcp);
        }
        for name in HOOKS {
            search.entries(&end, name, ItemKind::Hook);
        }
        for name in SOULS {
            search.soul(&end, name);
        }
        search.components(&end);
        search.scripts(&end);
    }
    (search.items, search.notes)
}

struct Search<'a> {
    workspace: &'a Workspace,
    root: &'a Folder,
    items: Vec<Item>,
    notes: Vec<String>,
    searched: usize,
}

impl Search<'_> {
    /// Only where the user stands: a config is not for what lies below.
    fn config(&mut self) {
        let ends = self.workspace.ends();
        let here = ends.last().cloned().unwrap_or_default();
        if let Some((name, content)) =
            self.file(&here.join(".openkoi/config.toml"), CONFIG, ItemKind::Config)
        {
            let told = shown::lines(&content.text());
            self.items
                .push(Item::new(ItemKind::Config, &name, vec![content]).telling(told));
        }
    }

    fn soul(&mut self, end: &Path, name: &str) {
        if let Some((name, content)) = self.file(&end.join(name), TEXT, ItemKind::Soul) {
            let told = vec![sized(&content)];
            self.items
                .push(Item::new(ItemKind::Soul, &name, vec![content]).telling(told));
        }
    }

    /// The entries of a file of servers or hooks.
    fn entries(&mut self, end: &Path, name: &str, kind: ItemKind) {
        if let Some((name, content)) = self.file(&end.join(name), TEXT, kind) {
            let items = entries::items(kind, &name, &content, |word| self.script(end, word));
            self.items.extend(items);
        }
    }

    /// A file of the project that a word of a command names.
    fn script(&self, base: &Path, word: &str) -> Option<Content> {
        let path = Path::new(word);
        let below = match path.strip_prefix(self.workspace.root()) {
            Ok(below) => below.to_owned(),
            Err(_elsewhere) if path.is_absolute() => return None,
            Err(_elsewhere) => base.join(path.strip_prefix("./").unwrap_or(path)),
        };
        let folder = self.root.at(below.parent()?).ok()??;
        let read = folder.file(below.file_name()?, TEXT).ok()??;
        Some(Content {
            path: below.to_str()?.to_owned(),
            bytes: read.bytes,
            executable: read.executable,
        })
    }

    fn scripts(&mut self, end: &Path) {
        let place = end.join(".openkoi/scripts");
        for name in self.names(&place) {
            if let Some((name, content)) = self.file(&place.join(name), TEXT, ItemKind::Script) {
                let told = vec![sized(&content)];
                self.items
                    .push(Item::new(ItemKind::Script, &name, vec![content]).telling(told));
            }
        }
    }

    fn components(&mut self, end: &Path) {
        let place = end.join(".openkoi/components");
        for name in self.names(&place) {
            let is_folder = self.folder(&place).is_some_and(|folder| {
                folder.sort(OsStr::new(&name)) == Ok(Some(Sort::Folder)) && !name.starts_with('.')
            });
            if is_folder {
                self.tree(ItemKind::Component, &place.join(name), "component.toml");
            }
        }
    }

    fn skills(&mut self, place: &Path, depth: usize) {
        for name in self.names(place) {
            let path = place.join(&name);
            let is_folder = self
                .folder(place)
                .is_some_and(|folder| folder.sort(OsStr::new(&name)) == Ok(Some(Sort::Folder)));
            if !is_folder || name.starts_with('.') {
                continue;
            }
            self.searched += 1;
            if self.searched > SEARCHED || self.items.len() > FOUND {
                if self.searched == SEARCHED + 1 {
                    self.notes.push(format!(
                        "only the first {SEARCHED} directories were searched for skills"
                    ));
                }
                return;
            }
            let is_skill = self
                .folder(&path)
                .is_some_and(|folder| matches!(folder.sort(OsStr::new("SKILL.md")), Ok(Some(_))));
            if is_skill {
                self.tree(ItemKind::Skill, &path, "SKILL.md");
            } else if depth < DEPTH {
                self.skills(&path, depth + 1);
            }
        }
    }

    /// A folder with everything in it.
    fn tree(&mut self, kind: ItemKind, path: &Path, first: &str) {
        let name = path.display().to_string();
        let read = match self.folder(path) {
            Some(folder) => tree::read(&folder, path),
            None => Err("it can't be read".into()),
        };
        self.items.push(match read {
            Ok(contents) => {
                let told = tree::told(path, &contents, first);
                Item::new(kind, &name, contents).telling(told)
            }
            Err(why) => Item::hindered(kind, &name, why),
        });
    }

    /// A file that is there; one that can't be read is an item that nobody can consent to.
    fn file(&mut self, path: &Path, most: u64, kind: ItemKind) -> Option<(String, Content)> {
        let folder = self.folder(path.parent()?)?;
        let shown = path.display().to_string();
        let read = folder.file(path.file_name()?, most);
        let read = read.and_then(|read| match (read, path.to_str()) {
            (Some(_), None) => Err("its name is no text".into()),
            (read, _) => Ok(read),
        });
        match read {
            Ok(None) => None,
            Ok(Some(read)) => {
                let content = Content {
                    path: shown.clone(),
                    bytes: read.bytes,
                    executable: read.executable,
                };
                Some((shown, content))
            }
            Err(why) => {
                self.items.push(Item::hindered(kind, &shown, why));
                None
            }
        }
    }

    /// A directory of the project's that is no link, and not the user's own.
    fn folder(&mut self, path: &Path) -> Option<Folder> {
        let is_users = |end: &str| {
            let mut above = path
                .ancestors()
                .filter(|above| above.file_name() == Some(OsStr::new(end)));
            above.any(|above| self.workspace.is_own(above))
        };
        if is_users(".openkoi") || is_users(".agents") {
            return None;
        }
        match self.root.at(path) {
            Ok(found) => found,
            Err(why) => {
                // Said once, of the highest that is no directory.
                let mut above: Vec<&Path> = path.ancestors().collect();
                above.reverse();
                let is_it = |above: &&&Path| self.root.at(above).is_err();
                let first = above.iter().find(is_it).copied().unwrap_or(path);
                let note = format!("{} is not looked at: {why}", first.display());
                if !self.notes.contains(&note) {
                    self.notes.push(note);
                }
                None
            }
        }
    }

    /// The names in a directory that are text.
    fn names(&mut self, path: &Path) -> Vec<String> {
        let Some(folder) = self.folder(path) else {
            return Vec::new();
        };
        match folder.names() {
            Ok((names, are_all)) => {
                if !are_all {
                    let note = format!("{}: only a part of its names is looked at", path.display());
                    self.notes.push(note);
                }
                let text = names.into_iter().map(|name| name.into_string());
                text.filter_map(Result::ok).collect()
            }
            Err(why) => {
                self.notes
                    .push(format!("{} is not looked at: {why}", path.display()));
                Vec::new()
            }
        }
    }
}

fn sized(content: &Content) -> String {
    let lines = content.text().lines().count();
    format!("{lines} lines, {} bytes", content.bytes.len())
}
