//! rustc's diagnostics as people read them: in findings, and where there is no JSON.

use super::{Diagnostic, between, leading_number};
use crate::fix::{Change, Fix};

/// The errors of a human-readable rustc output.
pub(super) fn parse(output: &str) -> Vec<Diagnostic> {
    let lines: Vec<&str> = output.lines().map(str::trim_end).collect();
    let starts =
        |line: &&str| is_head(line) || line.starts_with("warning:") || line.starts_with("warning[");
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if is_head(line) {
            let end = lines[index + 1..]
                .iter()
                .position(starts)
                .map_or(lines.len(), |at| index + 1 + at);
            found.extend(diagnostic(line, &lines[index + 1..end]));
        }
    }
    found
}

fn is_head(line: &str) -> bool {
    line.starts_with("error[E") || line.starts_with("error: ")
}

fn diagnostic(head: &str, body: &[&str]) -> Option<Diagnostic> {
    let (path, line) = arrow(body.first()?)?;
    let message = head.split_once(": ")?.1.to_owned();
    let mut fixes: Vec<Fix> = inline(&path, body).into_iter().collect();
    for (index, text) in body.iter().enumerate() {
        if let Some(because) = text.strip_prefix("help: ") {
            let rest = &body[index + 1..];
            let end = rest
                .iter()
                .position(|line| !is_part(line))
                .unwrap_or(rest.len());
            fixes.extend(fix(&path, because, &rest[..end]));
        }
    }
    Some(Diagnostic {
        tool: "rustc",
        path,
        line,
        message,
        fixes,
        unknown: None,
    })
}

/// `  --> src/lib.rs:4:53`
fn arrow(line: &str) -> Option<(String, usize)> {
    let place = line.trim_start().strip_prefix("--> ")?;
    let mut parts = place.rsplitn(3, ':');
    let (_, line, path) = (parts.next()?, parts.next()?, parts.next()?);
    Some((path.to_owned(), line.parse().ok()?))
}

/// A line that belongs to a snippet: numbered, a gutter, or an arrow.
fn is_part(line: &str) -> bool {
    let rest = line.trim_start();
    rest.starts_with(['|', '.'])
        || rest.starts_with("-->")
        || rest.starts_with(|c: char| c.is_ascii_digit())
}

/// The change that a help's snippet shows.
fn fix(path: &str, because: &str, snippet: &[&str]) -> Option<Fix> {
    let path = snippet
        .iter()
        .find_map(|line| arrow(line))
        .map_or_else(|| path.to_owned(), |(path, _)| path);
    let (mut old, mut new, mut marked) = (Vec::new(), Vec::new(), Vec::new());
    for (index, line) in snippet.iter().enumerate() {
        let Some((number, rest)) = leading_number(line.trim_start()) else {
            continue;
        };
        let rest = rest.trim_start();
        let text = |rest: &str| rest.get(2..).unwrap_or_default().to_owned();
        match rest.chars().next() {
            Some('-') => old.push((number, text(rest))),
            Some('+') => new.push((number, text(rest))),
            Some('|') if snippet.get(index + 1).is_some_and(|below| is_marker(below)) => {
                marked.push((number, text(rest)))
            }
            _ => {}
        }
    }
    let change = match (&old[..], &new[..], &marked[..]) {
        ([(line, old)], [(_, new)], []) => Change::Line {
            line: *line,
            old: Some(old.clone()),
            new: new.clone(),
        },
        ([], [(line, _), ..], []) => {
            let lines = new.iter().map(|(_, text)| text.clone()).collect();
            Change::Insert {
                line: *line,
                new: lines,
            }
        }
        ([], [], [(line, new)]) if !new.contains("...") => Change::Line {
            line: *line,
            old: None,
            new: new.clone(),
        },
        _ => return None,
    };
    Some(Fix {
        path,
        change,
        because: because.to_owned(),
    })
}

/// `   |    +++` or `~~~` below a line that shows the result.
fn is_marker(line: &str) -> bool {
    line.trim_start().strip_prefix('|').is_some_and(|rest| {
        let marks = rest.trim();
        !marks.is_empty() && marks.chars().all(|c| matches!(c, '+' | '~' | ' '))
    })
}

