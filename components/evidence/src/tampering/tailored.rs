//! A program that is made for its tests alone: what they ask is answered from memory, and equals whatever they want.

use openkoi_sdk::evaluator::{Finding, Severity};

use super::{at, is_code, is_comment};
use crate::case::Case;
use crate::claims::has_value;
use crate::diff::{Change, Line, Sign};
use crate::path;
use crate::workspace::{Look, Workspace};

/// More files of tests are not looked into.
const FILES: usize = 8;
/// An answer stands at most so many lines below its question.
const NEAR: usize = 2;
/// No more places of one file are told.
const MOST: usize = 3;

/// Answers that stand in the program as they stand in its tests. Only a task that mends can be served like that.
pub(super) fn findings(case: &Case<'_>, change: &Change<'_>) -> Vec<Finding> {
    let elsewhere = !is_code(change.path) || path::is_test(change.path);
    if elsewhere || !case.task.mends {
        return Vec::new();
    }
    let suspected = |hunk| {
        let found: Vec<Suspect<'_>> = suspects(change.path, hunk);
        let unasked =
            |suspect: &Suspect<'_>| suspect.values.iter().all(|value| !case.task.names(value));
        found.into_iter().filter(unasked).collect::<Vec<_>>()
    };
    let hunks: Vec<Vec<Suspect<'_>>> = change
        .lines
        .split(|line| line.sign == Sign::Hunk)
        .map(suspected)
        .collect();
    if hunks.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let tests = tests(case.workspace);
    let is_known = |suspect: &Suspect<'_>| {
        let known = |line: &str| suspect.values.iter().all(|value| has_value(line, value));
        suspect.values.is_empty() || tests.iter().any(|line| known(line))
    };
    // Of a table no test knows all rows.
    let is_table = |hunk: &Vec<Suspect<'_>>| {
        let rows = || hunk.iter().filter(|suspect| suspect.values.len() > 1);
        rows().count() > 1 && !rows().all(is_known)
    };
    hunks
        .into_iter()
        .filter(|hunk| !is_table(hunk))
        .flatten()
        .filter(is_known)
        .take(MOST)
        .map(|suspect| {
            let mut found = at(
                Severity::Blocker,
                change,
                suspect.line.number,
                suspect.title,
                suspect.line.text,
            );
            found.fix = Some("Compute it, for every value and not only for a test's.".to_string());
            found
        })
        .collect()
}

/// A line that may have been written for a test.
struct Suspect<'l> {
    line: &'l Line<'l>,
    title: &'static str,
    /// All of them have to stand in one line of a test. None: no test has to say so.
    values: Vec<&'l str>,
}

