//! Words: twins, negations, parameters, and a `return` that was forgotten.

use super::operator::{COMPARISON, LOGIC};
use super::{Mutation, Shape, View, replace};
use crate::definition::Definition;
use crate::lexer::{Kind, Language, Token};

/// Names that are easily taken for each other.
const TWINS: [(&str, &str); 20] = [
    ("min", "max"),
    ("true", "false"),
    ("True", "False"),
    ("and", "or"),
    ("any", "all"),
    ("first", "last"),
    ("floor", "ceil"),
    ("floor", "round"),
    ("starts_with", "ends_with"),
    ("startswith", "endswith"),
    ("startsWith", "endsWith"),
    ("is_some", "is_none"),
    ("is_ok", "is_err"),
    ("to_uppercase", "to_lowercase"),
    ("toUpperCase", "toLowerCase"),
    ("upper", "lower"),
    ("sum", "product"),
    ("trim_start", "trim_end"),
    ("lstrip", "rstrip"),
    ("Less", "Greater"),
];

impl View<'_> {
    pub(super) fn word(&self, at: usize, all: &mut Vec<Mutation>) {
        let token = self.code[at];
        let previous = if at == 0 { "" } else { self.text(at - 1) };
        if matches!(
            previous,
            "fn" | "def" | "function" | "func" | "let" | "const"
        ) {
            return;
        }
        for (one, other) in TWINS {
            if token.text == one {
                all.push(replace(token, other, 2));
            } else if token.text == other {
                all.push(replace(token, one, 2));
            }
        }
        let next = self.text(at + 1);
        match token.text.as_str() {
            "if" if self.language == Language::Python && next == "not" => self.drop(at + 1, all),
            "return" if next == "not" => self.drop(at + 1, all),
            "if" | "while" if self.language == Language::Python => {
                self.insert_after(at, " not", all)
            }
            "if" | "while" if self.language == Language::Rust && next != "let" && next != "!" => {
                self.insert_after(at, " !", all)
            }
            _ => {}
        }
    }

    /// Takes a word and the space after it away.
    fn drop(&self, at: usize, all: &mut Vec<Mutation>) {
        if let (Some(token), Some(next)) = (self.code.get(at), self.code.get(at + 1))
            && token.line == next.line
        {
            all.push(Mutation {
                line: token.line,
                start: token.start,
                end: next.start,
                new: String::new(),
                rank: 1,
            });
        }
    }

    /// Negates a condition without operators, which have likelier changes of their own.
    fn insert_after(&self, at: usize, new: &str, all: &mut Vec<Mutation>) {
        let token = self.code[at];
        let rest = self.code[at + 1..]
            .iter()
            .take_while(|other| other.line == token.line && other.text != "{" && other.text != ":");
        let operators = COMPARISON
            .iter()
            .chain(&LOGIC)
            .map(|(symbol, _)| *symbol)
            .chain(["and", "or", "in", "is", "not"]);
        let operators: Vec<&str> = operators.collect();
        if !rest
            .into_iter()
            .any(|other| operators.contains(&other.text.as_str()))
        {
            let new = if new == " !" { " !" } else { " not " };
            let skipped = usize::from(
                self.lines
                    .get(token.line - 1)
                    .is_some_and(|line| line[token.end..].starts_with(' ')),
            );
            all.push(Mutation {
                line: token.line,
                start: token.end,
                end: token.end + skipped,
                new: new.into(),
                rank: 3,
            });
        }
    }

    /// The last expression of a Python or JavaScript function, where the caller got nothing.
    pub(super) fn missing_return(&self, definition: &Definition, all: &mut Vec<Mutation>) {
        if self.shape != Shape::Nothing
            || !matches!(self.language, Language::Python | Language::JavaScript)
        {
            return;
        }
        let body = (definition.first + 1..=definition.last).rev();
        let line = body.into_iter().find_map(|number| {
            let text = self.lines.get(number - 1)?;
            let trimmed = text.trim();
            (!trimmed.is_empty() && !trimmed.starts_with(['}', '#', '/'])).then_some((
                number,
                text.len() - text.trim_start().len(),
                trimmed,
            ))
        });
        if let Some((line, start, code)) = line
            && ![
                "return", "if ", "for ", "while ", "else", "try", "raise", "throw", "pass",
            ]
            .iter()
            .any(|word| code.starts_with(word))
        {
            all.push(Mutation {
                line,
                start,
                end: start,
                new: "return ".into(),
                rank: 0,
            });
        }
    }

    /// One parameter in the place of another.
    pub(super) fn wrong_parameter(&self, definition: &Definition, all: &mut Vec<Mutation>) {
        let header: Vec<&&Token> = self
            .code
            .iter()
            .take_while(|token| token.line == definition.first && token.text != "{")
            .collect();
        let Some(open) = header.iter().position(|token| token.text == "(") else {
            return;
        };
        let mut names: Vec<&str> = Vec::new();
        for pair in header[open..].windows(3) {
            let separated = matches!(pair[0].text.as_str(), "(" | ",")
                && matches!(pair[2].text.as_str(), ":" | "," | ")" | "=");
            if pair[1].kind == Kind::Word && separated && pair[1].text != "self" {
                names.push(&pair[1].text);
            }
        }
        for (index, token) in self.code.iter().enumerate().skip(header.len()) {
            let member = index > 0 && matches!(self.text(index - 1), "." | "::");
            if token.kind == Kind::Word && names.contains(&token.text.as_str()) && !member {
                all.extend(
                    names
                        .iter()
                        .filter(|name| **name != token.text)
                        .map(|name| replace(token, *name, 4)),
                );
            }
        }
    }
}
