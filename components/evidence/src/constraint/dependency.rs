//! Lines by which a project needs more than it did.

use crate::diff::{Change, Fate, Sign};
use crate::path;

/// A line that adds a dependency, in one of the files that list them.
pub(super) fn added<'a>(change: &Change<'a>) -> Option<(&'a str, &'a str)> {
    let base = path::base(change.path);
    let lists = base == "Cargo.toml"
        || base == "package.json"
        || base == "go.mod"
        || base == "pyproject.toml"
        || (base.starts_with("requirements") && base.ends_with(".txt"));
    if !lists || change.fate == Fate::New {
        return None;
    }
    let mut table = String::new();
    for line in &change.lines {
        let text = line.text.trim();
        let lower = text.to_lowercase();
        if line.sign == Sign::Hunk {
            table.clear();
        } else if text.starts_with('[') || (base == "package.json" && text.ends_with('{')) {
            table = lower.clone();
        }
        let own = match base {
            "Cargo.toml" => {
                table.contains("dependencies") && text.contains('=')
                    || (table.is_empty() && looks_like_crate(text))
            }
            "package.json" => {
                (table.contains("dependencies") || table.is_empty()) && is_package(text)
                    || is_inline(text)
            }
            "go.mod" => text
                .split_whitespace()
                .any(|word| word.starts_with('v') && word.contains('.')),
            "pyproject.toml" => {
                (table.contains("dependencies") && text.contains('='))
                    || (text.starts_with('"')
                        && [">=", "==", "~="].iter().any(|sign| text.contains(sign)))
            }
            _ => !text.is_empty() && !text.starts_with('#'),
        };
        let name = || name(text);
        let known = || {
            change
                .with(Sign::Removed)
                .any(|removed| self::name(removed.text.trim()) == name())
        };
        if line.sign == Sign::Added && own && !known() {
            return Some((change.path, text));
        }
    }
    None
}

fn looks_like_crate(text: &str) -> bool {
    let Some((name, value)) = text.split_once('=') else {
        return false;
    };
    let value = value.trim();
    let own = [
        "version",
        "name",
        "edition",
        "license",
        "description",
        "authors",
        "publish",
        "path",
        "opt-level",
        "rust-version",
        "default",
        "repository",
    ];
    let version = value.strip_prefix('"').is_some_and(|rest| {
        rest.starts_with(|first: char| first.is_ascii_digit() || "^~=".contains(first))
    });
    !own.contains(&name.trim())
        && (version || value.starts_with("{ version") || value.starts_with("{version"))
}

/// `"dependencies": { "left-pad": "^1.3.0" }` in one line.
fn is_inline(text: &str) -> bool {
    text.split_once('{').is_some_and(|(table, rest)| {
        table.contains("ependencies\"") && rest.split(',').any(|entry| is_package(entry.trim()))
    })
}

fn is_package(text: &str) -> bool {
    let Some((name, value)) = text.split_once(':') else {
        return false;
    };
    let value = value.trim().trim_start_matches('"');
    name.trim() != "\"version\""
        && value.starts_with(|first: char| first.is_ascii_digit() || "^~".contains(first))
}

fn name(text: &str) -> &str {
    text.trim_start_matches('"')
        .split(|character: char| !(character.is_alphanumeric() || "_-./@".contains(character)))
        .next()
        .unwrap_or(text)
}
