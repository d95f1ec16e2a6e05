//! Python's tracebacks: the last line says what, the last frame says where.

use super::{Diagnostic, between, leading_number};
use crate::fix::{Change, Fix};

/// Modules of the standard library that are called by name so often that a missing import is the likely fault.
const MODULES: [&str; 18] = [
    "math",
    "os",
    "sys",
    "re",
    "json",
    "random",
    "datetime",
    "time",
    "itertools",
    "functools",
    "collections",
    "string",
    "decimal",
    "copy",
    "statistics",
    "operator",
    "pathlib",
    "typing",
];

/// The errors of all tracebacks, except failed assertions.
pub(super) fn parse(output: &str) -> Vec<Diagnostic> {
    let mut frame: Option<(String, usize)> = None;
    let mut found = Vec::new();
    for line in output.lines() {
        let line = line.strip_prefix("E   ").unwrap_or(line);
        if let Some(place) = place(line) {
            frame = Some(place);
        } else if let Some((name, message)) = error(line)
            && let Some((path, number)) = frame.clone()
        {
            found.push(diagnostic(name, message, path, number));
        }
    }
    found
}

/// `  File "calc.py", line 3, in total`
fn place(line: &str) -> Option<(String, usize)> {
    let rest = line.trim_start().strip_prefix("File \"")?;
    let (path, rest) = rest.split_once("\", line ")?;
    Some((path.to_owned(), leading_number(rest)?.0))
}

fn error(line: &str) -> Option<(&str, &str)> {
    let (name, message) = line.split_once(": ")?;
    let known = [
        "NameError",
        "AttributeError",
        "ImportError",
        "SyntaxError",
        "UnboundLocalError",
        "ModuleNotFoundError",
    ];
    known
        .contains(&name.trim())
        .then_some((name.trim(), message))
}

fn diagnostic(name: &str, message: &str, path: String, line: usize) -> Diagnostic {
    let quoted = message
        .split('\'')
        .nth(if name == "AttributeError" { 3 } else { 1 });
    let change = match name {
        "SyntaxError" => syntax(message, line),
        _ => named(message, quoted, line),
    };
    let unknown = if matches!(name, "NameError" | "ImportError" | "AttributeError") {
        quoted
    } else {
        None
    };
    Diagnostic {
        tool: "Python",
        unknown: unknown.filter(|_| change.is_none()).map(str::to_owned),
        fixes: change
            .map(|change| Fix {
                path: path.clone(),
                change,
                because: format!("{name}: {message}"),
            })
            .into_iter()
            .collect(),
        path,
        line,
        message: format!("{name}: {message}"),
    }
}

fn named(message: &str, quoted: Option<&str>, line: usize) -> Option<Change> {
    if let Some(module) = between(message, "Did you forget to import '", "'") {
        return Some(Change::Import(format!("import {module}")));
    }
    if let Some(to) = between(message, "Did you mean: '", "'") {
        let to = to.trim_start_matches("self.");
        return Some(Change::Word {
            line,
            from: quoted?.to_owned(),
            to: to.to_owned(),
        });
    }
    let module =
        quoted.filter(|name| message.ends_with("is not defined") && MODULES.contains(name))?;
    Some(Change::Import(format!("import {module}")))
}

fn syntax(message: &str, line: usize) -> Option<Change> {
    let with = match message {
        "expected ':'" => ":",
        "'(' was never closed" => ")",
        "'[' was never closed" => "]",
        "'{' was never closed" => "}",
        _ if message.contains("Perhaps you forgot a comma") => ",",
        _ => return None,
    };
    Some(Change::End {
        line,
        with: with.into(),
    })
}

/// Names that every Python program has.
pub(crate) const PYTHON_BUILTINS: [&str; 32] = [
    "sum",
    "len",
    "range",
    "print",
    "sorted",
    "reversed",
    "enumerate",
    "zip",
    "min",
    "max",
    "abs",
    "round",
    "list",
    "dict",
    "set",
    "tuple",
    "str",
    "int",
    "float",
    "bool",
    "any",
    "all",
    "map",
    "filter",
    "isinstance",
    "open",
    "input",
    "None",
    "True",
    "False",
    "super",
    "ValueError",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_become_changes_at_the_last_frame() {
        let word = |from: &str, to: &str| Change::Word {
            line: 3,
            from: from.into(),
            to: to.into(),
        };
        let end = |with: &str| Change::End {
            line: 3,
            with: with.into(),
        };
        let rows = [
            (
                "NameError: name 'sm' is not defined. Did you mean: 'sum'?",
                Some(word("sm", "sum")),
            ),
            (
                "AttributeError: 'Cart' object has no attribute 'totl'. Did you mean: 'total'?",
                Some(word("totl", "total")),
            ),
            (
                "ImportError: cannot import name 'totl' from 'cart' (/w/cart.py). Did you mean: 'total'?",
                Some(word("totl", "total")),
            ),
            (
                "NameError: name 'math' is not defined. Did you forget to import 'math'?",
                Some(Change::Import("import math".into())),
            ),
            (
                "NameError: name 'math' is not defined",
                Some(Change::Import("import math".into())),
            ),
            ("SyntaxError: expected ':'", Some(end(":"))),
            ("SyntaxError: '(' was never closed", Some(end(")"))),
            (
                "SyntaxError: invalid syntax. Perhaps you forgot a comma?",
                Some(end(",")),
            ),
            ("NameError: name 'frobnicate' is not defined", None),
        ];
        for (error, change) in rows {
            let output = format!(
                "Traceback (most recent call last):\n  File \"/w/test_calc.py\", line 9, in test\n    total()\n  File \"/w/calc.py\", line 3, in total\n    code\n    ^^^^\n{error}\n"
            );
            let found = parse(&output);
            assert_eq!(found.len(), 1, "{error}");
            assert_eq!((found[0].path.as_str(), found[0].line), ("/w/calc.py", 3));
            assert_eq!(
                found[0].fixes.first().map(|fix| fix.change.clone()),
                change,
                "{error}"
            );
        }
    }
}
