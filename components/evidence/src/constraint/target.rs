//! What a condition is about: files, directories, the tests.

use crate::path;
use crate::sentence::{Kind, Token};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target<'a> {
    File(&'a str),
    Directory(&'a str),
    Tests,
}

impl Target<'_> {
    pub(super) fn fits(self, changed: &str) -> bool {
        match self {
            Self::File(named) => path::same(named, changed),
            Self::Directory(named) => path::is_below(changed, named),
            Self::Tests => path::is_test(changed),
        }
    }
}

/// The files and directories up to where the words turn to something else.
pub(super) fn targets<'a>(rest: &[Token<'a>]) -> Vec<Target<'a>> {
    let mut found = Vec::new();
    for (at, token) in rest.iter().enumerate().take(30) {
        if token.is(&[
            "because", "so", "since", "when", "while", "after", "before", "to", "without", "by",
            "via", "that", "which", "from", "until",
        ]) || token.is_mark(";:(—–")
        {
            break;
        }
        let next = rest.get(at + 1);
        if let Some(named) = path::of_token(token) {
            found.push(Target::File(named));
        } else if let Some(named) = path::directory(token) {
            found.push(Target::Directory(named));
        } else if next.is_some_and(|next| next.is(&["directory", "folder", "dir"]))
            && token.kind != Kind::Mark
        {
            found.push(Target::Directory(token.text.trim_matches('/')));
        } else if token.is(&["tests"]) {
            let public = rest[..at].iter().all(|token| {
                token.is(&[
                    "the",
                    "any",
                    "existing",
                    "of",
                    "project's",
                    "current",
                    "unit",
                    "your",
                    "these",
                    "those",
                    "and",
                    "or",
                    "all",
                ]) || path::of_token(token).is_some()
                    || token.is_mark(",")
            });
            if public {
                found.push(Target::Tests);
            }
        }
    }
    found
}
