//! rustc's diagnostics as `cargo … --message-format=json` prints them, with exact spans.

use super::Diagnostic;
use crate::fix::{Change, Fix, Span};
use serde_json::Value;

/// Errors only; lines that are no compiler message are passed over.
pub(super) fn parse(output: &str) -> Vec<Diagnostic> {
    let lines = output
        .lines()
        .filter(|line| line.starts_with("{\"reason\":\"compiler-message\""));
    lines
        .filter_map(|line| diagnostic(&serde_json::from_str::<Value>(line).ok()?["message"]))
        .collect()
}

fn diagnostic(message: &Value) -> Option<Diagnostic> {
    if message["level"] != "error" {
        return None;
    }
    let primary = items(&message["spans"])
        .iter()
        .find(|span| span["is_primary"] == true)?;
    let helps = || {
        items(&message["children"])
            .iter()
            .chain([message])
            .filter_map(fix)
    };
    let (sure, guessed) = (
        helps().filter(|(sure, _)| *sure),
        helps().filter(|(sure, _)| !*sure),
    );
    Some(Diagnostic {
        tool: "rustc",
        path: primary["file_name"].as_str()?.to_owned(),
        line: number(&primary["line_start"])?,
        message: message["message"].as_str()?.to_owned(),
        fixes: sure.chain(guessed).map(|(_, fix)| fix).collect(),
        unknown: None,
    })
}

fn items(list: &Value) -> &[Value] {
    list.as_array().map_or(&[], Vec::as_slice)
}

fn number(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}

/// One help, and whether rustc vouches for it. Several replacements of one place are alternatives, which nobody can
/// choose from by rule.
fn fix(help: &Value) -> Option<(bool, Fix)> {
    let places: Vec<&Value> = items(&help["spans"])
        .iter()
        .filter(|span| span["suggested_replacement"].is_string())
        .collect();
    let path = places.first()?["file_name"].as_str()?;
    let sure = places
        .iter()
        .all(|place| place["suggestion_applicability"] == "MachineApplicable");
    let usable = |place: &&Value| {
        ["MachineApplicable", "MaybeIncorrect"]
            .iter()
            .any(|how| place["suggestion_applicability"] == *how)
    };
    if !places
        .iter()
        .all(|place| usable(place) && place["file_name"] == path)
    {
        return None;
    }
    let spans: Option<Vec<Span>> = places.iter().map(|place| span(place)).collect();
    let spans = spans?;
    let alternatives =
        (1..spans.len()).any(|at| spans[..at].iter().any(|other| other.from == spans[at].from));
    if alternatives {
        return None;
    }
    let because = help["message"].as_str()?.to_owned();
    Some((
        sure,
        Fix {
            path: path.to_owned(),
            change: Change::Spans(spans),
            because,
        },
    ))
}

fn span(place: &Value) -> Option<Span> {
    Some(Span {
        from: (
            number(&place["line_start"])?,
            number(&place["column_start"])?,
        ),
        to: (number(&place["line_end"])?, number(&place["column_end"])?),
        new: place["suggested_replacement"].as_str()?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(level: &str, children: &str) -> String {
        format!(
            r#"{{"reason":"compiler-message","message":{{"message":"no such name","level":"{level}","spans":[{}],"children":[{children}]}}}}"#,
            place("null", "null", 5)
        )
    }

    fn place(new: &str, how: &str, column: usize) -> String {
        format!(
            r#"{{"file_name":"src/a.rs","line_start":3,"line_end":3,"column_start":{column},"column_end":9,"is_primary":true,"suggested_replacement":{new},"suggestion_applicability":{how}}}"#
        )
    }

    fn help(message: &str, places: &[String]) -> String {
        format!(
            r#"{{"message":"{message}","level":"help","spans":[{}],"children":[]}}"#,
            places.join(",")
        )
    }

    #[test]
    fn suggestions_that_rustc_vouches_for_come_first_and_guesses_among_many_are_left_out() {
        let maybe = help("perhaps", &[place("\"a\"", "\"MaybeIncorrect\"", 5)]);
        let sure = help("surely", &[place("\"b\"", "\"MachineApplicable\"", 5)]);
        let holes = help("holes", &[place("\"<_>\"", "\"HasPlaceholders\"", 5)]);
        let many = help(
            "one of",
            &[
                place("\"a\"", "\"MaybeIncorrect\"", 5),
                place("\"b\"", "\"MaybeIncorrect\"", 5),
            ],
        );
        let rows = [
            (
                line("error", &[maybe.clone(), sure].join(",")),
                vec!["surely", "perhaps"],
            ),
            (
                line("error", &[holes, many, maybe].join(",")),
                vec!["perhaps"],
            ),
            (line("error", ""), vec![]),
        ];
        for (output, expected) in rows {
            let found = parse(&format!(
                "   Compiling x\n{output}\n{{\"reason\":\"build-finished\"}}\n[exit code 101]"
            ));
            assert_eq!(found.len(), 1, "{output}");
            assert_eq!((found[0].path.as_str(), found[0].line), ("src/a.rs", 3));
            let because: Vec<&str> = found[0]
                .fixes
                .iter()
                .map(|fix| fix.because.as_str())
                .collect();
            assert_eq!(because, expected);
        }
    }

    #[test]
    fn warnings_and_broken_lines_are_no_errors() {
        let cut = &line("error", "")[..60];
        for output in [
            line("warning", "").as_str(),
            cut,
            "{\"reason\":\"compiler-message\"}",
            "",
        ] {
            assert!(parse(output).is_empty(), "{output}");
        }
    }
}
