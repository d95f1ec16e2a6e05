//! Text of a project as a person may see it: nothing moves a cursor, breaks a line or hides a word, and no two texts look alike.

/// The text with control characters, line ends, invisible characters and backslashes escaped.
pub fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' => shown.push_str("\\\\"),
            '\n' => shown.push_str("\\n"),
            '\t' => shown.push_str("\\t"),
            '\r' => shown.push_str("\\r"),
            character if character.is_control() || is_hidden(character) => {
                shown.extend(character.escape_unicode());
            }
            character => shown.push(character),
        }
    }
    shown
}

/// Characters without a width, those that turn the direction around, tags, and separators of lines.
fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The lines of a text, each as [`escaped`], indented.
pub(super) fn lines(text: &str) -> Vec<String> {
    text.lines().map(escaped).collect()
}

/// A word of a command line, in quotes where it would not be one word without.
pub(super) fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    let shown = escaped(text);
    if !text.is_empty() && text.chars().all(is_plain) {
        shown
    } else {
        format!("\"{}\"", shown.replace('"', "\\\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_project_wrote_neither_steers_a_terminal_nor_looks_like_something_else() {
        let rows = [
            ("a\x1b[2Jb", "a\\u{1b}[2Jb"),
            ("a\\u{1b}[2Jb", "a\\\\u{1b}[2Jb"),
            ("one\ntwo\r\tthree", "one\\ntwo\\r\\tthree"),
            ("\u{202e}txt.exe", "\\u{202e}txt.exe"),
            ("pay\u{200b}pal\u{e0041}", "pay\\u{200b}pal\\u{e0041}"),
            ("größe 日本", "größe 日本"),
        ];
        for (text, expected) in rows {
            assert_eq!(escaped(text), expected);
        }
        let words = [
            ("--flag=x", "--flag=x"),
            ("", "\"\""),
            ("a b", "\"a b\""),
            ("say \"x\"", "\"say \\\"x\\\"\""),
            ("a;rm", "\"a;rm\""),
        ];
        for (text, expected) in words {
            assert_eq!(word(text), expected);
        }
    }
}
