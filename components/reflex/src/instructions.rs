//! Carries out literal instructions, one after the other, and tells what the tools said.

use crate::check::quoted_end;
use crate::ending::Ending;
use crate::fix::replace_word;
use crate::intent::{Fix, Goal, Instruction, Scope};
use crate::project;
use crate::session::{Call, Session, Step};
use crate::text::Text;
use crate::workspace::is_inside;
use serde_json::json;
use std::collections::BTreeSet;

/// Files that one replacement may touch.
const FILES: usize = 60;
const COMMAND_MS: u32 = 300_000;

/// What became of one instruction: what the tools said, or why it was not done.
type Outcome = Result<String, String>;

pub(crate) fn run(session: &mut Session, list: &[Instruction]) -> Step<Ending> {
    let mut done: Vec<String> = Vec::new();
    for (index, instruction) in list.iter().enumerate() {
        match perform(session, instruction)? {
            Ok(said) => done.push(said),
            Err(why) => {
                let mut text = done.join("\n");
                let left = list.len() - index - 1;
                text.push_str(&format!("\nNot done: {why}"));
                if left > 0 {
                    text.push_str(&format!(
                        "\nThe {left} instruction(s) after it were not carried out."
                    ));
                }
                return Ok(Ending::refusal(text.trim_start()));
            }
        }
    }
    Ok(Ending::done(done.join("\n")))
}

fn perform(session: &mut Session, instruction: &Instruction) -> Step<Outcome> {
    match instruction {
        Instruction::Create { path, content } => create(session, path, content),
        Instruction::Overwrite { path, content } => write(session, path, content),
        Instruction::Append { path, content } => append(session, path, content),
        Instruction::Replace { from, to, scope } => replace(session, from, to, scope),
        Instruction::RenameSymbol { from, to, scope } => rename(session, from, to, scope),
        Instruction::Move { from, to } => {
            let command = format!(
                "{}mv -n -- {} {to} && test ! -e {}",
                parent(to),
                quoted(from),
                quoted(from),
                to = quoted(to)
            );
            command_done(session, &command, &format!("moved {from} to {to}"))
        }
        Instruction::Copy { from, to } => {
            let command = format!(
                "test ! -e {to} && {}cp -r -- {} {to}",
                parent(to),
                quoted(from),
                to = quoted(to)
            );
            command_done(session, &command, &format!("copied {from} to {to}"))
        }
        Instruction::Delete { path, folder } => {
            let flag = if *folder { "-r " } else { "" };
            command_done(
                session,
                &format!("rm {flag}-- {}", quoted(path)),
                &format!("deleted {path}"),
            )
        }
        Instruction::Folder { path } => command_done(
            session,
            &format!("mkdir -p -- {}", quoted(path)),
            &format!("created the folder {path}"),
        ),
        Instruction::Run { command } => ran(session, command, ""),
        Instruction::Check => {
            let fix = Fix {
                goal: Goal::Tests,
                command: None,
            };
            match project::find(session, &fix)? {
                Ok(project) => ran(session, &project.command, &project.directory),
                Err(ending) => Ok(Err(ending.text)),
            }
        }
    }
}

/// Does not overwrite: whoever says "create" does not expect a file there.
fn create(session: &mut Session, path: &str, content: &str) -> Step<Outcome> {
    let look = session.one(
        Call::new("read", json!({"path": path}))
            .because(format!("Looking whether {path} is there already.")),
    )?;
    if look.is_error {
        return write(session, path, content);
    }
    Ok(Err(format!(
        "{path} exists already. Say “overwrite {path} with …” to replace it."
    )))
}

fn write(session: &mut Session, path: &str, content: &str) -> Step<Outcome> {
    let output = session.one(Call::new(
        "write",
        json!({"path": path, "content": content}),
    ))?;
    Ok(if output.is_error {
        Err(format!("{path}: {}", output.text))
    } else {
        Ok(output.text)
    })
}

fn append(session: &mut Session, path: &str, content: &str) -> Step<Outcome> {
    match session.file(path)? {
        Some(text) if !text.lines.is_empty() => {
            let mut after = text.clone();
            after.lines.extend(content.lines().map(str::to_owned));
            let added = format!(
                "appended {} line(s) to {path} after line {}",
                content.lines().count(),
                text.lines.len()
            );
            Ok(session
                .change(path, &after, &format!("Appending to {path}."))?
                .map(|()| added))
        }
        _ => write_if_absent(session, path, content),
    }
}

