//! Small changes to a function, one token each, most likely first.

use crate::definition::Definition;
use crate::lexer::{Kind, Language, Token};

mod literal;

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
    /// The numbers differ by this.
    Numbers(f64, f64),
    Booleans,
    /// One side is nothing at all.
    Nothing,
    Texts,
    Unknown,
}

fn shape(values: Option<&(String, String)>) -> Shape {
    let Some((one, other)) = values else { return Shape::Unknown };
    let is = |names: &[&str]| names.contains(&one.as_str()) || names.contains(&other.as_str());
    match (number(one), number(other)) {
        (Some(a), Some(b)) => Shape::Numbers(a, b),
        _ if is(&["true", "false", "True", "False"]) => Shape::Booleans,
        _ if is(&["None", "undefined"]) => Shape::Nothing,
        _ => Shape::Texts,
    }
}

fn number(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|value| value.is_finite())
}

/// All small changes to a definition, in no particular order of lines; `rank` orders them.
pub(crate) fn mutations(
    tokens: &[Token],
    lines: &[String],
    definition: &Definition,
    values: Option<&(String, String)>,
    language: Language,
) -> Vec<Mutation> {
    let inside = |token: &&Token| token.line >= definition.first && token.line <= definition.last && token.kind != Kind::Other;
    let code: Vec<&Token> = tokens.iter().filter(inside).collect();
    let view = View { code: &code, lines, shape: shape(values), language };
    let mut all = Vec::new();
    for at in 0..code.len() {
        let token = code[at];
        match token.kind {
            Kind::Symbol => view.symbol(at, &mut all),
            Kind::Word => view.word(at, &mut all),
            Kind::Number => view.number(at, &mut all),
            Kind::Text => {
                for new in values.map(|pair| literal::repairs(&token.text, pair)).unwrap_or_default() {
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
    Mutation { line: token.line, start: token.start, end: token.end, new: new.into(), rank }
}

/// A definition's code and what its failure looks like.
struct View<'a> {
    code: &'a [&'a Token],
    lines: &'a [String],
    shape: Shape,
    language: Language,
}

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
const COMPARISON: [(&str, &[&str]); 8] = [
    ("<", &["<=", ">"]),
    ("<=", &["<", ">="]),
    (">", &[">=", "<"]),
    (">=", &[">", "<="]),
    ("==", &["!="]),
    ("!=", &["=="]),
    ("===", &["!=="]),
    ("!==", &["==="]),
];
const LOGIC: [(&str, &[&str]); 2] = [("&&", &["||"]), ("||", &["&&"])];
const RANGE: [(&str, &[&str]); 2] = [("..", &["..="]), ("..=", &[".."])];

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
    fn text(&self, at: usize) -> &str {
        self.code.get(at).map_or("", |token| token.text.as_str())
    }

    /// An operator between two operands, rather than a sign, a pointer or a generic's bracket.
    fn is_binary(&self, at: usize) -> bool {
        let keyword = ["return", "in", "if", "and", "or", "not", "mut", "else", "match", "case", "while", "print"];
        let operand = |token: &Token| matches!(token.kind, Kind::Word | Kind::Number | Kind::Text) && !keyword.contains(&token.text.as_str());
        let (Some(before), Some(after)) = (at.checked_sub(1).and_then(|at| self.code.get(at)), self.code.get(at + 1)) else { return false };
        let token = self.code[at];
        let line = self.lines.get(token.line - 1).map_or("", String::as_str);
        let spaced = line[..token.start].ends_with(' ') && line[token.end..].starts_with([' ', '\n']);
        let closes = matches!(before.text.as_str(), ")" | "]" | "}");
        let begins = operand(after) || matches!(after.text.as_str(), "(" | "-" | "*" | "&" | "[" | "!");
        let tight = matches!(token.text.as_str(), "<" | ">" | "*" | "-") && self.language != Language::Python;
        (operand(before) || closes) && begins && (spaced || !tight)
    }

    fn symbol(&self, at: usize, all: &mut Vec<Mutation>) {
        let token = self.code[at];
        let numbers = matches!(self.shape, Shape::Numbers(..));
        let by_one = matches!(self.shape, Shape::Numbers(a, b) if (a - b).abs() == 1.0);
        let families: [(&[(&str, &[&str])], u32); 4] = [
            (&ARITHMETIC, if numbers { 1 } else { 2 }),
            (&COMPARISON, if numbers && !by_one { 2 } else { 1 }),
            (&LOGIC, if self.shape == Shape::Booleans { 1 } else { 2 }),
            (&RANGE, if by_one || self.shape == Shape::Texts { 1 } else { 2 }),
        ];
        for (family, rank) in families {
            let Some((_, others)) = family.iter().find(|(symbol, _)| *symbol == token.text) else { continue };
            let is_range = token.text.starts_with("..");
            if !is_range && !self.is_binary(at) || is_range && self.text(at + 1).starts_with([']', '}', ')']) {
                continue;
            }
            for (index, other) in others.iter().enumerate() {
                all.push(replace(token, *other, rank + u32::try_from(index).unwrap_or(0)));
            }
            self.swapped(at, all);
        }
        if token.text == "!" && self.code.get(at + 1).is_some_and(|next| next.kind == Kind::Word && next.start == token.end) {
            let is_macro = at > 0 && self.code[at - 1].end == token.start && self.code[at - 1].line == token.line && self.code[at - 1].kind == Kind::Word;
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
        let (Some(left), Some(right)) = (at.checked_sub(1).and_then(|at| self.code.get(at)), self.code.get(at + 1)) else { return };
        let simple = |token: &Token| matches!(token.kind, Kind::Word | Kind::Number) && token.line == operator.line;
        let bound = matches!(self.text(at.saturating_sub(2)), "." | "::") || matches!(self.text(at + 2), "." | "(" | "::" | "[");
        if simple(left) && simple(right) && !bound {
            let new = format!("{} {} {}", right.text, operator.text, left.text);
            all.push(Mutation { line: operator.line, start: left.start, end: right.end, new, rank: 2 });
        }
    }

    fn word(&self, at: usize, all: &mut Vec<Mutation>) {
        let token = self.code[at];
        let previous = if at == 0 { "" } else { self.text(at - 1) };
        if matches!(previous, "fn" | "def" | "function" | "func" | "let" | "const") {
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
            "if" | "while" if self.language == Language::Python => self.insert_after(at, " not", all),
            "if" | "while" if self.language == Language::Rust && next != "let" && next != "!" => self.insert_after(at, " !", all),
            _ => {}
        }
    }

    /// Takes a word and the space after it away.
    fn drop(&self, at: usize, all: &mut Vec<Mutation>) {
        if let (Some(token), Some(next)) = (self.code.get(at), self.code.get(at + 1))
            && token.line == next.line
        {
            all.push(Mutation { line: token.line, start: token.start, end: next.start, new: String::new(), rank: 1 });
        }
    }

    /// Negates a condition without operators, which have likelier changes of their own.
    fn insert_after(&self, at: usize, new: &str, all: &mut Vec<Mutation>) {
        let token = self.code[at];
        let rest = self.code[at + 1..].iter().take_while(|other| other.line == token.line && other.text != "{" && other.text != ":");
        let operators = COMPARISON.iter().chain(&LOGIC).map(|(symbol, _)| *symbol).chain(["and", "or", "in", "is", "not"]);
        let operators: Vec<&str> = operators.collect();
        if !rest.into_iter().any(|other| operators.contains(&other.text.as_str())) {
            let new = if new == " !" { " !" } else { " not " };
            let skipped = usize::from(self.lines.get(token.line - 1).is_some_and(|line| line[token.end..].starts_with(' ')));
            all.push(Mutation { line: token.line, start: token.end, end: token.end + skipped, new: new.into(), rank: 3 });
        }
    }

    fn number(&self, at: usize, all: &mut Vec<Mutation>) {
        let token = self.code[at];
        if at > 0 && matches!(self.text(at - 1), ".") {
            return;
        }
        let digits = token.text.find(|c: char| !c.is_ascii_digit() && c != '_' && c != '.').unwrap_or(token.text.len());
        let (value, suffix) = token.text.split_at(digits);
        let Some(value) = number(&value.replace('_', "")) else { return };
        if suffix.starts_with(['x', 'b', 'o', 'X']) || value.abs() > 1e12 {
            return;
        }
        // What units are made of is seldom what is wrong.
        let unlikely = if [60.0, 100.0, 1_000.0].contains(&value) { 4 } else { 0 };
        let whole = value.fract() == 0.0 && !token.text.contains('.');
        let by_one = matches!(self.shape, Shape::Numbers(a, b) if (a - b).abs() == 1.0);
        let mut wanted: Vec<(f64, u32)> = Vec::new();
        if let Shape::Numbers(a, b) = self.shape {
            let ratios = [(a, b), (b, a)].into_iter().filter(|(_, under)| *under != 0.0).map(|(over, under)| (value * over / under, 1));
            wanted.extend(ratios);
            wanted.extend([(value + (a - b), 2), (value - (a - b), 2)]);
        }
        if whole {
            wanted.extend([(value + 1.0, if by_one { 2 } else { 3 }), (value - 1.0, if by_one { 2 } else { 3 })]);
        }
        let mut seen = vec![value];
        for (new, rank) in wanted {
            let fits = new >= 0.0 && new < 1e12 && (!whole || new.fract() == 0.0) && (new * 1e6).fract().abs() < 1e-6;
            if fits && !seen.contains(&new) {
                seen.push(new);
                let shown = if whole || new.fract() != 0.0 { new.to_string() } else { format!("{new}.0") };
                all.push(replace(token, shown + suffix, rank + unlikely));
            }
        }
    }

    /// The last expression of a Python or JavaScript function, where the caller got nothing.
    fn missing_return(&self, definition: &Definition, all: &mut Vec<Mutation>) {
        if self.shape != Shape::Nothing || !matches!(self.language, Language::Python | Language::JavaScript) {
            return;
        }
        let body = (definition.first + 1..=definition.last).rev();
        let line = body.into_iter().find_map(|number| {
            let text = self.lines.get(number - 1)?;
            let trimmed = text.trim();
            (!trimmed.is_empty() && !trimmed.starts_with(['}', '#', '/'])).then_some((number, text.len() - text.trim_start().len(), trimmed))
        });
        if let Some((line, start, code)) = line
            && !["return", "if ", "for ", "while ", "else", "try", "raise", "throw", "pass"].iter().any(|word| code.starts_with(word))
        {
            all.push(Mutation { line, start, end: start, new: "return ".into(), rank: 0 });
        }
    }

    /// One parameter in the place of another.
    fn wrong_parameter(&self, definition: &Definition, all: &mut Vec<Mutation>) {
        let header: Vec<&&Token> = self.code.iter().take_while(|token| token.line == definition.first && token.text != "{").collect();
        let Some(open) = header.iter().position(|token| token.text == "(") else { return };
        let mut names: Vec<&str> = Vec::new();
        for pair in header[open..].windows(3) {
            let separated = matches!(pair[0].text.as_str(), "(" | ",") && matches!(pair[2].text.as_str(), ":" | "," | ")" | "=");
            if pair[1].kind == Kind::Word && separated && pair[1].text != "self" {
                names.push(&pair[1].text);
            }
        }
        for (index, token) in self.code.iter().enumerate().skip(header.len()) {
            let member = index > 0 && matches!(self.text(index - 1), "." | "::");
            if token.kind == Kind::Word && names.contains(&token.text.as_str()) && !member {
                all.extend(names.iter().filter(|name| **name != token.text).map(|name| replace(token, *name, 4)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::definitions;
    use crate::lexer::tokens;
    use crate::text::Text;

    fn mutants(source: &str, language: Language, values: Option<(&str, &str)>) -> Vec<String> {
        let text = Text::new(source);
        let tokens = tokens(&text, language);
        let definition = definitions(&text, &tokens, language).remove(0);
        let values = values.map(|(one, other)| (one.to_owned(), other.to_owned()));
        let mut all = mutations(&tokens, &text.lines, &definition, values.as_ref(), language);
        all.sort_by_key(|mutation| mutation.rank);
        all.iter()
            .map(|mutation| {
                let line = text.line(mutation.line).unwrap_or_default();
                format!("{}{}{}", &line[..mutation.start], mutation.new, &line[mutation.end..])
            })
            .collect()
    }

    #[test]
    fn the_repair_of_a_small_slip_is_among_the_first_changes() {
        let rows = [
            (Language::Rust, "fn f(a: i32, b: i32) -> i32 { a - b }", Some(("-1", "3")), "fn f(a: i32, b: i32) -> i32 { a + b }", 3),
            (Language::Rust, "fn f(n: u8) -> bool { n < 10 }", None, "fn f(n: u8) -> bool { n <= 10 }", 3),
            (Language::Rust, "fn f(n: u32) -> u32 { (1..n).sum() }", Some(("6", "10")), "fn f(n: u32) -> u32 { (1..=n).sum() }", 8),
            (Language::Rust, "fn f() -> String { \"Helo\".into() }", Some(("Helo", "Hello")), "fn f() -> String { \"Hello\".into() }", 1),
            (Language::Python, "def f(n):\n    return f'Helo, {n}'", Some(("Helo, Bob", "Hello, Bob")), "    return f'Hello, {n}'", 1),
            (Language::Python, "def f(a, b):\n    a + b", Some(("None", "3")), "    return a + b", 1),
            (Language::Rust, "const RATE: u32 = 10;", Some(("10", "20")), "const RATE: u32 = 20;", 2),
            (Language::Rust, "fn f(a: u8, b: u8) -> u8 { a.min(b) }", Some(("1", "2")), "fn f(a: u8, b: u8) -> u8 { a.max(b) }", 3),
            (Language::C, "int f(int a, int b) { return a / b; }", Some(("0", "2")), "int f(int a, int b) { return b / a; }", 5),
            (Language::Python, "def f(x):\n    if x:\n        return 1", None, "    if not x:", 6),
            (Language::Rust, "fn f(w: u8, h: u8) -> u8 { w * w }", Some(("4", "6")), "fn f(w: u8, h: u8) -> u8 { w * h }", 8),
            (Language::JavaScript, "function f(a, b) { return a && b; }", Some(("true", "false")), "function f(a, b) { return a || b; }", 2),
        ];
        for (language, source, values, wanted, within) in rows {
            let found = mutants(source, language, values);
            let at = found.iter().position(|mutant| mutant == wanted);
            assert!(at.is_some_and(|at| at < within), "{wanted} at {at:?} in {found:#?}");
        }
    }

    #[test]
    fn what_is_no_operator_stays() {
        for (language, source) in [
            (Language::Rust, "fn f<T>(v: &Vec<T>) -> &T { &v[x] }"),
            (Language::Rust, "fn f() { println!(\"a + b\"); /* 1 + 1 */ }"),
            (Language::C, "char *f(char **p) { return *p; }"),
        ] {
            assert_eq!(mutants(source, language, None), Vec::<String>::new(), "{source}");
        }
    }
}
