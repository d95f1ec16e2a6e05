//! Instructions that become a shell command.

use super::part::{evident_path, file_words, path};
use super::{Instruction, Parsed};
use crate::intent::phrase::{after, is_command, split, unquoted};

pub(super) fn folder(text: &str) -> Parsed {
    let rest = after(text, &["create", "make", "add"]).ok_or(None)?;
    let (rest, _) = file_words(rest);
    let rest = after(rest, &["folder", "directory"]).ok_or(None)?;
    let (name, _) = file_words(rest);
    Ok((Instruction::Folder { path: path(name)? }, false))
}

pub(super) fn moved(text: &str) -> Parsed {
    let (from, to) = two_paths(text, &["rename", "move", "mv"])?;
    Ok((Instruction::Move { from, to }, false))
}

pub(super) fn copied(text: &str) -> Parsed {
    let (from, to) = two_paths(text, &["copy", "cp", "duplicate"])?;
    Ok((Instruction::Copy { from, to }, false))
}

fn two_paths(text: &str, verbs: &[&str]) -> Result<(String, String), Option<String>> {
    let rest = after(text, verbs).ok_or(None)?;
    let (from, to) = split(rest, &[" to ", " into ", " as "]).ok_or(None)?;
    let ((from, said), (to, _)) = (file_words(from), file_words(to));
    let (from, to_path) = (evident_path(from, said)?, path(to)?);
    let to = if to_path.ends_with('/') {
        format!("{to_path}{}", from.rsplit('/').next().unwrap_or(&from))
    } else {
        to_path
    };
    Ok((from, to))
}

pub(super) fn delete(text: &str) -> Parsed {
    let rest = after(text, &["delete", "remove", "rm", "erase"]).ok_or(None)?;
    let (rest, said) = file_words(rest);
    let (rest, folder) = match after(rest, &["folder", "directory"]) {
        Some(rest) => (file_words(rest).0, true),
        None => (rest, false),
    };
    Ok((
        Instruction::Delete {
            path: evident_path(rest, said || folder)?,
            folder,
        },
        false,
    ))
}

pub(super) fn run(text: &str) -> Parsed {
    let rest = after(text, &["run", "execute"]).ok_or(None)?;
    let bare = rest.trim_end_matches(['.', '!', '?']).to_lowercase();
    if matches!(
        bare.as_str(),
        "the tests" | "tests" | "the test suite" | "all tests" | "the checks" | "the check"
    ) {
        return Ok((Instruction::Check, false));
    }
    let rest = after(rest, &["the command", "command", "the shell command"]).unwrap_or(rest);
    let (command, quoted) = unquoted(rest);
    let command = command.trim().to_owned();
    let prose = [" and ", " then ", ", "]
        .iter()
        .any(|word| command.contains(word));
    if command.is_empty() || command.contains('\n') || !quoted && (prose || !is_command(&command)) {
        return Err(None);
    }
    Ok((Instruction::Run { command }, !quoted))
}
