//! Assertions that are gone or demand less.

use openkoi_sdk::evaluator::{Finding, Severity};

use super::{at, is_code, is_comment, severity};
use crate::case::Case;
use crate::diff::{Change, Fate, Line, Sign};
use crate::path;
use crate::task::ANY_TEST_CHANGE;

/// No more places of one file are told.
const MOST: usize = 30;
/// These hold whatever the program does.
const IDLE: [&str; 14] = [
    "assert!(true",
    "asserttrue(true)",
    "asserttrue(1)",
    "expect(true).tobe(true)",
    "expect(true).tobetruthy(",
    "expect(1).tobe(1)",
    "assert_eq!(1,1)",
    "assert_eq!(true,true)",
    "assertequal(1,1)",
    "assertequal(true,true)",
    "assert.ok(true)",
    "assert(true)",
    "assert.equal(1,1)",
    "assert.strictequal(1,1)",
];

pub(super) fn findings(case: &Case<'_>, change: &Change<'_>) -> Vec<Finding> {
    if change.fate != Fate::Modified
        || !is_code(change.path)
        || !holds_tests(change)
        || case.task.permits_tests(&ANY_TEST_CHANGE)
    {
        return idle(change, false);
    }
    let mut found = Vec::new();
    for hunk in change.lines.split(|line| line.sign == Sign::Hunk) {
        if found.len() >= MOST {
            break;
        }
        let with = |sign| -> Vec<&Line<'_>> {
            hunk.iter()
                .filter(|line| {
                    line.sign == sign && !is_comment(change.path, line.text) && asserts(line.text)
                })
                .collect()
        };
        let (removed, added) = (with(Sign::Removed), with(Sign::Added));
        let pairs = removed.iter().zip(&added);
        found.extend(
            pairs
                .filter_map(|(old, new)| weaker(case, change, old, new))
                .take(MOST),
        );
        found.extend(other_rows(case, change, hunk).into_iter().take(MOST));
        // A test that is gone as a whole is another finding.
        let whole = hunk.iter().any(|line| {
            line.sign == Sign::Removed && super::declared(change.path, line.text).is_some()
        });
        let about = removed.iter().any(|line| case.task.is_about(line.text))
            && case.task.says(&["remove", "delete", "drop", "retire"]);
        if removed.len() > added.len() && !whole && !about {
            let lost = removed[added.len()];
            found.push(at(
                Severity::Blocker,
                change,
                lost.number,
                "an assertion is gone",
                lost.text,
            ));
        }
    }
    let weakened = !found.is_empty() || change.with(Sign::Removed).any(|line| asserts(line.text));
    found.extend(idle(change, weakened));
    found
}

/// Tests stand here, or what is asserted stands in a program.
fn holds_tests(change: &Change<'_>) -> bool {
    let marks = [
        "#[test]",
        "#[cfg(test)]",
        "mod tests",
        "assert_eq!",
        "::test]",
    ];
    path::is_test(change.path)
        || change
            .lines
            .iter()
            .any(|line| marks.iter().any(|mark| line.text.contains(mark)))
}

fn asserts(text: &str) -> bool {
    let text = text.trim_start();
    let starts = [
        "assert",
        "expect(",
        "self.assert",
        "t.Error",
        "t.Fatal",
        "require.",
        "await expect(",
        "debug_assert",
        "with pytest.raises",
        "insta::assert",
        "prop_assert",
        "check ",
    ];
    let go = (text.starts_with("if ") && text.contains("!=")) && text.ends_with('{');
    starts.iter().any(|start| text.starts_with(start))
        || text.contains(".should.")
        || (go && (text.contains("want") || text.contains("got")))
}

