//! `sed` and `awk`: programs in an argument.

use super::Deed;
use crate::policy::shell::Part;

pub(super) fn deed(name: &str, part: &Part) -> Option<Deed> {
    // A rule for the bare name: nothing is bent by it.
    if part.words.len() == 1 && matches!(name, "sed" | "gsed" | "awk" | "gawk" | "mawk" | "nawk") {
        return Some(Deed::RUNS);
    }
    let looks = match name {
        "sed" | "gsed" => sed(part),
        "awk" | "gawk" | "mawk" | "nawk" => awk(part),
        _ => return None,
    };
    Some(if looks {
        Deed::LOOKS
    } else {
        Deed::RUNS.bent()
    })
}

fn sed(part: &Part) -> bool {
    let mut words = part.words.iter().skip(1);
    let mut has_script = false;
    while let Some(word) = words.next() {
        let text = word.text.as_str();
        match text {
            "-n" | "-E" | "-r" | "-u" | "-z" | "-ne" | "-nE" | "-nr" | "-Ee" | "-re" | "-e"
            | "--quiet" | "--silent" | "--regexp-extended" => {
                if text.ends_with('e') {
                    has_script = true;
                    if !words
                        .next()
                        .is_some_and(|word| word.is_sure() && is_plain_script(&word.text))
                    {
                        return false;
                    }
                }
            }
            _ if text.starts_with('-') && text.len() > 1 => return false,
            _ if has_script => {
                if word.may_be_flag() {
                    return false;
                }
            }
            _ => {
                has_script = true;
                // An asterisk in a script that is not quoted may be some file's name.
                if !word.is_sure() || !is_plain_script(text) {
                    return false;
                }
            }
        }
    }
    has_script
}

/// Commands that only print, delete or replace, one after the other.
fn is_plain_script(script: &str) -> bool {
    let mut rest = script;
    loop {
        rest = rest.trim_start_matches([' ', ';', '\n', '\t']);
        if rest.is_empty() {
            return true;
        }
        let Some(after) = command(rest) else {
            return false;
        };
        rest = after.trim_start_matches(' ');
        if !(rest.is_empty() || rest.starts_with([';', '\n', '}'])) {
            return false;
        }
    }
}

/// What follows one command with its addresses.
fn command(script: &str) -> Option<&str> {
    let mut rest = script;
    loop {
        rest = rest.trim_start_matches(|c: char| {
            c.is_ascii_digit() || matches!(c, '$' | ',' | '+' | '~' | '!' | ' ')
        });
        match rest.strip_prefix('/') {
            Some(pattern) => rest = closed(pattern, '/')?,
            None => break,
        }
    }
    let letter = rest.chars().next()?;
    let after = &rest[letter.len_utf8()..];
    match letter {
        'p' | 'd' | 'D' | 'P' | 'n' | 'N' | 'g' | 'G' | 'h' | 'H' | 'x' | '=' | 'q' | 'Q' => {
            Some(after)
        }
        's' | 'y' => {
            let delimiter = after
                .chars()
                .next()
                .filter(|c| c.is_ascii_punctuation() && *c != '\\')?;
            let replaced = closed(closed(&after[1..], delimiter)?, delimiter)?;
            Some(replaced.trim_start_matches(|c: char| {
                c.is_ascii_digit() || matches!(c, 'g' | 'p' | 'i' | 'I')
            }))
        }
        _ => None,
    }
}

/// What follows the delimiter. A bracket could hold it, so there is none.
fn closed(text: &str, delimiter: char) -> Option<&str> {
    let mut is_escaped = false;
    let mut in_set = false;
    for (at, character) in text.char_indices() {
        match character {
            '\n' => return None,
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' => in_set = true,
            ']' => in_set = false,
            // In a set some versions take it as a letter, others as the end.
            _ if character == delimiter => {
                return (!in_set).then(|| &text[at + character.len_utf8()..]);
            }
            _ => {}
        }
    }
    None
}

fn awk(part: &Part) -> bool {
    let mut words = part.words.iter().skip(1);
    while let Some(word) = words.next() {
        let text = word.text.as_str();
        if matches!(text, "-F" | "-v") {
            if words.next().is_none_or(|value| !value.is_sure()) {
                return false;
            }
            continue;
        }
        if (text.starts_with("-F") || text.starts_with("-v")) && word.is_sure() {
            continue;
        }
        if text.starts_with('-') || !word.is_sure() {
            return false;
        }
        let does_more = [
            "system",
            "getline",
            "|",
            ">",
            "@",
            "close",
            "fflush",
            "extension",
            "load",
        ];
        return !does_more.iter().any(|sign| text.contains(sign))
            && words.all(|word| !word.may_be_flag());
    }
    false
}
