//! The ways in which a secret may turn up in a text.

use super::{MASK, Secret};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use std::fmt;
use std::fmt::Write;
use zeroize::Zeroizing;

/// Shorter values would mask ordinary words.
const SHORTEST: usize = 4;

/// Every spelling of some secrets, the longest first.
#[derive(Clone, Default)]
pub(in crate::door) struct Spellings(Vec<Zeroizing<String>>);

impl fmt::Debug for Spellings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} spellings", self.0.len())
    }
}

impl Spellings {
    pub(in crate::door) fn add(&mut self, secret: &Secret) {
        let value = secret.expose();
        if value.len() < SHORTEST {
            return;
        }
        let percent = |upper: bool| {
            value.bytes().fold(String::new(), |mut all, byte| {
                if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
                    all.push(char::from(byte));
                } else {
                    all.push('%');
                    push_hex(&mut all, byte, upper);
                }
                all
            })
        };
        let hex = |upper: bool| {
            value.bytes().fold(String::new(), |mut all, byte| {
                push_hex(&mut all, byte, upper);
                all
            })
        };
        let mut spellings = vec![
            value.to_owned(),
            percent(true),
            percent(false),
            hex(true),
            hex(false),
        ];
        spellings.extend(
            serde_json::to_string(value)
                .ok()
                .map(|quoted| quoted.trim_matches('"').to_owned()),
        );
        for shift in 0..3 {
            spellings.extend(shifted(value.as_bytes(), shift));
        }
        for spelling in spellings.into_iter().map(Zeroizing::new) {
            if spelling.len() >= SHORTEST && !self.0.contains(&spelling) {
                self.0.push(spelling);
            }
        }
        self.0
            .sort_by_key(|spelling| std::cmp::Reverse(spelling.len()));
    }

    pub(in crate::door) fn redact(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for spelling in &self.0 {
            if text.contains(spelling.as_str()) {
                text = text.replace(spelling.as_str(), MASK);
            }
        }
        text
    }

    pub(in crate::door) fn occur_in(&self, text: &str) -> bool {
        self.0
            .iter()
            .any(|spelling| text.contains(spelling.as_str()))
    }
}

fn push_hex(all: &mut String, byte: u8, upper: bool) {
    let written = if upper {
        write!(all, "{byte:02X}")
    } else {
        write!(all, "{byte:02x}")
    };
    written.expect("a string takes any text");
}

/// The letters of Base64, in both alphabets, that only the value decides when it begins `shift` bytes into a group.
fn shifted(value: &[u8], shift: usize) -> [String; 2] {
    let bytes = Zeroizing::new([&[0; 2][..shift], value].concat());
    let begin = (shift * 8).div_ceil(6);
    let end = bytes.len() * 8 / 6;
    let inner = |encoded: String| encoded.get(begin..end).unwrap_or_default().to_owned();
    [
        inner(STANDARD_NO_PAD.encode(&*bytes)),
        inner(URL_SAFE_NO_PAD.encode(&*bytes)),
    ]
}
