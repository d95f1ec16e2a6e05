//! An automaton of all that occurs in some words: it tells at each byte of a text how long the end of what was read so
//! far is a part of one of them.

use zeroize::Zeroize;

/// Parts of a word that are at least so long are found too; a shorter word only as a whole.
pub(crate) const PART: usize = 16;

const ROOT: usize = 0;

#[derive(Default)]
struct State {
    /// The longest text that leads here.
    length: usize,
    link: usize,
    next: Vec<(u8, usize)>,
    /// The longest whole short word that every text leading here ends with.
    inherited: usize,
    /// Whole short words that lead here themselves.
    words: Vec<usize>,
}

/// Overwritten when it goes, since the words can be read from it.
pub(crate) struct Substrings {
    states: Vec<State>,
    first: Box<[usize; 256]>,
}

impl Drop for Substrings {
    fn drop(&mut self) {
        for state in &mut self.states {
            for (byte, _) in &mut state.next {
                byte.zeroize();
            }
        }
        self.first.zeroize();
    }
}

impl Substrings {
    pub(crate) fn of<'a>(words: impl Iterator<Item = &'a [u8]> + Clone) -> Self {
        let mut made = Self {
            states: vec![State::default()],
            first: Box::new([ROOT; 256]),
        };
        for word in words.clone() {
            word.iter()
                .fold(ROOT, |last, byte| made.extend(last, *byte));
        }
        for (byte, to) in made.states[ROOT].next.clone() {
            made.first[usize::from(byte)] = to;
        }
        for word in words.filter(|word| word.len() < PART) {
            let mut walk = Walk::default();
            word.iter().for_each(|byte| made.step(&mut walk, *byte));
            made.states[walk.state].words.push(word.len());
        }
        made.inherit();
        made
    }

    /// Longer texts inherit from the shorter ones that they end with.
    fn inherit(&mut self) {
        let mut order: Vec<usize> = (1..self.states.len()).collect();
        order.sort_by_key(|state| self.states[*state].length);
        for state in order {
            let link = &self.states[self.states[state].link];
            let own = link.words.iter().copied().max().unwrap_or(0);
            self.states[state].inherited = link.inherited.max(own);
        }
    }

    fn next(&self, state: usize, byte: u8) -> Option<usize> {
        let next = &self.states[state].next;
        next.iter().find(|(at, _)| *at == byte).map(|(_, to)| *to)
    }

    fn redirect(&mut self, mut state: usize, byte: u8, from: usize, to: usize) {
        loop {
            let edge = self.states[state]
                .next
                .iter_mut()
                .find(|(at, _)| *at == byte);
            match edge {
                Some((_, target)) if *target == from => *target = to,
                _ => return,
            }
            if state == ROOT {
                return;
            }
            state = self.states[state].link;
        }
    }

    /// The textbook's construction of a suffix automaton, for several words.
    fn extend(&mut self, last: usize, byte: u8) -> usize {
        let length = self.states[last].length + 1;
        if let Some(there) = self.next(last, byte) {
            if self.states[there].length == length {
                return there;
            }
            return self.split(last, byte, there);
        }
        let new = self.states.len();
        self.states.push(State {
            length,
            ..State::default()
        });
        let mut state = last;
        let link = loop {
            match self.next(state, byte) {
                Some(there) if self.states[there].length == self.states[state].length + 1 => {
                    break there;
                }
                Some(there) => break self.split(state, byte, there),
                None => self.states[state].next.push((byte, new)),
            }
            if state == ROOT {
                break ROOT;
            }
            state = self.states[state].link;
        };
        self.states[new].link = link;
        new
    }

    fn split(&mut self, state: usize, byte: u8, there: usize) -> usize {
        let copy = self.states.len();
        let (link, next) = (self.states[there].link, self.states[there].next.clone());
        self.states.push(State {
            length: self.states[state].length + 1,
            link,
            next,
            ..State::default()
        });
        self.states[there].link = copy;
        self.redirect(state, byte, there, copy);
        copy
    }

    /// Reads one byte.
    pub(crate) fn step(&self, walk: &mut Walk, byte: u8) {
        loop {
            if walk.state == ROOT {
                walk.state = self.first_step(byte);
                walk.length = usize::from(walk.state != ROOT);
                return;
            }
            if let Some(to) = self.next(walk.state, byte) {
                walk.state = to;
                walk.length += 1;
                return;
            }
            walk.state = self.states[walk.state].link;
            walk.length = self.states[walk.state].length;
        }
    }

    fn first_step(&self, byte: u8) -> usize {
        self.first[usize::from(byte)]
    }

    /// How many bytes that end here are to be struck out; 0: none.
    pub(crate) fn found(&self, walk: &Walk) -> usize {
        if walk.length >= PART {
            return walk.length;
        }
        let state = &self.states[walk.state];
        let own = state
            .words
            .iter()
            .copied()
            .filter(|length| *length <= walk.length);
        own.max().unwrap_or(0).max(state.inherited)
    }
}

/// A place in the automaton, and how many of the last bytes led there.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Walk {
    state: usize,
    pub(crate) length: usize,
}
