//! `edit`: an exact replacement in one file.

use openkoi_sdk::tool::{Failure, Output};

use crate::path::Path;
use crate::replacement::{Refusal, replace};
use crate::wire::{self, done};
use crate::workspace::Workspace;
use crate::{hint, read};

/// Replaces one occurrence of a text, or all of them.
pub fn edit(workspace: &mut impl Workspace, arguments: &wire::Edit) -> Result<Output, Failure> {
    let path = Path::file(&arguments.path)?;
    let content = workspace
        .read(&path.on_host())
        .map_err(|failure| path.explain(failure))?;
    if read::text(&content).is_none() {
        return Err(Failure::invalid(format!(
            "{path} is a binary file; `edit` works on text"
        )));
    }
    let text = String::from_utf8_lossy(&content);
    let all = arguments.replace_all.unwrap_or(false);
    let (changed, count) = replace(&text, &arguments.old_string, &arguments.new_string, all)
        .map_err(|refusal| {
            Failure::invalid(explain(&path, &text, &arguments.old_string, refusal))
        })?;
    workspace
        .write(&path.on_host(), changed.as_bytes())
        .map_err(|failure| path.explain(failure))?;
    Ok(done(format!(
        "edited {path} ({count} {})",
        if count == 1 {
            "replacement"
        } else {
            "replacements"
        }
    )))
}

fn explain(path: &Path, text: &str, old: &str, refusal: Refusal) -> String {
    match refusal {
        Refusal::Empty => format!(
            "old_string is empty; give the text of {path} to replace, or use `write` for all of it"
        ),
        Refusal::Identical => {
            "old_string and new_string are the same; there is nothing to change".to_string()
        }
        Refusal::Absent => match hint::nearest(text, old) {
            Some(hint) => format!("old_string is not in {path}: {hint}"),
            None => format!("old_string is not in {path}; read the file and copy the text exactly"),
        },
        Refusal::Ambiguous { lines, count } => {
            let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
            format!(
                "old_string occurs {count} times in {path} (lines {}{}); add lines around it until it is unique, or set replace_all",
                lines.join(", "),
                if lines.len() < count { ", …" } else { "" }
            )
        }
    }
}
