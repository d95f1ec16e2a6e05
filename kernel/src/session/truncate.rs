//! Keeps tool results at a size that a model can read.

/// The most lines that a result may have.
pub(super) const LINES: usize = 2_000;
/// The most bytes that a result may have.
pub(super) const BYTES: usize = 50 * 1024;

/// The start and the end of a text that is too long, and how much of it they are.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Truncated {
    pub(super) text: String,
}

/// None if the text may stay as it is. `place` says where the whole of it is kept. The start gets two thirds of the
/// room, the end one: commands say at the end how they went.
pub(super) fn truncate(text: &str, place: &str) -> Option<Truncated> {
    let lines = text.lines().count();
    if lines <= LINES && text.len() <= BYTES {
        return None;
    }
    let note = format!(
        "\n[{lines} lines, {} bytes in all; the middle is left out here. The whole is in {place}]\n",
        text.len()
    );
    let (lines_left, bytes_left) = (LINES - 2, BYTES - note.len().min(BYTES / 2));
    let head = head(text, lines_left * 2 / 3, bytes_left * 2 / 3);
    let tail = tail(&text[head.len()..], lines_left / 3, bytes_left / 3);
    Some(Truncated {
        text: format!("{}{note}{tail}", head.trim_end_matches('\n')),
    })
}

/// As much of the start as fits, cut after a line where there is one.
pub(super) fn head(text: &str, lines: usize, bytes: usize) -> &str {
    let by_lines = text
        .match_indices('\n')
        .nth(lines.saturating_sub(1))
        .map_or(text.len(), |(at, _)| at + 1);
    let end = floor(text, by_lines.min(bytes));
    let part = &text[..end];
    match part.rfind('\n') {
        Some(at) if end < text.len() => &part[..=at],
        _ => part,
    }
}

/// As much of the end as fits, cut before a line where there is one.
pub(super) fn tail(text: &str, lines: usize, bytes: usize) -> &str {
    let body = text.strip_suffix('\n').unwrap_or(text);
    let by_lines = body
        .rmatch_indices('\n')
        .nth(lines.saturating_sub(1))
        .map_or(0, |(at, _)| at + 1);
    let start = ceil(text, by_lines.max(text.len().saturating_sub(bytes)));
    let part = &text[start..];
    match part.find('\n') {
        Some(at) if start > by_lines && at + 1 < part.len() => &part[at + 1..],
        _ => part,
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_stays_as_it_is() {
        let rows = [
            "".to_owned(),
            "a\nb".to_owned(),
            "x\n".repeat(LINES),
            "y".repeat(BYTES),
        ];
        for text in rows {
            assert_eq!(truncate(&text, "there"), None);
        }
    }

    #[test]
    fn a_long_text_keeps_its_start_and_end_within_the_limits() {
        let numbered: String = (1..=5_000).map(|n| format!("line {n}\n")).collect();
        let japanese = "日本語のとても長い行".repeat(5_000);
        let emoji_lines = "🎏 koi\n".repeat(9_000);
        for text in [numbered, japanese, emoji_lines, "z".repeat(BYTES + 1)] {
            let kept = truncate(&text, "there").expect("it is too long").text;
            assert!(
                kept.len() <= BYTES && kept.lines().count() <= LINES,
                "{} bytes",
                kept.len()
            );
            assert!(kept.contains("The whole is in there"));
            let first: String = text.chars().take(3).collect();
            assert!(kept.starts_with(&first));
            assert_eq!(kept.chars().last(), text.chars().last());
        }
    }
}
