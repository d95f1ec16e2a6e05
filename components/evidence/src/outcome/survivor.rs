//! Where a name still stands that was to be gone.

use crate::case::Case;
use crate::claims::has_word;
use crate::path;
use crate::sentence::{Kind, Sentence, Token};
use crate::workspace::Look;

/// More files are not looked into: three rounds of questions hold no more.
const FILES: usize = 32;
/// Somebody who keeps the old name may do so on purpose, and these words tell.
const KEEPS: [&str; 10] = [
    "alias",
    "aliases",
    "deprecated",
    "deprecate",
    "compatible",
    "compatibility",
    "shim",
    "re-export",
    "reexport",
    "backwards",
];

/// A name that was to go, and whether prose is meant too.
pub(super) struct Gone<'a> {
    pub(super) old: &'a str,
    pub(super) prose: bool,
}

impl Gone<'_> {
    /// File and line in which it still stands, unless somebody says that it stays.
    pub(super) fn survives<'a>(&self, case: &Case<'a>) -> Option<(&'a str, usize)> {
        let keeps = KEEPS
            .iter()
            .any(|word| case.task.lower.contains(word) || case.lower.contains(word));
        if keeps || case.admits || case.diff.is_empty() {
            return None;
        }
        let all = case.workspace.sources()?;
        let mut candidates: Vec<&str> = all
            .iter()
            .map(String::as_str)
            .filter(|path| is_current(path))
            .collect();
        // What the diff has changed is read first, then what stands near the top.
        candidates.sort_by_key(|path| (case.diff.find(path).is_none(), path.matches('/').count()));
        candidates.truncate(FILES);
        let looks: Vec<(&str, Look<'_>)> = candidates
            .iter()
            .map(|path| (*path, case.workspace.file(path)))
            .collect();
        let (place, line) = looks.iter().find_map(|(path, look)| match look {
            Look::Text(text) => self.in_text(path, text).map(|line| (*path, line)),
            Look::Absent | Look::Unknown => None,
        })?;
        let base = path::base(place).to_lowercase();
        let told = case.sentences.iter().any(|sentence| {
            sentence.text.to_lowercase().contains(&base)
                && (sentence.denies() || sentence.has(&["still", "left", "remains", "except"]))
        });
        (!told).then_some((place, line))
    }

    /// The first line that has the old name as a word of its own.
    fn in_text(&self, path: &str, text: &str) -> Option<usize> {
        let is_code = !path::is_prose(path) && !is_data(path);
        let is_here = |text: &str| {
            if self.old.contains('.') {
                text.contains(self.old)
            } else {
                has_word(text, self.old)
            }
        };
        // In prose a name may be an ordinary word; between backticks or before a bracket it is the name.
        let is_quoted = |line: &str| {
            line.contains(&format!("`{}", self.old)) || line.contains(&format!("{}(", self.old))
        };
        text.lines()
            .position(|line| {
                is_here(line)
                    && !line.contains("http")
                    && ((self.prose && path::is_prose(path))
                        || is_quoted(line)
                        || (is_code && is_here(&code(line))))
            })
            .map(|at| at + 1)
    }
}

/// A line without its comment, and without what it says in words.
fn code(line: &str) -> String {
    let bare = line.trim_start();
    if bare.starts_with(['*', '#']) && !bare.starts_with("#[") {
        return String::new();
    }
    let end = ["//", " # ", "--", "/*"]
        .iter()
        .filter_map(|mark| line.find(mark))
        .min()
        .unwrap_or(line.len());
    let mut kept = String::new();
    let mut rest = &line[..end];
    while let Some(open) = rest.find(['"', '\'']) {
        let mark = &rest[open..=open];
        let Some(close) = rest[open + 1..].find(mark) else {
            break;
        };
        let said = &rest[open..open + close + 2];
        kept.push_str(&rest[..open]);
        kept.push_str(if said.contains(' ') { " " } else { said });
        rest = &rest[open + close + 2..];
    }
    kept + rest
}

/// A file of values rather than of names.
fn is_data(path: &str) -> bool {
    [".json", ".yaml", ".yml", ".toml"]
        .iter()
        .any(|ending| path.ends_with(ending))
}

/// Words that limit where the name is to go.
pub(super) fn is_limited(sentence: &Sentence<'_>) -> bool {
    sentence.has(&[
        "except", "but", "outside", "only", "if", "unless", "besides",
    ]) || sentence.tokens.windows(2).any(|pair| {
        pair[0].is(&["in", "within", "under", "inside"])
            && (path::directory(&pair[1]).is_some() || path::of_token(&pair[1]).is_some())
    })
}

/// The one name among these words, without what says its kind.
pub(super) fn name<'a>(tokens: &[Token<'a>]) -> Option<&'a str> {
    let kinds = [
        "the", "function", "method", "class", "struct", "variable", "field", "type", "module",
        "constant", "script", "file", "enum", "trait",
    ];
    let mut names = tokens.iter().filter(|token| !token.is(&kinds));
    let one = names.next().filter(|_| names.next().is_none())?;
    let text = one.text.trim_end_matches("()");
    let plain = one.kind != Kind::Mark
        && text
            .chars()
            .all(|character| character.is_alphanumeric() || "_-.".contains(character));
    plain.then_some(text)
}

/// A file that speaks of how things are, and not of how they were.
fn is_current(path: &str) -> bool {
    let base = path::base(path).to_lowercase();
    let past = [
        "changelog",
        "history",
        "news",
        "release",
        "license",
        "migrat",
    ];
    !path::is_lock(path)
        && !path::is_generated(path)
        && !past.iter().any(|start| base.starts_with(start))
        && ![
            "migrations/",
            "vendor/",
            "dist/",
            "build/",
            "third_party/",
            "archive/",
        ]
        .iter()
        .any(|place| path.contains(place))
}
