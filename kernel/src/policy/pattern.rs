//! What stands between the parentheses of a rule.

use super::guarded::folded;
use super::place::Spot;

/// Words of a command: `git push:*`, `npm run *`, `cargo test`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) words: Vec<String>,
    /// Whatever follows is meant too.
    pub(super) is_open: bool,
}

impl Words {
    pub(super) fn parse(text: &str) -> Self {
        let text = text.trim();
        let open = text.strip_suffix(":*").filter(|rest| !rest.ends_with('\\'));
        let mut words: Vec<String> = open
            .unwrap_or(text)
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        let mut is_open = open.is_some();
        while words.last().is_some_and(|word| word == "*") {
            words.pop();
            is_open = true;
        }
        Self { words, is_open }
    }

    /// Whether these words are meant. A `*` within stands for one word, or for a part of one.
    pub(super) fn match_words<'a>(&self, mut words: impl Iterator<Item = &'a str>) -> bool {
        let all = self
            .words
            .iter()
            .all(|pattern| words.next().is_some_and(|word| is_like(pattern, word)));
        all && (self.is_open || words.next().is_none())
    }
}

/// Paths: gitignore's manner. Without "/" any depth; a folder means what is below it too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paths {
    /// Starts at the root of the file system; otherwise at the workspace.
    is_absolute: bool,
    is_home: bool,
    names: Vec<String>,
}

impl Paths {
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let is_home = text == "~" || text.starts_with("~/");
        let is_absolute = text.starts_with('/');
        let below = text.trim_start_matches('~');
        let mut names: Vec<String> = Vec::new();
        for name in below.split('/') {
            match name {
                "" | "." => {}
                ".." => return Err("a path with \"..\" means a different place each time"),
                name => names.push(name.to_owned()),
            }
        }
        let is_anywhere = !is_absolute && !is_home && !text.trim_end_matches('/').contains('/');
        if is_anywhere && text != "." {
            names.insert(0, "**".to_owned());
        }
        Ok(Self {
            is_absolute,
            is_home,
            names,
        })
    }

    pub(super) fn last_name(&self) -> Option<&str> {
        self.names.last().map(String::as_str)
    }

    /// Whether a path is meant: letter for letter, or `loosely`, as a file system that ignores case takes it.
    pub(super) fn match_spot(&self, spot: &Spot, place: &super::Place, loosely: bool) -> bool {
        let fold = |name: &str| {
            if loosely {
                folded(name)
            } else {
                name.to_owned()
            }
        };
        let mut pattern: Vec<String> = Vec::new();
        let mut names: Vec<String> = Vec::new();
        if self.is_absolute || self.is_home || !spot.is_inside {
            if self.is_home {
                let Some(home) = &place.home else {
                    return false;
                };
                pattern.extend(
                    super::Place {
                        workspace: home.clone(),
                        home: None,
                    }
                    .base(),
                );
            } else if !self.is_absolute {
                pattern.extend(place.base());
            }
            if spot.is_inside {
                names.extend(place.base());
            }
        }
        pattern.extend(self.names.iter().map(|name| fold(name)));
        names.extend(spot.names.iter().map(|name| fold(name)));
        is_below(&pattern, &names)
    }
}

/// A path, or a folder that it is in, fits the pattern; `**` stands for any number of names.
fn is_below(pattern: &[String], names: &[String]) -> bool {
    match pattern.split_first() {
        None => true,
        Some((first, rest)) if first == "**" => {
            // At the end it means what is below, not the folder itself.
            if rest.is_empty() {
                return !names.is_empty();
            }
            (0..=names.len()).any(|skipped| is_below(rest, &names[skipped..]))
        }
        Some((first, rest)) => names
            .split_first()
            .is_some_and(|(name, below)| is_like(first, name) && is_below(rest, below)),
    }
}

/// Hosts: `domain:example.com` means it and what is below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Host(String);

impl Host {
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let Some(host) = text.strip_prefix("domain:") else {
            return Err("an address is named by its domain");
        };
        let host = host.trim_start_matches("*.").to_ascii_lowercase();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        if host.is_empty() || !host.chars().all(is_plain) || host.starts_with('.') {
            return Err("a domain is letters, digits, \"-\" and \".\"");
        }
        Ok(Self(host))
    }

    pub(super) fn match_host(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let host = host.trim_end_matches('.');
        host.strip_suffix(self.0.as_str())
            .is_some_and(|above| above.is_empty() || above.ends_with('.'))
    }
}

/// The host of an address, if it is one with a host in plain sight.
pub(super) fn host_of(url: &str) -> Option<&str> {
    let lower = |scheme: &str| {
        url.get(..scheme.len())
            .filter(|start| start.eq_ignore_ascii_case(scheme))
            .map(|start| &url[start.len()..])
    };
    let rest = lower("https://").or_else(|| lower("http://"))?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    if authority.contains('@') || authority.starts_with('[') {
        return None;
    }
    let host = authority.split(':').next()?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    (!host.is_empty() && host.chars().all(is_plain)).then_some(host)
}

/// Whether a text fits a pattern in which `*` stands for any characters, and `\*` for itself.
pub(super) fn is_like(pattern: &str, text: &str) -> bool {
    let Some(at) = pattern.find(['*', '\\']) else {
        return pattern == text;
    };
    let (start, rest) = pattern.split_at(at);
    let Some(text) = text.strip_prefix(start) else {
        return false;
    };
    if let Some(escaped) = rest.strip_prefix('\\') {
        let mut characters = escaped.chars();
        return match characters.next() {
            Some(character) => text
                .strip_prefix(character)
                .is_some_and(|text| is_like(characters.as_str(), text)),
            None => text == "\\",
        };
    }
    let rest = rest.trim_start_matches('*');
    if rest.is_empty() {
        return true;
    }
    text.char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .any(|at| is_like(rest, &text[at..]))
}
