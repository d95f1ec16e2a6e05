//! Runs of letters that look random.

use crate::span::{Kind, Span};

/// Shorter runs are names.
const SHORTEST: usize = 24;
/// A longer run is data.
const LONGEST: usize = 256;
/// Bits for each letter; English in names has about three.
const BITS: f64 = 4.0;

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/=_-".contains(&byte)
}

/// What is there, and where a run begins that is still open.
pub(crate) fn scan(text: &[u8]) -> (Vec<Span>, usize) {
    let mut spans = Vec::new();
    let mut start = 0;
    for end in 0..=text.len() {
        if end < text.len() && is_part(text[end]) {
            continue;
        }
        if is_random(&text[start..end]) {
            spans.push(Span {
                start,
                end,
                kind: Kind::Entropy,
            });
        }
        if end < text.len() {
            start = end + 1;
        }
    }
    let open = text.len() - start.min(text.len());
    (
        spans,
        if open > LONGEST {
            text.len()
        } else {
            start.min(text.len())
        },
    )
}

fn is_random(run: &[u8]) -> bool {
    if run.len() < SHORTEST || run.len() > LONGEST {
        return false;
    }
    let has = |is: fn(&u8) -> bool| run.iter().any(is);
    has(u8::is_ascii_digit)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_uppercase)
        && entropy(run) >= BITS
}

fn entropy(run: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    run.iter().for_each(|byte| counts[usize::from(*byte)] += 1);
    let length = run.len() as f64;
    counts
        .into_iter()
        .filter(|count| *count > 0)
        .map(|count| f64::from(count) / length)
        .map(|share| -share * share.log2())
        .sum()
}
