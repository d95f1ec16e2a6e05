//! Diagnostics of gcc, clang and Go: `path:line:column: error: …`.

use super::{Diagnostic, between, leading_number};
use crate::fix::{Change, Fix, Span};

/// Errors, and warnings about names that are not declared: those fail later, in the linker.
pub(super) fn parse(output: &str) -> Vec<Diagnostic> {
    let lines: Vec<&str> = output.lines().collect();
    (0..lines.len())
        .filter_map(|index| diagnostic(&lines, index))
        .collect()
}

struct Head<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    level: &'a str,
    message: &'a str,
}

fn head(text: &str) -> Option<Head<'_>> {
    let (path, rest) = text.split_once(':')?;
    let extension = path.rsplit_once('.')?.1;
    if !matches!(extension, "c" | "h" | "cc" | "cpp" | "hpp" | "go") || path.contains(' ') {
        return None;
    }
    let (line, rest) = leading_number(rest)?;
    let (column, rest) = leading_number(rest.strip_prefix(':')?)?;
    let rest = rest.strip_prefix(": ")?;
    if extension == "go" {
        return Some(Head {
            path,
            line,
            column,
            level: "error",
            message: rest,
        });
    }
    let (level, message) = rest.split_once(": ")?;
    Some(Head {
        path,
        line,
        column,
        level: level.trim_start_matches("fatal "),
        message,
    })
}

fn diagnostic(lines: &[&str], index: usize) -> Option<Diagnostic> {
    let head = head(lines[index])?;
    let message = plain(head.message);
    let undeclared = message.contains("implicit declaration") || message.contains("undeclared");
    if head.level != "error" && !(head.level == "warning" && undeclared) {
        return None;
    }
    let path = head.path.to_owned();
    let fixes = similar(&head, &message)
        .or_else(|| missing(&head, &message, lines, index))
        .or_else(|| include(&head, lines, index));
    let unknown = [
        "implicit declaration of function '",
        "use of undeclared identifier '",
        "'",
    ]
    .iter()
    .find_map(|before| between(&message, before, "'"))
    .filter(|_| undeclared)
    .or_else(|| message.strip_prefix("undefined: "));
    Some(Diagnostic {
        tool: if path.ends_with(".go") {
            "go"
        } else {
            "the C compiler"
        },
        unknown: unknown.map(str::to_owned).filter(|_| fixes.is_none()),
        fixes: fixes
            .map(|change| Fix {
                path: path.clone(),
                change,
                because: message.clone(),
            })
            .into_iter()
            .collect(),
        line: head.line,
        path,
        message,
    })
}

/// Typographic quotes differ by locale.
fn plain(message: &str) -> String {
    message.replace(['‘', '’', '`'], "'")
}

/// `… 'totl' …; did you mean 'total'?`
fn similar(head: &Head, message: &str) -> Option<Change> {
    let (before, after) = message.split_once("did you mean '")?;
    let to = after.split_once('\'')?.0;
    let from = before.rsplit('\'').nth(1)?;
    let at = |column: usize, new: &str| Span {
        from: (head.line, column),
        to: (head.line, column + from.chars().count()),
        new: new.into(),
    };
    let is_word = from.chars().all(|c| c.is_alphanumeric() || c == '_');
    is_word.then(|| {
        if message.contains("has no member")
            || message.contains("no member named")
            || head.column < 1
        {
            Change::Word {
                line: head.line,
                from: from.into(),
                to: to.into(),
            }
        } else {
            Change::Spans(vec![at(head.column, to)])
        }
    })
}

