//! Numbers: off by one, or off by what the failed comparison shows.

use super::{Mutation, Shape, View, replace};

/// Numbers are reckoned in thousandths, and only those that are exact in them.
const ONE: i64 = 1_000;
const MOST: i64 = 1_000_000_000 * ONE;

impl Shape {
    pub(super) fn by_one(self) -> bool {
        matches!(self, Self::Numbers(a, b) if a.abs_diff(b) == ONE.unsigned_abs())
    }
}

impl View<'_> {
    pub(super) fn number(&self, at: usize, all: &mut Vec<Mutation>) {
        let token = self.code[at];
        let digits = token
            .text
            .find(|c: char| !c.is_ascii_digit() && c != '_' && c != '.')
            .unwrap_or(token.text.len());
        let (spelled, suffix) = token.text.split_at(digits);
        let is_field = at > 0 && self.text(at - 1) == ".";
        let Some(value) = thousandths(&spelled.replace('_', ""))
            .filter(|_| !is_field && !suffix.starts_with(['x', 'b', 'o', 'X']))
        else {
            return;
        };
        let whole = !spelled.contains('.');
        // What units are made of is seldom what is wrong.
        let unlikely = if [60 * ONE, 100 * ONE, 1_000 * ONE].contains(&value) {
            4
        } else {
            0
        };
        let mut seen = vec![value];
        for (new, rank) in self.neighbours(value, whole) {
            let fits = (0..MOST).contains(&new) && (!whole || new % ONE == 0);
            if fits && !seen.contains(&new) {
                seen.push(new);
                all.push(replace(token, shown(new, whole) + suffix, rank + unlikely));
            }
        }
    }

    /// Values that may have been meant, with their ranks.
    fn neighbours(&self, value: i64, whole: bool) -> Vec<(i64, u32)> {
        let mut wanted = Vec::new();
        if let Shape::Numbers(a, b) = self.shape {
            for (over, under) in [(a, b), (b, a)] {
                let product = value.checked_mul(over);
                wanted.extend(
                    product
                        .filter(|product| under != 0 && product % under == 0)
                        .map(|product| (product / under, 2)),
                );
            }
            wanted.extend([(value + (a - b), 3), (value - (a - b), 3)]);
        }
        if whole {
            let rank = if self.shape.by_one() { 2 } else { 3 };
            wanted.extend([(value + ONE, rank), (value - ONE, rank)]);
        }
        wanted
    }
}

/// A decimal number, if it is exact in thousandths and of a size that constants have.
pub(super) fn thousandths(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let plain = !whole.is_empty() && whole.len() <= 9 && fraction.len() <= 3;
    if !plain || !digits.chars().all(|c| c.is_ascii_digit() || c == '.') || fraction.contains('.') {
        return None;
    }
    let fraction: i64 = format!("{fraction:0<3}").parse().ok()?;
    Some(sign * (whole.parse::<i64>().ok()? * ONE + fraction))
}

fn shown(value: i64, whole: bool) -> String {
    let fraction = format!("{:03}", value % ONE);
    match fraction.trim_end_matches('0') {
        "" if whole => (value / ONE).to_string(),
        "" => format!("{}.0", value / ONE),
        fraction => format!("{}.{fraction}", value / ONE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_spelling_in_thousandths() {
        for (text, value, whole, back) in [
            ("12", 12_000, true, "12"),
            ("0.5", 500, false, "0.5"),
            ("-3", -3_000, true, "-3"),
            ("2.0", 2_000, false, "2.0"),
            ("1.250", 1_250, false, "1.25"),
        ] {
            assert_eq!(thousandths(text), Some(value), "{text}");
            assert_eq!(shown(value, whole), back, "{text}");
        }
        for text in [
            "",
            "-",
            ".5",
            "1e9",
            "0.0001",
            "1.2.3",
            "12345678901",
            "NaN",
            "１",
        ] {
            assert_eq!(thousandths(text), None, "{text}");
        }
    }
}
