//! Reads one word: quotes, backslashes, and what the shell puts in.

use super::grammar::Parser;
use super::{UNKNOWN, Unclear, Word};

/// What ends a word that is not quoted.
pub(super) fn ends_word(byte: u8) -> bool {
    matches!(
        byte,
        b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'<' | b'>' | b'(' | b')'
    )
}

/// What is open in a word while it is read.
#[derive(Default)]
struct Braces {
    depth: usize,
    has_choice: bool,
    expands: bool,
}

impl Braces {
    fn see(&mut self, byte: u8, next: Option<u8>) {
        match byte {
            b'{' => self.depth += 1,
            b',' if self.depth > 0 => self.has_choice = true,
            b'.' if self.depth > 0 && next == Some(b'.') => self.has_choice = true,
            b'}' if self.depth > 0 => {
                self.depth -= 1;
                self.expands |= self.has_choice;
            }
            _ => {}
        }
    }
}

impl Parser<'_> {
    /// The word that begins here.
    pub(super) fn word(&mut self) -> Result<Word, Unclear> {
        let mut word = Word::default();
        let mut braces = Braces::default();
        while let Some(byte) = self.peek().filter(|byte| !ends_word(*byte)) {
            match byte {
                b'\\' => self.escaped(&mut word)?,
                b'\'' => {
                    word.is_quoted = true;
                    self.at += 1;
                    let length = self
                        .rest()
                        .find('\'')
                        .ok_or(Unclear("a quote is not closed"))?;
                    word.text.push_str(&self.rest()[..length]);
                    self.at += length + 1;
                }
                b'"' => {
                    word.is_quoted = true;
                    self.at += 1;
                    self.double_quoted(&mut word)?;
                }
                b'$' => self.expansion(&mut word, false)?,
                b'`' => self.backtick(&mut word)?,
                _ => {
                    if byte == b'~' && word.text.is_empty() && !word.is_quoted {
                        word.has_tilde = true;
                    }
                    word.has_glob |= matches!(byte, b'*' | b'?' | b'[');
                    if byte == b'=' && word.assigns.is_none() && is_plain_name(&word) {
                        word.assigns = Some(word.text.len());
                    }
                    braces.see(byte, self.peek_at(1));
                    let character = self.character();
                    word.text.push(character);
                }
            }
        }
        word.is_unsure |= braces.expands;
        // The command, not the beginning of a set.
        word.has_glob &= word.text != "[";
        Ok(word)
    }

    fn escaped(&mut self, word: &mut Word) -> Result<(), Unclear> {
        self.at += 1;
        match self.peek() {
            None => Err(Unclear("it ends with a backslash")),
            // The line goes on.
            Some(b'\n') => {
                self.at += 1;
                Ok(())
            }
            Some(_) => {
                word.is_quoted = true;
                let character = self.character();
                word.text.push(character);
                Ok(())
            }
        }
    }

    fn double_quoted(&mut self, word: &mut Word) -> Result<(), Unclear> {
        loop {
            match self.peek() {
                None => return Err(Unclear("a quote is not closed")),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => {
                    self.at += 1;
                    match self.peek() {
                        Some(b'\n') => self.at += 1,
                        Some(byte @ (b'$' | b'`' | b'"' | b'\\')) => {
                            word.text.push(char::from(byte));
                            self.at += 1;
                        }
                        _ => word.text.push('\\'),
                    }
                }
                Some(b'$') => self.expansion(word, true)?,
                Some(b'`') => self.backtick(word)?,
                Some(_) => {
                    let character = self.character();
                    word.text.push(character);
                }
            }
        }
    }

    /// A command in backticks.
    fn backtick(&mut self, word: &mut Word) -> Result<(), Unclear> {
        self.at += 1;
        let mut line = String::new();
        loop {
            match self.peek() {
                None => return Err(Unclear("a backtick is not closed")),
                Some(b'`') => break,
                Some(b'\\') => {
                    self.at += 1;
                    match self.peek() {
                        Some(b'`' | b'\\' | b'$') => {}
                        // In double quotes shells differ on the rest.
                        _ => return Err(Unclear("a backslash stands in backticks")),
                    }
                    line.push(self.character());
                }
                Some(_) => line.push(self.character()),
            }
        }
        self.at += 1;
        self.nested(&line)?;
        word.text.push(UNKNOWN);
        word.is_unsure = true;
        Ok(())
    }
}

fn is_plain_name(word: &Word) -> bool {
    let name = word.text.strip_suffix('+').unwrap_or(&word.text);
    !word.is_quoted && !word.is_unsure && is_name(name)
}

/// A variable's name.
pub(super) fn is_name(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && text
            .bytes()
            .next()
            .is_some_and(|byte| !byte.is_ascii_digit())
}
