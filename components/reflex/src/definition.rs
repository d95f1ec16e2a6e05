//! Where a source defines its functions and constants.

use crate::lexer::{Kind, Language, Token};
use crate::text::Text;

/// A function or constant, with the lines it takes, counted from 1.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Definition {
    pub(crate) name: String,
    pub(crate) first: usize,
    pub(crate) last: usize,
}

/// Words before a brace that begin no function.
const STATEMENTS: [&str; 12] = [
    "if",
    "for",
    "while",
    "switch",
    "match",
    "catch",
    "return",
    "else",
    "loop",
    "do",
    "function",
    "constructor",
];

/// The functions and constants of a text, in their order.
pub(crate) fn definitions(text: &Text, tokens: &[Token], language: Language) -> Vec<Definition> {
    let code: Vec<&Token> = tokens
        .iter()
        .filter(|token| token.kind != Kind::Other)
        .collect();
    let mut found: Vec<Definition> = Vec::new();
    for (index, token) in code.iter().enumerate() {
        if token.kind != Kind::Word {
            continue;
        }
        let Some(what) = head(&code, index, language) else {
            continue;
        };
        let last = match (what, language) {
            (Head::Constant, _) => statement_end(&code, index),
            (Head::Function, Language::Python) => indented_end(text, token.line),
            (Head::Function, _) => match brace_end(&code, index) {
                Some(last) => last,
                None => continue,
            },
        };
        found.push(Definition {
            name: token.text.clone(),
            first: token.line,
            last: last.max(token.line),
        });
    }
    found
}

/// The innermost definition around a line.
pub(crate) fn around(definitions: &[Definition], line: usize) -> Option<&Definition> {
    let holds = |definition: &&Definition| definition.first <= line && line <= definition.last;
    definitions
        .iter()
        .filter(holds)
        .min_by_key(|definition| definition.last - definition.first)
}

#[derive(Clone, Copy)]
enum Head {
    Function,
    Constant,
}

/// Whether the word at `index` is a name that is being defined.
fn head(code: &[&Token], index: usize, language: Language) -> Option<Head> {
    let at = |offset: isize| {
        index
            .checked_add_signed(offset)
            .and_then(|at| code.get(at))
            .map_or("", |token| token.text.as_str())
    };
    let before = at(-1);
    match language {
        Language::Rust => match before {
            "fn" => Some(Head::Function),
            "const" | "static" if at(0) != "fn" => Some(Head::Constant),
            _ => None,
        },
        Language::Python => {
            let starts_line = code.get(index).is_some_and(|token| token.start == 0);
            match before {
                "def" => Some(Head::Function),
                _ if starts_line && at(1) == "=" => Some(Head::Constant),
                _ => None,
            }
        }
        Language::Go => match before {
            "func" => Some(Head::Function),
            ")" if at(1) == "(" && receiver(code, index) => Some(Head::Function),
            "const" | "var" => Some(Head::Constant),
            _ => None,
        },
        Language::JavaScript => match before {
            "function" => Some(Head::Function),
            "const" | "let" | "var" if at(1) == "=" && is_function_value(code, index + 2) => {
                Some(Head::Function)
            }
            "const" | "let" | "var"
                if code
                    .get(index - 1)
                    .is_some_and(|token| token.start == 0 || at(-2) == "export") =>
            {
                Some(Head::Constant)
            }
            _ if at(1) == "("
                && !STATEMENTS.contains(&at(0))
                && before != "."
                && before != "new" =>
            {
                body_follows(code, index)
            }
            _ => None,
        },
        Language::C => match before {
            "define" => Some(Head::Constant),
            _ if at(1) == "(" && !STATEMENTS.contains(&at(0)) => body_follows(code, index),
            _ if at(1) == "=" && matches!(at(-2), "const" | "static") => Some(Head::Constant),
            _ => None,
        },
    }
}

/// `func (` before a method's name.
fn receiver(code: &[&Token], index: usize) -> bool {
    let from = index.saturating_sub(8);
    code[from..index]
        .windows(2)
        .any(|pair| pair[0].text == "func" && pair[1].text == "(")
}

