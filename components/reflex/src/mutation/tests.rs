//! Mutations: what is changed, and what is left alone.

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
            format!(
                "{}{}{}",
                &line[..mutation.start],
                mutation.new,
                &line[mutation.end..]
            )
        })
        .collect()
}

/// A language, a source, two values, the repaired line, and how early it is tried.
type Row = (
    Language,
    &'static str,
    Option<(&'static str, &'static str)>,
    &'static str,
    usize,
);

const REPAIRS: [Row; 12] = [
    (
        Language::Rust,
        "fn f(a: i32, b: i32) -> i32 { a - b }",
        Some(("-1", "3")),
        "fn f(a: i32, b: i32) -> i32 { a + b }",
        3,
    ),
    (
        Language::Rust,
        "fn f(n: u8) -> bool { n < 10 }",
        None,
        "fn f(n: u8) -> bool { n <= 10 }",
        3,
    ),
    (
        Language::Rust,
        "fn f(n: u32) -> u32 { (1..n).sum() }",
        Some(("6", "10")),
        "fn f(n: u32) -> u32 { (1..=n).sum() }",
        8,
    ),
    (
        Language::Rust,
        "fn f() -> String { \"Helo\".into() }",
        Some(("Helo", "Hello")),
        "fn f() -> String { \"Hello\".into() }",
        1,
    ),
    (
        Language::Python,
        "def f(n):\n    return f'Helo, {n}'",
        Some(("Helo, Bob", "Hello, Bob")),
        "    return f'Hello, {n}'",
        1,
    ),
    (
        Language::Python,
        "def f(a, b):\n    a + b",
        Some(("None", "3")),
        "    return a + b",
        1,
    ),
    (
        Language::Rust,
        "const RATE: u32 = 10;",
        Some(("10", "20")),
        "const RATE: u32 = 20;",
        2,
    ),
    (
        Language::Rust,
        "fn f(a: u8, b: u8) -> u8 { a.min(b) }",
        Some(("1", "2")),
        "fn f(a: u8, b: u8) -> u8 { a.max(b) }",
        3,
    ),
    (
        Language::C,
        "int f(int a, int b) { return a / b; }",
        Some(("0", "2")),
        "int f(int a, int b) { return b / a; }",
        5,
    ),
    (
        Language::Python,
        "def f(x):\n    if x:\n        return 1",
        None,
        "    if not x:",
        6,
    ),
    (
        Language::Rust,
        "fn f(w: u8, h: u8) -> u8 { w * w }",
        Some(("4", "6")),
        "fn f(w: u8, h: u8) -> u8 { w * h }",
        8,
    ),
    (
        Language::JavaScript,
        "function f(a, b) { return a && b; }",
        Some(("true", "false")),
        "function f(a, b) { return a || b; }",
        2,
    ),
];

#[test]
fn the_repair_of_a_small_slip_is_among_the_first_changes() {
    for (language, source, values, wanted, within) in REPAIRS {
        let found = mutants(source, language, values);
        let at = found.iter().position(|mutant| mutant == wanted);
        assert!(
            at.is_some_and(|at| at < within),
            "{wanted} at {at:?} in {found:#?}"
        );
    }
}

#[test]
fn what_is_no_operator_stays() {
    for (language, source) in [
        (Language::Rust, "fn f<T>(v: &Vec<T>) -> &T { &v[x] }"),
        (
            Language::Rust,
            "fn f() { println!(\"a + b\"); /* 1 + 1 */ }",
        ),
        (Language::C, "char *f(char **p) { return *p; }"),
    ] {
        assert_eq!(
            mutants(source, language, None),
            Vec::<String>::new(),
            "{source}"
        );
    }
}