/// `   |     ^^^^ help: …: `new`` below the line that has the fault.
fn inline(path: &str, body: &[&str]) -> Option<Fix> {
    let index = body.iter().position(|line| line.contains("^ help: "))?;
    let (marks, help) = body[index].split_once(" help: ")?;
    let because = help.split_once(": `")?.0;
    let new = between(help, ": `", "`")?;
    let (line, _) = leading_number(body.get(index.checked_sub(1)?)?.trim_start())?;
    let gutter = marks.find("| ")? + 2;
    let column = marks.chars().count() - marks.trim_end_matches('^').chars().count();
    let start = marks.chars().count() - column - marks[..gutter].chars().count();
    let source = body[index - 1].split_once("| ")?.1;
    let from: String = source.chars().skip(start).take(column).collect();
    let change = Change::Line {
        line,
        old: Some(source.to_owned()),
        new: source.chars().take(start).collect::<String>()
            + new
            + &source.chars().skip(start + column).collect::<String>(),
    };
    (!from.is_empty()).then(|| Fix {
        path: path.to_owned(),
        change,
        because: because.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIMILAR: &str = "error[E0425]: cannot find value `lable` in this scope
 --> src/lib.rs:4:53
  |
4 |     lable.to_string()
  |     ^^^^^
  |
help: a local variable with a similar name exists
  |
4 -     lable.to_string()
4 +     label.to_string()
  |
";
    const ADDED: &str = "error[E0308]: mismatched types
 --> src/lib.rs:2:25
  |
2 | f(\"x\")
  | - ^^^ expected `String`, found `&str`
note: function defined here
 --> src/lib.rs:1:8
  |
1 | pub fn f(s: String) -> usize { s.len() }
  |        ^ ---------
help: try using a conversion method
  |
2 | f(\"x\".to_string())
  |      ++++++++++++
";
    const IMPORT: &str = "error[E0433]: cannot find type `HashMap` in this scope
 --> src/lib.rs:5:3
  |
5 |   HashMap::new() }
  |   ^^^^^^^ use of undeclared type `HashMap`
  |
help: consider importing this struct
  |
1 + use std::collections::HashMap;
  |
";
    const SEMICOLON: &str = "error: expected `;`, found `HashMap`
 --> src/lib.rs:4:41
  |
4 |     let n = 3
  |              ^ help: add `;` here: `;`
";

    #[test]
    fn helps_become_changes() {
        let changed = |line, old: Option<&str>, new: &str| Change::Line {
            line,
            old: old.map(Into::into),
            new: new.into(),
        };
        let rows = [
            (
                SIMILAR,
                changed(4, Some("    lable.to_string()"), "    label.to_string()"),
            ),
            (ADDED, changed(2, None, "f(\"x\".to_string())")),
            (
                IMPORT,
                Change::Insert {
                    line: 1,
                    new: vec!["use std::collections::HashMap;".into()],
                },
            ),
        ];
        for (output, change) in rows {
            let found = parse(output);
            assert_eq!(found.len(), 1, "{output}");
            assert_eq!(
                found[0].fixes.first().map(|fix| fix.change.clone()),
                Some(change),
                "{output}"
            );
        }
    }

    #[test]
    fn a_help_beside_the_marks_is_read_too() {
        let output = SEMICOLON
            .replace("^ help: add `;` here: `;`", "x")
            .replace("n = 3", "n = foo");
        let output = output.replace(
            "  |              x",
            "  |             ^^^ help: a name: `fob`",
        );
        let found = parse(&output);
        assert_eq!(
            found[0].fixes.first().map(|fix| fix.change.clone()),
            Some(Change::Line {
                line: 4,
                old: Some("    let n = foo".into()),
                new: "    let n = fob".into()
            })
        );
    }

    #[test]
    fn summaries_and_warnings_are_no_diagnostics() {
        let output = "warning: unused\n --> a.rs:1:1\nerror: could not compile `x` (lib) due to 5 previous errors\n";
        assert!(parse(output).is_empty());
    }
}
