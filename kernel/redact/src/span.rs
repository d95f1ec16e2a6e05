//! Places in a text, and what was found there.

use std::sync::Arc;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A value that is known.
    Known,
    /// A row of the table, by its place.
    Format(&'static crate::Format),
    /// A pattern of the user's.
    Custom(Arc<str>),
    Entropy,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
}

impl PartialEq for crate::Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for crate::Format {}

/// Sorted, and without overlaps: what overlaps becomes one, and is called what its first and longest is called.
pub(crate) fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by(|one, other| one.start.cmp(&other.start).then(other.end.cmp(&one.end)));
    let mut apart: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match apart.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => apart.push(span),
        }
    }
    apart
}

/// The spans widened to whole characters, for bytes that are UTF-8.
pub(crate) fn whole_characters(bytes: &[u8], spans: &mut [Span]) {
    let continues = |at: usize| bytes.get(at).is_some_and(|byte| byte & 0xC0 == 0x80);
    for span in spans {
        while span.start > 0 && continues(span.start) {
            span.start -= 1;
        }
        while continues(span.end) {
            span.end += 1;
        }
    }
}
