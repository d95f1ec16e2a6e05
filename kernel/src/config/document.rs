//! A TOML text, checked against its rows, with the place of everything in it.

use super::error::Complaint;
use super::nearest::nearest;
use super::schema::{Child, Key, child, joined, names, required};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::ops::Range;
use toml_edit::{Document, Item, TableLike};

/// Where something stands in a text; both count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

/// A single value of a file.
#[derive(Debug, Clone)]
pub(crate) struct Leaf {
    pub key: &'static Key,
    /// As it stands in this file: `providers.lab.base_url`.
    pub path: String,
    pub value: Value,
    pub place: Place,
}

/// Everything that is right in a file, and everything that is wrong with it.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// The file as JSON, without what is wrong.
    pub(crate) tree: Map<String, Value>,
    pub(crate) leaves: Vec<Leaf>,
    /// Values and tables by path.
    pub(crate) places: BTreeMap<String, Place>,
    pub(crate) complaints: Vec<Complaint>,
}

impl Checked {
    /// Reads a text that came from `file` and holds it against `keys`.
    pub(crate) fn read(file: &str, text: &str, keys: &'static [Key]) -> Self {
        let mut walk = Walk {
            file,
            text,
            keys,
            checked: Self::default(),
        };
        match Document::parse(text) {
            Ok(document) => {
                walk.checked.tree =
                    walk.table(document.as_table(), "", "", Place { line: 1, column: 1 });
            }
            Err(error) => {
                let place = place(text, error.span());
                walk.complain(place, format!("it is not TOML: {}", error.message()), "");
            }
        }
        walk.checked
    }

    /// Adds a complaint about what stands at `path`, or at the nearest table above it.
    pub(crate) fn complain(
        &mut self,
        file: &str,
        path: &str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        let mut above = path;
        let place = loop {
            if let Some(place) = self.places.get(above) {
                break *place;
            }
            match above.rsplit_once('.') {
                Some((parent, _)) => above = parent,
                None => break Place { line: 1, column: 1 },
            }
        };
        self.complaints.push(Complaint {
            at: at(file, place),
            message: message.into(),
            remedy: remedy.into(),
        });
    }
}

struct Walk<'a> {
    file: &'a str,
    text: &'a str,
    keys: &'static [Key],
    checked: Checked,
}

