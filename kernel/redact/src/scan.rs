//! Finds what looks like a credential: one pass for all anchors, and an automaton where one stands.

use crate::format::{BEFORE, Category, Format};
use crate::formats::formats;
use crate::matching::{Matcher, Reach};
use crate::plausible;
use crate::span::{Kind, Span};
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::collections::HashSet;
use std::sync::{LazyLock, OnceLock};

/// One for the process: the table does not change.
static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

/// How many bytes before a text decide about what it begins with.
pub(crate) const CONTEXT: usize = BEFORE + 8;

struct Table {
    anchors: AhoCorasick,
    /// For each anchor the rows that it begins.
    rows: Vec<(&'static str, Vec<&'static Row>)>,
    /// Every beginning of an anchor, in lower case.
    beginnings: HashSet<Vec<u8>>,
    longest: usize,
}

struct Row {
    format: &'static Format,
    lead: OnceLock<Matcher>,
    secret: OnceLock<Matcher>,
}

impl Table {
    fn new() -> Self {
        let rows: Vec<&'static Row> = formats()
            .map(|format| {
                let row = Row {
                    format,
                    lead: OnceLock::new(),
                    secret: OnceLock::new(),
                };
                &*Box::leak(Box::new(row))
            })
            .collect();
        let mut anchors: Vec<(&'static str, Vec<&'static Row>)> = Vec::new();
        for row in rows {
            for anchor in row.format.anchors {
                match anchors.iter_mut().find(|(known, _)| known == anchor) {
                    Some((_, rows)) => rows.push(row),
                    None => anchors.push((anchor, vec![row])),
                }
            }
        }
        let words = anchors.iter().map(|(anchor, _)| anchor.as_bytes());
        let beginnings = words.clone().flat_map(|anchor| {
            (1..anchor.len()).map(|length| anchor[..length].to_ascii_lowercase())
        });
        Self {
            longest: words.clone().map(<[u8]>::len).max().unwrap_or(0),
            beginnings: beginnings.collect(),
            anchors: AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .match_kind(MatchKind::Standard)
                .kind(Some(AhoCorasickKind::DFA))
                .build(words)
                .expect("some hundred words fit an automaton"),
            rows: anchors,
        }
    }

    /// How many bytes at the end may be the beginning of an anchor.
    fn begun(&self, text: &[u8]) -> usize {
        let longest = (self.longest - 1).min(text.len());
        let end = text[text.len() - longest..].to_ascii_lowercase();
        (1..=longest)
            .rev()
            .find(|length| self.beginnings.contains(&end[longest - length..]))
            .unwrap_or(0)
    }
}

enum Found {
    Nothing,
    Secret(Span),
    /// More text decides; from here on.
    Open(usize),
}

impl Row {
    fn lead(&self) -> &Matcher {
        self.lead.get_or_init(|| compiled(self.format.lead))
    }

    fn secret(&self) -> &Matcher {
        self.secret.get_or_init(|| compiled(self.format.secret))
    }

    fn at(&self, text: &[u8], anchor: &str, at: usize, whole: bool) -> Found {
        let format = self.format;
        let mut start = at;
        if format.lead.is_empty() {
            let is_exact = text[at..].starts_with(anchor.as_bytes());
            if !is_exact || (format.stands_alone && belongs_to_a_word(text, at)) {
                return Found::Nothing;
            }
            if let Some(before) = format.before {
                let run = text[..at]
                    .iter()
                    .rev()
                    .take(before.most + 1)
                    .take_while(|byte| (before.is_part)(**byte))
                    .count();
                if !(before.least..=before.most).contains(&run) {
                    return Found::Nothing;
                }
                start = at - run;
            }
        }
        let from = if format.lead.is_empty() {
            at
        } else {
            match self.lead().reach(text, at, whole) {
                Reach::None => return Found::Nothing,
                Reach::Open => return Found::Open(at),
                Reach::To(end) => {
                    start = end;
                    end
                }
            }
        };
        match self.secret().reach(text, from, whole) {
            Reach::None => Found::Nothing,
            Reach::Open => Found::Open(start.min(at)),
            Reach::To(end) => self.checked(text, start, end - format.tail.min(end - start)),
        }
    }

    fn is_plausible(&self, text: &[u8], start: usize, end: usize) -> bool {
        let before = start.checked_sub(1).map(|at| text[at]);
        let next = text.get(end).copied();
        self.format.plausible.holds(&text[start..end], before, next)
    }

    fn checked(&self, text: &[u8], start: usize, end: usize) -> Found {
        if start >= end || !self.is_plausible(text, start, end) {
            return Found::Nothing;
        }
        Found::Secret(Span {
            start,
            end,
            kind: Kind::Format(self.format),
        })
    }
}

fn compiled(expression: &str) -> Matcher {
    Matcher::new(expression).expect("a test compiles every row of the table")
}

/// Whether the byte before is a part of the same word. The letter of an escape (`\n`, `%3D`, a colour's `m`) is none.
fn belongs_to_a_word(text: &[u8], at: usize) -> bool {
    let before = &text[at.saturating_sub(8)..at];
    let Some(last) = before.last() else {
        return false;
    };
    if !last.is_ascii_alphanumeric() && !b"_-".contains(last) {
        return false;
    }
    let escape = before.len() >= 2 && before[before.len() - 2] == b'\\' && b"nrtbf0".contains(last);
    let percent = before.len() >= 3
        && before[before.len() - 3] == b'%'
        && before[before.len() - 2..].iter().all(u8::is_ascii_hexdigit);
    let unicode = before.len() >= 6
        && before[before.len() - 6..].starts_with(b"\\u")
        && before[before.len() - 4..].iter().all(u8::is_ascii_hexdigit);
    let colour = *last == b'm' && {
        let digits = before[..before.len() - 1]
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_digit() || **byte == b';')
            .count();
        before[..before.len() - 1 - digits].ends_with(b"\x1b[")
    };
    !(escape || percent || unicode || colour)
}

/// What is there from `from` on, and where more text could still make it more. What stands before is looked back at.
pub(crate) fn scan(
    text: &[u8],
    from: usize,
    whole: bool,
    wanted: impl Fn(Category) -> bool,
) -> (Vec<Span>, usize) {
    let table = &*TABLE;
    let mut spans = Vec::new();
    let mut hold = text.len();
    for hit in table.anchors.find_overlapping_iter(&text[from..]) {
        let (anchor, rows) = &table.rows[hit.pattern().as_usize()];
        for row in rows.iter().filter(|row| wanted(row.format.category)) {
            match row.at(text, anchor, from + hit.start(), whole) {
                Found::Nothing => {}
                Found::Secret(span) => spans.push(span),
                Found::Open(at) => hold = hold.min(at),
            }
        }
    }
    if !whole {
        let begun = table.begun(&text[from..]);
        let anchor = text.len() - begun;
        hold = hold.min(anchor - run_before(&text[from..anchor]));
    }
    (spans, hold.max(from))
}

/// Digits and letters at the end that may belong to a secret whose anchor comes after them.
fn run_before(text: &[u8]) -> usize {
    text.iter()
        .rev()
        .take(BEFORE)
        .take_while(|byte| plausible::may_stand_before(**byte))
        .count()
}
