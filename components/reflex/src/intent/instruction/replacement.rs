//! Instructions that replace a text or a name.

use super::part::{evident_path, file_words};
use super::{Instruction, Parsed, Scope};
use crate::intent::phrase::{after, split, unquoted};

/// Where something is to be replaced; the words that say so are cut off.
fn scoped(text: &str) -> Result<(&str, Scope), Option<String>> {
    for words in [
        " everywhere",
        " in all files",
        " in every file",
        " in all the files",
        " throughout",
        " across the workspace",
        " in the whole project",
    ] {
        if let Some((head, tail)) = split(text, &[words])
            && tail.trim_matches([' ', '.']).is_empty()
        {
            return Ok((head, Scope::Everywhere));
        }
    }
    match split(text, &[" in the file ", " in file ", " in "]) {
        Some((head, name)) => Ok((head, Scope::File(evident_path(file_words(name).0, false)?))),
        None => Ok((text, Scope::Everywhere)),
    }
}

pub(super) fn replace(text: &str) -> Parsed {
    let rest = after(text, &["replace", "change", "substitute"]).ok_or(None)?;
    let rest = after(
        rest,
        &[
            "all occurrences of",
            "every occurrence of",
            "all",
            "every",
            "the text",
            "the word",
            "the string",
        ],
    )
    .unwrap_or(rest);
    let separators: &[&str] = if after(text, &["change"]).is_some() {
        &[" to ", " into "]
    } else {
        &[" with ", " by ", " to "]
    };
    let (from, rest) = split(rest, separators).ok_or(None)?;
    let (to, mut scope) = scoped(rest)?;
    let from = match split(from, &[" in the file ", " in "]) {
        Some((head, name)) if scope == Scope::Everywhere => {
            scope = Scope::File(evident_path(name, false)?);
            head
        }
        Some(_) | None => from,
    };
    let ((from, quoted), (to, _)) = (unquoted(from), unquoted(to));
    if from.is_empty() || from == to || scope == Scope::Everywhere && !quoted && from.contains(' ')
    {
        return Err(None);
    }
    Ok((Instruction::Replace { from, to, scope }, false))
}

pub(super) fn symbol(text: &str) -> Parsed {
    let rest = after(text, &["rename"]).ok_or(None)?;
    let rest = after(rest, &["the"]).unwrap_or(rest);
    let kinds = [
        "function",
        "method",
        "variable",
        "symbol",
        "struct",
        "class",
        "type",
        "field",
        "constant",
        "enum",
        "trait",
        "identifier",
        "parameter",
    ];
    let (rest, said) = match after(rest, &kinds) {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    let (from, rest) = split(rest, &[" to ", " into ", " as "]).ok_or(None)?;
    let (to, scope) = scoped(rest)?;
    let (from, to) = (name(from), name(to));
    let is_name =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    if !is_name(&from)
        || !is_name(&to)
        || from == to
        || !said && rest.len() == to.len() && !from.contains('_')
    {
        return Err(None);
    }
    Ok((Instruction::RenameSymbol { from, to, scope }, false))
}

fn name(text: &str) -> String {
    unquoted(text)
        .0
        .trim()
        .trim_end_matches("()")
        .trim_end_matches('.')
        .to_owned()
}
