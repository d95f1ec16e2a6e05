//! Files and lines that are given as the source of what the answer says.

use super::Verdict;
use super::state::{absent, moved};
use crate::case::Case;
use crate::diff::{Fate, Sign};
use crate::ledger::{Act, Entry};
use crate::path;
use crate::sentence::{Kind, Sentence, Token};
use crate::workspace::Look;

const UNREAL: [&str; 9] = [
    "can",
    "before",
    "previously",
    "originally",
    "example",
    "expected",
    "must",
    "unless",
    "old",
];
/// What a file does that tells its reader something.
const TELLS: [&str; 13] = [
    "says",
    "states",
    "mentions",
    "describes",
    "explains",
    "lists",
    "tells",
    "reports",
    "notes",
    "documents",
    "summarises",
    "summarizes",
    "discusses",
];
const SOURCE: [&str; 7] = ["source", "sources", "per", "see", "quelle", "laut", "cf"];

/// Files of others are not in the workspace.
const FOREIGN: [&str; 8] = [
    "upstream",
    "library",
    "repository",
    "repo",
    "package",
    "crate",
    "headers",
    "glibc",
];

/// A citation: the file, its line if one is given, and whether it is a source beyond doubt.
struct Citation<'a> {
    named: &'a str,
    line: Option<u32>,
    is_source: bool,
}

/// Each source that the sentence names.
pub(super) fn judge(case: &Case<'_>, sentence: &Sentence<'_>) -> Vec<Verdict> {
    if sentence.supposes(&UNREAL)
        || sentence.denies()
        || sentence.has(&["no"])
        || sentence.has(&FOREIGN)
    {
        return Vec::new();
    }
    let tokens = &sentence.tokens;
    (0..tokens.len())
        .filter_map(|at| citation(tokens, at))
        .filter_map(|citation| held(case, &citation))
        .collect()
}

fn citation<'a>(tokens: &[Token<'a>], at: usize) -> Option<Citation<'a>> {
    let token = &tokens[at];
    let named = path::of_token(token)?;
    let line = own_line(token.text).or_else(|| line_beside(tokens, at));
    let before = tokens[..at]
        .iter()
        .rev()
        .filter(|token| token.kind != Kind::Mark)
        .take(2)
        .any(|before| before.is(&SOURCE))
        || (at > 1 && tokens[at - 1].is(&["to"]) && tokens[at - 2].is(&["according"]));
    let tells = tokens.get(at + 1).is_some_and(|next| next.is(&TELLS))
        && tokens[..at]
            .last()
            .is_none_or(|before| before.is(&["as", "and", "but"]) || before.kind == Kind::Mark);
    (line.is_some() || before || tells).then_some(Citation {
        named,
        line,
        is_source: before || line.is_some(),
    })
}

/// "FILE:12" and "FILE#L12".
fn own_line(text: &str) -> Option<u32> {
    let at = text
        .find("#L")
        .map(|at| at + 2)
        .or_else(|| text.find(':').map(|at| at + 1))?;
    leading(&text[at..])
}

fn leading(text: &str) -> Option<u32> {
    let end = text
        .find(|digit: char| !digit.is_ascii_digit())
        .unwrap_or(text.len());
    text[..end].parse().ok()
}

/// "FILE, line 12", "FILE (line 12)", "line 12 of FILE".
fn line_beside(tokens: &[Token<'_>], at: usize) -> Option<u32> {
    let after: Vec<&Token<'_>> = tokens[at + 1..]
        .iter()
        .filter(|token| token.kind != Kind::Mark)
        .take(2)
        .collect();
    if let [word, number] = after.as_slice()
        && word.is(&["line", "zeile"])
    {
        return leading(number.text);
    }
    let before = &tokens[..at];
    match before {
        [.., word, number, of] if word.is(&["line", "zeile"]) && of.is(&["of", "in", "von"]) => {
            leading(number.text)
        }
        _ => None,
    }
}

fn held(case: &Case<'_>, citation: &Citation<'_>) -> Option<Verdict> {
    let named = citation.named;
    let change = case.diff.find(named);
    let reads = || {
        case.ledger
            .of_acts(&[Act::Read])
            .filter(|entry| path::same(named, entry.subject.trim_start_matches("./")))
    };
    let failed = reads().next().is_some() && !reads().any(Entry::succeeded);
    // What a program's output names may be somewhere else.
    let shown = !failed && case.ledger.mentions(named).is_some();
    match case.workspace.file(named) {
        Look::Absent => {
            let gone = change.is_some_and(|change| change.fate == Fate::Deleted);
            // What files of this name hold in general is said without looking at anything.
            let looked = !case.is_change() && !case.ledger.is_empty();
            let invented = failed || (looked || citation.is_source) && !shown;
            let known = !failed && case.task.text.contains(named);
            (invented && !gone && !known && !moved(case, named)).then(|| absent(named))
        }
        Look::Text(text) => {
            let line = citation.line?;
            let taken = change.map_or(0, |change| change.with(Sign::Removed).count());
            let lines = text.lines().count();
            let told = format!("{}:{line}", path::base(named));
            let quoted = case.task.text.contains(&told)
                || case
                    .ledger
                    .of_acts(&[Act::Shell, Act::Search, Act::Check, Act::Other])
                    .any(|entry| entry.receipt.output.contains(&told));
            (line as usize > lines + taken && !quoted).then(|| {
                Verdict::contradicted(
                    format!("{named} has {lines} lines, and there is no line {line}."),
                    vec![named.to_string()],
                )
            })
        }
        Look::Unknown => None,
    }
}
