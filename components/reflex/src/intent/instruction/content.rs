//! Instructions that put a content into a file.

use super::part::{content, evident_path, file_words};
use super::{Instruction, Parsed};
use crate::intent::phrase::{after, split};

const WITH: [&str; 22] = [
    " with the content ",
    " with the contents ",
    " with content ",
    " with contents ",
    " with the text ",
    " with text ",
    " with the following content:",
    " with the line ",
    " that contains ",
    " that says ",
    " containing ",
    " saying ",
    " with ",
    " with the content:",
    " with the contents:",
    " with content:",
    " with contents:",
    " with:",
    " that contains:",
    " containing:",
    " saying:",
    "\n```",
];

pub(super) fn create(text: &str) -> Parsed {
    let rest = after(
        text,
        &["create", "make", "add", "write", "generate", "touch"],
    )
    .ok_or(None)?;
    let verb_needs_file = after(text, &["create", "touch"]).is_none();
    let (name, given) = match split(rest, &WITH) {
        Some((name, given)) => (name, Some(given)),
        None => match rest
            .split_once(":\n")
            .or_else(|| rest.split_once(": "))
            .or_else(|| rest.split_once("\n```"))
        {
            Some((name, given)) => (name, Some(given)),
            None => (rest, None),
        },
    };
    let fence = rest.find("```").map(|at| &rest[at..]);
    let (name, said) = file_words(name.trim().trim_end_matches(':'));
    if verb_needs_file && !said {
        return Err(None);
    }
    let path = evident_path(name, said)?;
    let (content, closed) = match (fence, given) {
        (Some(fence), _) => content(fence),
        (None, Some(given)) => content(
            after(
                given,
                &[
                    "the content",
                    "the text",
                    "the line",
                    "content",
                    "the following content:",
                ],
            )
            .unwrap_or(given),
        ),
        (None, None) => (String::new(), true),
    };
    Ok((Instruction::Create { path, content }, !closed))
}

/// `write "hello" to a.txt`
pub(super) fn write_into(text: &str) -> Parsed {
    let rest = after(text, &["write", "put", "save", "store"]).ok_or(None)?;
    let (given, name) = split(rest, &[" to ", " into ", " in "]).ok_or(None)?;
    let (name, said) = file_words(name.trim());
    let path = evident_path(name, said)?;
    let (content, quoted) = content(given);
    if !quoted {
        return Err(None);
    }
    Ok((Instruction::Overwrite { path, content }, false))
}

pub(super) fn overwrite(text: &str) -> Parsed {
    let rest = after(text, &["overwrite"]).ok_or(None)?;
    let (name, given) = split(rest, &WITH).ok_or(None)?;
    let (name, said) = file_words(name.trim());
    let (content, closed) = content(given);
    Ok((
        Instruction::Overwrite {
            path: evident_path(name, said)?,
            content,
        },
        !closed,
    ))
}

pub(super) fn append(text: &str) -> Parsed {
    let rest = after(text, &["append", "add"]).ok_or(None)?;
    let (given, name) = split(rest, &[" to the end of ", " at the end of ", " to "]).ok_or(None)?;
    let (name, said) = file_words(name.trim());
    let path = evident_path(name, said)?;
    let given = after(
        given,
        &[
            "the line",
            "a line",
            "the text",
            "the following line",
            "line",
        ],
    )
    .unwrap_or(given);
    let (content, quoted) = content(given);
    if !quoted && after(text, &["append"]).is_none() {
        return Err(None);
    }
    Ok((Instruction::Append { path, content }, false))
}