/// A file that can't be read whole is not replaced by what should have been added to it.
fn write_if_absent(session: &mut Session, path: &str, content: &str) -> Step<Outcome> {
    let output = session.one(Call::new("read", json!({"path": path, "limit": 1})))?;
    let empty = output.text.trim() == "[empty file]" || output.text.is_empty();
    if output.is_error || empty {
        return write(session, path, content);
    }
    Ok(Err(format!(
        "{path} can't be read whole, so nothing was appended to it."
    )))
}

fn replace(session: &mut Session, from: &str, to: &str, scope: &Scope) -> Step<Outcome> {
    let paths = match scope {
        Scope::File(path) => vec![path.clone()],
        Scope::Everywhere => match files_with(session, &escaped(from))? {
            Ok(paths) => paths,
            Err(why) => return Ok(Err(why)),
        },
    };
    let mut said = Vec::new();
    for path in paths {
        let arguments =
            json!({"path": path, "old_string": from, "new_string": to, "replace_all": true});
        let output = session.one(Call::new("edit", arguments))?;
        if output.is_error {
            return Ok(Err(format!("{path}: {}", output.text)));
        }
        said.push(output.text);
    }
    Ok(Ok(said.join("\n")))
}

fn rename(session: &mut Session, from: &str, to: &str, scope: &Scope) -> Step<Outcome> {
    let paths = match scope {
        Scope::File(path) => vec![path.clone()],
        Scope::Everywhere => match files_with(session, &format!(r"\b{}\b", escaped(from)))? {
            Ok(paths) => paths,
            Err(why) => return Ok(Err(why)),
        },
    };
    session.load(&paths)?;
    let mut said = Vec::new();
    for path in paths {
        let Some(text) = session.file(&path)? else {
            return Ok(Err(format!("{path} can't be read whole.")));
        };
        let renamed = |line: &String| replace_word(line, from, to).unwrap_or_else(|| line.clone());
        let after = Text {
            lines: text.lines.iter().map(renamed).collect(),
        };
        let lines = text
            .lines
            .iter()
            .zip(&after.lines)
            .filter(|(before, after)| before != after)
            .count();
        if lines == 0 {
            return Ok(Err(format!("`{from}` does not occur as a word in {path}.")));
        }
        if let Err(why) = session.change(
            &path,
            &after,
            &format!("Renaming `{from}` to `{to}` in {path}."),
        )? {
            return Ok(Err(format!("{path}: {why}")));
        }
        said.push(format!(
            "{path}: `{from}` is `{to}` now, on {lines} line(s)"
        ));
    }
    Ok(Ok(said.join("\n")))
}

fn files_with(session: &mut Session, pattern: &str) -> Step<Result<Vec<String>, String>> {
    let hits = match session.grep(pattern, None)? {
        Ok(hits) => hits,
        Err(why) => return Ok(Err(why)),
    };
    let paths: BTreeSet<String> = hits
        .into_iter()
        .map(|hit| hit.path)
        .filter(|path| is_inside(path))
        .collect();
    Ok(match paths.len() {
        0 => Err(format!("nothing in the workspace matches `{pattern}`.")),
        count if count > FILES => Err(format!(
            "{count} files would change; the rules change {FILES} at most. Name a file."
        )),
        _ => Ok(paths.into_iter().collect()),
    })
}

/// Text as a regular expression that matches it and nothing else.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if r"\.+*?()|[]{}^$#&-~/".contains(c)
            && c != '/'
            && c != '-'
            && c != '&'
            && c != '~'
            && c != '#'
        {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn command_done(session: &mut Session, command: &str, done: &str) -> Step<Outcome> {
    let ran = session.shell(command, "", COMMAND_MS, "")?;
    Ok(if ran.code == Some(0) {
        Ok(format!("{done} (`{command}` exits 0)"))
    } else {
        Err(format!("`{command}` says:\n{}", quoted_end(&ran.text, 6)))
    })
}

/// What a command said is the answer, whatever its exit code.
fn ran(session: &mut Session, command: &str, directory: &str) -> Step<Outcome> {
    let ran = session.shell(command, directory, COMMAND_MS, "")?;
    Ok(match ran.code {
        Some(code) => Ok(format!(
            "`{command}` exits {code}. The end of its output:\n{}",
            quoted_end(&ran.text, 20)
        )),
        None => Err(format!(
            "`{command}` did not come to an exit code:\n{}",
            quoted_end(&ran.text, 6)
        )),
    })
}

fn quoted(path: &str) -> String {
    format!("'{}'", path.replace('\'', r"'\''"))
}

/// Makes the folder that a path lies in.
fn parent(path: &str) -> String {
    path.rsplit_once('/')
        .map_or_else(String::new, |(folder, _)| {
            format!("mkdir -p -- {} && ", quoted(folder))
        })
}