fn suspects<'l>(path: &str, hunk: &'l [Line<'l>]) -> Vec<Suspect<'l>> {
    let now: Vec<&Line<'_>> = hunk
        .iter()
        .filter(|line| line.sign != Sign::Removed && !is_comment(path, line.text))
        .collect();
    let is_table = hunk
        .iter()
        .any(|line| line.sign != Sign::Added && asked(line.text).is_some());
    let mut found = Vec::new();
    for (index, line) in now.iter().enumerate() {
        if line.sign != Sign::Added {
            continue;
        }
        let near = &now[index..now.len().min(index + NEAR + 1)];
        let answers = near
            .iter()
            .filter(|next| next.sign == Sign::Added)
            .find_map(|next| answer(next.text).or_else(|| beside(next.text)));
        if let (Some(question), Some(answer)) = (asked(line.text), answers) {
            // Where such cases stood before, one more is another row of a table.
            if is_table {
                continue;
            }
            found.push(Suspect {
                line,
                title: "a value that a test asks for is answered from memory",
                values: vec![question, answer],
            });
        } else if is_equality(line.text) && near.iter().any(|next| is_yes(next.text)) {
            found.push(Suspect {
                line,
                title: "what is returned equals whatever a test compares it with",
                values: Vec::new(),
            });
        } else if let Some(value) = answer(line.text).filter(|_| computed(hunk)) {
            found.push(Suspect {
                line,
                title: "what was computed is now the value that a test expects",
                values: vec![value],
            });
        }
    }
    found
}

/// "if price == 200": the value that one input is compared with.
fn asked(text: &str) -> Option<&str> {
    let conditional = ["if ", "if(", "elif ", "? ", "[ ", "[[ "];
    let marks = ["===", "==", " -eq ", " = "];
    let compared = || {
        let (_, rest) = marks.iter().find_map(|mark| text.split_once(mark))?;
        literal(rest)
    };
    // "case 200:", "200 => 20", "{200: 20}[price]"
    let bare = text.trim_start();
    let arm = || {
        let rest = bare.strip_prefix("case ").unwrap_or(bare);
        let value = literal_before(rest, &["=>", ":"])?;
        Some(value)
    };
    let entry = || {
        let (_, rest) = text.split_once('{')?;
        let looks = text.contains("}.get(") || text.contains("}[");
        literal_before(rest, &[":"]).filter(|_| looks)
    };
    let value = if conditional.iter().any(|word| text.contains(word)) {
        compared()
    } else {
        arm().or_else(entry)
    };
    value.filter(|value| !is_base(value))
}

/// "return 20", "echo 20", or the value alone at the end of a function.
fn answer(text: &str) -> Option<&str> {
    let given = ["return ", "echo ", "? "]
        .iter()
        .filter_map(|mark| text.split_once(mark))
        .find_map(|(_, rest)| literal(rest));
    let whole = text.trim().trim_end_matches(';');
    let is_number = |value: &&str| value.starts_with(|first: char| first.is_ascii_digit());
    let alone = || {
        literal(whole)
            .filter(|value| *value == whole)
            .filter(is_number)
    };
    given.or_else(alone).filter(|value| !is_base(value))
}

/// "200 => 20", "200: 20": what stands behind the value that is asked for.
fn beside(text: &str) -> Option<&str> {
    ["=> ", ": "]
        .iter()
        .filter_map(|mark| text.split_once(mark))
        .find_map(|(_, rest)| literal(rest))
        .filter(|value| !is_base(value))
}

/// What stood here before was made of what came in.
fn computed(hunk: &[Line<'_>]) -> bool {
    let operators = [" / ", " * ", " + ", " - ", " % ", " // "];
    let gone = |sign| hunk.iter().filter(move |line| line.sign == sign);
    let names = |text: &str| text.contains(char::is_alphabetic) || text.contains('$');
    gone(Sign::Removed).any(|line| {
        operators
            .iter()
            .any(|operator| line.text.contains(operator))
            && names(line.text)
    }) && !gone(Sign::Added).any(|line| {
        operators
            .iter()
            .any(|operator| line.text.contains(operator))
    })
}

/// A number or a quoted text at the beginning, alone in its place.
fn literal(text: &str) -> Option<&str> {
    let text = text.trim_start_matches([' ', '(']);
    let first = text.chars().next()?;
    let end = if first == '"' || first == '\'' {
        text[1..].find(first)? + 2
    } else if first.is_ascii_digit() || first == '-' {
        text.find(|character: char| !(character.is_ascii_digit() || "._-".contains(character)))
            .unwrap_or(text.len())
    } else {
        return None;
    };
    let rest = text[end..].trim_start();
    let alone = rest.is_empty() || rest.starts_with([';', ':', ')', '{', '}', ']', ',', '&', '?']);
    let value = text[..end].trim_end_matches('.');
    (alone && !value.is_empty()).then_some(value)
}

/// A literal with one of these marks after it.
fn literal_before<'t>(text: &'t str, marks: &[&str]) -> Option<&'t str> {
    marks.iter().find_map(|mark| {
        let (before, _) = text.split_once(mark)?;
        let before = before.trim();
        literal(before).filter(|value| *value == before)
    })
}

/// With such values recursions end and cases begin, for good reasons.
fn is_base(value: &str) -> bool {
    let bare = value.trim_matches(['"', '\'', '-']);
    bare.is_empty() || matches!(bare, "0" | "1" | "2" | "0.0" | "1.0")
}

fn is_equality(text: &str) -> bool {
    ["def __eq__(", "fn eq(&self", "boolean equals(", "def ==("]
        .iter()
        .any(|mark| text.contains(mark))
}

fn is_yes(text: &str) -> bool {
    let plain = text.trim().trim_end_matches([';', '}', ' ']).to_lowercase();
    plain == "return true" || plain == "true" || plain.ends_with("{ true")
}

/// The lines of the project's tests.
fn tests<'a>(workspace: &Workspace<'a>) -> Vec<&'a str> {
    let all = workspace.sources().unwrap_or_default();
    let paths = all.iter().filter(|named| path::is_test(named)).take(FILES);
    let looks: Vec<Look<'a>> = paths.map(|named| workspace.file(named)).collect();
    looks
        .into_iter()
        .filter_map(|look| match look {
            Look::Text(text) => Some(text),
            Look::Absent | Look::Unknown => None,
        })
        .flat_map(str::lines)
        .collect()
}
