//! Text from guests, made fit to be shown.

use std::borrow::Cow;

/// The beginning of a text, at most so many bytes.
pub(super) fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// The text with what would move a cursor, change a colour or reorder a line written out as an escape.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    if text.contains(is_unfit) {
        let mut shown = String::with_capacity(text.len() + 16);
        for character in text.chars() {
            if is_unfit(character) {
                shown.extend(character.escape_default());
            } else {
                shown.push(character);
            }
        }
        Cow::Owned(shown)
    } else {
        Cow::Borrowed(text)
    }
}

/// Control characters, line separators, and marks that change the direction of what follows.
fn is_unfit(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(cut("äöü", 3), "ä");
        assert_eq!(cut("short", 100), "short");
    }

    #[test]
    fn control_characters_become_visible_and_the_rest_stays() {
        assert_eq!(escaped("a\u{1b}[31mred\nnext"), "a\\u{1b}[31mred\\nnext");
        assert_eq!(escaped("evil\u{202e}txt"), "evil\\u{202e}txt");
        assert_eq!(escaped("Grüße 🐟"), "Grüße 🐟");
    }
}