/// Rows of a table in a test, of which each says what is to come of what.
fn other_rows(case: &Case<'_>, change: &Change<'_>, hunk: &[Line<'_>]) -> Vec<Finding> {
    if !case.task.mends || !path::is_test(change.path) {
        return Vec::new();
    }
    let rows = |sign| {
        hunk.iter().filter(move |line| {
            let text = line.text.trim();
            let row = text.starts_with(['(', '[', '{'])
                && ["),", "],", "},"].iter().any(|end| text.ends_with(end));
            line.sign == sign && row
        })
    };
    let pairs = rows(Sign::Removed).zip(rows(Sign::Added));
    pairs
        .filter(|(old, new)| expects_another(case, old.text.trim(), new.text.trim()))
        .map(|(old, new)| {
            let both = format!("{}\n{}", old.text.trim(), new.text.trim());
            at(
                Severity::Blocker,
                change,
                new.number,
                "a test expects another value",
                &both,
            )
        })
        .collect()
}

/// An assertion that holds whatever happens.
fn idle(change: &Change<'_>, weakened: bool) -> Vec<Finding> {
    if !is_code(change.path) {
        return Vec::new();
    }
    let severity = if weakened {
        Severity::Blocker
    } else {
        Severity::Important
    };
    let lines = change
        .with(Sign::Added)
        .filter(|line| !is_comment(change.path, line.text) && is_idle(line.text));
    lines
        .take(3)
        .map(|line| {
            at(
                severity.clone(),
                change,
                line.number,
                "an assertion holds whatever happens",
                line.text,
            )
        })
        .collect()
}

fn is_idle(text: &str) -> bool {
    let plain: String = text.to_lowercase().split_whitespace().collect();
    let bare = plain.trim_end_matches(';');
    let known = IDLE.iter().any(|idle| plain.contains(idle)) || compares_with_itself(text);
    let python = matches!(
        bare,
        "asserttrue" | "assert1" | "assert1==1" | "asserttrue==true" | "assertnotfalse"
    );
    known || python
}

/// Both sides of the comparison are the same call of the program.
fn compares_with_itself(text: &str) -> bool {
    let text = text.trim().trim_end_matches([';', ':', '{', ' ']);
    let bare = |side: &str| side.split_whitespace().collect::<String>();
    let same = |left: &str, right: &str| {
        let (left, right) = (bare(left), bare(right));
        left.contains('(') && left == right
    };
    if !asserts(text) {
        return false;
    }
    let plain = text.strip_prefix("assert ");
    if let Some((left, right)) = plain.and_then(|plain| plain.split_once("==")) {
        return same(left, right);
    }
    let expected = text.split_once("expect(").and_then(|(_, rest)| {
        [").toBe(", ").toEqual(", ").toStrictEqual("]
            .iter()
            .find_map(|middle| rest.split_once(middle))
    });
    if let Some((left, right)) = expected {
        return same(left, right.strip_suffix(')').unwrap_or(right));
    }
    let equal = ["assert_eq!(", "qual(", "Equals("]
        .iter()
        .find_map(|call| text.split_once(call))
        .filter(|(before, _)| !before.ends_with("NotE") && !before.ends_with("notE"));
    let Some(arguments) = equal.and_then(|(_, rest)| rest.strip_suffix(')')) else {
        return false;
    };
    let mut depth = 0_i32;
    let comma = arguments.char_indices().find(|(_, character)| {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        *character == ',' && depth == 0
    });
    comma.is_some_and(|(at, _)| same(&arguments[..at], &arguments[at + 1..]))
}

/// What the new assertion lets through that the old one did not.
fn weaker(case: &Case<'_>, change: &Change<'_>, old: &Line<'_>, new: &Line<'_>) -> Option<Finding> {
    let (before, after) = (old.text.trim(), new.text.trim());
    if before == after || is_idle(after) {
        return None;
    }
    let both = format!("{before}\n{after}");
    if loosened(before, after) {
        return Some(at(
            severity(case),
            change,
            new.number,
            "an assertion demands less",
            &both,
        ));
    }
    (case.task.mends && expects_another(case, before, after)).then(|| {
        at(
            Severity::Blocker,
            change,
            new.number,
            "a test expects another value",
            &both,
        )
    })
}

/// The names are the same, and a value has gone for one that the task does not name.
fn expects_another(case: &Case<'_>, before: &str, after: &str) -> bool {
    let (left, right) = (pieces(before), pieces(after));
    let split = |pieces: &[&str]| -> (Vec<String>, Vec<String>) {
        let (values, rest): (Vec<&str>, Vec<&str>) =
            pieces.iter().copied().partition(|piece| is_literal(piece));
        let names = rest.into_iter().filter(|piece| {
            piece.starts_with(|first: char| first.is_alphabetic() || first == '_' || first == '.')
        });
        (
            names.map(str::to_string).collect(),
            values.into_iter().map(str::to_string).collect(),
        )
    };
    let ((names, values), (new_names, new_values)) = (split(&left), split(&right));
    let bare = |value: &String| value.trim_matches(['"', '\'', '.', '-']).to_string();
    let asked = |value: &String| {
        case.task.names(&bare(value))
            || (bare(value).len() > 1 && case.task.text.contains(&bare(value)))
    };
    let lost = values.iter().any(|value| {
        values.iter().filter(|other| *other == value).count()
            > new_values.iter().filter(|other| *other == value).count()
    });
    names == new_names
        && lost
        && !new_values
            .iter()
            .any(|value| !values.contains(value) && asked(value))
}

/// From an equality to something that more values satisfy.
fn loosened(before: &str, after: &str) -> bool {
    let strict = [
        "assert_eq!",
        "assertEqual(",
        "toBe(",
        "toEqual(",
        "toStrictEqual(",
        "==",
        "strictEqual(",
    ];
    let loose = [
        "assert_ne!",
        "assertNotEqual(",
        "assertIn(",
        "assertTrue(",
        "assertIsNotNone(",
        "toBeDefined(",
        "toBeTruthy(",
        ".not.",
        "toContain(",
        "!=",
        " in ",
        ">=",
        "<=",
        "is not None",
        "toMatch(",
        "notStrictEqual(",
        " < ",
        " > ",
        "assertLess",
        "assertGreater",
        "toBeLessThan",
        "toBeGreaterThan",
        "is_some()",
        "is_ok()",
        "expect.anything",
    ];
    let was_strict = strict.iter().any(|mark| before.contains(mark))
        && !loose.iter().any(|mark| before.contains(mark));
    let is_strict = strict
        .iter()
        .any(|mark| after.contains(mark) && !after.contains(".not."));
    was_strict && !is_strict && loose.iter().any(|mark| after.contains(mark))
}

/// Names, numbers, quoted texts and single marks.
fn pieces(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word =
            |character: char| character.is_alphanumeric() || character == '_' || character == '.';
        let end = if first == '"' || first == '\'' {
            rest[1..].find(first).map_or(rest.len(), |end| end + 2)
        } else if first == '-' && rest[1..].starts_with(|next: char| next.is_ascii_digit()) {
            rest[1..]
                .find(|character: char| !word(character))
                .map_or(rest.len(), |end| end + 1)
        } else if word(first) {
            rest.find(|character: char| !word(character))
                .unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        if !first.is_whitespace() {
            found.push(&rest[..end]);
        }
        rest = &rest[end..];
    }
    found
}

fn is_literal(piece: &str) -> bool {
    piece.starts_with(|first: char| {
        first.is_ascii_digit() || first == '"' || first == '\'' || first == '-'
    }) || matches!(
        piece,
        "true" | "false" | "True" | "False" | "None" | "null" | "undefined"
    )
}
