//! Just enough of five languages' lexing to tell code from comments and strings.

use crate::text::Text;

/// A language that the rules can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Rust,
    Python,
    C,
    JavaScript,
    Go,
}

impl Language {
    pub(crate) fn of(path: &str) -> Option<Self> {
        match path.rsplit_once('.')?.1 {
            "rs" => Some(Self::Rust),
            "py" => Some(Self::Python),
            "c" | "h" | "cc" | "cpp" | "hpp" => Some(Self::C),
            "js" | "mjs" | "cjs" | "jsx" | "ts" | "tsx" | "mts" => Some(Self::JavaScript),
            "go" => Some(Self::Go),
            _ => None,
        }
    }

    pub(crate) fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Rust => &["rs"],
            Self::Python => &["py"],
            Self::C => &["c", "h"],
            Self::JavaScript => &["js", "mjs", "cjs", "ts", "tsx"],
            Self::Go => &["go"],
        }
    }
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    Number,
    /// A string on one line, quotes included.
    Text,
    Symbol,
    /// Comments and strings over several lines: passed over.
    Other,
}

/// A piece of code on one line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// Counted from 1.
    pub(crate) line: usize,
    /// Bytes of the line.
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) text: String,
}

/// Longest first.
const SYMBOLS: [&str; 31] = [
    "..=", "...", "===", "!==", "<<=", ">>=", "..", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||",
    "+=", "-=", "*=", "/=", "%=", "->", "=>", "::", "++", "--", "**", ":=", "//", "|=", "&=", "^=",
];

/// The tokens of a text. Whatever the text, they cover no byte twice and end at character boundaries.
pub(crate) fn tokens(text: &Text, language: Language) -> Vec<Token> {
    let mut tokens = Vec::new();
    // What ends the comment or string that reaches over this line's start.
    let mut open: Option<&'static str> = None;
    for (index, line) in text.lines.iter().enumerate() {
        let mut at = 0;
        while at < line.len() {
            let rest = &line[at..];
            let (kind, length) = if let Some(end) = open {
                let found = rest.find(end).map(|found| found + end.len());
                open = if found.is_some() { None } else { open };
                (Kind::Other, found.unwrap_or(rest.len()))
            } else if let Some((end, begin)) = opens(rest, language) {
                let found = rest[begin..]
                    .find(end)
                    .map(|found| begin + found + end.len());
                open = if found.is_some() { None } else { Some(end) };
                (Kind::Other, found.unwrap_or(rest.len()))
            } else {
                piece(rest, language)
            };
            let length = length.max(1).min(rest.len());
            if !rest.starts_with(char::is_whitespace) || kind != Kind::Symbol {
                let (start, end) = (at, at + length);
                tokens.push(Token {
                    kind,
                    line: index + 1,
                    start,
                    end,
                    text: line[start..end].to_owned(),
                });
            }
            at += length;
        }
    }
    tokens
}

/// What ends a comment or string that may reach over lines, and how long its beginning is.
fn opens(rest: &str, language: Language) -> Option<(&'static str, usize)> {
    let pairs: &[(&str, &'static str)] = match language {
        Language::Python => &[("\"\"\"", "\"\"\""), ("'''", "'''")],
        Language::Rust => &[("/*", "*/"), ("r#\"", "\"#"), ("r##\"", "\"##")],
        Language::C => &[("/*", "*/")],
        Language::JavaScript | Language::Go => &[("/*", "*/"), ("`", "`")],
    };
    pairs
        .iter()
        .find(|(begin, _)| rest.starts_with(begin))
        .map(|(begin, end)| (*end, begin.len()))
}

/// The token at the start of `rest`, and its length in bytes.
fn piece(rest: &str, language: Language) -> (Kind, usize) {
    let comment = if language == Language::Python {
        "#"
    } else {
        "//"
    };
    if rest.starts_with(comment) || language == Language::C && rest.starts_with("#include") {
        return (Kind::Other, rest.len());
    }
    let Some(first) = rest.chars().next() else {
        return (Kind::Symbol, 0);
    };
    let run = |wanted: fn(char) -> bool| rest.find(|c| !wanted(c)).unwrap_or(rest.len());
    if first.is_alphabetic() || first == '_' {
        return (Kind::Word, run(|c| c.is_alphanumeric() || c == '_'));
    }
    if first.is_ascii_digit() {
        return (Kind::Number, number(rest));
    }
    if first == '"' || first == '\'' && matches!(language, Language::Python | Language::JavaScript)
    {
        return (Kind::Text, quoted(rest, first));
    }
    if first == '\'' {
        return (Kind::Other, character(rest));
    }
    let symbol = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol));
    (
        Kind::Symbol,
        symbol.map_or(first.len_utf8(), |symbol| symbol.len()),
    )
}

/// A range's dots are no decimal point.
fn number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let decimal = *byte == b'.' && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        if !(byte.is_ascii_alphanumeric() || *byte == b'_' || decimal) {
            break;
        }
        at += 1;
    }
    at
}

fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// A character between quotes, or a lifetime.
fn character(rest: &str) -> usize {
    let mut inside = rest.chars().skip(1);
    let first = inside.next().unwrap_or_default();
    if first == '\\' {
        let escaped = 2 + inside.next().map_or(0, char::len_utf8);
        return rest
            .get(escaped..)
            .and_then(|after| after.find('\''))
            .map_or(rest.len(), |at| escaped + at + 1);
    }
    if inside.next() == Some('\'') {
        2 + first.len_utf8()
    } else {
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(text: &str, language: Language) -> Vec<String> {
        let tokens = tokens(&Text::new(text), language);
        tokens
            .into_iter()
            .filter(|token| token.kind != Kind::Other)
            .map(|token| token.text)
            .collect()
    }

    #[test]
    fn code_is_told_from_comments_and_strings() {
        let rows = [
            (Language::Rust, "a <= b // c + d", "a|<=|b"),
            (
                Language::Rust,
                "for i in 0..=n /* x\ny */ z",
                "for|i|in|0|..=|n|z",
            ),
            (
                Language::Rust,
                "fn f<'a>(c: char) { c == 'x' }",
                "fn|f|<|a|>|(|c|:|char|)|{|c|==|}",
            ),
            (Language::Rust, "'\\'' + '\\n' + 1", "+|+|1"),
            (
                Language::Rust,
                "\"say \\\"+\\\"\" + 1.5",
                "\"say \\\"+\\\"\"|+|1.5",
            ),
            (Language::Python, "a // 2 # half", "a|//|2"),
            (Language::Python, "'''doc\n+ 1\n''' x = 'it'", "x|=|'it'"),
            (Language::JavaScript, "a !== `x\n${b}`; c", "a|!==|;|c"),
            (
                Language::Rust,
                "let é = \"日本\" + ü;",
                "let|é|=|\"日本\"|+|ü|;",
            ),
            (Language::Rust, "'\\", ""),
            (Language::Rust, "\"open", "\"open"),
        ];
        for (language, text, expected) in rows {
            assert_eq!(spelled(text, language).join("|"), expected, "{text}");
        }
    }
}