/// `expected ';' before 'return'`: the caret stands where it belongs, or on the next statement.
fn missing(head: &Head, message: &str, lines: &[&str], index: usize) -> Option<Change> {
    let wanted = message.split_once("expected ")?.1;
    let wanted = if wanted.contains("';'") {
        ";"
    } else {
        wanted.strip_prefix('\'')?.split_once('\'')?.0
    };
    if !matches!(wanted, ";" | ")" | "}" | "]" | "," | ":") || message.contains("at end of input") {
        return None;
    }
    let source = lines
        .get(index + 1)
        .and_then(|line| line.split_once(" | "))
        .map(|(_, source)| source)?;
    let before: String = source.chars().take(head.column.saturating_sub(1)).collect();
    if before.trim().is_empty() {
        let line = head.line.checked_sub(1)?;
        return Some(Change::End {
            line,
            with: wanted.into(),
        });
    }
    let column = before.trim_end().chars().count() + 1;
    Some(Change::Spans(vec![Span {
        from: (head.line, column),
        to: (head.line, column),
        new: wanted.into(),
    }]))
}

/// `note: include '<stdio.h>' or provide a declaration of 'printf'`
fn include(head: &Head, lines: &[&str], index: usize) -> Option<Change> {
    let notes = lines[index + 1..]
        .iter()
        .take_while(|line| !line.contains(": error: ") && !line.contains(": warning: "));
    let note = notes
        .map(|line| plain(line))
        .find(|line| line.contains("note: include '<"))?;
    let header = between(&note, "include '", "'")?;
    let line = note
        .strip_prefix(head.path)?
        .strip_prefix(':')
        .and_then(leading_number)
        .map_or(1, |(line, _)| line);
    Some(Change::Insert {
        line,
        new: vec![format!("#include {header}")],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complaints_become_changes() {
        let span = |line, from, to, new: &str| {
            Change::Spans(vec![Span {
                from: (line, from),
                to: (line, to),
                new: new.into(),
            }])
        };
        let rows = [
            (
                "a.c:6:16: error: ‘totl’ undeclared (first use in this function); did you mean ‘total’?\n    6 |   printf(\"%d\", totl);",
                Some(span(6, 16, 20, "total")),
            ),
            (
                "src/a.c:7:13: error: 'struct point' has no member named 'lenght'; did you mean 'length'?",
                Some(Change::Word {
                    line: 7,
                    from: "lenght".into(),
                    to: "length".into(),
                }),
            ),
            (
                "a.c:8:3: error: expected ‘,’ or ‘;’ before ‘return’\n    8 |   return total;\n      |   ^~~~~~",
                Some(Change::End {
                    line: 7,
                    with: ";".into(),
                }),
            ),
            (
                "a.c:5:16: error: expected ‘;’ before ‘return’\n    5 |   int q = a + b\n      |                ^\n      |                ;",
                Some(span(5, 16, 16, ";")),
            ),
            (
                "a.c:6:3: warning: implicit declaration of function ‘printf’ [-Wimplicit-function-declaration]\n    6 |   printf\na.c:2:1: note: include ‘<stdio.h>’ or provide a declaration of ‘printf’",
                Some(Change::Insert {
                    line: 2,
                    new: vec!["#include <stdio.h>".into()],
                }),
            ),
            (
                "m.c:3:10: error: use of undeclared identifier 'totl'; did you mean 'total'?",
                Some(span(3, 10, 14, "total")),
            ),
            ("a.c:3:1: error: unknown type name ‘foo’", None),
        ];
        for (output, change) in rows {
            let found = parse(output);
            assert_eq!(found.len(), 1, "{output}");
            assert_eq!(
                found[0].fixes.first().map(|fix| fix.change.clone()),
                change,
                "{output}"
            );
        }
    }

    #[test]
    fn an_unknown_name_without_a_suggestion_is_named() {
        let rows = [
            ("./cart.go:7:9: undefined: totl", Some("totl")),
            (
                "a.c:3:5: warning: implicit declaration of function ‘frob’",
                Some("frob"),
            ),
            (
                "a.c:3:5: error: ‘frob’ undeclared (first use in this function)",
                Some("frob"),
            ),
        ];
        for (output, unknown) in rows {
            assert_eq!(
                parse(output)
                    .first()
                    .and_then(|found| found.unknown.as_deref()),
                unknown,
                "{output}"
            );
        }
    }
}
