//! Instructions that can be carried out to the letter.

use super::phrase::{after, is_command, quotes, split, unquoted};
use crate::workspace::is_inside;

/// One thing to do.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Instruction {
    Create { path: String, content: String },
    /// Like `Create`, whether the file exists or not.
    Overwrite { path: String, content: String },
    Append { path: String, content: String },
    Replace { from: String, to: String, scope: Scope },
    /// A name in the code, whole words only.
    RenameSymbol { from: String, to: String, scope: Scope },
    Move { from: String, to: String },
    Copy { from: String, to: String },
    Delete { path: String, folder: bool },
    Folder { path: String },
    Run { command: String },
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
    if found.is_empty() { Err(None) } else { Ok(found) }
}

/// The lines of a task; a fenced block stays with the line before it, and list marks are left out.
fn blocks(task: &str) -> Vec<String> {
    let quotes = quotes(task);
    let inside = |at: usize| quotes.iter().any(|quote| quote.start < at && at < quote.end);
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
        let bare = if bare.len() < line.len() { bare.strip_prefix(['.', ')']).unwrap_or(line) } else { line };
        let bare = bare.trim_start().strip_prefix(['-', '*', '•']).unwrap_or(bare).trim();
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
    let marks = [(", then ", true), ("; then ", true), (" and then ", true), (" then ", true), (". ", false), ("; ", false), (", and ", false), (" and ", false), (", ", false)];
    let quotes = quotes(line);
    let lower = line.to_ascii_lowercase();
    let mut found: Vec<(usize, usize, bool)> = Vec::new();
    for (mark, strong) in marks {
        for (at, _) in lower.match_indices(mark) {
            let inside = quotes.iter().any(|quote| quote.start <= at && at < quote.end);
            if !inside && !found.iter().any(|(start, end, _)| *start <= at && at < *end) {
                found.push((at, at + mark.len(), strong));
            }
        }
    }
    found.sort_unstable();
    found.truncate(MOST);
    let mut cuts: Vec<_> = found.into_iter().map(|(at, end, strong)| (&line[..at], &line[end..], strong)).collect();
    cuts.push((line, "", true));
    cuts
}

type Parsed = Result<(Instruction, bool), Option<String>>;

/// One instruction; and whether it ends with unquoted content, which may go on after an "and".
fn one(text: &str) -> Parsed {
    let mut text = text.trim();
    while let Some(rest) = after(text, &["please", "can you", "could you", "first", "finally", "now", "also", "then", "and", "next,", "first,", "finally,", "i want you to"]) {
        text = rest;
    }
    let text = text.trim_start_matches(',').trim();
    if let Some((place, order)) = after(text, &["in"]).and_then(|rest| split(rest, &[", "])) {
        return one(&format!("{} in {place}", order.trim_end_matches('.')));
    }
    for parse in [folder, create, write_into, overwrite, append, symbol, replace, moved, copied, delete, run] {
        match parse(text) {
            Err(None) => {}
            other => return other,
        }
    }
    Err(None)
}

/// A path of the workspace, or why it is none.
fn path(text: &str) -> Result<String, Option<String>> {
    let (bare, quoted) = unquoted(text);
    let bare = bare.trim().trim_end_matches(['.', ',', ':', '?', '!']).trim_start_matches("./").to_owned();
    if bare.is_empty() || !quoted && bare.contains(char::is_whitespace) {
        return Err(None);
    }
    if !is_inside(&bare) {
        return Err(Some(format!("`{bare}` lies outside of the workspace. Paths are relative to the workspace and have no `..`.")));
    }
    Ok(bare)
}

/// A path that looks like one, so that a plain word is not taken for a file.
fn evident_path(text: &str, said_file: bool) -> Result<String, Option<String>> {
    let (bare, quoted) = unquoted(text);
    if said_file || quoted || bare.contains(['.', '/']) { path(text) } else { Err(None) }
}

