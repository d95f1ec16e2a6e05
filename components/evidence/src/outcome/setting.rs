//! A value that the task wants to the letter: "set retries to 5 in config.json".

use openkoi_sdk::evaluator::{Finding, Severity};

use crate::case::Case;
use crate::claims::has_value;
use crate::path;
use crate::report::{COMPLETENESS, finding};
use crate::sentence::{Kind, Sentence, Token, sentences};
use crate::workspace::Look;

const VERBS: [&str; 9] = [
    "set", "change", "bump", "increase", "raise", "lower", "reduce", "update", "decrease",
];
const LIGHT: [&str; 9] = [
    "the", "value", "of", "key", "option", "setting", "field", "number", "version",
];

/// A key, its value, and the file in which both are to stand.
struct Setting<'a> {
    key: &'a str,
    value: &'a str,
    named: &'a str,
}

/// Each value that does not stand beside its key.
pub(super) fn missing(case: &Case<'_>) -> Vec<Finding> {
    if !case.is_change() {
        return Vec::new();
    }
    sentences(case.task.text)
        .iter()
        .take(20)
        .filter_map(wanted)
        .filter_map(|setting| unset(case, &setting))
        .collect()
}

fn unset(case: &Case<'_>, setting: &Setting<'_>) -> Option<Finding> {
    let Setting { key, value, named } = *setting;
    let Look::Text(text) = case.workspace.file(named) else {
        return None;
    };
    let plain = |text: &str| text.to_lowercase().replace(['_', '-', ' '], "");
    let mut beside = text
        .lines()
        .enumerate()
        .filter(|(_, line)| plain(line).contains(&plain(key)))
        .peekable();
    let (at, line) = *beside.peek()?;
    // A value may stand below its key.
    let stands = |at: usize| {
        text.lines()
            .skip(at)
            .take(3)
            .any(|line| has_value(line, value))
    };
    if beside.any(|(at, _)| stands(at)) {
        return None;
    }
    // Who says so plainly does not pretend.
    let severity = if case.admits {
        Severity::Important
    } else {
        Severity::Blocker
    };
    let title = format!("{key} was to be {value} in {named}, and is not");
    let mut found = finding(severity, COMPLETENESS, &title, line.trim());
    found.location = Some(format!("{named}:{}", at + 1));
    found.evidence = vec![named.to_string()];
    Some(found)
}

/// "set KEY to VALUE in FILE", nothing that makes it conditional.
fn wanted<'a>(sentence: &Sentence<'a>) -> Option<Setting<'a>> {
    let tokens = &sentence.tokens;
    let vague = [
        "if", "unless", "example", "instead", "would", "when", "how", "each", "every", "all",
    ];
    if sentence.denies() || sentence.asks() || sentence.has(&vague) {
        return None;
    }
    let at = tokens
        .iter()
        .position(|token| token.is(&VERBS))
        .filter(|at| *at < 5)?;
    let rest = &tokens[at + 1..];
    let to = rest.iter().position(|token| token.is(&["to"]))?;
    let from = rest
        .iter()
        .position(|token| token.is(&["from"]))
        .unwrap_or(to);
    let named_by = &rest[..from.min(to)];
    let mut keys = named_by.iter().filter(|token| !token.is(&LIGHT));
    // "the version" is named by nothing else.
    let key = match (keys.next(), keys.next()) {
        (Some(key), None) => key,
        (None, _) => named_by
            .last()
            .filter(|last| last.is(&["version", "number"]))?,
        _ => return None,
    };
    let key = Some(key).filter(is_key)?;
    let value = rest.get(to + 1).filter(|token| is_value(token))?;
    let ends = rest
        .get(to + 2)
        .is_none_or(|next| next.kind == Kind::Mark || next.is(&["in", "and"]));
    let mut files = tokens.iter().filter_map(path::of_token);
    let named = files.next().filter(|_| files.next().is_none())?;
    (ends && path::is_inside(named)).then_some(Setting {
        key: key.text,
        value: value.text,
        named,
    })
}

fn is_key(token: &&Token<'_>) -> bool {
    let plain = |character: char| character.is_alphanumeric() || "_-".contains(character);
    token.kind != Kind::Mark
        && token.text.len() > 1
        && token.text.chars().all(plain)
        && path::of_token(token).is_none()
}

/// A number, a truth, or a text to the letter.
fn is_value(token: &Token<'_>) -> bool {
    let plain = |character: char| character.is_alphanumeric() || "_-.".contains(character);
    let number = token.text.starts_with(|first: char| first.is_ascii_digit());
    (number || token.is(&["true", "false"]) || token.is_literal())
        && token.text.chars().all(plain)
        && path::of_token(token).is_none()
}
