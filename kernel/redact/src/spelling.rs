//! The ways in which a value may be written.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

/// Beyond so many bytes of a value only its raw form is looked for: encodings of more would cost more than they tell.
const ENCODED: usize = 4 * 1024;

type Bytes = Zeroizing<Vec<u8>>;

/// Every way, without repetitions. The raw form comes first.
pub(crate) fn spellings(value: &str) -> Vec<Bytes> {
    let raw = value.as_bytes();
    let part = &raw[..raw.len().min(ENCODED)];
    let mut all = vec![
        raw.to_vec(),
        raw.iter().rev().copied().collect(),
        value.chars().rev().collect::<String>().into_bytes(),
        hex(part, false),
        hex(part, true),
        percent(part, false, is_unreserved),
        percent(part, true, is_unreserved),
        percent(part, false, |_| false),
        percent(part, true, |_| false),
        json(value, false),
        json(value, true),
        json(value, false).escape_slashes(),
    ];
    for shift in 0..3 {
        all.extend(shifted(part, shift));
    }
    let mut apart: Vec<Bytes> = Vec::with_capacity(all.len());
    for spelling in all.into_iter().map(Zeroizing::new) {
        if !spelling.is_empty() && !apart.contains(&spelling) {
            apart.push(spelling);
        }
    }
    apart
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte)
}

fn digits(upper: bool) -> &'static [u8; 16] {
    if upper {
        b"0123456789ABCDEF"
    } else {
        b"0123456789abcdef"
    }
}

fn push_hex(all: &mut Vec<u8>, byte: u8, upper: bool) {
    let digits = digits(upper);
    all.push(digits[usize::from(byte >> 4)]);
    all.push(digits[usize::from(byte & 15)]);
}

fn hex(value: &[u8], upper: bool) -> Vec<u8> {
    let mut all = Vec::with_capacity(value.len() * 2);
    value
        .iter()
        .for_each(|byte| push_hex(&mut all, *byte, upper));
    all
}

fn percent(value: &[u8], upper: bool, stays: fn(u8) -> bool) -> Vec<u8> {
    let mut all = Vec::with_capacity(value.len() * 3);
    for byte in value {
        if stays(*byte) {
            all.push(*byte);
        } else {
            all.push(b'%');
            push_hex(&mut all, *byte, upper);
        }
    }
    all
}

/// As it stands within the quotes of a JSON string.
pub(crate) fn json(value: &str, only_ascii: bool) -> Vec<u8> {
    let mut all = Vec::with_capacity(value.len() + 2);
    let mut units = [0; 2];
    let mut text = [0; 4];
    for letter in value.chars() {
        match letter {
            '"' => all.extend(b"\\\""),
            '\\' => all.extend(b"\\\\"),
            '\n' => all.extend(b"\\n"),
            '\r' => all.extend(b"\\r"),
            '\t' => all.extend(b"\\t"),
            letter if letter.is_ascii_control() || (only_ascii && !letter.is_ascii()) => {
                for unit in letter.encode_utf16(&mut units) {
                    all.extend(b"\\u");
                    push_hex(&mut all, (*unit >> 8) as u8, false);
                    push_hex(&mut all, (*unit & 0xFF) as u8, false);
                }
            }
            letter => all.extend(letter.encode_utf8(&mut text).as_bytes()),
        }
    }
    all
}

trait EscapeSlashes {
    fn escape_slashes(self) -> Self;
}

impl EscapeSlashes for Vec<u8> {
    /// Some writers of JSON escape slashes too.
    fn escape_slashes(self) -> Self {
        let mut all = Self::with_capacity(self.len() + 2);
        for byte in self {
            if byte == b'/' {
                all.push(b'\\');
            }
            all.push(byte);
        }
        all
    }
}

/// The letters of Base64, in both alphabets, that only the value decides when it begins `shift` bytes into a group.
fn shifted(value: &[u8], shift: usize) -> [Vec<u8>; 2] {
    let bytes = Zeroizing::new([&[0; 2][..shift], value].concat());
    let begin = (shift * 8).div_ceil(6);
    let end = bytes.len() * 8 / 6;
    let inner = |encoded: String| {
        let encoded = Zeroizing::new(encoded);
        encoded
            .get(begin..end)
            .unwrap_or_default()
            .as_bytes()
            .to_vec()
    };
    [
        inner(STANDARD_NO_PAD.encode(&*bytes)),
        inner(URL_SAFE_NO_PAD.encode(&*bytes)),
    ]
}
