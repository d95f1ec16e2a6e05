//! Keeps whole outputs for the user to look at.

use super::fault;
use crate::domain::{Fault, FaultKind};
use std::path::Path;

/// More outputs of one name are not expected within a task.
const SAME_NAME_LIMIT: u32 = 10_000;

/// Writes a new file that only the user can read, and says where it is.
pub(super) fn keep(directory: &Path, name: &str, content: &[u8]) -> Result<String, Fault> {
    let failed = |why: String| {
        let message = format!("can't keep the output {name:?}: {why}");
        fault(FaultKind::Other("io".into()), message)
    };
    let name = plain(name);
    for number in 1..=SAME_NAME_LIMIT {
        let file_name = if number == 1 {
            format!("{name}.txt")
        } else {
            format!("{name}-{number}.txt")
        };
        let path = directory.join(file_name);
        match openkoi_state::create(&path, content) {
            Ok(true) => return Ok(path.display().to_string()),
            Ok(false) => {}
            Err(error) => return Err(failed(format!("{error}. {}", error.remedy()))),
        }
    }
    Err(failed(format!(
        "{} has {SAME_NAME_LIMIT} of this name",
        directory.display()
    )))
}

/// A name that is one harmless component of a path.
pub(super) fn plain(name: &str) -> String {
    let is_plain =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let name: String = name
        .chars()
        .take(100)
        .map(|letter| if is_plain(letter) { letter } else { '_' })
        .collect();
    let name = name.trim_start_matches('.');
    if name.is_empty() {
        "output".into()
    } else {
        name.into()
    }
}
