//! What compilers and interpreters complain about, and what they suggest.

mod gcc;
mod python;
mod rendered;
mod rustc;
mod script;

use crate::fix::Fix;

pub(crate) use python::PYTHON_BUILTINS;

/// One complaint. Its path is as the tool printed it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Diagnostic {
    /// Who says so: "rustc", "gcc", …
    pub(crate) tool: &'static str,
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) message: String,
    /// The best first. Empty: the tool suggests nothing that can be applied.
    pub(crate) fixes: Vec<Fix>,
    /// A name that is not known there, where the tool names no better one.
    pub(crate) unknown: Option<String>,
}

impl Diagnostic {
    /// What makes two complaints the same although lines have moved.
    pub(crate) fn key(&self) -> (&str, &str) {
        (&self.path, &self.message)
    }
}

/// All complaints in a tool's output, each once.
pub(crate) fn parse(output: &str) -> Vec<Diagnostic> {
    let exact = rustc::parse(output);
    let mut all = if exact.is_empty() {
        rendered::parse(output)
    } else {
        exact
    };
    all.extend(gcc::parse(output));
    all.extend(python::parse(output));
    all.extend(script::parse(output));
    let mut unique: Vec<Diagnostic> = Vec::new();
    for diagnostic in all {
        if !unique
            .iter()
            .any(|known| known.key() == diagnostic.key() && known.line == diagnostic.line)
        {
            unique.push(diagnostic);
        }
    }
    unique
}

/// The text between two marks, after the first of them.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let rest = text.split_once(before)?.1;
    Some(rest.split_once(after)?.0)
}

/// The number at the start of a text, and what follows it.
fn leading_number(text: &str) -> Option<(usize, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}
