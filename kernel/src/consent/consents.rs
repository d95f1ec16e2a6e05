//! What a person said to the things that projects bring along: `consents.toml`.
//!
//! An answer is bound to the workspace, by its path and by what tells its directory from another at the same path, to the
//! item's kind and name, and to the hash of its bytes. After any changed byte it does not hold.

use super::item::{self, Item, ItemKind};
use super::standing::Standing;
use super::workspace::Workspace;
use crate::config::{Checked, ConfigError, Key, Kind, key};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use toml_edit::{ArrayOfTables, DocumentMut, Table, value};

static KEYS: &[Key] = &[
    key(
        "consents[].workspace",
        Kind::Text,
        "The project's directory.",
    )
    .required(),
    key(
        "consents[].identity",
        Kind::Text,
        "What tells that directory from another at the same path.",
    )
    .required(),
    key(
        "consents[].kind",
        Kind::OneOf(item::WORDS),
        "What the thing is.",
    )
    .required(),
    key("consents[].name", Kind::Text, "Where it stands.").required(),
    key("consents[].hash", Kind::Text, "Of its bytes.").required(),
    key(
        "consents[].answer",
        Kind::OneOf(&["allow", "deny"]),
        "What was said.",
    )
    .required(),
];

/// What a person says to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    Allow,
    Deny,
}

impl Answer {
    fn word(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Entry {
    workspace: String,
    identity: String,
    kind: String,
    name: String,
    hash: String,
    answer: Answer,
}

impl Entry {
    fn is_of(&self, workspace: &Workspace) -> bool {
        self.workspace == path(workspace) && self.identity == workspace.identity()
    }

    fn is_about(&self, kind: ItemKind, name: &str) -> bool {
        self.kind == kind.word() && self.name == name
    }
}

/// The file as it is written.
#[derive(Debug, Default, Deserialize)]
struct Written {
    #[serde(default)]
    consents: Vec<Entry>,
}

/// All answers.
#[derive(Debug, Default)]
pub struct Consents {
    path: PathBuf,
    entries: Vec<Entry>,
}

impl Consents {
    /// Reads the answers. No file: none. A file that can't be understood is an error, and stays as it is.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        Ok(Self {
            path: path.to_owned(),
            entries: parse(path, &openkoi_state::load(path)?.unwrap_or_default())?,
        })
    }

    /// Where an item stands.
    pub fn standing(&self, workspace: &Workspace, item: &Item) -> Standing {
        if let Some(why) = &item.hindrance {
            return Standing::Unusable(why.clone());
        }
        let mut entries = self.entries.iter();
        let about =
            entries.find(|entry| entry.is_of(workspace) && entry.is_about(item.kind, &item.name));
        match about {
            None => Standing::New,
            Some(entry) if entry.hash == item.hash => match entry.answer {
                Answer::Allow => Standing::Allowed,
                Answer::Deny => Standing::Denied,
            },
            Some(entry) if entry.answer == Answer::Allow => Standing::Changed {
                allowed: entry.hash.clone(),
            },
            Some(_denied) => Standing::New,
        }
    }

    /// Writes down what was said to an item as it was read, in place of what was said before.
    pub fn answer(
        &mut self,
        workspace: &Workspace,
        item: &Item,
        answer: Answer,
    ) -> Result<(), ConfigError> {
        let entry = Entry {
            workspace: path(workspace),
            identity: workspace.identity().to_owned(),
            kind: item.kind.word().to_owned(),
            name: item.name.clone(),
            hash: item.hash.clone(),
            answer,
        };
        let gone = |other: &Entry| other.is_of(workspace) && other.is_about(item.kind, &item.name);
        self.change(&gone, Some(&entry))?;
        Ok(())
    }

    /// Forgets what was said about one item of a workspace, or about all of them: how many answers that were.
    pub fn forget(
        &mut self,
        workspace: &Workspace,
        only: Option<(ItemKind, &str)>,
    ) -> Result<usize, ConfigError> {
        let gone = |entry: &Entry| {
            entry.is_of(workspace) && only.is_none_or(|(kind, name)| entry.is_about(kind, name))
        };
        self.change(&gone, None)
    }

    /// The items of a workspace that something was said about.
    pub fn about(&self, workspace: &Workspace) -> Vec<(ItemKind, &str)> {
        let entries = self.entries.iter().filter(|entry| entry.is_of(workspace));
        entries
            .filter_map(|entry| Some((ItemKind::from_word(&entry.kind)?, entry.name.as_str())))
            .collect()
    }

    /// The hashes of everything that is allowed anywhere.
    pub fn allowed(&self) -> BTreeSet<String> {
        let allowed = self
            .entries
            .iter()
            .filter(|entry| entry.answer == Answer::Allow);
        allowed.map(|entry| entry.hash.clone()).collect()
    }

    /// Changes the file as it is now, under a lock, and keeps what people wrote beside the answers.
    fn change(
        &mut self,
        gone: &dyn Fn(&Entry) -> bool,
        entry: Option<&Entry>,
    ) -> Result<usize, ConfigError> {
        let (path, mut entries, mut forgotten) = (&self.path, Vec::new(), 0);
        openkoi_state::update::<ConfigError>(path, |old| {
            let text = old.unwrap_or_default();
            entries = parse(path, text)?;
            let mut document: DocumentMut =
                text.parse().map_err(|error: toml_edit::TomlError| {
                    wrong(path, &io::Error::other(error.message().to_owned()))
                })?;
            let tables = document
                .entry("consents")
                .or_insert(toml_edit::Item::ArrayOfTables(ArrayOfTables::new()));
            if let Some(tables) = tables.as_array_of_tables_mut() {
                // The tables stand in the order of the entries.
                let mut at = entries.iter();
                tables.retain(|_| !at.next().is_some_and(gone));
                tables.extend(entry.map(table));
            }
            let before = entries.len();
            entries.retain(|entry| !gone(entry));
            forgotten = before - entries.len();
            entries.extend(entry.cloned());
            Ok(document.to_string())
        })?;
        self.entries = entries;
        Ok(forgotten)
    }
}

fn table(entry: &Entry) -> Table {
    let mut table = Table::new();
    table.insert("workspace", value(&entry.workspace));
    table.insert("identity", value(&entry.identity));
    table.insert("kind", value(&entry.kind));
    table.insert("name", value(&entry.name));
    table.insert("hash", value(&entry.hash));
    table.insert("answer", value(entry.answer.word()));
    table
}

/// Two paths that are no text are two texts: what is no text is escaped, and so is every backslash.
fn path(workspace: &Workspace) -> String {
    match workspace.root().to_str() {
        Some(path) => path.to_owned(),
        None => format!("{:?}", workspace.root().as_os_str()),
    }
}

fn parse(path: &Path, text: &str) -> Result<Vec<Entry>, ConfigError> {
    let checked = Checked::read(&path.display().to_string(), text, KEYS);
    if !checked.complaints.is_empty() {
        return Err(ConfigError::Invalid(checked.complaints));
    }
    let written: Written = serde_json::from_value(checked.tree.into())
        .map_err(|error| wrong(path, &io::Error::other(error.to_string())))?;
    Ok(written.consents)
}

fn wrong(path: &Path, error: &io::Error) -> ConfigError {
    openkoi_state::StateError::new(path, "reading", error).into()
}
