//! Parts of instructions: paths and contents.

use crate::intent::phrase::{after, quotes, unquoted};
use crate::workspace::is_inside;

/// A path of the workspace, or why it is none.
pub(super) fn path(text: &str) -> Result<String, Option<String>> {
    let (bare, quoted) = unquoted(text);
    let bare = bare
        .trim()
        .trim_end_matches(['.', ',', ':', '?', '!'])
        .trim_start_matches("./")
        .to_owned();
    if bare.is_empty() || !quoted && bare.contains(char::is_whitespace) {
        return Err(None);
    }
    if !is_inside(&bare) {
        return Err(Some(format!(
            "`{bare}` lies outside of the workspace. Paths are relative to the workspace and have no `..`."
        )));
    }
    Ok(bare)
}

/// A path that looks like one, so that a plain word is not taken for a file.
pub(super) fn evident_path(text: &str, said_file: bool) -> Result<String, Option<String>> {
    let (bare, quoted) = unquoted(text);
    if said_file || quoted || bare.contains(['.', '/']) {
        path(text)
    } else {
        Err(None)
    }
}

/// Content as it goes into a file: text files end with a newline.
pub(super) fn content(text: &str) -> (String, bool) {
    let fenced = quotes(text).into_iter().find(|quote| quote.fenced);
    if let Some(block) = fenced {
        return (block.inner, true);
    }
    let (mut inner, quoted) = unquoted(text.trim_start_matches(':'));
    if !inner.is_empty() && !inner.ends_with('\n') {
        inner.push('\n');
    }
    (inner, quoted)
}

/// What is left after "a new file called", and whether a file was spoken of.
pub(super) fn file_words(mut text: &str) -> (&str, bool) {
    let mut said = false;
    loop {
        if let Some(rest) = after(
            text,
            &[
                "a",
                "an",
                "the",
                "new",
                "empty",
                "text",
                "called",
                "named",
                "at",
                "contents of",
                "end of",
            ],
        ) {
            text = rest;
        } else if let Some(rest) = after(text, &["file"]) {
            (text, said) = (rest, true);
        } else {
            return (text, said);
        }
    }
}
