//! "`tax` is defined in price.py", "letter.txt mentions koi": what is said to stand in a file, and doesn't.

use super::Verdict;
use super::state::{has_word, holds};
use crate::case::Case;
use crate::path;
use crate::sentence::{Kind, Sentence, Token};
use crate::workspace::Look;

const UNREAL: [&str; 7] = ["can", "was", "were", "before", "removed", "moved", "only"];
const STANDS: [&str; 9] = [
    "defined",
    "declared",
    "implemented",
    "used",
    "called",
    "imported",
    "exported",
    "located",
    "found",
];
const MENTIONS: [&str; 4] = ["mention", "mentions", "contain", "contains"];

/// Each file that is said to hold a name or a word. Of questions only: changes are judged by what changed.
pub(super) fn judge(case: &Case<'_>, sentence: &Sentence<'_>) -> Option<Verdict> {
    if case.is_change() || sentence.supposes(&UNREAL) || sentence.denies() || sentence.has(&["no"])
    {
        return None;
    }
    let tokens = &sentence.tokens;
    let (name, files) = placed(tokens).or_else(|| mentioned(tokens))?;
    let mut shown = None;
    for named in files {
        let Look::Text(text) = case.workspace.file(named) else {
            continue;
        };
        let there = has_word(&text.to_lowercase(), &name.to_lowercase()) || holds(text, name);
        if !there {
            return Some(Verdict::contradicted(
                format!("{named} does not contain “{name}”."),
                vec![named.to_string()],
            ));
        }
        shown = shown.or(Some(named));
    }
    shown.map(Verdict::supported)
}

/// "`NAME` is defined in FILE".
fn placed<'a>(tokens: &[Token<'a>]) -> Option<(&'a str, Vec<&'a str>)> {
    let at = tokens
        .iter()
        .position(|token| token.is(&["is", "are", "'s"]))?;
    let name = tokens[..at]
        .iter()
        .rev()
        .take(3)
        .find(|token| is_name(token))?;
    let stands = tokens[at + 1..]
        .iter()
        .take(3)
        .position(|token| token.is(&STANDS))?;
    let rest = &tokens[at + stands + 2..];
    let on = rest.first().filter(|token| token.is(&["in", "at", "by"]))?;
    let named = on
        .is(&["in", "at"])
        .then(|| rest.get(1).and_then(path::of_token))??;
    Some((name.text.trim_end_matches("()"), vec![named]))
}

/// "FILE and FILE mention WORD": the word ends the sentence.
fn mentioned<'a>(tokens: &[Token<'a>]) -> Option<(&'a str, Vec<&'a str>)> {
    let at = tokens.iter().position(|token| token.is(&MENTIONS))?;
    let files: Vec<&str> = tokens[..at].iter().filter_map(path::of_token).collect();
    let plain = tokens[..at].iter().all(|token| {
        path::of_token(token).is_some()
            || token.is(&["and", "both", "the", "file", "files", "only", "two"])
            || token.is_mark(",")
    });
    let [word] = &tokens[at + 1..] else {
        return None;
    };
    let is_word = word.kind != Kind::Mark && word.text.chars().all(char::is_alphanumeric);
    (plain && !files.is_empty() && is_word).then_some((word.text, files))
}

/// In code, or with an inner mark: no ordinary word.
fn is_name(token: &Token<'_>) -> bool {
    let plain = token
        .text
        .trim_end_matches("()")
        .chars()
        .all(|character| character.is_alphanumeric() || character == '_');
    let inner = token.text.contains('_') || token.text.ends_with("()");
    plain && (token.kind == Kind::Code || (token.kind == Kind::Word && inner))
}
