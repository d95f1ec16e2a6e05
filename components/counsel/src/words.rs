//! Texts of others in our own sentences.

/// The first characters of a text, on one line, fit to be quoted in a sentence.
pub fn excerpt(text: &str, characters: usize) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let text = text.trim();
    let mut short: String = text.chars().take(characters).map(plain).collect();
    if text.chars().count() > characters {
        short.push('…');
    }
    short
}

/// As much of a text as stands on a line: 80 characters.
pub fn short(text: &str) -> String {
    excerpt(text, 80)
}

/// The first of these words or phrases that a text says as words of their own, capitals or not. Japanese has no blanks to
/// part words.
pub fn find<'a>(words: &[&'a str], text: &str) -> Option<&'a str> {
    let text = text.to_ascii_lowercase();
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_');
    let says = |word: &str| {
        text.match_indices(word).any(|(at, _)| {
            !word.is_ascii()
                || (edge(text[..at].chars().next_back())
                    && edge(text[at + word.len()..].chars().next()))
        })
    };
    words.iter().copied().find(|word| says(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_a_line_and_says_where_it_was_cut() {
        let rows = [
            ("", 3, ""),
            ("  koi\n", 3, "koi"),
            ("koi pond", 3, "koi…"),
            ("a\nb\0c", 9, "a b c"),
            ("日本語です", 3, "日本語…"),
        ];
        for (text, characters, expected) in rows {
            assert_eq!(excerpt(text, characters), expected, "{text:?}");
        }
        assert_eq!(short(&"é".repeat(81)), format!("{}…", "é".repeat(80)));
    }

    #[test]
    fn a_word_is_found_as_a_word_only() {
        let rows = [
            ("Drop the table", Some("drop")),
            ("droplets, backdrop, drop_it", None),
            ("(drop)", Some("drop")),
            ("é drop é", Some("drop")),
            ("テーブルを削除して", Some("削除")),
            ("", None),
        ];
        for (text, expected) in rows {
            assert_eq!(find(&["drop", "削除"], text), expected, "{text:?}");
        }
    }
}
