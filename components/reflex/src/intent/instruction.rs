//! Instructions that can be carried out to the letter.

use super::phrase::{after, quotes, split};

mod command;
mod content;
mod part;
mod replacement;

/// One thing to do.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Instruction {
    Create {
        path: String,
        content: String,
    },
    /// Like `Create`, whether the file exists or not.
    Overwrite {
        path: String,
        content: String,
    },
    Append {
        path: String,
        content: String,
    },
    Replace {
        from: String,
        to: String,
        scope: Scope,
    },
    /// A name in the code, whole words only.
    RenameSymbol {
        from: String,
        to: String,
        scope: Scope,
    },
    Move {
        from: String,
        to: String,
    },
    Copy {
        from: String,
        to: String,
    },
    Delete {
        path: String,
        folder: bool,
    },
    Folder {
        path: String,
    },
    Run {
        command: String,
    },
    /// Run the project's own check, whatever it is.
    Check,
}

/// Where something is replaced.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Scope {
    File(String),
    Everywhere,
}

/// More instructions than this are no list but a text.
const MOST: usize = 20;

/// All instructions of a task. `Err(None)`: it is no list of instructions. `Err(Some)`: it is, and one is not allowed.
pub(super) fn parse(task: &str) -> Result<Vec<Instruction>, Option<String>> {
    let mut found = Vec::new();
    for line in blocks(task) {
        let mut rest = line.as_str();
        while !rest.trim().is_empty() {
            let (instruction, left) = next(rest)?;
            found.push(instruction);
            rest = left;
            if found.len() > MOST {
                return Err(None);
            }
        }
    }
    if found.is_empty() {
        Err(None)
    } else {
        Ok(found)
    }
}

/// The lines of a task; a fenced block stays with the line before it, and list marks are left out.
fn blocks(task: &str) -> Vec<String> {
    let quotes = quotes(task);
    let inside = |at: usize| {
        quotes
            .iter()
            .any(|quote| quote.start < at && at < quote.end)
    };
    let mut blocks: Vec<String> = Vec::new();
    let mut from = 0;
    for (at, _) in task.match_indices('\n').chain([(task.len(), "")]) {
        if inside(at) {
            continue;
        }
        let line = task[from..at].trim();
        from = at + 1;
        if line.starts_with("```") && !blocks.is_empty() {
            if let Some(last) = blocks.last_mut() {
                last.push('\n');
                last.push_str(line);
            }
            continue;
        }
        let bare = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let bare = if bare.len() < line.len() {
            bare.strip_prefix(['.', ')']).unwrap_or(line)
        } else {
            line
        };
        let bare = bare
            .trim_start()
            .strip_prefix(['-', '*', '•'])
            .unwrap_or(bare)
            .trim();
        if !bare.is_empty() {
            blocks.push(bare.to_owned());
        }
    }
    blocks
}

/// The first instruction of a line, and what is left of the line. Words that separate two instructions also occur
/// inside of one, so the shortest reading counts whose rest is an instruction too.
fn next(line: &str) -> Result<(Instruction, &str), Option<String>> {
    let mut refused = None;
    for (head, rest, strong) in cuts(line) {
        match one(head) {
            Ok((instruction, open)) => {
                let goes_on = rest.trim().is_empty() || (strong || !open) && next(rest).is_ok();
                if goes_on {
                    return Ok((instruction, rest));
                }
            }
            Err(Some(why)) => refused = Some(why),
            Err(None) => {}
        }
    }
    Err(refused)
}

/// All ways to cut a line in two, the whole line last. Strong: no content reaches over the cut.
fn cuts(line: &str) -> Vec<(&str, &str, bool)> {
    let marks = [
        (", then ", true),
        ("; then ", true),
        (" and then ", true),
        (" then ", true),
        (". ", false),
        ("; ", false),
        (", and ", false),
        (" and ", false),
        (", ", false),
    ];
    let quotes = quotes(line);
    let lower = line.to_ascii_lowercase();
    let mut found: Vec<(usize, usize, bool)> = Vec::new();
    for (mark, strong) in marks {
        for (at, _) in lower.match_indices(mark) {
            let inside = quotes
                .iter()
                .any(|quote| quote.start <= at && at < quote.end);
            if !inside
                && !found
                    .iter()
                    .any(|(start, end, _)| *start <= at && at < *end)
            {
                found.push((at, at + mark.len(), strong));
            }
        }
    }
    found.sort_unstable();
    found.truncate(MOST);
    let mut cuts: Vec<_> = found
        .into_iter()
        .map(|(at, end, strong)| (&line[..at], &line[end..], strong))
        .collect();
    cuts.push((line, "", true));
    cuts
}

type Parsed = Result<(Instruction, bool), Option<String>>;

/// One instruction; and whether it ends with unquoted content, which may go on after an "and".
fn one(text: &str) -> Parsed {
    let mut text = text.trim();
    while let Some(rest) = after(
        text,
        &[
            "please",
            "can you",
            "could you",
            "first",
            "finally",
            "now",
            "also",
            "then",
            "and",
            "next,",
            "first,",
            "finally,",
            "i want you to",
        ],
    ) {
        text = rest;
    }
    let text = text.trim_start_matches(',').trim();
    if let Some((place, order)) = after(text, &["in"]).and_then(|rest| split(rest, &[", "])) {
        return one(&format!("{} in {place}", order.trim_end_matches('.')));
    }
    for parse in [
        command::folder,
        content::create,
        content::write_into,
        content::overwrite,
        content::append,
        replacement::symbol,
        replacement::replace,
        command::moved,
        command::copied,
        command::delete,
        command::run,
    ] {
        match parse(text) {
            Err(None) => {}
            other => return other,
        }
    }
    Err(None)
}

#[cfg(test)]
mod tests;
