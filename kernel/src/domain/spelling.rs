//! The path of a file as text, without loss: file systems allow names that are no text.

use std::fmt::Write;
use std::path::{Path, PathBuf};

#[cfg(unix)]
use std::os::unix::ffi::{OsStrExt, OsStringExt};

/// Stands before the two hexadecimal digits of a byte that is no text. No path holds it.
const ESCAPE: char = '\0';

/// A path as receipts have it: the path itself, where it is UTF-8.
pub fn spelled(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push(ESCAPE);
            text.push_str(&format!("{byte:02x}"));
        }
    }
    text
}

/// The path that was spelled so.
pub fn unspelled(text: &str) -> PathBuf {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, after)) = rest.split_once(ESCAPE) {
        bytes.extend_from_slice(plain.as_bytes());
        let byte = after
            .get(..2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            // Nobody spells so; what it can't be is a path.
            None => {
                bytes.push(0);
                rest = after;
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

/// For people and programs to read: on one line, with `\xe9` for a byte that is no text.
pub fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            ESCAPE => shown.push_str("\\x"),
            '\n' => shown.push_str("\\n"),
            control if control.is_control() => {
                write!(shown, "{}", control.escape_unicode())
                    .expect("writing to a string succeeds");
            }
            other => shown.push(other),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsStr;

    #[test]
    fn every_name_is_spelled_and_read_again_without_loss() {
        let rows: [(&[u8], &str); 7] = [
            (b"a.txt", "a.txt"),
            ("\u{9bc9}/\u{1f38f}".as_bytes(), "\u{9bc9}/\u{1f38f}"),
            (b"caf\xe9", "caf\\xe9"),
            (b"\xff\xfe/x\xc3", "\\xff\\xfe/x\\xc3"),
            (b"two\nlines", "two\\nlines"),
            (b"\x1b[2J", "\\u{1b}[2J"),
            (b"back\\slash\\xe9", "back\\slash\\xe9"),
        ];
        for (bytes, seen) in rows {
            let path = Path::new(OsStr::from_bytes(bytes));
            assert_eq!(unspelled(&spelled(path)), path);
            assert_eq!(shown(&spelled(path)), seen);
        }
        assert_eq!(unspelled("a\0zz"), Path::new("a\0zz"));
    }
}
