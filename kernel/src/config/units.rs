//! Quantities with their unit.

use std::time::Duration;

/// The bytes that "64 MiB" means; None if it is no size. Units: B, KiB, MiB, GiB.
pub fn parse_size(text: &str) -> Option<u64> {
    let (count, unit) = parts(text)?;
    let bytes: u64 = match unit {
        "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    };
    count.checked_mul(bytes)
}

/// The time that "10 s" means; None if it is no time. Units: ms, s, min, h.
pub fn parse_time(text: &str) -> Option<Duration> {
    let (count, unit) = parts(text)?;
    let milliseconds: u64 = match unit {
        "ms" => 1,
        "s" => 1_000,
        "min" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    count.checked_mul(milliseconds).map(Duration::from_millis)
}

/// The largest unit in which a size is a whole number.
pub fn show_size(bytes: u64) -> String {
    let units = [("GiB", 1u64 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
    let whole = units
        .into_iter()
        .find(|(_, unit)| bytes >= *unit && bytes.is_multiple_of(*unit));
    match whole {
        Some((name, unit)) => format!("{} {name}", bytes / unit),
        None => format!("{bytes} B"),
    }
}

fn parts(text: &str) -> Option<(u64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let (count, unit) = text.split_at(end);
    Some((count.parse().ok()?, unit.trim_start_matches(' ')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_carry_their_unit() {
        for (text, expected) in [
            ("64 MiB", Some(64 << 20)),
            ("1KiB", Some(1 << 10)),
            ("0 B", Some(0)),
            ("64", None),
            ("MiB", None),
            ("64 mb", None),
            ("-1 B", None),
            ("1.5 MiB", None),
            ("99999999999 GiB", None),
            ("64 Miß", None),
        ] {
            assert_eq!(parse_size(text), expected, "{text}");
        }
        for (text, expected) in [
            ("10 s", Some(10_000)),
            ("250 ms", Some(250)),
            ("2min", Some(120_000)),
            ("10", None),
        ] {
            assert_eq!(
                parse_time(text),
                expected.map(Duration::from_millis),
                "{text}"
            );
        }
    }

    #[test]
    fn a_size_is_shown_as_it_would_be_written() {
        for text in ["64 MiB", "1 KiB", "1000 B", "0 B", "3 GiB"] {
            assert_eq!(parse_size(text).map(show_size).as_deref(), Some(text));
        }
    }
}
