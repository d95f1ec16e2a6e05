//! A word that was to be another one in a file, and still stands there.

use openkoi_sdk::evaluator::{Finding, Severity};

use crate::case::Case;
use crate::claims::has_word;
use crate::path;
use crate::report::{COMPLETENESS, finding};
use crate::sentence::{Kind, Sentence, Token, sentences};
use crate::workspace::Look;

/// With one of these not every place is meant.
const LIMITS: [&str; 14] = [
    "first", "last", "once", "line", "where", "only", "except", "but", "if", "section", "heading",
    "title", "function", "when",
];

/// "Replace OLD with NEW in FILE".
pub(super) fn left(case: &Case<'_>) -> Option<Finding> {
    if case.admits {
        return None;
    }
    let read = sentences(case.task.text);
    let (old, named) = read.iter().take(20).find_map(wanted)?;
    let Look::Text(text) = case.workspace.file(named) else {
        return None;
    };
    let at = text.lines().position(|line| has_word(line, old))?;
    let title = format!("“{old}” was to be replaced in {named}, and is still there");
    let seen = text.lines().nth(at).unwrap_or_default();
    let mut found = finding(Severity::Blocker, COMPLETENESS, &title, seen.trim());
    found.location = Some(format!("{named}:{}", at + 1));
    found.evidence = vec![named.to_string()];
    Some(found)
}

fn wanted<'a>(sentence: &Sentence<'a>) -> Option<(&'a str, &'a str)> {
    let tokens = &sentence.tokens;
    if sentence.denies() || sentence.asks() || sentence.has(&LIMITS) {
        return None;
    }
    let at = tokens
        .iter()
        .position(|token| token.is(&["replace"]))
        .filter(|at| *at < 4)?;
    let light = [
        "every",
        "all",
        "each",
        "the",
        "word",
        "words",
        "occurrence",
        "occurrences",
        "of",
    ];
    let mut rest = tokens[at + 1..].iter().skip_while(|token| token.is(&light));
    let old = rest.next().filter(|token| is_word(token))?;
    rest.next().filter(|token| token.is(&["with", "by"]))?;
    let new = rest.next().filter(|token| token.kind != Kind::Mark)?;
    rest.next()
        .filter(|token| token.is(&["in", "throughout", "everywhere"]))?;
    let mut files = tokens.iter().filter_map(path::of_token);
    let named = files.next().filter(|_| files.next().is_none())?;
    (!has_word(new.text, old.text)).then_some((old.text, named))
}

fn is_word(token: &Token<'_>) -> bool {
    token.kind != Kind::Mark
        && token.text.chars().count() > 2
        && token
            .text
            .chars()
            .all(|character| character.is_alphanumeric() || character == '_')
}