/// Content as it goes into a file: text files end with a newline.
fn content(text: &str) -> (String, bool) {
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
fn file_words(mut text: &str) -> (&str, bool) {
    let mut said = false;
    loop {
        if let Some(rest) = after(text, &["a", "an", "the", "new", "empty", "text", "called", "named", "at", "contents of", "end of"]) {
            text = rest;
        } else if let Some(rest) = after(text, &["file"]) {
            (text, said) = (rest, true);
        } else {
            return (text, said);
        }
    }
}

const WITH: [&str; 22] = [
    " with the content ", " with the contents ", " with content ", " with contents ", " with the text ", " with text ", " with the following content:",
    " with the line ", " that contains ", " that says ", " containing ", " saying ", " with ", " with the content:", " with the contents:",
    " with content:", " with contents:", " with:", " that contains:", " containing:", " saying:", "\n```",
];

fn create(text: &str) -> Parsed {
    let rest = after(text, &["create", "make", "add", "write", "generate", "touch"]).ok_or(None)?;
    let verb_needs_file = after(text, &["create", "touch"]).is_none();
    let (name, given) = match split(rest, &WITH) {
        Some((name, given)) => (name, Some(given)),
        None => match rest.split_once(":\n").or_else(|| rest.split_once(": ")).or_else(|| rest.split_once("\n```")) {
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
        (None, Some(given)) => content(after(given, &["the content", "the text", "the line", "content", "the following content:"]).unwrap_or(given)),
        (None, None) => (String::new(), true),
    };
    Ok((Instruction::Create { path, content }, !closed))
}

fn folder(text: &str) -> Parsed {
    let rest = after(text, &["create", "make", "add"]).ok_or(None)?;
    let (rest, _) = file_words(rest);
    let rest = after(rest, &["folder", "directory"]).ok_or(None)?;
    let (name, _) = file_words(rest);
    Ok((Instruction::Folder { path: path(name)? }, false))
}

/// `write "hello" to a.txt`
fn write_into(text: &str) -> Parsed {
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

fn overwrite(text: &str) -> Parsed {
    let rest = after(text, &["overwrite"]).ok_or(None)?;
    let (name, given) = split(rest, &WITH).ok_or(None)?;
    let (name, said) = file_words(name.trim());
    let (content, closed) = content(given);
    Ok((Instruction::Overwrite { path: evident_path(name, said)?, content }, !closed))
}

fn append(text: &str) -> Parsed {
    let rest = after(text, &["append", "add"]).ok_or(None)?;
    let (given, name) = split(rest, &[" to the end of ", " at the end of ", " to "]).ok_or(None)?;
    let (name, said) = file_words(name.trim());
    let path = evident_path(name, said)?;
    let given = after(given, &["the line", "a line", "the text", "the following line", "line"]).unwrap_or(given);
    let (content, quoted) = content(given);
    if !quoted && after(text, &["append"]).is_none() {
        return Err(None);
    }
    Ok((Instruction::Append { path, content }, false))
}

/// Where something is to be replaced; the words that say so are cut off.
fn scoped(text: &str) -> Result<(&str, Scope), Option<String>> {
    for words in [" everywhere", " in all files", " in every file", " in all the files", " throughout", " across the workspace", " in the whole project"] {
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

fn replace(text: &str) -> Parsed {
    let rest = after(text, &["replace", "change", "substitute"]).ok_or(None)?;
    let rest = after(rest, &["all occurrences of", "every occurrence of", "all", "every", "the text", "the word", "the string"]).unwrap_or(rest);
    let separators: &[&str] = if after(text, &["change"]).is_some() { &[" to ", " into "] } else { &[" with ", " by ", " to "] };
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
    if from.is_empty() || from == to || scope == Scope::Everywhere && !quoted && from.contains(' ') {
        return Err(None);
    }
    Ok((Instruction::Replace { from, to, scope }, false))
}

fn symbol(text: &str) -> Parsed {
    let rest = after(text, &["rename"]).ok_or(None)?;
    let rest = after(rest, &["the"]).unwrap_or(rest);
    let kinds = ["function", "method", "variable", "symbol", "struct", "class", "type", "field", "constant", "enum", "trait", "identifier", "parameter"];
    let (rest, said) = match after(rest, &kinds) {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    let (from, rest) = split(rest, &[" to ", " into ", " as "]).ok_or(None)?;
    let (to, scope) = scoped(rest)?;
    let (from, to) = (name(from), name(to));
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    if !is_name(&from) || !is_name(&to) || from == to || !said && rest.len() == to.len() && !from.contains('_') {
        return Err(None);
    }
    Ok((Instruction::RenameSymbol { from, to, scope }, false))
}

fn name(text: &str) -> String {
    unquoted(text).0.trim().trim_end_matches("()").trim_end_matches('.').to_owned()
}

fn moved(text: &str) -> Parsed {
    let (from, to) = two_paths(text, &["rename", "move", "mv"])?;
    Ok((Instruction::Move { from, to }, false))
}

fn copied(text: &str) -> Parsed {
    let (from, to) = two_paths(text, &["copy", "cp", "duplicate"])?;
    Ok((Instruction::Copy { from, to }, false))
}

fn two_paths(text: &str, verbs: &[&str]) -> Result<(String, String), Option<String>> {
    let rest = after(text, verbs).ok_or(None)?;
    let (from, to) = split(rest, &[" to ", " into ", " as "]).ok_or(None)?;
    let ((from, said), (to, _)) = (file_words(from), file_words(to));
    let (from, to_path) = (evident_path(from, said)?, path(to)?);
    let to = if to_path.ends_with('/') { format!("{to_path}{}", from.rsplit('/').next().unwrap_or(&from)) } else { to_path };
    Ok((from, to))
}

fn delete(text: &str) -> Parsed {
    let rest = after(text, &["delete", "remove", "rm", "erase"]).ok_or(None)?;
    let (rest, said) = file_words(rest);
    let (rest, folder) = match after(rest, &["folder", "directory"]) {
        Some(rest) => (file_words(rest).0, true),
        None => (rest, false),
    };
    Ok((Instruction::Delete { path: evident_path(rest, said || folder)?, folder }, false))
}

fn run(text: &str) -> Parsed {
    let rest = after(text, &["run", "execute"]).ok_or(None)?;
    let bare = rest.trim_end_matches(['.', '!', '?']).to_lowercase();
    if matches!(bare.as_str(), "the tests" | "tests" | "the test suite" | "all tests" | "the checks" | "the check") {
        return Ok((Instruction::Check, false));
    }
    let rest = after(rest, &["the command", "command", "the shell command"]).unwrap_or(rest);
    let (command, quoted) = unquoted(rest);
    let command = command.trim().to_owned();
    let prose = [" and ", " then ", ", "].iter().any(|word| command.contains(word));
    if command.is_empty() || command.contains('\n') || !quoted && (prose || !is_command(&command)) {
        return Err(None);
    }
    Ok((Instruction::Run { command }, !quoted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str) -> Scope {
        Scope::File(path.into())
    }

    #[test]
    fn single_instructions_are_understood_to_the_letter() {
        let create = |path: &str, content: &str| Instruction::Create { path: path.into(), content: content.into() };
        let append = |path: &str, content: &str| Instruction::Append { path: path.into(), content: content.into() };
        let overwrite = |path: &str, content: &str| Instruction::Overwrite { path: path.into(), content: content.into() };
        let replace = |from: &str, to: &str, scope| Instruction::Replace { from: from.into(), to: to.into(), scope };
        let symbol = |from: &str, to: &str, scope| Instruction::RenameSymbol { from: from.into(), to: to.into(), scope };
        let moved = |from: &str, to: &str| Instruction::Move { from: from.into(), to: to.into() };
        let run = |command: &str| Instruction::Run { command: command.into() };
        let rows = [
            ("create hello.txt with \"Hello\"", create("hello.txt", "Hello\n")),
            ("Create a file called hello.txt containing Hello, world!", create("hello.txt", "Hello, world!\n")),
            ("create a new file named `a b.txt` with content `x`", create("a b.txt", "x\n")),
            ("Please create src/a.rs with:\n```rust\nfn a() {}\n```", create("src/a.rs", "fn a() {}\n")),
            ("create notes.txt with hello and goodbye", create("notes.txt", "hello and goodbye\n")),
            ("create empty.txt", create("empty.txt", "")),
            ("create 日本語.txt with 「こんにちは」", create("日本語.txt", "こんにちは\n")),
            ("add a file x.md that contains 'hi'", create("x.md", "hi\n")),
            ("create hello.txt: hi there", create("hello.txt", "hi there\n")),
            ("write \"a\\nb\" to out.txt", overwrite("out.txt", "a\nb\n")),
            ("overwrite a.txt with `new`", overwrite("a.txt", "new\n")),
            ("append \"done\" to log.txt", append("log.txt", "done\n")),
            ("append the line `x = 1` to the end of conf.ini", append("conf.ini", "x = 1\n")),
            ("add \"MIT\" to LICENSE.md", append("LICENSE.md", "MIT\n")),
            ("replace foo with bar in src/lib.rs", replace("foo", "bar", file("src/lib.rs"))),
            ("replace `a and b` with `c` everywhere", replace("a and b", "c", Scope::Everywhere)),
            ("in README.md, replace \"teh\" with \"the\"", replace("teh", "the", file("README.md"))),
            ("change \"1.0\" to \"1.1\" in Cargo.toml", replace("1.0", "1.1", file("Cargo.toml"))),
            ("replace all occurrences of 'x' by 'y' in a.txt", replace("x", "y", file("a.txt"))),
            ("rename the function `old_name` to `new_name`", symbol("old_name", "new_name", Scope::Everywhere)),
            ("rename struct Cart to Basket in src/cart.rs", symbol("Cart", "Basket", file("src/cart.rs"))),
            ("rename a.txt to b.txt", moved("a.txt", "b.txt")),
            ("move a.txt into docs/", moved("a.txt", "docs/a.txt")),
            ("copy a.txt to b.txt", Instruction::Copy { from: "a.txt".into(), to: "b.txt".into() }),
            ("delete the file old.txt.", Instruction::Delete { path: "old.txt".into(), folder: false }),
            ("remove the folder junk", Instruction::Delete { path: "junk".into(), folder: true }),
            ("create a folder docs/img", Instruction::Folder { path: "docs/img".into() }),
            ("run `ls -la`", run("ls -la")),
            ("run cargo build --release", run("cargo build --release")),
            ("run the tests", Instruction::Check),
        ];
        for (task, expected) in rows {
            assert_eq!(parse(task), Ok(vec![expected]), "{task}");
        }
    }

    #[test]
    fn several_instructions_keep_their_order() {
        let verbs = |task: &str| {
            parse(task).map(|list| list.iter().map(|one| format!("{one:?}").split([' ', '{']).next().unwrap_or_default().to_owned()).collect::<Vec<_>>().join(" "))
        };
        let rows = [
            ("create a.txt with \"x\" and rename a.txt to b.txt", "Create Move"),
            ("create a.txt with x then delete b.txt", "Create Delete"),
            ("1. create a.txt with `x`\n2. append `y` to a.txt\n3. run `cat a.txt`", "Create Append Run"),
            ("- delete a.txt\n- delete b.txt", "Delete Delete"),
            ("delete a.txt, delete b.txt and run `ls`", "Delete Delete Run"),
            ("replace `a` with `b` in x.txt, then run the tests", "Replace Check"),
            ("Create a.txt containing:\n```\nrun `rm -rf`\ndelete b.txt\n```\nthen delete c.txt", "Create Delete"),
        ];
        for (task, expected) in rows {
            assert_eq!(verbs(task).as_deref(), Ok(expected), "{task}");
        }
    }

    #[test]
    fn what_is_half_an_instruction_is_none() {
        for task in [
            "create a web server", "add tests", "delete everything unnecessary", "run away from home", "create a.txt and make it beautiful",
            "replace the parser with a better one", "move fast", "write a README", "remove dead code", "change the behaviour to be faster",
        ] {
            assert!(parse(task).is_err(), "{task}: {:?}", parse(task));
        }
    }

    #[test]
    fn paths_outside_of_the_workspace_are_refused_by_name() {
        for task in ["delete /etc/passwd", "create ../x.txt with \"a\"", "move a.txt to /tmp/b.txt", "append `x` to ~/.bashrc"] {
            let why = parse(task).expect_err(task).expect(task);
            assert!(why.contains("outside of the workspace"), "{task}: {why}");
        }
    }
}
