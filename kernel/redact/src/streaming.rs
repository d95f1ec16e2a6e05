//! Redaction of what arrives in pieces, wherever it was cut.

use crate::known::Known;
use crate::redactor::{Redactor, Wanted, mask};
use crate::scan::CONTEXT;
use crate::span::{Span, merged};
use std::sync::Arc;

/// Keeps back only what more text could still make a credential, or a longer one.
struct Cutter {
    /// What was shown already and is looked back at, then what is kept back.
    bytes: Vec<u8>,
    shown: usize,
}

impl Cutter {
    fn new() -> Self {
        Self {
            bytes: Vec::new(),
            shown: 0,
        }
    }

    /// What can be shown now that this piece is here.
    fn cut(
        &mut self,
        piece: &[u8],
        whole: bool,
        scan: impl FnOnce(&[u8], usize, bool) -> (Vec<Span>, usize),
        replace: impl Fn(&Span, &mut Vec<u8>),
    ) -> Vec<u8> {
        self.bytes.extend_from_slice(piece);
        let (spans, hold) = scan(&self.bytes, self.shown, whole);
        let spans = merged(spans);
        let mut hold = if whole { self.bytes.len() } else { hold };
        for span in spans.iter().rev() {
            if span.start < hold && hold < span.end {
                hold = span.start;
            }
        }
        let mut out = Vec::with_capacity(hold - self.shown.min(hold));
        let mut at = self.shown;
        for span in spans.iter().filter(|span| span.end <= hold) {
            out.extend_from_slice(&self.bytes[at..span.start.max(at)]);
            replace(span, &mut out);
            at = span.end;
        }
        out.extend_from_slice(&self.bytes[at..hold]);
        let looked_back = hold.saturating_sub(CONTEXT);
        self.bytes.drain(..looked_back);
        self.shown = hold - looked_back;
        out
    }
}

/// A text of many pieces without known values and without what looks like a credential.
pub struct Streaming {
    known: Arc<Known>,
    wanted: Arc<Wanted>,
    cutter: Cutter,
}

impl Redactor {
    /// Redacts a text of many pieces, with what is known now.
    pub fn streaming(&self) -> Streaming {
        Streaming {
            known: self.values(),
            wanted: self.wanted(),
            cutter: Cutter::new(),
        }
    }
}

impl Streaming {
    /// What can be shown once this piece is here.
    pub fn push(&mut self, piece: &[u8]) -> Vec<u8> {
        self.cut(piece, false)
    }

    /// What was kept back, at the end of the text.
    pub fn finish(&mut self) -> Vec<u8> {
        self.cut(&[], true)
    }

    fn cut(&mut self, piece: &[u8], whole: bool) -> Vec<u8> {
        let (known, wanted) = (&self.known, &self.wanted);
        let scan = |text: &[u8], from: usize, whole: bool| {
            let (mut spans, mut hold) = wanted.scan(text, from, whole);
            let (values, open) = known.scan(&text[from..]);
            spans.extend(values.into_iter().map(|span| Span {
                start: span.start + from,
                end: span.end + from,
                ..span
            }));
            hold = hold.min(open + from);
            (spans, hold)
        };
        let replace =
            |span: &Span, out: &mut Vec<u8>| out.extend_from_slice(mask(&span.kind).as_bytes());
        self.cutter.cut(piece, whole, scan, replace)
    }
}

/// Replaces some values by as many asterisks, so that what is left keeps its length.
pub struct Scrub {
    known: Known,
    cutter: Cutter,
}

impl Scrub {
    pub fn new(known: Known) -> Self {
        Self {
            known,
            cutter: Cutter::new(),
        }
    }

    /// What can be shown once this piece is here.
    pub fn push(&mut self, piece: &[u8]) -> Vec<u8> {
        self.cut(piece, false)
    }

    /// What was kept back, at the end of the text.
    pub fn finish(&mut self) -> Vec<u8> {
        self.cut(&[], true)
    }

    fn cut(&mut self, piece: &[u8], whole: bool) -> Vec<u8> {
        if self.known.is_empty() {
            return piece.to_vec();
        }
        let known = &self.known;
        let scan = |text: &[u8], from: usize, _whole: bool| {
            let (spans, open) = known.scan(&text[from..]);
            let spans = spans.into_iter().map(|span| Span {
                start: span.start + from,
                end: span.end + from,
                ..span
            });
            (spans.collect(), open + from)
        };
        let stars = |span: &Span, out: &mut Vec<u8>| {
            out.extend(std::iter::repeat_n(b'*', span.end - span.start));
        };
        self.cutter.cut(piece, whole, scan, stars)
    }
}
