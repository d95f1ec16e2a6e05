//! The rules of agentskills.io, for the skills that come with the binary: other clients take them as they are.

use super::frontmatter;
use serde_json::Value;

const FIELDS: &[&str] = &[
    "name",
    "description",
    "license",
    "compatibility",
    "metadata",
    "allowed-tools",
];

/// Everything in which a SKILL.md breaks the rules.
pub(crate) fn complaints(folder: &str, text: &str) -> Vec<String> {
    let parsed = frontmatter::split(text)
        .and_then(|(head, body)| frontmatter::read(head).map(|head| (head, body)));
    let (head, body) = match parsed {
        Ok(parsed) => parsed,
        Err(why) => return vec![why],
    };
    let mut found = Vec::new();
    for field in head.fields().keys() {
        if !FIELDS.contains(&field.as_str()) {
            found.push(format!("{field} is no field"));
        }
    }
    let text = |field: &str| match head.fields().get(field) {
        Some(Value::String(text)) => Some(text.as_str()),
        _ => None,
    };
    found.extend(name(text("name").unwrap_or_default(), folder));
    for (field, longest, required) in [("description", 1_024, true), ("compatibility", 500, false)]
    {
        let length = text(field).unwrap_or_default().chars().count();
        let there = head.fields().contains_key(field);
        if (required || there) && !(1..=longest).contains(&length) {
            found.push(format!("{field} has 1 to {longest} characters"));
        }
    }
    match head.fields().get("metadata") {
        None => {}
        Some(Value::Object(map)) if map.values().all(Value::is_string) => {}
        Some(_) => found.push("metadata maps text to text".into()),
    }
    if body.lines().count() >= 500 {
        found.push("the body has less than 500 lines".into());
    }
    found
}

fn name(name: &str, folder: &str) -> Vec<String> {
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let mut found = Vec::new();
    if !(1..=64).contains(&name.len()) || !name.chars().all(letters) {
        found.push("name has 1 to 64 lower-case letters, digits and hyphens".into());
    }
    if name.starts_with('-') || name.ends_with('-') || name.contains("--") {
        found.push("a hyphen of the name stands between letters or digits".into());
    }
    if name != folder {
        found.push("name is the folder's name".into());
    }
    found
}
