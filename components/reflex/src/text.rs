//! A file's text, and the smallest exact replacement between two texts.

/// The lines of a file, without their ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) lines: Vec<String>,
}

/// One exact replacement whose old part occurs once.
#[derive(Debug, PartialEq)]
pub(crate) struct Patch {
    pub(crate) old: String,
    pub(crate) new: String,
}

impl Text {
    #[cfg(test)]
    pub(crate) fn new(text: &str) -> Self {
        Self {
            lines: text.lines().map(str::to_owned).collect(),
        }
    }

    /// The line with this number, counted from 1.
    pub(crate) fn line(&self, number: usize) -> Option<&str> {
        self.lines.get(number.checked_sub(1)?).map(String::as_str)
    }

    /// This text with one line replaced.
    pub(crate) fn with_line(&self, number: usize, line: String) -> Option<Self> {
        let mut after = self.clone();
        *after.lines.get_mut(number.checked_sub(1)?)? = line;
        Some(after)
    }

    /// This text with lines put in before the line with this number.
    pub(crate) fn with_inserted(&self, number: usize, lines: &[String]) -> Option<Self> {
        let at = number.checked_sub(1).filter(|at| *at <= self.lines.len())?;
        let mut after = self.clone();
        after.lines.splice(at..at, lines.iter().cloned());
        Some(after)
    }

    /// How many lines at the start and the end are the same in both.
    fn common(&self, after: &Self) -> (usize, usize) {
        let start = self
            .lines
            .iter()
            .zip(&after.lines)
            .take_while(|(a, b)| a == b)
            .count();
        let most = self.lines.len().min(after.lines.len()) - start;
        let end = self
            .lines
            .iter()
            .rev()
            .zip(after.lines.iter().rev())
            .take_while(|(a, b)| a == b)
            .count();
        (start, end.min(most))
    }

    /// The first line that differs, and what it says before and after; several lines are joined by " ⏎ ".
    pub(crate) fn difference(&self, after: &Self) -> (usize, String, String) {
        let (start, end) = self.common(after);
        let join = |lines: &[String]| {
            lines
                .iter()
                .map(|line| line.trim())
                .collect::<Vec<_>>()
                .join(" ⏎ ")
        };
        (
            start + 1,
            join(&self.lines[start..self.lines.len() - end]),
            join(&after.lines[start..after.lines.len() - end]),
        )
    }

    /// The replacement that turns this text into `after`: as few lines as make the old part occur once.
    /// None where they are equal, or this text is empty.
    pub(crate) fn patch(&self, after: &Self) -> Option<Patch> {
        if self == after || self.lines.is_empty() {
            return None;
        }
        let (mut start, mut end) = self.common(after);
        let whole = self.lines.join("\n");
        loop {
            let old = self.lines[start..self.lines.len() - end].join("\n");
            let emptied = start + end == self.lines.len() || start + end == after.lines.len();
            if !old.is_empty() && !emptied && occurs_once(&whole, &old) || start == 0 && end == 0 {
                return Some(Patch {
                    old,
                    new: after.lines[start..after.lines.len() - end].join("\n"),
                });
            }
            if start > 0 {
                start -= 1;
            } else {
                end -= 1;
            }
        }
    }
}

/// Overlapping occurrences count, so that a shift by one character is no second home.
fn occurs_once(whole: &str, part: &str) -> bool {
    let Some(first) = whole.find(part) else {
        return false;
    };
    let step = whole[first..].chars().next().map_or(1, char::len_utf8);
    !whole[first + step..].contains(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_is_as_small_as_its_uniqueness_allows() {
        let rows = [
            ("a\nb\nc", "a\nB\nc", "b", "B"),
            ("x\nb\ny\nb\nz", "x\nb\ny\nB\nz", "y\nb", "y\nB"),
            ("b\nb", "B\nb", "b\nb", "B\nb"),
            ("a\nb", "a\nnew\nb", "a", "a\nnew"),
            ("a\nb", "top\na\nb", "a", "top\na"),
            ("a\nb", "a\nb\nend", "b", "b\nend"),
            ("a\nb\nc", "a\nc", "a\nb", "a"),
            ("é\nü", "é\nö", "ü", "ö"),
        ];
        for (before, after, old, new) in rows {
            let patch = Text::new(before)
                .patch(&Text::new(after))
                .expect("they differ");
            assert_eq!(
                (patch.old.as_str(), patch.new.as_str()),
                (old, new),
                "{before:?} to {after:?}"
            );
        }
    }

    #[test]
    fn applying_a_patch_once_gives_the_other_text() {
        for (before, after) in [
            ("a\n\na\n\nb", "a\n\na\nx\n\nb"),
            ("x = 1\nxx = 1", "x = 2\nxx = 1"),
            ("{\n}\n{\n}", "{\n}\n{\n1\n}"),
        ] {
            let patch = Text::new(before)
                .patch(&Text::new(after))
                .expect("they differ");
            assert!(occurs_once(before, &patch.old), "{patch:?}");
            assert_eq!(before.replacen(&patch.old, &patch.new, 1), after);
        }
    }
}
