//! Names that are one slip away from another.

/// The only candidate that is nearest to a word, within one slip for short words and two for longer ones.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let allowed = match word.chars().count() {
        0..=2 => return None,
        3..=5 => 1,
        _ => 2,
    };
    let mut best: Option<(usize, &str)> = None;
    let mut tied = false;
    for candidate in candidates {
        let distance = slips(word, candidate, allowed);
        if distance == 0 || distance > allowed {
            continue;
        }
        match best {
            Some((least, name)) if distance == least && name != candidate => tied = true,
            Some((least, _)) if distance >= least => {}
            _ => (best, tied) = (Some((distance, candidate)), false),
        }
    }
    best.filter(|_| !tied).map(|(_, name)| name)
}

/// Insertions, deletions, replacements and swaps of neighbours between two words; `limit` + 1 where there are more.
fn slips(a: &str, b: &str, limit: usize) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > limit || a.len() > 80 {
        return limit + 1;
    }
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = change.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_only_neighbour() {
        let names = ["sum", "total", "length", "subtotal", "left", "lent"];
        let rows = [
            ("smu", Some("sum")),
            ("totl", Some("total")),
            ("lenght", Some("length")),
            ("lest", None),
            ("xyz", None),
            ("to", None),
        ];
        for (word, expected) in rows {
            assert_eq!(nearest(word, names), expected, "{word}");
        }
    }
}
