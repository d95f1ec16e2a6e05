//! A string literal, mended by the difference between two values that it is part of.

/// What the literal would have to be for one of the values to become the other. `literal` has its quotes.
pub(super) fn repairs(literal: &str, values: &(String, String)) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (got, wanted) in [(&values.0, &values.1), (&values.1, &values.0)] {
        for (start, piece) in pieces(literal) {
            if let Some(new) = repair(piece, got, wanted) {
                let whole = format!(
                    "{}{new}{}",
                    &literal[..start],
                    &literal[start + piece.len()..]
                );
                if whole != literal && !found.contains(&whole) {
                    found.push(whole);
                }
            }
        }
    }
    found
}

/// The parts of a literal between its quotes and placeholders, with the byte where each begins.
fn pieces(literal: &str) -> Vec<(usize, &str)> {
    let end = literal.len().saturating_sub(1).max(1);
    let Some(inner) = literal.get(1..end) else {
        return Vec::new();
    };
    let (mut found, mut from, mut depth) = (Vec::new(), 0, 0);
    let mut chars = inner.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '{' if depth == 0 => {
                let head = &inner[from..at];
                found.push((1 + from, head.strip_suffix('$').unwrap_or(head)));
                depth = 1;
            }
            '}' if depth == 1 => (depth, from) = (0, at + 1),
            '%' if depth == 0
                && chars
                    .peek()
                    .is_some_and(|(_, next)| matches!(next, 's' | 'd' | 'i' | 'u' | 'f')) =>
            {
                found.push((1 + from, &inner[from..at]));
                from = at + 2;
            }
            _ => {}
        }
    }
    if depth == 0 {
        found.push((1 + from, &inner[from..]));
    }
    found.retain(|(_, piece)| !piece.is_empty());
    found
}

/// The piece with the change that turns `got` into `wanted`, if the piece covers all of that change.
fn repair(piece: &str, got: &str, wanted: &str) -> Option<String> {
    let chars = |text: &str| text.chars().collect::<Vec<char>>();
    let (piece, got, wanted) = (chars(piece), chars(got), chars(wanted));
    if got == wanted || piece.len() > got.len() || got.len() > 2_000 || wanted.len() > 2_000 {
        return None;
    }
    let start = got.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
    let most = got.len().min(wanted.len()) - start;
    let end = got
        .iter()
        .rev()
        .zip(wanted.iter().rev())
        .take_while(|(a, b)| a == b)
        .count()
        .min(most);
    let covers = |at: &usize| *at <= start && at + piece.len() >= got.len() - end;
    let at = (0..=got.len() - piece.len())
        .filter(|at| got[*at..].starts_with(&piece))
        .find(covers)?;
    let length = (piece.len() + wanted.len()).checked_sub(got.len())?;
    Some(wanted.get(at..at + length)?.iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_of_two_values_mends_the_literal_that_covers_it() {
        let rows = [
            ("\"Helo\"", "Helo", "Hello", "\"Hello\""),
            (
                "\"Helo, {name}!\"",
                "Helo, Bob!",
                "Hello, Bob!",
                "\"Hello, {name}!\"",
            ),
            ("\"{} itms\"", "3 itms", "3 items", "\"{} items\""),
            ("'%d-%s'", "1-a", "1:a", "'%d:%s'"),
            ("\"日木\"", "日木", "日本", "\"日本\""),
            ("\"\"", "", "x", ""),
            ("\"other\"", "Helo", "Hello", ""),
        ];
        for (literal, got, wanted, expected) in rows {
            let found = repairs(literal, &(got.to_owned(), wanted.to_owned()));
            assert_eq!(
                found.first().map_or("", String::as_str),
                expected,
                "{literal}"
            );
        }
    }
}
