//! Small changes to a function, one token each, most likely first.

use crate::definition::Definition;
use crate::lexer::{Kind, Language, Token};

mod literal;
mod number;
mod operator;
mod word;

/// One small change on one line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mutation {
    pub(crate) line: usize,
    /// Bytes of the line that are replaced.
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) new: String,
    /// 0 is the likeliest.
    pub(crate) rank: u32,
}

/// What the two sides of a failed comparison look like.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    /// In thousandths.
    Numbers(i64, i64),
    Booleans,
    /// One side is nothing at all.
    Nothing,
    Texts,
    Unknown,
}

fn shape(values: Option<&(String, String)>) -> Shape {
    let Some((one, other)) = values else {
        return Shape::Unknown;
    };
    let is = |names: &[&str]| names.contains(&one.as_str()) || names.contains(&other.as_str());
    match (number::thousandths(one), number::thousandths(other)) {
        (Some(a), Some(b)) => Shape::Numbers(a, b),
        _ if is(&["true", "false", "True", "False"]) => Shape::Booleans,
        _ if is(&["None", "undefined"]) => Shape::Nothing,
        _ => Shape::Texts,
    }
}

/// All small changes to a definition, in no particular order of lines; `rank` orders them.
pub(crate) fn mutations(
    tokens: &[Token],
    lines: &[String],
    definition: &Definition,
    values: Option<&(String, String)>,
    language: Language,
) -> Vec<Mutation> {
    let inside = |token: &&Token| {
        token.line >= definition.first && token.line <= definition.last && token.kind != Kind::Other
    };
    let code: Vec<&Token> = tokens.iter().filter(inside).collect();
    let view = View {
        code: &code,
        lines,
        shape: shape(values),
        language,
    };
    let mut all = Vec::new();
    for (at, token) in code.iter().enumerate() {
        match token.kind {
            Kind::Symbol => view.symbol(at, &mut all),
            Kind::Word => view.word(at, &mut all),
            Kind::Number => view.number(at, &mut all),
            Kind::Text => {
                for new in values
                    .map(|pair| literal::repairs(&token.text, pair))
                    .unwrap_or_default()
                {
                    all.push(replace(token, new, 0));
                }
            }
            Kind::Other => {}
        }
    }
    view.missing_return(definition, &mut all);
    view.wrong_parameter(definition, &mut all);
    all
}

fn replace(token: &Token, new: impl Into<String>, rank: u32) -> Mutation {
    Mutation {
        line: token.line,
        start: token.start,
        end: token.end,
        new: new.into(),
        rank,
    }
}

/// A definition's code and what its failure looks like.
struct View<'a> {
    code: &'a [&'a Token],
    lines: &'a [String],
    shape: Shape,
    language: Language,
}

impl View<'_> {
    fn text(&self, at: usize) -> &str {
        self.code.get(at).map_or("", |token| token.text.as_str())
    }
}

#[cfg(test)]
mod tests;
