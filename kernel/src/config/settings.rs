//! Single values and where each comes from: defaults < user file < project file < environment < flags.

use super::document::{Checked, Leaf, Place};
use super::error::Complaint;
use super::keys::KEYS;
use super::schema::{Key, Narrows};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;

/// Who said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Default,
    File {
        path: String,
        place: Place,
    },
    /// The project's own file, which can only narrow.
    Project {
        path: String,
        place: Place,
    },
    /// A variable's name.
    Environment(&'static str),
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, place } | Self::Project { path, place } => {
                write!(f, "{path}:{}", place.line)
            }
            Self::Environment(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}

/// One value in force.
#[derive(Clone, PartialEq)]
pub struct Setting {
    value: Value,
    pub origin: Origin,
    /// Nothing depends on it yet.
    pub unused: bool,
    secret: bool,
}

impl Setting {
    fn new(key: &Key, value: Value, origin: Origin) -> Self {
        Self {
            value,
            origin,
            unused: key.unused,
            secret: key.kind.is_secret(),
        }
    }

    /// The value as it would be written; secrets stay hidden.
    pub fn shown(&self) -> String {
        if self.secret {
            "(hidden)".to_owned()
        } else {
            self.value.to_string()
        }
    }
}

impl fmt::Debug for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.shown(), self.origin)
    }
}

/// All values in force, as a tree for the typed sections and one by one for screens.
#[derive(Default)]
pub(crate) struct Settings {
    tree: Map<String, Value>,
    pub(crate) each: BTreeMap<String, Setting>,
}

impl Settings {
    pub(crate) fn defaults() -> Self {
        let mut settings = Self::default();
        for key in KEYS.iter().filter(|key| !key.default.is_empty()) {
            let value = serde_json::from_str(key.default)
                .expect("a default is also JSON: a test reads them all");
            settings.set(key, value, Origin::Default);
        }
        // Sections without a default of their own are there all the same.
        for section in ["providers", "integrations"] {
            self_or_new(&mut settings.tree, section);
        }
        settings
    }

    /// Lays what a file says over what is there.
    pub(crate) fn lay_over(&mut self, path: &str, file: Checked) {
        merge(&mut self.tree, file.tree);
        for Leaf {
            key,
            path: name,
            value,
            place,
        } in file.leaves
        {
            let origin = Origin::File {
                path: path.to_owned(),
                place,
            };
            self.each.insert(name, Setting::new(key, value, origin));
        }
    }

    /// Takes from a project's file what narrows; says what was left out.
    pub(crate) fn narrow(&mut self, path: &str, file: Checked) -> Vec<String> {
        let mut left_out = Vec::new();
        for Leaf {
            key,
            path: name,
            value,
            place,
        } in file.leaves
        {
            let now = self.each.get(&name).map(|setting| &setting.value);
            let value = if key.narrows == Narrows::More {
                with(now, value)
            } else {
                value
            };
            if narrows(key.narrows, now, &value) {
                let origin = Origin::Project {
                    path: path.to_owned(),
                    place,
                };
                self.set(key, value, origin);
            } else if now != Some(&value) {
                left_out.push(format!(
                    "{path}:{}: `{name}` ignored: not trusted",
                    place.line
                ));
            }
        }
        left_out
    }

    /// Sets one value from a flag or variable, checked like the file's.
    pub(crate) fn override_with(
        &mut self,
        path: &str,
        value: Value,
        origin: Origin,
    ) -> Result<(), Complaint> {
        let key = KEYS
            .iter()
            .find(|key| key.path == path)
            .expect("overrides name rows: a test sets them all");
        key.kind
            .check(key.name(), &value)
            .map_err(|wrong| Complaint {
                at: origin.to_string(),
                message: wrong.message,
                remedy: String::new(),
            })?;
        self.set(key, value, origin);
        Ok(())
    }

    pub(crate) fn tree(&self) -> Value {
        Value::Object(self.tree.clone())
    }

    fn set(&mut self, key: &Key, value: Value, origin: Origin) {
        let mut table = &mut self.tree;
        let mut words = key.path.split('.').peekable();
        while let Some(word) = words.next() {
            if words.peek().is_none() {
                table.insert(word.to_owned(), value.clone());
                break;
            }
            table = self_or_new(table, word);
        }
        self.each
            .insert(key.path.to_owned(), Setting::new(key, value, origin));
    }
}

fn self_or_new<'a>(table: &'a mut Map<String, Value>, word: &str) -> &'a mut Map<String, Value> {
    let child = table
        .entry(word)
        .or_insert_with(|| Value::Object(Map::new()));
    child
        .as_object_mut()
        .expect("a row is a section or a value, never both")
}

fn merge(below: &mut Map<String, Value>, above: Map<String, Value>) {
    for (name, value) in above {
        match (below.get_mut(&name), value) {
            (Some(Value::Object(below)), Value::Object(above)) => merge(below, above),
            (_, value) => {
                below.insert(name, value);
            }
        }
    }
}

/// A list, and what another one has besides.
fn with(now: Option<&Value>, more: Value) -> Value {
    let mut all = now.and_then(Value::as_array).cloned().unwrap_or_default();
    let Value::Array(more) = more else {
        return Value::Array(all);
    };
    for value in more {
        if !all.contains(&value) {
            all.push(value);
        }
    }
    Value::Array(all)
}

fn narrows(rule: Narrows, now: Option<&Value>, new: &Value) -> bool {
    let numbers = now.and_then(Value::as_f64).zip(new.as_f64());
    match rule {
        Narrows::Never => false,
        Narrows::Down(least) => numbers.is_some_and(|(now, new)| new < now && new >= least as f64),
        Narrows::Up => numbers.is_some_and(|(now, new)| new > now),
        Narrows::More => now.is_some_and(|now| now != new),
        Narrows::On => now == Some(&Value::Bool(false)) && new == &Value::Bool(true),
    }
}
