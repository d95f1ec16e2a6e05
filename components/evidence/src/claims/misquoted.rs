//! A sentence that a source has word for word, but for its figures.

use super::Verdict;
use crate::case::Case;
use crate::ledger::Act;
use crate::path;
use crate::sentence::{Kind, Sentence, Token};
use crate::workspace::Look;

/// Fewer words are alike by chance.
const WORDS: usize = 3;
/// Longer lines are no sentences.
const LONGEST: usize = 400;
/// No more lines with figures are compared.
const LINES: usize = 4_000;

const UNREAL: [&str; 5] = ["now", "instead", "previously", "before", "rather"];

/// A figure beside the one that stands in what was read. Only where nothing was to change.
pub(super) fn judge(case: &Case<'_>, sentence: &Sentence<'_>) -> Option<Verdict> {
    if case.is_change() || sentence.supposes(&UNREAL) || sentence.denies() {
        return None;
    }
    let said = Said::of_tokens(&sentence.tokens);
    if said.words.len() < WORDS || said.figures.is_empty() {
        return None;
    }
    let cited = sentence.tokens.iter().find_map(path::of_token);
    let own = cited.map(|named| (named, case.workspace.file(named)));
    let mut sources: Vec<(&str, &str)> = Vec::new();
    if let Some((named, Look::Text(text))) = own {
        sources.push((named, text));
    }
    for entry in case.ledger.of_acts(&[Act::Read, Act::Search]) {
        sources.push((entry.receipt.id.as_str(), entry.receipt.output.as_str()));
    }
    let mut other = None;
    for (place, text) in sources {
        for line in text
            .lines()
            .take(LINES)
            .filter(|line| line.len() <= LONGEST)
        {
            let there = Said::of_tokens(&Sentence::of(line).tokens);
            if there.words != said.words || there.figures.len() != said.figures.len() {
                continue;
            }
            if there.figures == said.figures {
                return Some(Verdict::supported(place));
            }
            other = other.or(Some((place, line.trim())));
        }
    }
    let (place, line) = other?;
    Some(Verdict::contradicted(
        format!("What was read says: “{line}”"),
        vec![place.to_string()],
    ))
}

/// The words of a sentence, and its figures with their places among them.
struct Said {
    words: Vec<String>,
    figures: Vec<(usize, String)>,
}

impl Said {
    /// Files, their lines, and what introduces them are no part of what is said.
    fn of_tokens(tokens: &[Token<'_>]) -> Self {
        let mut said = Self {
            words: Vec::new(),
            figures: Vec::new(),
        };
        for (at, token) in tokens.iter().enumerate() {
            let beside = at
                .checked_sub(1)
                .is_some_and(|before| tokens[before].is(&["line", "lines"]));
            let beside = beside
                || (token.is(&["to"])
                    && at
                        .checked_sub(1)
                        .is_some_and(|before| tokens[before].is(&["according"])));
            let light = token.is(&["line", "lines", "according", "per", "see"]);
            if token.kind == Kind::Mark || path::of_token(token).is_some() || beside || light {
                continue;
            }
            for word in token
                .text
                .split(|c: char| !(c.is_alphanumeric() || c == '.'))
            {
                let word = word.trim_matches('.').to_lowercase();
                if word.starts_with(|first: char| first.is_ascii_digit()) {
                    said.figures.push((said.words.len(), word));
                } else if !word.is_empty() {
                    said.words.push(word);
                }
            }
        }
        said
    }
}
