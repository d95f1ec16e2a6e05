//! Reasoning that comes inside the text, between `<think>` and `</think>` at its beginning.

use serde::{Deserialize, Serialize};

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";

/// Where in the text the stream is.
#[derive(Default, Serialize, Deserialize)]
pub(crate) enum Tags {
    /// Nothing but what may yet become the opening tag, which is held back here.
    #[default]
    Before,
    Opening(String),
    /// Between the tags. What may yet become the closing tag is held back.
    Inside(String),
    /// Behind the closing tag, before the first word.
    Behind,
    /// In the text itself.
    Said,
}

/// A fragment of text, by what it is.
#[derive(Debug, PartialEq)]
pub(crate) enum Fragment {
    Text(String),
    Thinking(String),
}

impl Tags {
    /// Takes a fragment of text and gives what is certain by now.
    pub(crate) fn take(&mut self, fragment: String, given: &mut Vec<Fragment>) {
        match std::mem::take(self) {
            Self::Before => self.open(fragment, given),
            Self::Opening(held) => self.open(held + &fragment, given),
            Self::Inside(held) => self.inside(held + &fragment, given),
            Self::Behind => self.behind(&fragment, given),
            Self::Said => {
                *self = Self::Said;
                given.push(Fragment::Text(fragment));
            }
        }
    }

    /// Gives what was held back: no more text will come.
    pub(crate) fn finish(&mut self, given: &mut Vec<Fragment>) {
        match std::mem::replace(self, Self::Said) {
            Self::Opening(held) => given.push(Fragment::Text(held)),
            Self::Inside(held) if !held.is_empty() => given.push(Fragment::Thinking(held)),
            Self::Inside(_) | Self::Before | Self::Behind | Self::Said => {}
        }
    }

    fn open(&mut self, text: String, given: &mut Vec<Fragment>) {
        let begun = text.trim_start();
        match begun.strip_prefix(OPEN) {
            Some(inside) => self.inside(inside.to_owned(), given),
            None if OPEN.starts_with(begun) => *self = Self::Opening(text),
            None => {
                *self = Self::Said;
                given.push(Fragment::Text(text));
            }
        }
    }

    fn inside(&mut self, mut text: String, given: &mut Vec<Fragment>) {
        let (thought, rest) = match text.split_once(CLOSE) {
            Some((thought, rest)) => (thought.len(), Some(rest.to_owned())),
            None => (text.len() - unfinished(&text), None),
        };
        let held = text.split_off(thought);
        if !text.is_empty() {
            given.push(Fragment::Thinking(text));
        }
        match rest {
            Some(rest) => self.behind(&rest, given),
            None => *self = Self::Inside(held),
        }
    }

    fn behind(&mut self, text: &str, given: &mut Vec<Fragment>) {
        let text = text.trim_start();
        if text.is_empty() {
            *self = Self::Behind;
        } else {
            *self = Self::Said;
            given.push(Fragment::Text(text.to_owned()));
        }
    }
}

/// How many bytes at the end may yet become the closing tag.
fn unfinished(text: &str) -> usize {
    (1..CLOSE.len())
        .rev()
        .find(|length| text.ends_with(&CLOSE[..*length]))
        .unwrap_or(0)
}
