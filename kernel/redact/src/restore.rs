//! Puts values back where their placeholders stand, also those that arrive in pieces.

use crate::spelling::json;
use crate::vault::Vault;

/// No placeholder is longer, however its brackets are escaped.
const LONGEST: usize = 128;
const OPENINGS: [&str; 3] = ["<<", "\\u003c\\u003c", "\\u003C\\u003C"];
const CLOSINGS: [&str; 3] = [">>", "\\u003e\\u003e", "\\u003E\\u003E"];

/// Restores one stream of text. Keeps back only what may become a placeholder.
pub struct Restorer<'a> {
    vault: &'a Vault,
    /// Values are put within the quotes of JSON.
    is_json: bool,
    kept_back: String,
}

enum Begun {
    /// So long is the placeholder, and this is its value.
    Value(usize, String),
    No,
    Open,
}

impl<'a> Restorer<'a> {
    pub fn new(vault: &'a Vault, is_json: bool) -> Self {
        Self {
            vault,
            is_json,
            kept_back: String::new(),
        }
    }

    /// What can be handed on once this piece is here.
    pub fn push(&mut self, piece: &str) -> String {
        self.kept_back.push_str(piece);
        self.take(false)
    }

    /// What was kept back, at the end.
    pub fn finish(&mut self) -> String {
        self.take(true)
    }

    fn take(&mut self, whole: bool) -> String {
        let text = std::mem::take(&mut self.kept_back);
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(at) = rest.find(['<', '\\']) {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            match self.begun(rest) {
                Begun::Value(length, value) => {
                    out.push_str(&value);
                    rest = &rest[length..];
                }
                Begun::Open if !whole => {
                    rest.clone_into(&mut self.kept_back);
                    return out;
                }
                Begun::No | Begun::Open => {
                    out.push_str(&rest[..1]);
                    rest = &rest[1..];
                }
            }
        }
        out.push_str(rest);
        out
    }

    /// Whether a placeholder begins with this text.
    fn begun(&self, text: &str) -> Begun {
        let mut is_open = false;
        for opening in OPENINGS {
            if text.len() < opening.len() && opening.starts_with(text) {
                is_open = true;
            }
            let Some(inner) = text.strip_prefix(opening) else {
                continue;
            };
            let prefix = self.vault.prefix();
            if inner.len() < prefix.len() && prefix.starts_with(inner) {
                return Begun::Open;
            }
            if !inner.starts_with(prefix) {
                return Begun::No;
            }
            let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
            let length = inner.find(|letter| !is_part(letter)).unwrap_or(inner.len());
            let (name, after) = inner.split_at(length);
            return self.closed(opening.len() + length, name, after);
        }
        if is_open { Begun::Open } else { Begun::No }
    }

    fn closed(&self, length: usize, name: &str, after: &str) -> Begun {
        if length > LONGEST {
            return Begun::No;
        }
        for closing in CLOSINGS {
            if after.len() < closing.len() && closing.starts_with(after) {
                return Begun::Open;
            }
            if after.starts_with(closing) {
                return match self.vault.value(&format!("<<{name}>>")) {
                    Some(value) => Begun::Value(length + closing.len(), self.written(&value)),
                    None => Begun::No,
                };
            }
        }
        Begun::No
    }

    fn written(&self, value: &str) -> String {
        if self.is_json {
            String::from_utf8(json(value, false)).unwrap_or_default()
        } else {
            value.to_owned()
        }
    }
}
