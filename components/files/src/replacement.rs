//! Replaces exact text, and keeps the line ends that a file has.

const LINES_NAMED: usize = 5;

/// Why nothing was replaced.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is nothing to look for.
    Empty,
    /// The replacement is what stands there.
    Identical,
    /// The text does not occur.
    Absent,
    /// The text occurs more than once.
    Ambiguous {
        /// Where the first few begin, from 1.
        lines: Vec<usize>,
        /// How often it occurs.
        count: usize,
    },
}

/// The text after the replacement, and how many there were.
///
/// Models write "\n". Where all lines of the text end with "\r\n", both strings are taken to mean that; where only some
/// do, the old string may stand for either.
pub fn replace(text: &str, old: &str, new: &str, all: bool) -> Result<(String, usize), Refusal> {
    if old.is_empty() {
        return Err(Refusal::Empty);
    }
    let ends = text.matches('\n').count();
    let carriage = text.matches("\r\n").count();
    if carriage > 0 && (carriage == ends || !text.contains(old)) {
        exact(text, &with_carriage(old), &with_carriage(new), all)
    } else {
        exact(text, old, new, all)
    }
}

fn exact(text: &str, old: &str, new: &str, all: bool) -> Result<(String, usize), Refusal> {
    if old == new {
        return Err(Refusal::Identical);
    }
    let found: Vec<usize> = text.match_indices(old).map(|(at, _)| at).collect();
    match found.len() {
        0 => Err(Refusal::Absent),
        1 => Ok((text.replacen(old, new, 1), 1)),
        count if all => Ok((text.replace(old, new), count)),
        count => {
            let line = |at: &usize| text[..*at].matches('\n').count() + 1;
            Err(Refusal::Ambiguous {
                lines: found.iter().take(LINES_NAMED).map(line).collect(),
                count,
            })
        }
    }
}

fn with_carriage(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', "\r\n")
}
