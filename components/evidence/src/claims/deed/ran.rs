//! What is said to have run.

use super::Deed;
use super::words::{CREATED, DELETED, EDITED};
use crate::claims::object::STOPS;
use crate::sentence::{Kind, Token};

/// Commands in code, or the tests by name.
pub(super) fn ran<'a>(object: &[Token<'a>]) -> Vec<Deed<'a>> {
    let elsewhere = [
        "into", "out", "through", "across", "over", "away", "up", "down", "mentally", "afoul",
    ];
    if object.first().is_none_or(|next| next.is(&elsewhere))
        || object.iter().any(|token| token.is(&["mentally", "head"]))
    {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (at, token) in object.iter().enumerate().take(30) {
        if at > 0
            && (token.is(&STOPS)
                || token.is(&["to", "on", "in", "against", "for", "not"])
                || token.is_mark(";:—–("))
        {
            break;
        }
        if token.is(&CREATED) || token.is(&EDITED) || token.is(&DELETED) {
            break;
        }
        match token.kind {
            Kind::Code => found.push(Deed::Ran(token.text)),
            Kind::Word if token.is(&["grep", "glob", "rg", "search", "searches", "query"]) => {
                found.push(Deed::Searched);
            }
            Kind::Word if token.is(&["tests", "test", "suite", "pytest", "specs"]) => {
                found.push(Deed::RanTests);
            }
            Kind::Word
                if token.is(&[
                    "script",
                    "program",
                    "command",
                    "commands",
                    "benchmark",
                    "benchmarks",
                    "build",
                    "linter",
                    "clippy",
                    "formatter",
                    "compiler",
                    "binary",
                ]) =>
            {
                found.push(Deed::RanSomething);
            }
            Kind::Word
                if at < 2
                    && token.is(&["cargo", "npm", "make", "eslint", "mypy", "tsc", "ruff"]) =>
            {
                found.push(Deed::RanSomething);
            }
            Kind::Word | Kind::Quote | Kind::Mark => {}
        }
    }
    found.dedup();
    found
}
