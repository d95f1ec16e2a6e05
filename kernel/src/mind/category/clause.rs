//! A task's text as clauses, each a row of words.

use super::words::{self, Verb};

/// The most words that are looked at: what a task is, it says at its start.
const MOST_WORDS: usize = 400;

/// A word as it stands, and in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) lower: String,
}

/// A part of a sentence that may order something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Clause {
    pub(super) words: Vec<Token>,
    /// The number of its sentence.
    pub(super) sentence: usize,
    /// It belongs to a sentence that wants an answer.
    pub(super) asks: bool,
}

impl Clause {
    /// The verb that the clause begins with, after words of politeness.
    pub(super) fn verb(&self) -> Option<(usize, Verb)> {
        let at = self
            .words
            .iter()
            .position(|word| !words::POLITE.contains(&word.lower.as_str()))?;
        let next = self.words.get(at + 1).map(|word| word.lower.as_str());
        words::verb(&self.words[at].lower, next).map(|verb| (at, verb))
    }
}

/// Splits sentences at their ends, and clauses at commas, colons, "and", "then" and "to".
pub(super) fn clauses(text: &str) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    let mut sentence: Vec<Clause> = vec![Clause::default()];
    for raw in text
        .split_inclusive([' ', '\t', '\n', '\r'])
        .take(MOST_WORDS)
    {
        let ends_line = raw.ends_with('\n');
        let bare = raw.trim();
        let word = bare.trim_matches(|c: char| !c.is_alphanumeric() && c != '/' && c != '.');
        let word = word.trim_end_matches('.');
        if !word.is_empty() {
            push(&mut sentence, word);
        }
        let asks = bare.trim_end_matches(['"', '\'', ')', '”']).ends_with('?');
        let ends = asks || ends_line || bare.ends_with(['.', '!', ';', '。']);
        if ends {
            close(&mut clauses, &mut sentence, asks);
        } else if bare.ends_with([',', ':']) || bare == "-" || bare == "—" {
            sentence.push(Clause::default());
        }
    }
    close(&mut clauses, &mut sentence, false);
    clauses
}

fn push(sentence: &mut Vec<Clause>, word: &str) {
    let lower = word.to_lowercase();
    if ["and", "then", "to", "but"].contains(&lower.as_str()) {
        sentence.push(Clause::default());
        return;
    }
    let token = Token {
        text: word.chars().take(40).collect(),
        lower,
    };
    if let Some(last) = sentence.last_mut() {
        last.words.push(token);
    }
}

fn close(clauses: &mut Vec<Clause>, sentence: &mut Vec<Clause>, marked: bool) {
    let mut done = std::mem::replace(sentence, vec![Clause::default()]);
    done.retain(|clause| !clause.words.is_empty());
    let Some(first) = done.first() else { return };
    let opening = first.words[0].lower.as_str();
    // "Can you fix it?" wants it fixed; "how do I fix it" wants to know.
    let orders = first.verb().is_some_and(|(_, verb)| verb != Verb::Question);
    let asks = !orders && (marked || words::QUESTION.contains(&opening));
    let sentence = clauses.last().map_or(0, |clause| clause.sentence + 1);
    for clause in &mut done {
        clause.sentence = sentence;
        clause.asks = asks;
    }
    clauses.extend(done);
}

/// Whether the words can be read by rules made for English: mostly Latin letters, and not more little words of its
/// neighbours than of its own.
pub(super) fn is_english(clauses: &[Clause]) -> bool {
    let words = || clauses.iter().flat_map(|clause| &clause.words);
    let letters = || {
        words()
            .flat_map(|word| word.text.chars())
            .filter(|c| c.is_alphabetic())
    };
    let latin = letters().filter(char::is_ascii).count();
    let known = |list: &[&str]| {
        words()
            .filter(|word| list.contains(&word.lower.as_str()))
            .count()
    };
    latin * 10 >= letters().count() * 9 && known(words::FOREIGN) <= known(words::ENGLISH)
}
