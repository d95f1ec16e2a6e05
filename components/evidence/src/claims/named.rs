//! Names of code that a change is said to have brought: each has to stand somewhere in what was changed.

use super::Verdict;
use crate::case::Case;
use crate::diff::{Change, Fate, Sign};
use crate::sentence::{Kind, Sentence, Token};
use crate::workspace::Look;

const UNREAL: [&str; 9] = [
    "can",
    "instead",
    "before",
    "previously",
    "was",
    "were",
    "longer",
    "removed",
    "without",
];
/// What is said of a program, with a name after it that has to stand in it.
const SAYS: [&str; 7] = [
    "exports", "exported", "imports", "imported", "uses", "calls", "wraps",
];
/// What may also be so without a word of it; an option has to stand there all the same.
const MAY_SAY: [&str; 12] = [
    "accepts", "supports", "catches", "logs", "inherits", "reads", "handles", "raises", "throws",
    "raise", "throw", "panics",
];
/// More files are not looked into.
const FILES: usize = 6;

/// A name that nothing which was changed mentions.
pub(super) fn judge(case: &Case<'_>, sentence: &Sentence<'_>) -> Option<Verdict> {
    if !case.is_change() || sentence.supposes(&UNREAL) || sentence.denies() || case.diff.is_empty()
    {
        return None;
    }
    let tokens = &sentence.tokens;
    let at = tokens
        .iter()
        .position(|token| token.is(&SAYS) || token.is(&MAY_SAY))?;
    let now = sentence.has(&["now", "i", "i've", "we"]);
    let name = tokens[at + 1..]
        .iter()
        .take(4)
        .take_while(|token| !token.is_mark(";:—–,"))
        .find_map(name)
        .filter(|_| now)?;
    let changes: Vec<&Change<'_>> = case
        .diff
        .changes
        .iter()
        .filter(|change| change.fate != Fate::Deleted)
        .collect();
    let looks: Vec<Look<'_>> = changes
        .iter()
        .take(FILES)
        .map(|change| case.workspace.file(change.path))
        .collect();
    let shown = changes.iter().any(|change| {
        change
            .lines
            .iter()
            .any(|line| line.sign != Sign::Removed && mentions(line.text, name))
    }) || looks
        .iter()
        .any(|look| matches!(look, Look::Text(text) if mentions(text, name)));
    let hidden = changes.len() > FILES
        || case.diff.hides()
        || case.ledger.has_unknown()
        || looks.contains(&Look::Unknown);
    // A program that ran is another thing to use.
    if shown || case.ledger.mentions(name).is_some() {
        return None;
    }
    let may = tokens[at].is(&MAY_SAY) && !name.starts_with("--");
    Some(if hidden || may {
        Verdict::unsupported()
    } else {
        Verdict::contradicted(
            format!("Nothing that was changed mentions `{name}`."),
            vec!["diff".to_string()],
        )
    })
}

/// Whatever its case and joints.
fn mentions(text: &str, name: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().replace(['_', '-', ' '], "");
    text.contains(name) || plain(text).contains(&plain(name))
}

/// A name of code: in code, an option, or an error's.
fn name<'a>(token: &Token<'a>) -> Option<&'a str> {
    let text = token.text.trim_end_matches("()");
    let option = text.starts_with("--") && text.len() > 3;
    let error = token.kind == Kind::Word
        && ["Error", "Exception"]
            .iter()
            .any(|end| text.len() > end.len() && text.ends_with(end));
    let dotted = text
        .chars()
        .all(|character| character.is_alphanumeric() || "._-:".contains(character));
    let code = token.kind == Kind::Code && dotted && text.len() > 2;
    let value = matches!(
        text,
        "None" | "null" | "true" | "false" | "True" | "False" | "undefined" | "void" | "self"
    );
    let last = text.rsplit("::").next().unwrap_or(text);
    let last = last.trim_start_matches('.');
    let number = text.starts_with(|first: char| first.is_ascii_digit());
    ((option || error || code) && !value && !number && crate::path::of(text).is_none())
        .then_some(last)
}
