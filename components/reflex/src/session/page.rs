//! What `read` showed of a file.

use crate::conversation::Output;

/// What one `read` showed.
pub(super) struct Page {
    pub(super) first: usize,
    pub(super) lines: Vec<String>,
    /// How many lines the file has, where not all are shown.
    pub(super) total: Option<usize>,
}

impl Page {
    /// None where the result is an error or has lines that don't follow each other.
    pub(super) fn of(output: &Output) -> Option<Self> {
        if output.is_error {
            return None;
        }
        let mut page = Self {
            first: 0,
            lines: Vec::new(),
            total: None,
        };
        for line in output.text.split('\n') {
            if let Some((number, text)) = line.split_once('\t')
                && let Ok(number) = number.trim_start().parse::<usize>()
            {
                if page.lines.is_empty() {
                    page.first = number;
                }
                if Some(number) != page.first.checked_add(page.lines.len()) {
                    return None;
                }
                page.lines.push(text.to_owned());
            } else if let Some(rest) = line.strip_prefix("[lines ") {
                page.total = Some(
                    rest.rsplit_once(" of ")?
                        .1
                        .trim_end()
                        .strip_suffix(']')?
                        .parse()
                        .ok()?,
                );
            } else if !line.is_empty() && line.trim_end() != "[empty file]" {
                return None;
            }
        }
        Some(page)
    }
}
