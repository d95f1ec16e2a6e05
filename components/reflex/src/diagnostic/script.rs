//! Diagnostics of TypeScript and Node.

use super::{Diagnostic, between, leading_number};
use crate::fix::{Change, Fix};

/// tsc's errors in both of its forms, and Node's reference errors.
pub(super) fn parse(output: &str) -> Vec<Diagnostic> {
    let lines: Vec<&str> = output.lines().collect();
    let mut found: Vec<Diagnostic> = lines.iter().filter_map(|line| typescript(line)).collect();
    for (index, line) in lines.iter().enumerate() {
        found.extend(reference(line, &lines[index + 1..]));
    }
    found
}

/// `src/a.ts(3,5): error TS2551: …` or `src/a.ts:3:5 - error TS2551: …`
fn typescript(text: &str) -> Option<Diagnostic> {
    let (place, rest) = text
        .split_once("): error TS")
        .or_else(|| text.split_once(" - error TS"))?;
    let (path, numbers) = place.rsplit_once('(').or_else(|| {
        let (rest, _) = place.rsplit_once(':')?;
        rest.rsplit_once(':')
    })?;
    let (line, _) = leading_number(numbers)?;
    let (_, message) = rest.split_once(": ")?;
    let from = message.split('\'').nth(1).unwrap_or_default();
    let from = if message.starts_with("Module") || message.contains("has no exported member") {
        between(message, "member named '", "'")
            .or_else(|| between(message, "member '", "'"))
            .unwrap_or(from)
    } else {
        from
    };
    let to = between(message, "Did you mean '", "'")
        .or_else(|| between(message, "Did you mean the instance member 'this.", "'"));
    let missing = match message {
        "';' expected." => Some(Change::End {
            line,
            with: ";".into(),
        }),
        _ => None,
    };
    let change = to
        .map(|to| Change::Word {
            line,
            from: from.to_owned(),
            to: to.to_owned(),
        })
        .or(missing);
    let unknown = message
        .starts_with("Cannot find name '")
        .then(|| from.to_owned());
    Some(Diagnostic {
        tool: "tsc",
        path: path.to_owned(),
        line,
        message: message.to_owned(),
        unknown: unknown.filter(|_| change.is_none()),
        fixes: change
            .map(|change| Fix {
                path: path.to_owned(),
                change,
                because: message.to_owned(),
            })
            .into_iter()
            .collect(),
    })
}

/// `ReferenceError: bb is not defined` and the frames below it; a test report quotes the message instead.
fn reference(text: &str, below: &[&str]) -> Option<Diagnostic> {
    let trimmed = text.trim().trim_start_matches("# ");
    let said = trimmed
        .strip_prefix("ReferenceError: ")
        .or_else(|| between(trimmed, "error: '", "'"))
        .unwrap_or(trimmed);
    let name = said.strip_suffix(" is not defined").filter(|name| {
        name.chars()
            .all(|c| c.is_alphanumeric() || c == '_' || c == '$')
    })?;
    let (path, line) = below.iter().take(14).find_map(|line| frame(line))?;
    let message = format!("{name} is not defined");
    Some(Diagnostic {
        tool: "Node",
        path,
        line,
        message,
        fixes: Vec::new(),
        unknown: Some(name.to_owned()),
    })
}

/// `at add (file:///w/a.mjs:1:40)`, with or without its beginning.
fn frame(line: &str) -> Option<(String, usize)> {
    let inside = line.rsplit(['(', ' ']).next()?.trim_end_matches(')');
    let mut parts = inside.rsplitn(3, ':');
    let (column, line, path) = (parts.next()?, parts.next()?, parts.next()?);
    column.parse::<usize>().ok()?;
    (!path.starts_with("node:")).then_some((path.to_owned(), line.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typescript_suggestions_become_changes() {
        let word = |from: &str, to: &str| {
            Some(Change::Word {
                line: 3,
                from: from.into(),
                to: to.into(),
            })
        };
        let rows = [
            (
                "src/a.ts(3,5): error TS2551: Property 'lenght' does not exist on type 'string'. Did you mean 'length'?",
                word("lenght", "length"),
            ),
            (
                "src/a.ts:3:5 - error TS2552: Cannot find name 'totl'. Did you mean 'total'?",
                word("totl", "total"),
            ),
            (
                "src/a.ts(3,10): error TS2724: '\"./cart\"' has no exported member named 'totl'. Did you mean 'total'?",
                word("totl", "total"),
            ),
            (
                "src/a.ts(3,7): error TS1005: ';' expected.",
                Some(Change::End {
                    line: 3,
                    with: ";".into(),
                }),
            ),
            (
                "src/a.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.",
                None,
            ),
        ];
        for (output, change) in rows {
            let found = parse(output);
            assert_eq!(found.len(), 1, "{output}");
            assert_eq!(
                (found[0].path.as_str(), found[0].line),
                ("src/a.ts", 3),
                "{output}"
            );
            assert_eq!(
                found[0].fixes.first().map(|fix| fix.change.clone()),
                change,
                "{output}"
            );
        }
    }

    #[test]
    fn a_reference_error_names_what_is_unknown_and_where() {
        let rows = [
            "ReferenceError: bb is not defined\n    at add (file:///w/a.mjs:1:40)",
            "  error: 'bb is not defined'\n  code: 'ERR'\n  stack: |-\n    add (file:///w/a.mjs:1:40)\n    Test.run (node:internal:1:2)",
        ];
        for output in rows {
            let found = parse(output);
            assert_eq!(found.len(), 1, "{output}");
            assert_eq!(
                (
                    found[0].path.as_str(),
                    found[0].line,
                    found[0].unknown.as_deref()
                ),
                ("file:///w/a.mjs", 1, Some("bb"))
            );
        }
    }
}
