//! Values that are known, in every spelling.

use crate::span::{Kind, Span};
use crate::spelling::spellings;
use crate::substrings::{Substrings, Walk};
use aho_corasick::AhoCorasick;
use std::fmt;
use std::sync::OnceLock;
use zeroize::Zeroizing;

/// Shorter values are ordinary words, which would be struck out everywhere.
pub(crate) const SHORTEST: usize = 8;
/// A part that is found holds a whole piece of this length, aligned.
const SEED: usize = 8;

/// Some values. A clone is a copy; what is compiled is compiled when it is first needed.
#[derive(Default)]
pub struct Known {
    words: Vec<Zeroizing<Vec<u8>>>,
    compiled: OnceLock<Compiled>,
}

struct Compiled {
    /// None of these in a text: nothing in it.
    seeds: AhoCorasick,
    substrings: Substrings,
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} spellings", self.words.len())
    }
}

impl Clone for Known {
    fn clone(&self) -> Self {
        Self {
            words: self.words.clone(),
            compiled: OnceLock::new(),
        }
    }
}

impl Known {
    /// Adds a credential, and says whether that was news. One that is shorter than eight bytes is not added.
    pub fn add(&mut self, value: &str) -> bool {
        value.len() >= SHORTEST && self.add_spellings(value, 1)
    }

    /// Adds a word as the user gave it, however short; its encodings only where they can be told from other text.
    pub fn add_literal(&mut self, value: &str) -> bool {
        self.add_spellings(value, SHORTEST)
    }

    fn add_spellings(&mut self, value: &str, least: usize) -> bool {
        if value.is_empty() || self.words.iter().any(|word| ***word == *value.as_bytes()) {
            return false;
        }
        for (place, spelling) in spellings(value).into_iter().enumerate() {
            let counts = place == 0 || spelling.len() >= least;
            if counts && !self.words.contains(&spelling) {
                self.words.push(spelling);
            }
        }
        self.compiled = OnceLock::new();
        true
    }

    /// Whether any is known.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether one of them occurs.
    pub fn occur_in(&self, text: &[u8]) -> bool {
        !self.spans(text).is_empty()
    }

    /// The text with a mask in place of each of them.
    pub fn redact(&self, text: &str) -> String {
        let spans = self.spans(text.as_bytes());
        crate::redactor::masked(text, spans).into_owned()
    }

    pub(crate) fn spans(&self, text: &[u8]) -> Vec<Span> {
        if self.words.is_empty() || !self.compiled().seeds.is_match(text) {
            return Vec::new();
        }
        self.scan(text).0
    }

    /// What is there, and from where on more text could still make it more.
    pub(crate) fn scan(&self, text: &[u8]) -> (Vec<Span>, usize) {
        if self.words.is_empty() {
            return (Vec::new(), text.len());
        }
        let substrings = &self.compiled().substrings;
        let mut spans: Vec<Span> = Vec::new();
        let mut walk = Walk::default();
        for (at, byte) in text.iter().enumerate() {
            substrings.step(&mut walk, *byte);
            let length = substrings.found(&walk);
            if length > 0 {
                let (start, end) = (at + 1 - length, at + 1);
                match spans.last_mut() {
                    Some(last) if last.start == start => last.end = end,
                    _ => spans.push(Span {
                        start,
                        end,
                        kind: Kind::Known,
                    }),
                }
            }
        }
        (crate::span::merged(spans), text.len() - walk.length)
    }

    fn compiled(&self) -> &Compiled {
        self.compiled.get_or_init(|| {
            let seeds = self.words.iter().flat_map(|word| {
                let aligned = word.chunks_exact(SEED);
                let whole = (word.len() < 2 * SEED).then_some(word.as_slice());
                whole
                    .into_iter()
                    .chain(aligned.filter(|_| word.len() >= 2 * SEED))
            });
            Compiled {
                seeds: AhoCorasick::new(seeds).expect("some kilobytes of words fit an automaton"),
                substrings: Substrings::of(self.words.iter().map(|word| word.as_slice())),
            }
        })
    }
}
