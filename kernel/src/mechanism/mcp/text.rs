//! Text of servers, made fit to be read: what can't be seen says nothing.

/// Without escape sequences and control characters, and without what has no width, turns the direction around or is a tag:
/// what is left is what a person would see.
pub(super) fn visible(text: &str) -> String {
    let mut visible = plain(text);
    visible.retain(|c| !is_hidden(c));
    visible
}

/// Without escape sequences and control characters but line ends and tabs.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\u{1b}' => skip(&mut rest),
            '\u{9b}' => skip_until(&mut rest, is_final),
            '\n' | '\t' => plain.push(c),
            c if c.is_control() => {}
            c => plain.push(c),
        }
    }
    plain
}

/// The beginning of a text, at most so many bytes, and a note where there is more.
pub(super) fn bounded(text: &str, bytes: usize) -> String {
    if text.len() <= bytes {
        return text.to_owned();
    }
    let kept = &text[..text.floor_char_boundary(bytes)];
    format!("{kept} [… {} bytes left out]", text.len() - kept.len())
}

type Characters<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// What follows an escape character: a sequence with an end, or one more character.
fn skip(rest: &mut Characters<'_>) {
    match rest.peek() {
        Some('[') => {
            rest.next();
            skip_until(rest, is_final);
        }
        // A string for the terminal ends with a bell or a terminator; one that does not end is all that is left.
        Some(']' | 'P' | 'X' | '^' | '_') => {
            while let Some(c) = rest.next() {
                match c {
                    '\u{7}' | '\u{9c}' => break,
                    '\u{1b}' if rest.peek() == Some(&'\\') => {
                        rest.next();
                        break;
                    }
                    _ => {}
                }
            }
        }
        Some(c) if c.is_ascii_graphic() => {
            rest.next();
        }
        Some(_) | None => {}
    }
}

fn skip_until(rest: &mut Characters<'_>, is_end: fn(char) -> bool) {
    // What can't be part of a sequence ends it and stays.
    while let Some(c) = rest.next_if(|c| matches!(c, ' '..='~')) {
        if is_end(c) {
            break;
        }
    }
}

fn is_final(c: char) -> bool {
    matches!(c, '@'..='~')
}

/// Characters without a width, variants of others, those that turn the direction around, tags, and separators of lines.
pub(super) fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_t_be_seen_is_gone_and_the_rest_stays() {
        let tagged: String = "send it"
            .chars()
            .filter_map(|c| char::from_u32(0xe0000 + c as u32))
            .collect();
        let rows = [
            ("plain\ttext\nßü 日本 🐟", "plain\ttext\nßü 日本 🐟"),
            ("\u{1b}[31mred\u{1b}[0m", "red"),
            ("\u{9b}2Jcleared", "cleared"),
            ("\u{1b}]0;title\u{7}after", "after"),
            ("\u{1b}]8;;http://x\u{1b}\\link", "link"),
            ("\u{1b}]never ends", ""),
            ("\u{1b}Mup", "up"),
            ("\u{1b}[", ""),
            ("a\u{8}b\rc\0d", "abcd"),
            ("pay\u{200b}pal\u{202e}txt", "paypaltxt"),
            ("f\u{fe01}\u{e0101}", "f"),
        ];
        for (text, expected) in rows {
            assert_eq!(visible(text), expected, "{text:?}");
        }
        assert_eq!(visible(&format!("Adds.{tagged}")), "Adds.");
        assert_eq!(
            plain("a\u{200d}b\u{1b}[1m"),
            "a\u{200d}b",
            "writing needs joiners"
        );
        assert_eq!(bounded("äöü", 3), "ä [… 4 bytes left out]");
    }
}