fn is_function_value(code: &[&Token], from: usize) -> bool {
    let line = code.get(from).map(|token| token.line);
    let same_line = code[from.min(code.len())..]
        .iter()
        .take_while(|token| Some(token.line) == line)
        .take(60);
    same_line
        .into_iter()
        .any(|token| token.text == "=>" || token.text == "function")
}

/// `name(…) … {`: the parentheses close, and a brace opens before the statement ends.
fn body_follows(code: &[&Token], index: usize) -> Option<Head> {
    let mut depth = 0i32;
    for token in code[index + 1..].iter().take(200) {
        match token.text.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            "{" if depth == 0 => return Some(Head::Function),
            ";" | "}" | "," | "=" | "&&" | "||" | "." | "=>" if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// The line of the brace that closes the first one after `index`; none where the statement ends without a brace.
fn brace_end(code: &[&Token], index: usize) -> Option<usize> {
    let (mut depth, mut round) = (0i32, 0i32);
    let mut last = code.get(index)?.line;
    for token in &code[index..] {
        last = token.line;
        match token.text.as_str() {
            "(" | "[" => round += 1,
            ")" | "]" => round -= 1,
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                if depth <= 0 && round <= 0 {
                    return Some(last);
                }
            }
            ";" if depth == 0 && round <= 0 => {
                return (last > 0 && token.line >= code[index].line).then_some(last);
            }
            _ => {}
        }
    }
    Some(last)
}

fn statement_end(code: &[&Token], index: usize) -> usize {
    let line = code.get(index).map_or(1, |token| token.line);
    code[index..]
        .iter()
        .find(|token| token.text == ";" || token.line > line)
        .map_or(
            line,
            |token| {
                if token.text == ";" { token.line } else { line }
            },
        )
}

fn indented_end(text: &Text, first: usize) -> usize {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let own = text.line(first).map_or(0, indent);
    let mut last = first;
    for number in first + 1..=text.lines.len() {
        let line = text.line(number).unwrap_or_default();
        if line.trim().is_empty() {
            continue;
        }
        if indent(line) <= own && !line.trim_start().starts_with([')', '#']) {
            break;
        }
        last = number;
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexer::tokens;

    #[test]
    fn functions_and_constants_are_found_with_their_lines() {
        let rows = [
            (
                Language::Rust,
                "const A: u8 = 1;\nimpl X {\n  fn a(&self) {\n    if x { y }\n  }\n}\nfn b() -> u8 { 1 }",
                "A 1-1, a 3-5, b 7-7",
            ),
            (
                Language::Rust,
                "trait T { fn a(&self); }\nfn c() {\n \"}\";\n}",
                "a 1-1, c 2-4",
            ),
            (
                Language::Python,
                "RATE = 2\ndef a(x):\n    if x:\n        return 1\n\n    return 2\n\nclass C:\n    def b(self): pass",
                "RATE 1-1, a 2-6, b 9-9",
            ),
            (
                Language::C,
                "#define N 3\nstatic int add(int a,\n  int b)\n{\n  if (a) { return b; }\n  return a;\n}\nint use(void);",
                "N 1-1, add 2-7",
            ),
            (
                Language::JavaScript,
                "export function a(x) {\n  return x;\n}\nconst b = (x) => {\n  return x;\n};\nclass C {\n  c(x) { return x; }\n}",
                "a 1-3, b 4-6, c 8-8",
            ),
            (
                Language::Go,
                "func Add(a, b int) int {\n\treturn a + b\n}\nfunc (c *Cart) Total() int {\n\treturn 1\n}",
                "Add 1-3, Total 4-6",
            ),
        ];
        for (language, source, expected) in rows {
            let text = Text::new(source);
            let found = definitions(&text, &tokens(&text, language), language);
            let shown: Vec<String> = found
                .iter()
                .map(|d| format!("{} {}-{}", d.name, d.first, d.last))
                .collect();
            assert_eq!(shown.join(", "), expected, "{source}");
        }
    }
}
