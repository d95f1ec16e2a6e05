//! The dimensions that an evaluator's skill judges by.

use crate::domain::Dimension;
use serde::Deserialize;
use serde_json::Value;

/// The most dimensions that count.
const MOST: usize = 24;
/// The longest name of one.
const LONGEST_NAME: usize = 64;

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    dimensions: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    name: String,
    weight: f32,
    #[serde(default)]
    description: String,
}

/// Reads `assets/rubric.toml`; the notes tell which dimensions don't count and why.
pub(super) fn read(text: &str) -> Result<(Vec<Dimension>, Vec<String>), String> {
    let file: File = toml_edit::de::from_str(text).map_err(|error| {
        let told = error
            .message()
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned();
        format!("assets/rubric.toml: {told}")
    })?;
    Ok(sound(file.dimensions))
}

/// Reads the list of the earlier form.
pub(super) fn of_frontmatter(items: &[Value]) -> (Vec<Dimension>, Vec<String>) {
    let mut rows = Vec::new();
    let mut notes = Vec::new();
    for item in items {
        match Row::deserialize(item) {
            Ok(row) => rows.push(row),
            Err(why) => notes.push(format!("one of its dimensions does not count: {why}")),
        }
    }
    let (dimensions, more) = sound(rows);
    notes.extend(more);
    (dimensions, notes)
}

fn sound(rows: Vec<Row>) -> (Vec<Dimension>, Vec<String>) {
    let mut kept: Vec<Dimension> = Vec::new();
    let mut notes = Vec::new();
    for row in rows {
        let name = row.name.trim();
        let wrong = if name.is_empty() || name.chars().count() > LONGEST_NAME {
            Some("a name has 1 to 64 characters")
        } else if !(row.weight.is_finite() && row.weight > 0.0) {
            Some("a weight is more than 0")
        } else if kept.iter().any(|other| other.name == name) {
            Some("it is there twice")
        } else if kept.len() == MOST {
            Some("24 are enough")
        } else {
            None
        };
        match wrong {
            Some(why) => notes.push(format!("its dimension {name:?} does not count: {why}")),
            None => kept.push(Dimension {
                name: name.to_owned(),
                weight: row.weight,
                description: row.description.trim().to_owned(),
            }),
        }
    }
    (kept, notes)
}
