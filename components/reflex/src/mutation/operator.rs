//! Operators: one for another, and operands that changed places.

use super::{Mutation, Shape, View, replace};
use crate::lexer::{Kind, Language, Token};

/// Symbols, and what may be meant by each.
type Family = [(&'static str, &'static [&'static str])];

const ARITHMETIC: [(&str, &[&str]); 9] = [
    ("+", &["-", "*"]),
    ("-", &["+", "/"]),
    ("*", &["/", "+"]),
    ("/", &["*", "%"]),
    ("%", &["/", "*"]),
    ("//", &["/", "%"]),
    ("+=", &["-=", "*=", "="]),
    ("-=", &["+=", "="]),
    ("*=", &["/=", "+="]),
];
pub(super) const COMPARISON: [(&str, &[&str]); 8] = [
    ("<", &["<=", ">"]),
    ("<=", &["<", ">="]),
    (">", &[">=", "<"]),
    (">=", &[">", "<="]),
    ("==", &["!="]),
    ("!=", &["=="]),
    ("===", &["!=="]),
    ("!==", &["==="]),
];
pub(super) const LOGIC: [(&str, &[&str]); 2] = [("&&", &["||"]), ("||", &["&&"])];
const RANGE: [(&str, &[&str]); 2] = [("..", &["..="]), ("..=", &[".."])];

impl View<'_> {
    /// An operator between two operands, rather than a sign, a pointer or a generic's bracket.
    fn is_binary(&self, at: usize) -> bool {
        let keyword = [
            "return", "in", "if", "and", "or", "not", "mut", "else", "match", "case", "while",
            "print",
        ];
        let operand = |token: &Token| {
            matches!(token.kind, Kind::Word | Kind::Number | Kind::Text)
                && !keyword.contains(&token.text.as_str())
        };
        let (Some(before), Some(after)) = (
            at.checked_sub(1).and_then(|at| self.code.get(at)),
            self.code.get(at + 1),
        ) else {
            return false;
        };
        let token = self.code[at];
        let line = self.lines.get(token.line - 1).map_or("", String::as_str);
        let spaced =
            line[..token.start].ends_with(' ') && line[token.end..].starts_with([' ', '\n']);
        let closes = matches!(before.text.as_str(), ")" | "]" | "}");
        let begins =
            operand(after) || matches!(after.text.as_str(), "(" | "-" | "*" | "&" | "[" | "!");
        let tight = matches!(token.text.as_str(), "<" | ">" | "*" | "-")
            && self.language != Language::Python;
        (operand(before) || closes) && begins && (spaced || !tight)
    }

    pub(super) fn symbol(&self, at: usize, all: &mut Vec<Mutation>) {
        let token = self.code[at];
        let numbers = matches!(self.shape, Shape::Numbers(..));
        let by_one = self.shape.by_one();
        let families: [(&Family, u32); 4] = [
            (&ARITHMETIC, if numbers { 1 } else { 2 }),
            (&COMPARISON, 1),
            (&LOGIC, if self.shape == Shape::Booleans { 1 } else { 2 }),
            (
                &RANGE,
                if by_one || self.shape == Shape::Texts {
                    1
                } else {
                    2
                },
            ),
        ];
        for (family, rank) in families {
            let Some((_, others)) = family.iter().find(|(symbol, _)| *symbol == token.text) else {
                continue;
            };
            let is_range = token.text.starts_with("..");
            if !is_range && !self.is_binary(at)
                || is_range && self.text(at + 1).starts_with([']', '}', ')'])
            {
                continue;
            }
            for (index, other) in others.iter().enumerate() {
                all.push(replace(
                    token,
                    *other,
                    rank + u32::try_from(index).unwrap_or(0),
                ));
            }
            self.swapped(at, all);
        }
        if token.text == "!"
            && self
                .code
                .get(at + 1)
                .is_some_and(|next| next.kind == Kind::Word && next.start == token.end)
        {
            let is_macro = at > 0
                && self.code[at - 1].end == token.start
                && self.code[at - 1].line == token.line
                && self.code[at - 1].kind == Kind::Word;
            if !is_macro {
                all.push(replace(token, "", 1));
            }
        }
    }

    /// `a - b` as `b - a`, where both are single tokens.
    fn swapped(&self, at: usize, all: &mut Vec<Mutation>) {
        let operator = self.code[at];
        if !matches!(operator.text.as_str(), "-" | "/" | "%") {
            return;
        }
        let (Some(left), Some(right)) = (
            at.checked_sub(1).and_then(|at| self.code.get(at)),
            self.code.get(at + 1),
        ) else {
            return;
        };
        let simple = |token: &Token| {
            matches!(token.kind, Kind::Word | Kind::Number) && token.line == operator.line
        };
        let bound = matches!(self.text(at.saturating_sub(2)), "." | "::")
            || matches!(self.text(at + 2), "." | "(" | "::" | "[");
        if simple(left) && simple(right) && !bound {
            let new = format!("{} {} {}", right.text, operator.text, left.text);
            all.push(Mutation {
                line: operator.line,
                start: left.start,
                end: right.end,
                new,
                rank: 2,
            });
        }
    }
}
