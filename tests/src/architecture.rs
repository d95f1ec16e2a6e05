//! Which room of the kernel names which, read from the sources.
//!
//! A room is a module directly below the crate's root. The arrows say what each may name; everything else is a
//! violation, and so is an outside crate beyond its room, a vendor's name, a drawer and a file that nobody can survey.

mod code;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Room, and the rooms that it may name.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("failure", &["domain"]),
    ("config", &["domain", "failure", "policy"]),
    ("consent", &["domain", "failure", "config"]),
    ("port", &["domain"]),
    ("mind", &["domain"]),
    ("policy", &["domain"]),
    ("store", &["domain", "port"]),
    ("door", &["domain", "policy", "port", "store", "failure"]),
    ("mechanism", &["domain", "port", "store", "door"]),
    ("session", &["domain", "port", "mind", "policy"]),
    (
        "registry",
        &["domain", "failure", "config", "port", "store"],
    ),
    ("cli", COMMANDS),
    ("daemon", SERVER),
    ("api", SCREEN),
    ("tui", SCREEN),
];

/// What a screen may name: the kernel, the folds over its journal and the words in which it speaks; never another screen.
const SCREEN: &[&str] = &[
    "kernel", "session", "mind", "policy", "port", "registry", "config", "consent", "failure",
    "domain",
];

/// The same for the command line, which also starts the daemon.
const COMMANDS: &[&str] = &[
    "daemon", "kernel", "session", "mind", "policy", "port", "registry", "config", "consent",
    "failure", "domain",
];

/// The daemon opens the queue, and lets a screen answer for it.
const SERVER: &[&str] = &["api", "kernel", "config", "failure", "domain"];

/// These name whatever they like: the composition root, the floor plan and the entrance.
const FREE: &[&str] = &["kernel", "lib", "main"];

/// Outside crate, and where it may be named.
const LODGERS: &[(&str, &[&str])] = &[
    ("rusqlite", &["store"]),
    ("wasmtime", &["mechanism/wasm"]),
    ("rmcp", &["mechanism/mcp"]),
    ("openkoi_engine", &["mechanism/wasm", "registry", "kernel"]),
    (
        "openkoi_redact",
        &["door", "store", "session", "kernel", "cli"],
    ),
    ("openkoi_sandbox", &["door/process", "main"]),
    ("axum", &["api"]),
    ("hyper", &["api"]),
    ("hyper_util", &["api"]),
    ("subtle", &["api"]),
    ("ratatui", &["tui"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("reqwest", &["door"]),
    ("rustls", &["door"]),
    ("serde_saphyr", &["mind/skill"]),
];

/// Names that belong to components.
const STRANGERS: &[&str] = &[
    "anthropic",
    "openai",
    "ollama",
    "groq",
    "openrouter",
    "deepseek",
    "moonshot",
    "bedrock",
    "gemini",
    "slack",
    "discord",
    "telegram",
    "notion",
    "linear",
    "jira",
    "guardian",
    "economist",
    "empath",
    "scholar",
    "strategist",
];

/// File names under which everything and nothing belongs.
const DRAWERS: &[&str] = &[
    "util", "utils", "helper", "helpers", "common", "misc", "manager",
];

/// Lines of the longest file that is bearable.
const LINES: usize = 450;

/// One source file, by its path below the source directory.
#[derive(Debug, Clone)]
pub struct Source {
    pub path: String,
    pub text: String,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    fn room(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.trim_end_matches(".rs")
    }

    fn stem(&self) -> &str {
        self.path
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .trim_end_matches(".rs")
    }

    /// It is the directory or file of this name, or below it.
    fn is_in(&self, place: &str) -> bool {
        self.path == format!("{place}.rs") || self.path.starts_with(&format!("{place}/"))
    }
}

/// Every Rust file below a directory, sorted.
pub fn read(directory: &Path) -> Vec<Source> {
    let mut sources = Vec::new();
    collect(directory, directory, &mut sources);
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    sources
}

fn collect(root: &Path, directory: &Path, sources: &mut Vec<Source>) {
    let entries =
        fs::read_dir(directory).unwrap_or_else(|why| panic!("{}: {why}", directory.display()));
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            collect(root, &path, sources);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let relative = path
                .strip_prefix(root)
                .expect("what was found below it starts with it")
                .display()
                .to_string();
            let text =
                fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
            sources.push(Source {
                path: relative,
                text,
            });
        }
    }
}

/// Everything that is wrong, one line each; empty for a house in order.
pub fn violations(sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .flat_map(|source| {
            [
                arrows(source),
                lodgers(source),
                strangers(source),
                shape(source),
            ]
            .concat()
        })
        .collect()
}

fn arrows(source: &Source) -> Vec<String> {
    let room = source.room();
    if FREE.contains(&room) {
        return Vec::new();
    }
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == room) else {
        return vec![format!(
            "{}: `{room}` is a room without arrows; say in the table what it may name",
            source.path
        )];
    };
    let named = code::rooms_named(source, &rooms());
    let strange = named
        .into_iter()
        .filter(|other| other != room && !allowed.contains(&other.as_str()));
    strange
        .map(|other| {
            format!(
                "{}: names `{other}`, but `{room}` may name {allowed:?}",
                source.path
            )
        })
        .collect()
}

fn rooms() -> BTreeSet<String> {
    ARROWS
        .iter()
        .map(|(room, _)| *room)
        .chain(["kernel"])
        .map(str::to_owned)
        .collect()
}

fn lodgers(source: &Source) -> Vec<String> {
    let code = code::without_text(&source.text);
    let strays = LODGERS.iter().filter(|(name, places)| {
        has_word(&code, name) && !places.iter().any(|place| source.is_in(place))
    });
    strays
        .map(|(name, places)| {
            format!(
                "{}: names the crate `{name}`, whose room is {places:?}",
                source.path
            )
        })
        .collect()
}

fn strangers(source: &Source) -> Vec<String> {
    // The machine's word for the memory of a component is nobody's name.
    let text = source.text.to_lowercase();
    let text = text.replace("linear memor", "").replace("linear_memor", "");
    let named = STRANGERS.iter().filter(|name| has_word(&text, name));
    named
        .map(|name| format!("{}: says `{name}`, which only a component may", source.path))
        .collect()
}

fn shape(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    if DRAWERS.contains(&source.stem()) {
        found.push(format!(
            "{}: a file bears the name of its noun, not `{}`",
            source.path,
            source.stem()
        ));
    }
    let lines = source.text.lines().count();
    if lines > LINES {
        found.push(format!("{}: {lines} lines, {LINES} at most", source.path));
    }
    if source.stem() == "mod" {
        found.push(format!("{}: a room's door is `room.rs`", source.path));
    }
    found
}

/// The word occurs, bounded by what cannot be part of a name. "_" parts words too, so that `slack_token` counts.
fn has_word(text: &str, word: &str) -> bool {
    let bounds = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let is_crate = word.contains('_') || LODGERS.iter().any(|(name, _)| *name == word);
    let ends = |c: Option<char>| bounds(c) && !(is_crate && c == Some('_'));
    text.match_indices(word).any(|(at, _)| {
        ends(text[..at].chars().next_back()) && ends(text[at + word.len()..].chars().next())
    })
}
