//! What the user granted to which component: `grants.toml`.
//!
//! A grant is bound to the digest of manifest and entry: after any changed byte it does not hold. It lists the rights,
//! and only those that it lists hold, so a user may take a line away.

use super::component::Digest;
use super::{ComponentKind, RegistryError};
use crate::config::{Checked, ConfigError, Key, Kind, key};
use openkoi_state::StateError;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

static KEYS: &[Key] = &[
    key(
        "grants[].kind",
        Kind::OneOf(super::kind::WORDS),
        "The component's kind.",
    )
    .required(),
    key("grants[].name", Kind::Name, "Its name.").required(),
    key("grants[].digest", Kind::Text, "Of manifest and entry.").required(),
    key("grants[].rights", Kind::Texts, "What it may.").required(),
];

/// What one component was granted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Grant {
    pub kind: ComponentKind,
    pub name: String,
    pub digest: String,
    pub rights: BTreeSet<String>,
}

/// Where a component stands with its grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Part of the binary.
    BuiltIn,
    /// It asks for nothing.
    Pure,
    Granted,
    /// Nobody has granted anything.
    Ungranted,
    /// Something else was granted: its bytes have changed since.
    Changed {
        /// Asked for now, not granted then.
        added: Vec<String>,
        /// Granted then, not asked for now.
        removed: Vec<String>,
    },
}

/// The file as it is written.
#[derive(Debug, Default, Deserialize)]
struct Written {
    #[serde(default)]
    grants: Vec<Grant>,
}

/// All grants.
#[derive(Debug, Default)]
pub struct Grants {
    path: PathBuf,
    grants: Vec<Grant>,
}

impl Grants {
    /// Reads the grants. No file: none. A file that can't be understood is an error, and stays as it is.
    pub fn load(path: &Path) -> Result<Self, RegistryError> {
        let text = openkoi_state::load(path)?.unwrap_or_default();
        Ok(Self {
            path: path.to_owned(),
            grants: parse(path, &text)?,
        })
    }

    /// The grant of a component, whether or not it still holds.
    pub fn of(&self, kind: ComponentKind, name: &str) -> Option<&Grant> {
        self.grants
            .iter()
            .find(|grant| grant.kind == kind && grant.name == name)
    }

    /// Where a component that asks for `rights` stands.
    pub fn standing(
        &self,
        kind: ComponentKind,
        name: &str,
        digest: &Digest,
        rights: &BTreeSet<String>,
    ) -> Standing {
        if rights.is_empty() {
            return Standing::Pure;
        }
        match self.of(kind, name) {
            None => Standing::Ungranted,
            Some(grant) if grant.digest == digest.as_str() => Standing::Granted,
            Some(grant) => Standing::Changed {
                added: rights.difference(&grant.rights).cloned().collect(),
                removed: grant.rights.difference(rights).cloned().collect(),
            },
        }
    }

    /// Grants rights to a component, in place of what it was granted before.
    pub fn grant(&mut self, grant: Grant) -> Result<(), RegistryError> {
        self.change(grant.kind, &grant.name.clone(), Some(grant))
    }

    /// Takes a component's grant back. False: there was none.
    pub fn revoke(&mut self, kind: ComponentKind, name: &str) -> Result<bool, RegistryError> {
        let before = self.of(kind, name).is_some();
        self.change(kind, name, None)?;
        Ok(before)
    }

    /// Changes the file as it is now, under a lock, and keeps what people wrote beside the grants.
    fn change(
        &mut self,
        kind: ComponentKind,
        name: &str,
        grant: Option<Grant>,
    ) -> Result<(), RegistryError> {
        let path = &self.path;
        let mut grants = Vec::new();
        openkoi_state::update::<RegistryError>(path, |old| {
            let text = old.unwrap_or_default();
            grants = parse(path, text)?;
            grants.retain(|grant| grant.kind != kind || grant.name != name);
            grants.extend(grant.clone());
            changed(path, text, (kind, name), grant.as_ref())
        })?;
        self.grants = grants;
        Ok(())
    }
}

/// The text with one component's grant exchanged.
fn changed(
    path: &Path,
    text: &str,
    (kind, name): (ComponentKind, &str),
    grant: Option<&Grant>,
) -> Result<String, RegistryError> {
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        let error = io::Error::other(error.message().to_owned());
        ConfigError::from(StateError::new(path, "reading", &error))
    })?;
    let tables = document
        .entry("grants")
        .or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    if let Some(tables) = tables.as_array_of_tables_mut() {
        let is_it = |table: &Table, key: &str, word: &str| {
            table.get(key).and_then(Item::as_str) == Some(word)
        };
        tables.retain(|table| !(is_it(table, "kind", kind.word()) && is_it(table, "name", name)));
        tables.extend(grant.map(table));
    }
    Ok(document.to_string())
}

fn table(grant: &Grant) -> Table {
    let mut rights: Array = grant.rights.iter().collect();
    for right in rights.iter_mut() {
        right.decor_mut().set_prefix("\n    ");
    }
    rights.set_trailing("\n");
    rights.set_trailing_comma(true);
    let mut table = Table::new();
    table.insert("kind", value(grant.kind.word()));
    table.insert("name", value(&grant.name));
    table.insert("digest", value(&grant.digest));
    table.insert("rights", value(rights));
    table
}

fn parse(path: &Path, text: &str) -> Result<Vec<Grant>, RegistryError> {
    let file = path.display().to_string();
    let mut checked = Checked::read(&file, text, KEYS);
    let read: Written = serde_json::from_value(checked.tree.clone().into()).unwrap_or_default();
    for (index, grant) in read.grants.iter().enumerate() {
        if Digest::parse(&grant.digest).is_none() {
            let remedy = "Take the entry out and grant again.";
            checked.complain(
                &file,
                &format!("grants[{index}].digest"),
                "it is no digest",
                remedy,
            );
        }
        if read.grants[..index]
            .iter()
            .any(|other| (other.kind, &other.name) == (grant.kind, &grant.name))
        {
            checked.complain(
                &file,
                &format!("grants[{index}]"),
                "this component is there twice",
                "Keep one entry.",
            );
        }
    }
    if checked.complaints.is_empty() {
        Ok(read.grants)
    } else {
        Err(ConfigError::Invalid(checked.complaints).into())
    }
}
