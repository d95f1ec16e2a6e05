//! rustc's diagnostics as `cargo … --message-format=json` prints them, with exact spans.

use super::Diagnostic;
use crate::fix::{Change, Fix, Span};
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    message: String,
    level: String,
    #[serde(default)]
    spans: Vec<Place>,
    #[serde(default)]
    children: Vec<Message>,
}

#[derive(Deserialize, Clone)]
struct Place {
    file_name: String,
    line_start: usize,
    line_end: usize,
    column_start: usize,
    column_end: usize,
    is_primary: bool,
    suggested_replacement: Option<String>,
    suggestion_applicability: Option<String>,
}

/// Errors only; lines that are no compiler message are passed over.
pub(super) fn parse(output: &str) -> Vec<Diagnostic> {
    let lines = output
        .lines()
        .filter(|line| line.starts_with("{\"reason\":\"compiler-message\""));
    let messages = lines
        .filter_map(|line| serde_json::from_str::<Line>(line).ok())
        .map(|line| line.message);
    messages
        .filter(|message| message.level == "error")
        .filter_map(diagnostic)
        .collect()
}

fn diagnostic(message: Message) -> Option<Diagnostic> {
    let primary = message.spans.iter().find(|span| span.is_primary)?;
    let helps = || message.children.iter().chain([&message]).filter_map(fix);
    let (sure, guessed) = (
        helps().filter(|(sure, _)| *sure),
        helps().filter(|(sure, _)| !*sure),
    );
    let fixes = sure.chain(guessed).map(|(_, fix)| fix).collect();
    Some(Diagnostic {
        tool: "rustc",
        path: primary.file_name.clone(),
        line: primary.line_start,
        fixes,
        unknown: None,
        message: message.message.clone(),
    })
}

/// One help, and whether rustc vouches for it. Several replacements of one place are alternatives, which nobody can
/// choose from by rule.
fn fix(help: &Message) -> Option<(bool, Fix)> {
    let places: Vec<&Place> = help
        .spans
        .iter()
        .filter(|span| span.suggested_replacement.is_some())
        .collect();
    let first = places.first()?;
    let usable = |place: &&Place| {
        matches!(
            place.suggestion_applicability.as_deref(),
            Some("MachineApplicable" | "MaybeIncorrect")
        ) && place.file_name == first.file_name
    };
    let spans: Vec<Span> = places
        .iter()
        .map(|place| Span {
            from: (place.line_start, place.column_start),
            to: (place.line_end, place.column_end),
            new: place.suggested_replacement.clone().unwrap_or_default(),
        })
        .collect();
    let alternatives =
        (1..spans.len()).any(|at| spans[..at].iter().any(|other| other.from == spans[at].from));
    if alternatives || !places.iter().all(usable) {
        return None;
    }
    let certain = places
        .iter()
        .all(|place| place.suggestion_applicability.as_deref() == Some("MachineApplicable"));
    let change = Change::Spans(spans);
    Some((
        certain,
        Fix {
            path: first.file_name.clone(),
            change,
            because: help.message.clone(),
        },
    ))
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
