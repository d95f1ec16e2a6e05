//! Text in columns: cut and wrapped. Colours have no width.

use unicode_width::UnicodeWidthChar;

/// What a tab is shown as: its real width depends on where it stands.
const TAB: &str = "    ";
/// What ends every colour.
const RESET: &str = "\x1b[0m";

/// The start of a line, at most this many columns wide, with "…" where something is missing.
pub(in crate::cli) fn cut(line: &str, columns: usize) -> String {
    let line = line.replace('\t', TAB);
    if width(&line) <= columns {
        return line;
    }
    let (mut used, mut kept) = (0, String::new());
    for (piece, wide) in pieces(&line) {
        used += wide;
        if used >= columns {
            break;
        }
        kept.push_str(piece);
    }
    let colored = kept.rfind('\x1b').map(|at| &kept[at..]);
    let reset = colored.is_some_and(|rest| !rest.starts_with(RESET));
    kept.push('…');
    if reset {
        kept.push_str(RESET);
    }
    kept
}

/// Breaks text into lines of at most this many columns: at spaces, and within a word only where it alone is too wide.
pub(in crate::cli) fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.replace('\t', TAB).lines() {
        let (mut line, mut used) = (String::new(), 0);
        for word in paragraph.split(' ') {
            let wide = width(word);
            if used > 0 && used + 1 + wide > columns {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                used = 0;
            }
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            for (piece, wide) in pieces(word) {
                if used + wide > columns {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                line.push_str(piece);
                used += wide;
            }
        }
        lines.push(line);
    }
    lines
}

fn width(text: &str) -> usize {
    pieces(text).map(|(_, wide)| wide).sum()
}

/// Characters with their width. An escape sequence is one piece without any; a character and the sign that makes it an
/// emoji are one of two columns.
fn pieces(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let after = &rest[first.len_utf8()..];
        let (length, wide) = if first == '\x1b' {
            (rest.find('m').map_or(rest.len(), |at| at + 1), 0)
        } else if let Some(sign) = after.chars().next().filter(|next| *next == '\u{fe0f}') {
            (first.len_utf8() + sign.len_utf8(), 2)
        } else {
            (first.len_utf8(), first.width().unwrap_or(0))
        };
        let (piece, remaining) = rest.split_at(length);
        rest = remaining;
        Some((piece, wide))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_by_columns_and_not_by_bytes() {
        let rows = [
            ("short", 10, "short"),
            ("abcdef", 4, "abc…"),
            ("日本語です", 5, "日本…"),
            ("🛡️🛡️🛡️", 5, "🛡️🛡️…"),
            ("a\tb", 4, "a  …"),
            ("\x1b[31mabcdef\x1b[0m", 4, "\x1b[31mabc…\x1b[0m"),
            ("\x1b[31mabcd\x1b[0m", 4, "\x1b[31mabcd\x1b[0m"),
            ("", 3, ""),
        ];
        for (line, columns, expected) in rows {
            assert_eq!(cut(line, columns), expected);
        }
    }

    #[test]
    fn text_breaks_at_spaces_and_a_word_only_where_it_is_too_wide_by_itself() {
        let rows: [(&str, &[&str]); 8] = [
            ("one two three", &["one two", "three"]),
            ("one  two  three", &["one  two", "three"]),
            ("one\n\ntwo", &["one", "", "two"]),
            ("abcdefghijklmnop", &["abcdefgh", "ijklmnop"]),
            ("on abcdefghijk", &["on", "abcdefgh", "ijk"]),
            ("日本語のテスト", &["日本語の", "テスト"]),
            ("\x1b[31mone two\x1b[0m x", &["\x1b[31mone two\x1b[0m", "x"]),
            ("", &[]),
        ];
        for (text, expected) in rows {
            assert_eq!(wrapped(text, 8), expected, "{text}");
        }
    }
}
