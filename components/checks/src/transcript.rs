//! What a command printed, as plain text of a bounded size.

use std::collections::{BTreeMap, BTreeSet};

/// The text without escape sequences; of a line that was overwritten the last version.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\u{1b}' => {
                if rest.next_if_eq(&'[').is_some() {
                    while rest
                        .next_if(|character| matches!(character, ' '..='?'))
                        .is_some()
                    {}
                    rest.next_if(|character| matches!(character, '@'..='~'));
                } else {
                    rest.next_if(|character| !character.is_control());
                }
            }
            '\r' if rest.peek() != Some(&'\n') => {
                let line = plain.rfind('\n').map_or(0, |at| at + 1);
                plain.truncate(line);
            }
            '\n' | '\t' => plain.push(character),
            _ if character.is_control() => {}
            _ => plain.push(character),
        }
    }
    plain
}

/// The text with the lines of each package together and without its name: pnpm runs a script in several at once, and
/// says `packages/a test$ …` when one begins and `packages/a test: …` for each line of it.
pub fn together(text: &str) -> String {
    let begun = text.lines().filter_map(|line| {
        let (speaker, _) = line.split_once("$ ")?;
        (speaker.split(' ').count() == 2).then_some(speaker)
    });
    let speakers: BTreeSet<&str> = begun.collect();
    let mut said: BTreeMap<&str, String> = BTreeMap::new();
    for line in text.lines() {
        let by = line.split_once(": ");
        let by = by.or_else(|| Some((line.strip_suffix(':')?, "")));
        let own = by.filter(|(speaker, _)| speakers.contains(speaker));
        let (speaker, line) = own.unwrap_or(("", line));
        let said = said.entry(speaker).or_default();
        said.push_str(line);
        said.push('\n');
    }
    said.into_values().collect()
}

/// The beginning of a text, of at most so many bytes.
pub fn clip(text: &str, bytes: usize) -> &str {
    if text.len() <= bytes {
        return text;
    }
    let end = (0..=bytes)
        .rfind(|at| text.is_char_boundary(*at))
        .unwrap_or(0);
    &text[..end]
}

/// The end of a text, of at most so many bytes.
pub fn tail(text: &str, bytes: usize) -> &str {
    if text.len() <= bytes {
        return text;
    }
    let start = (text.len() - bytes..text.len())
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(text.len());
    &text[start..]
}
