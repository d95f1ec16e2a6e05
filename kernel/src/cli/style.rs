//! How text looks on a terminal, and that it is harmless there.

mod columns;

use super::args::Color;
use crate::config::Environment;
pub(super) use columns::{cut, wrapped};
use std::io::IsTerminal;

/// Whether stderr takes colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) colors: bool,
}

impl Style {
    /// `--color` decides, then `NO_COLOR`, `CLICOLOR_FORCE` and `FORCE_COLOR`, then whether stderr is a terminal.
    pub(super) fn detect(color: Color, environment: &Environment) -> Self {
        let set = |name: &str| {
            environment
                .get(name)
                .is_some_and(|value| !value.is_empty() && value != "0")
        };
        let colors = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto
                if environment
                    .get("NO_COLOR")
                    .is_some_and(|value| !value.is_empty()) =>
            {
                false
            }
            Color::Auto if set("CLICOLOR_FORCE") || set("FORCE_COLOR") => true,
            Color::Auto => {
                std::io::stderr().is_terminal() && environment.get("TERM") != Some("dumb")
            }
        };
        Self { colors }
    }

    pub(super) fn bold(self, text: &str) -> String {
        self.wrap("1", text)
    }

    pub(super) fn dim(self, text: &str) -> String {
        self.wrap("2", text)
    }

    pub(super) fn red(self, text: &str) -> String {
        self.wrap("31", text)
    }

    pub(super) fn green(self, text: &str) -> String {
        self.wrap("32", text)
    }

    pub(super) fn yellow(self, text: &str) -> String {
        self.wrap("33", text)
    }

    fn wrap(self, code: &str, text: &str) -> String {
        if self.colors {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

/// Text from elsewhere without what would move a cursor, ring a bell or hide a word: control characters other than
/// newline and tab, and the characters that turn the reading direction around, are shown escaped.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        let hidden = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{feff}');
        if (character.is_control() && character != '\n' && character != '\t') || hidden {
            plain.extend(character.escape_unicode());
        } else {
            plain.push(character);
        }
    }
    plain
}

/// "1,234,567".
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "1 step", "2 steps".
pub(super) fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

/// "85 ms", "1.3 s", "2 min 5 s".
pub(super) fn duration(ms: u64) -> String {
    match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..60_000 => format!("{:.1} s", ms as f64 / 1_000.0),
        _ => format!("{} min {} s", ms / 60_000, ms % 60_000 / 1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_elsewhere_cannot_steer_the_terminal() {
        let rows = [
            ("a\x1b[2Jb", "a\\u{1b}[2Jb"),
            ("bell\x07", "bell\\u{7}"),
            ("back\x08", "back\\u{8}"),
            ("\u{202e}txt", "\\u{202e}txt"),
            ("日本 🎏\n\tx", "日本 🎏\n\tx"),
        ];
        for (text, expected) in rows {
            assert_eq!(plain(text), expected);
        }
    }

    #[test]
    fn numbers_and_durations_read_as_people_write_them() {
        let rows = [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_234_567, "1,234,567"),
        ];
        for (number, expected) in rows {
            assert_eq!(grouped(number), expected);
        }
        let rows = [(85, "85 ms"), (1_340, "1.3 s"), (125_000, "2 min 5 s")];
        for (ms, expected) in rows {
            assert_eq!(duration(ms), expected);
        }
    }
}