impl Walk<'_> {
    fn table(
        &mut self,
        table: &dyn TableLike,
        pattern: &str,
        path: &str,
        at: Place,
    ) -> Map<String, Value> {
        let mut tree = Map::new();
        for (name, item) in table.iter() {
            let span = table
                .key(name)
                .and_then(toml_edit::Key::span)
                .or_else(|| item.span());
            let place = place(self.text, span);
            let path = joined(path, name);
            let value = match child(self.keys, pattern, name) {
                Some(Child::Value(key)) => self.value(key, &path, item, place),
                Some(Child::Table(pattern)) => match item.as_table_like() {
                    Some(table) => Some(Value::Object(self.table(table, &pattern, &path, place))),
                    None => self.no_table(&path, place),
                },
                Some(Child::Tables(pattern)) => self.tables(item, &pattern, &path, place),
                None => self.unknown(pattern, name, place),
            };
            self.checked.places.insert(path, place);
            tree.extend(value.map(|value| (name.to_owned(), value)));
        }
        for key in required(self.keys, pattern) {
            if !table.contains_key(key.name()) {
                let message = format!("{} has no `{}`", shown(path), key.name());
                self.complain(
                    at,
                    message,
                    &format!("Add {} = …: {}.", key.name(), key.kind.words()),
                );
            }
        }
        tree
    }

    fn tables(&mut self, item: &Item, pattern: &str, path: &str, place: Place) -> Option<Value> {
        let tables: Option<Vec<&dyn TableLike>> = match (item.as_array_of_tables(), item.as_array())
        {
            (Some(tables), _) => Some(tables.iter().map(|table| table as &dyn TableLike).collect()),
            (None, Some(array)) => array
                .iter()
                .map(|value| value.as_inline_table().map(|table| table as &dyn TableLike))
                .collect(),
            (None, None) => None,
        };
        let Some(tables) = tables else {
            self.complain(
                place,
                format!("`{path}` takes a list of tables"),
                &format!("Write [[{path}]] above each."),
            );
            return None;
        };
        let mut list = Vec::new();
        for (index, table) in tables.into_iter().enumerate() {
            let path = format!("{path}[{index}]");
            let first = table
                .iter()
                .next()
                .and_then(|(name, _)| table.key(name)?.span());
            let place = self.place_of(first, place);
            self.checked.places.insert(path.clone(), place);
            list.push(Value::Object(self.table(table, pattern, &path, place)));
        }
        Some(Value::Array(list))
    }

    fn value(&mut self, key: &'static Key, path: &str, item: &Item, place: Place) -> Option<Value> {
        let value = json(item);
        match key.kind.check(key.name(), &value) {
            Ok(()) => {
                let leaf = Leaf {
                    key,
                    path: path.to_owned(),
                    value: value.clone(),
                    place,
                };
                self.checked.leaves.push(leaf);
                Some(value)
            }
            Err(wrong) => {
                self.complain(place, format!("`{path}`: {}", wrong.message), &wrong.remedy);
                None
            }
        }
    }

    fn no_table(&mut self, path: &str, place: Place) -> Option<Value> {
        self.complain(
            place,
            format!("`{path}` is a section"),
            &format!("Write [{path}] and its keys below."),
        );
        None
    }

    fn unknown(&mut self, pattern: &str, name: &str, place: Place) -> Option<Value> {
        let known = names(self.keys, pattern);
        let elsewhere = self.keys.iter().find(|key| key.name() == name);
        let remedy = match (nearest(name, known.iter().copied()), elsewhere) {
            (_, Some(key)) => format!(
                "It belongs in {}.",
                shown(key.path.rsplit_once('.').map_or("", |(above, _)| above))
            ),
            (Some(word), None) => format!("Did you mean `{word}`?"),
            (None, None) => format!("Known there: {}.", known.join(", ")),
        };
        self.complain(
            place,
            format!(
                "unknown key `{}` in {}",
                name.escape_debug(),
                shown(pattern)
            ),
            &remedy,
        );
        None
    }

    fn place_of(&self, span: Option<Range<usize>>, otherwise: Place) -> Place {
        span.map_or(otherwise, |span| place(self.text, Some(span)))
    }

    fn complain(&mut self, place: Place, message: String, remedy: &str) {
        self.checked.complaints.push(Complaint {
            at: at(self.file, place),
            message,
            remedy: remedy.to_owned(),
        });
    }
}

/// `file:line:column`.
pub(crate) fn at(file: &str, place: Place) -> String {
    format!("{file}:{}:{}", place.line, place.column)
}

/// A section as it stands in a file.
fn shown(path: &str) -> String {
    match path {
        "" => "the file's top level".to_owned(),
        path if path.ends_with(']') => format!(
            "[[{}]]",
            path.rsplit_once('[').map_or(path, |(path, _)| path)
        ),
        path => format!("[{path}]"),
    }
}

fn place(text: &str, span: Option<Range<usize>>) -> Place {
    let start = span.map_or(0, |span| text.floor_char_boundary(span.start));
    let before = &text[..start];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    Place {
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
    }
}

/// A value as JSON. What JSON lacks becomes text (dates) or null (infinities), which no kind takes for something else.
fn json(item: &Item) -> Value {
    match item {
        Item::None => Value::Null,
        Item::Value(value) => json_value(value),
        Item::Table(table) => table
            .iter()
            .map(|(name, item)| (name.to_owned(), json(item)))
            .collect(),
        Item::ArrayOfTables(tables) => tables
            .iter()
            .map(|table| {
                table
                    .iter()
                    .map(|(name, item)| (name.to_owned(), json(item)))
                    .collect::<Value>()
            })
            .collect(),
    }
}

fn json_value(value: &toml_edit::Value) -> Value {
    use toml_edit::Value as Toml;
    match value {
        Toml::String(text) => text.value().as_str().into(),
        Toml::Integer(number) => (*number.value()).into(),
        Toml::Float(number) => (*number.value()).into(),
        Toml::Boolean(flag) => (*flag.value()).into(),
        Toml::Datetime(moment) => moment.value().to_string().into(),
        Toml::Array(values) => values.iter().map(json_value).collect(),
        Toml::InlineTable(table) => table
            .iter()
            .map(|(name, value)| (name.to_owned(), json_value(value)))
            .collect(),
    }
}
