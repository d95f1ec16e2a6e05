//! Braces of a word, written out.

/// `a{b,c}` as `ab` and `ac`; of more than eight pairs of braces the rest stay as they are.
pub(super) fn braces(text: &str) -> Vec<String> {
    if text.len() > 1_000 && innermost(text).is_some() {
        // Too long to be written out: like a word that is known only at run time.
        return vec![format!("${{}}{text}")];
    }
    let mut found = vec![text.to_string()];
    for _ in 0..8 {
        let expand = |text: &String| match innermost(text) {
            Some((open, close)) => {
                let (before, after) = (&text[..open], &text[close + 1..]);
                text[open + 1..close]
                    .split(',')
                    .map(|option| format!("{before}{option}{after}"))
                    .collect()
            }
            None => vec![text.clone()],
        };
        found = found
            .iter()
            .flat_map(expand)
            .take(super::MOST_SPELLINGS)
            .collect();
    }
    found
}

/// The first pair of braces with a comma and no braces inside, parameters left out.
fn innermost(text: &str) -> Option<(usize, usize)> {
    let mut open = None;
    for (at, c) in text.char_indices() {
        match c {
            '{' => open = (!text[..at].ends_with('$')).then_some(at),
            '}' => match open {
                Some(start) if text[start..at].contains(',') => return Some((start, at)),
                _ => open = None,
            },
            _ => {}
        }
    }
    None
}
