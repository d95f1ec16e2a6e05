//! One expression as an automaton that tells also whether more text could still make it a match.

use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson;
use regex_automata::util::syntax;
use regex_automata::{Anchored, MatchKind, util::start};
use std::sync::{Mutex, PoisonError};

/// No credential is longer.
pub(crate) const LONGEST: usize = 16 * 1024;

/// How far an expression matches from a place on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    None,
    /// Up to here.
    To(usize),
    /// That depends on what follows the text.
    Open,
}

#[derive(Debug)]
pub(crate) struct Matcher {
    automaton: DFA,
    cache: Mutex<Cache>,
}

impl Matcher {
    /// The table's expressions are right, as a test shows; a user's have been checked.
    pub(crate) fn new(expression: &str) -> Result<Self, String> {
        let automaton = DFA::builder()
            .configure(
                DFA::config()
                    .match_kind(MatchKind::LeftmostFirst)
                    .skip_cache_capacity_check(true),
            )
            .syntax(syntax::Config::new().unicode(false).utf8(false))
            .thompson(thompson::Config::new().utf8(false))
            .build(expression)
            .map_err(|error| error.to_string())?;
        let cache = Mutex::new(automaton.create_cache());
        Ok(Self { automaton, cache })
    }

    /// How far it matches from `from` on, in a text that ends with `text` or, if it is not `whole`, may go on.
    pub(crate) fn reach(&self, text: &[u8], from: usize, whole: bool) -> Reach {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        // An automaton that gives up has seen too much of everything: then it is no match.
        self.walk(&mut cache, text, from, whole)
            .unwrap_or(Reach::None)
    }

    fn walk(&self, cache: &mut Cache, text: &[u8], from: usize, whole: bool) -> Option<Reach> {
        let before = from.checked_sub(1).map(|at| text[at]);
        let config = start::Config::new()
            .anchored(Anchored::Yes)
            .look_behind(before);
        let mut state = self.automaton.start_state(cache, &config).ok()?;
        let limit = text.len().min(from + LONGEST);
        let mut last = Reach::None;
        for (at, byte) in text[..limit].iter().enumerate().skip(from) {
            state = self.automaton.next_state(cache, state, *byte).ok()?;
            if state.is_tagged() {
                if state.is_match() {
                    last = Reach::To(at);
                } else if state.is_dead() {
                    return Some(last);
                } else if state.is_quit() {
                    return None;
                }
            }
        }
        if !whole && limit == text.len() && limit < from + LONGEST {
            return Some(Reach::Open);
        }
        let end = match text.get(limit) {
            Some(byte) => self.automaton.next_state(cache, state, *byte).ok()?,
            None => self.automaton.next_eoi_state(cache, state).ok()?,
        };
        Some(if end.is_match() {
            Reach::To(limit)
        } else {
            last
        })
    }
}
