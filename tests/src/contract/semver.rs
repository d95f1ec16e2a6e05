//! Which versions promise to fit each other.

/// Versions of one track are compatible, the newer with the older: "1" for 1.x, "0.1" for 0.1.x.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Track(Vec<u64>);

impl Track {
    pub(super) fn of(version: &str) -> Self {
        let mut numbers = version.split('.').map(|number| number.parse().unwrap_or(0));
        let mut track = Vec::new();
        for number in numbers.by_ref() {
            track.push(number);
            if number != 0 {
                break;
            }
        }
        Self(track)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_track_ends_with_the_first_number_that_is_not_zero() {
        let cases = [
            ("1.2.3", "1.9.0", true),
            ("1.2.3", "2.2.3", false),
            ("0.1.0", "0.1.7", true),
            ("0.1.0", "0.2.0", false),
            ("0.0.1", "0.0.2", false),
        ];
        for (one, other, are_one) in cases {
            assert_eq!(
                Track::of(one) == Track::of(other),
                are_one,
                "{one} and {other}"
            );
        }
    }
}
