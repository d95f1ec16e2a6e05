//! `read`: a file's text with line numbers, or the part of it that was asked for.

use openkoi_sdk::tool::{Failure, Output};

use crate::path::Path;
use crate::wire::{self, done};
use crate::workspace::Workspace;

/// With the line that says what is shown, a page is just what the kernel hands on whole.
const PAGE_LINES: usize = 1_999;
const PAGE_BYTES: usize = 49_000;

/// Shows a file.
pub fn read(workspace: &mut impl Workspace, arguments: &wire::Read) -> Result<Output, Failure> {
    let path = Path::file(&arguments.path)?;
    let content = workspace
        .read(&path.on_host())
        .map_err(|failure| path.explain(failure))?;
    let Some(text) = text(&content) else {
        return Ok(Output {
            text: format!("[binary file, {} bytes]", content.len()),
            is_error: false,
            data: Some(serde_json::json!({ "binary": true, "bytes": content.len() }).to_string()),
        });
    };
    let first = arguments
        .offset
        .map_or(1, |offset| usize::try_from(offset).unwrap_or(usize::MAX))
        .max(1);
    let limit = arguments
        .limit
        .map_or(PAGE_LINES, |limit| {
            usize::try_from(limit).unwrap_or(usize::MAX)
        })
        .max(1);
    let total = text.lines().count();
    if first > total.max(1) {
        let lines = wire::lines(total);
        return Err(Failure::invalid(format!(
            "{path} has {lines}; there is no line {first}"
        )));
    }
    Ok(done(numbered(text, first, limit)))
}

/// A file's content as text, without a byte order mark; none for a binary file.
pub fn text(content: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(content)
        .ok()
        .filter(|text| !text.contains('\0'))?;
    Some(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Lines from `first` on, each with its number, as many as were asked for and fit a page, at least one.
pub fn numbered(text: &str, first: usize, limit: usize) -> String {
    if text.is_empty() {
        return "[empty file]".to_string();
    }
    let mut shown = String::new();
    let mut last = first;
    for (index, line) in text
        .lines()
        .enumerate()
        .skip(first - 1)
        .take(limit.min(PAGE_LINES))
    {
        let row = format!("{}\t{line}\n", index + 1);
        if !shown.is_empty() && shown.len() + row.len() > PAGE_BYTES {
            break;
        }
        shown.push_str(&row);
        last = index + 1;
    }
    let total = text.lines().count();
    if first > 1 || last < total {
        shown.push_str(&format!("[lines {first}-{last} of {total}]"));
    }
    shown.trim_end_matches('\n').to_string()
}
