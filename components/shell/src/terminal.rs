//! A program's output without what only a terminal understands.

use std::iter::Peekable;
use std::str::Chars;

const ESCAPE: char = '\u{1b}';
const BELL: char = '\u{7}';

/// The text that would stay on the screen: escape sequences and control characters are left out, of a line that was
/// overwritten the last version is kept, and trailing white space is gone.
pub fn plain(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let visible = visible(&text);
    let lines: Vec<&str> = visible
        .split('\n')
        .map(|line| last_version(line).trim_end())
        .collect();
    lines.join("\n").trim_end().to_string()
}

/// The text without escape sequences and control characters; tabs, line ends and carriage returns stay, and a backspace
/// takes back the character before it.
fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            ESCAPE => skip_sequence(&mut rest),
            '\u{9b}' => skip_parameters(&mut rest),
            '\u{8}' if !visible.ends_with(['\n', '\r']) => {
                visible.pop();
            }
            '\n' | '\r' | '\t' => visible.push(character),
            _ if character.is_control() => {}
            _ => visible.push(character),
        }
    }
    visible
}

/// Skips what follows an escape character.
fn skip_sequence(rest: &mut Peekable<Chars<'_>>) {
    match rest.peek() {
        Some('[') => {
            rest.next();
            skip_parameters(rest);
        }
        // A string for the terminal: a title, a link, an image.
        Some(']' | 'P' | 'X' | '^' | '_') => {
            rest.next();
            skip_string(rest);
        }
        Some(' '..='/') => {
            while rest
                .next_if(|character| matches!(character, ' '..='/'))
                .is_some()
            {}
            rest.next_if(|character| matches!(character, '0'..='~'));
        }
        Some('0'..='~') => {
            rest.next();
        }
        _ => {}
    }
}

/// Skips the parameters of a control sequence and the character that ends it; a line end ends a broken one.
fn skip_parameters(rest: &mut Peekable<Chars<'_>>) {
    while rest
        .next_if(|character| matches!(character, ' '..='?'))
        .is_some()
    {}
    rest.next_if(|character| matches!(character, '@'..='~'));
}

fn skip_string(rest: &mut Peekable<Chars<'_>>) {
    while let Some(character) = rest.next_if(|character| *character != '\n') {
        if character == BELL || character == '\u{9c}' {
            return;
        }
        if character == ESCAPE {
            rest.next_if_eq(&'\\');
            return;
        }
    }
}

/// What stands on a line after its last carriage return that was followed by something.
fn last_version(line: &str) -> &str {
    line.trim_end_matches('\r')
        .rsplit('\r')
        .next()
        .unwrap_or_default()
}
