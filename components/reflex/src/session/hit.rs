//! Lines that `grep` found.

/// One line that `grep` found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Hit {
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) text: String,
}

impl Hit {
    /// Reads `path:line: text`. A path may hold colons itself.
    pub(super) fn of(line: &str) -> Option<Self> {
        let mut from = 0;
        loop {
            let colon = from + line.get(from..)?.find(':')?;
            let rest = &line[colon + 1..];
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            if digits > 0
                && let Some(text) = rest[digits..].strip_prefix(':')
            {
                let text = text.strip_prefix(' ').unwrap_or(text).to_owned();
                return Some(Self {
                    path: line[..colon].to_owned(),
                    line: rest[..digits].parse().ok()?,
                    text,
                });
            }
            from = colon + 1;
        }
    }
}
