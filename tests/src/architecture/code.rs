//! Just enough of Rust's grammar to find the paths that a file names.

use super::Source;
use std::collections::BTreeSet;

/// The text with comments, strings and characters blanked out, byte for byte.
pub(super) fn without_text(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let length = text_length(rest, out.chars().next_back());
        if length == 0 {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            out.extend(
                rest[..length]
                    .chars()
                    .map(|c| if c == '\n' { '\n' } else { ' ' }),
            );
            rest = &rest[length..];
        }
    }
    out
}

/// How long the comment, string or character is that begins here; 0 where none does.
fn text_length(rest: &str, before: Option<char>) -> usize {
    let in_name = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return comment_length(rest);
    }
    if rest.starts_with('"') {
        return string_length(rest);
    }
    if !in_name && (rest.starts_with('r') || rest.starts_with("br")) {
        let hashes = rest.trim_start_matches('b')[1..]
            .chars()
            .take_while(|c| *c == '#')
            .count();
        let open = rest.trim_start_matches('b')[1 + hashes..].starts_with('"');
        let closing = format!("\"{}", "#".repeat(hashes));
        let start = rest.len() - rest.trim_start_matches('b').len() + hashes + 2;
        if open {
            return rest[start..]
                .find(&closing)
                .map_or(rest.len(), |at| start + at + closing.len());
        }
    }
    if rest.starts_with('\'') {
        character_length(rest)
    } else {
        0
    }
}

fn comment_length(rest: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

fn string_length(rest: &str) -> usize {
    let mut is_escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '"' if !is_escaped => return at + 1,
            '\\' => is_escaped = !is_escaped,
            _ => is_escaped = false,
        }
    }
    rest.len()
}

/// A character literal, not a lifetime.
fn character_length(rest: &str) -> usize {
    let mut characters = rest.char_indices().skip(1);
    match characters.next() {
        Some((_, '\\')) => rest[2..]
            .char_indices()
            .skip(1)
            .find(|(_, c)| *c == '\'')
            .map_or(0, |(at, _)| at + 3),
        Some(_) => characters
            .next()
            .filter(|(_, c)| *c == '\'')
            .map_or(0, |(at, _)| at + 1),
        None => 0,
    }
}

/// The rooms that the file names by `crate::…`, `openkoi::…` or a `super::…` that climbs to the root.
pub(super) fn rooms_named(source: &Source, rooms: &BTreeSet<String>) -> BTreeSet<String> {
    let code = without_text(&source.text);
    let depth = source.path.trim_end_matches(".rs").split('/').count();
    let mut named = BTreeSet::new();
    let mut inline = InlineModules::default();
    for (at, c) in code.char_indices() {
        inline.pass(&code[..at], c);
        let rest = &code[at..];
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$' || c == ':') {
            continue;
        }
        for root in ["crate", "openkoi"] {
            if let Some(path) = rest
                .strip_prefix(root)
                .and_then(|rest| rest.trim_start().strip_prefix("::"))
            {
                named.extend(firsts(path));
            }
        }
        let climbed = rest.len() - rest.trim_start_matches("super::").len();
        if climbed > 0 && climbed / "super::".len() >= depth + inline.open() {
            named.extend(firsts(&rest[climbed..]));
        }
    }
    named.retain(|name| rooms.contains(name));
    named
}

/// The first names of a path or of a braced tree of paths.
fn firsts(path: &str) -> Vec<String> {
    let path = path.trim_start();
    let Some(tree) = path.strip_prefix('{') else {
        return vec![name(path)];
    };
    let mut found = Vec::new();
    let (mut depth, mut is_start) = (0, true);
    for (at, c) in tree.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => is_start = true,
            c if is_start && !c.is_whitespace() => {
                found.push(name(&tree[at..]));
                is_start = false;
            }
            _ => {}
        }
    }
    found
}

fn name(path: &str) -> String {
    path.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

/// Keeps count of `mod name {` while the code passes by.
#[derive(Default)]
struct InlineModules {
    braces: Vec<bool>,
}

impl InlineModules {
    fn pass(&mut self, before: &str, c: char) {
        match c {
            '{' => self.braces.push(opens_module(before)),
            '}' => drop(self.braces.pop()),
            _ => {}
        }
    }

    fn open(&self) -> usize {
        self.braces.iter().filter(|is_module| **is_module).count()
    }
}

fn opens_module(before: &str) -> bool {
    let mut words = before
        .rsplit(|c: char| c.is_whitespace())
        .filter(|word| !word.is_empty());
    words
        .next()
        .is_some_and(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_'))
        && words.next() == Some("mod")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_no_code() {
        let cases = [
            ("a // crate::door\nb", "a               \nb"),
            ("a /* x /* y */ z */ b", "a                   b"),
            (r#"f("crate::\"door")"#, "f(               )"),
            ("r#\"crate::\"door\"# x", "                  x"),
            ("'\"' 'a 'b' '\\''", "    'a         "),
        ];
        for (source, expected) in cases {
            assert_eq!(without_text(source), expected, "{source}");
        }
    }

    #[test]
    fn paths_are_found_wherever_they_stand() {
        let rooms: BTreeSet<String> = ["door", "store", "domain", "port"]
            .map(str::to_owned)
            .into();
        let cases: &[(&str, &str, &[&str])] = &[
            ("mind.rs", "use crate::door::Http;", &["door"]),
            (
                "mind.rs",
                "use crate::{domain::{Event, store}, port};",
                &["domain", "port"],
            ),
            (
                "mind.rs",
                "fn f() { let x = crate::store::open(); }",
                &["store"],
            ),
            ("mind.rs", "// use crate::door;\n", &[]),
            ("mind.rs", "use super::door;", &["door"]),
            ("mind/tally.rs", "use super::store;", &[]),
            ("mind/tally.rs", "use super::super::store;", &["store"]),
            (
                "mind.rs",
                "mod tests { use super::store; use super::super::port; }",
                &["port"],
            ),
            ("main.rs", "use openkoi::door;", &["door"]),
            (
                "mind.rs",
                "use other::crate_like::door; my_crate::door();",
                &[],
            ),
        ];
        for (path, text, expected) in cases {
            let found: Vec<String> = rooms_named(&Source::new(path, text), &rooms)
                .into_iter()
                .collect();
            assert_eq!(found, *expected, "{path}: {text}");
        }
    }
}
