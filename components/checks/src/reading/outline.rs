//! Titles that stand above a test, told by how far lines are indented.

/// The titles that are open, outermost first.
#[derive(Default)]
pub(super) struct Outline(Vec<String>);

impl Outline {
    /// Opens a title at a depth from 0; what was as deep or deeper is closed.
    pub(super) fn open(&mut self, depth: usize, title: &str) {
        self.0.truncate(depth);
        self.0.push(title.to_string());
    }

    /// Closes the title at a depth if it is this one.
    pub(super) fn closes(&mut self, depth: usize, title: &str) -> bool {
        let closes = self.0.get(depth).is_some_and(|open| open == title);
        if closes {
            self.0.truncate(depth);
        }
        closes
    }

    /// Closes all.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// The whole name of a test at a depth.
    pub(super) fn name(&self, depth: usize, leaf: &str, separator: &str) -> String {
        let titles = self.0.iter().take(depth).map(String::as_str);
        titles
            .chain(std::iter::once(leaf))
            .collect::<Vec<_>>()
            .join(separator)
    }
}

/// How many columns a line is indented, and what stands there.
pub(super) fn indented(line: &str) -> (usize, &str) {
    let text = line.trim_start_matches(' ');
    (line.len() - text.len(), text.trim_end())
}

/// The text without a duration such as "(1.2ms)" or " 3ms" at its end.
pub(super) fn without_duration(text: &str) -> &str {
    let text = text.trim_end();
    let Some((name, last)) = text.rsplit_once(' ') else {
        return text;
    };
    let time = last.trim_matches(['(', ')']);
    let number = time.strip_suffix("ms").or_else(|| time.strip_suffix('s'));
    if number.is_some_and(is_decimal) {
        return name.trim_end();
    }
    // "(3 ms)"
    match name.rsplit_once(" (") {
        Some((name, number)) if matches!(last, "ms)" | "s)") && is_decimal(number) => {
            name.trim_end()
        }
        _ => text,
    }
}

/// Digits, with at most one point among them.
pub(super) fn is_decimal(text: &str) -> bool {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(part)
}
