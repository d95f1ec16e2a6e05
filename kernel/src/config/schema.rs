//! What a file may hold: one row for each key. Readers, errors and references are computed from the rows.

use super::kind::Kind;

/// One key of a file.
#[derive(Debug)]
pub struct Key {
    /// Parted by ".": a word, `<id>` for any name, `word[]` for a list of tables.
    pub path: &'static str,
    pub kind: Kind,
    /// One line for the reference.
    pub about: &'static str,
    /// As it would be written in the file; empty: unset.
    pub default: &'static str,
    /// Its section is incomplete without it.
    pub required: bool,
    /// What a project's own file may make of it.
    pub narrows: Narrows,
    /// Accepted, and nothing depends on it yet.
    pub unused: bool,
}

/// What somebody whom the user has not trusted may make of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Narrows {
    Never,
    /// Less, but at least this.
    Down(u64),
    Up,
    /// Only on.
    On,
    /// More of them: what is there stays.
    More,
}

/// A row with nothing but the necessary.
pub(crate) const fn key(path: &'static str, kind: Kind, about: &'static str) -> Key {
    Key {
        path,
        kind,
        about,
        default: "",
        required: false,
        narrows: Narrows::Never,
        unused: false,
    }
}

impl Key {
    pub(crate) const fn default(self, default: &'static str) -> Self {
        Self { default, ..self }
    }

    pub(crate) const fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    pub(crate) const fn narrows(self, narrows: Narrows) -> Self {
        Self { narrows, ..self }
    }

    pub(crate) const fn unused(self) -> Self {
        Self {
            unused: true,
            ..self
        }
    }

    /// The last word of the path.
    pub(crate) fn name(&self) -> &'static str {
        self.path.rsplit('.').next().unwrap_or(self.path)
    }
}

/// What stands below a table under one name.
pub(crate) enum Child {
    Value(&'static Key),
    /// A table; its pattern.
    Table(String),
    /// A list of tables; the pattern of each.
    Tables(String),
}

/// The child called `name` of the table at `pattern`, which is empty for the whole file.
pub(crate) fn child(keys: &'static [Key], pattern: &str, name: &str) -> Option<Child> {
    let mut any = None;
    for key in keys {
        let Some(rest) = below(key, pattern) else {
            continue;
        };
        let (word, is_value) = match rest.split_once('.') {
            Some((word, _)) => (word, false),
            None => (rest, true),
        };
        let found = || {
            if is_value {
                return Child::Value(key);
            }
            let pattern = joined(pattern, word);
            if word.ends_with("[]") {
                Child::Tables(pattern)
            } else {
                Child::Table(pattern)
            }
        };
        if word.trim_end_matches("[]") == name {
            return Some(found());
        }
        if word.starts_with('<') && any.is_none() {
            any = Some(found());
        }
    }
    any
}

/// The names that the table at `pattern` knows, each once.
pub(crate) fn names(keys: &'static [Key], pattern: &str) -> Vec<&'static str> {
    let mut names = Vec::new();
    for key in keys {
        let word = below(key, pattern).and_then(|rest| rest.split('.').next());
        let name = word.map(|word| word.trim_end_matches("[]"));
        if let Some(name) = name.filter(|name| !name.starts_with('<') && !names.contains(name)) {
            names.push(name);
        }
    }
    names
}

/// The values that the table at `pattern` must have.
pub(crate) fn required(keys: &'static [Key], pattern: &str) -> impl Iterator<Item = &'static Key> {
    keys.iter()
        .filter(move |key| key.required && below(key, pattern) == Some(key.name()))
}

fn below(key: &'static Key, pattern: &str) -> Option<&'static str> {
    if pattern.is_empty() {
        return Some(key.path);
    }
    key.path.strip_prefix(pattern)?.strip_prefix('.')
}

/// A path one step further down.
pub(crate) fn joined(path: &str, word: &str) -> String {
    if path.is_empty() {
        word.to_owned()
    } else {
        format!("{path}.{word}")
    }
}
