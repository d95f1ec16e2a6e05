//! Texts that show whether they are whole: a first line that promises a last one.

use crate::{Cause, StateError, read};
use std::path::Path;

const FIRST: &str = "# Kept by openkoi; it ends with the line \"# end\".";
const LAST: &str = "# end";

/// The text of a file that [`crate::update`] keeps, or that somebody wrote by hand. None: there is none. One that is empty
/// or cut off is refused: what it lacks could be what forbids something.
pub fn load(path: &Path) -> Result<Option<String>, StateError> {
    let Some(text) = read(path)? else {
        return Ok(None);
    };
    match opened(&text) {
        Some(inside) => Ok(Some(inside)),
        None => {
            let reason = if text.trim().is_empty() {
                "it is empty, and was not left so".to_owned()
            } else {
                format!("it is cut off: its first line promises a last one, {LAST:?}")
            };
            Err(StateError::because(path, "reading", Cause::NotText, reason))
        }
    }
}

/// With both lines around it.
pub(crate) fn sealed(inside: &str) -> String {
    let inside = inside.trim_matches('\n');
    format!("{FIRST}\n{inside}\n{LAST}\n")
}

/// Without the two lines; the others keep their numbers. None: it is not whole.
fn opened(text: &str) -> Option<String> {
    // Empty, or less than the first line.
    if FIRST.starts_with(text.trim()) {
        return None;
    }
    let mut lines: Vec<&str> = text.lines().collect();
    if let Some(first) = lines.iter().position(|line| *line == FIRST) {
        let last = lines.iter().rposition(|line| *line == LAST)?;
        // People write above the first line and below the last one, too.
        (first < last).then(|| {
            lines[first] = "";
            lines[last] = "";
        })?;
    }
    Some(lines.join("\n") + "\n")
}
