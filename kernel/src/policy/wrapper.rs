//! Commands that run commands: what stands in them is judged by itself.

use super::program::base;
use super::shell::{Input, Part, UNKNOWN, Unclear, Word};

/// What a command runs.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Inner {
    /// The words from here to there.
    Words {
        from: usize,
        to: usize,
        /// It adds words of its own.
        adds: bool,
    },
    /// A line for a shell.
    Line(String),
}

/// How a plain wrapper is written: its name, the letters of flags that take a word, and how many words stand before the
/// command.
const PLAIN: &[(&str, &str, usize)] = &[
    ("nohup", "", 0),
    ("setsid", "", 0),
    ("chronic", "", 0),
    ("unbuffer", "", 0),
    ("builtin", "", 0),
    ("command", "", 0),
    ("time", "fo", 0),
    ("exec", "a", 0),
    ("nice", "n", 0),
    ("ionice", "cn", 0),
    ("timeout", "ks", 1),
    ("gtimeout", "ks", 1),
    ("stdbuf", "ioe", 0),
    ("taskset", "", 1),
    ("chrt", "", 1),
    ("caffeinate", "tw", 0),
    ("busybox", "", 0),
    ("toybox", "", 0),
    ("entr", "", 0),
    ("sudo", "ughpCrtTUDR", 0),
    ("doas", "uC", 0),
    ("pkexec", "", 0),
    ("xargs", "InPLsdEa", 0),
    ("gxargs", "InPLsdEa", 0),
    ("strace", "eopsu", 0),
    ("ltrace", "eopsu", 0),
    ("valgrind", "", 0),
    ("firejail", "", 0),
    ("unshare", "", 0),
    ("nsenter", "t", 0),
    ("chroot", "", 1),
    ("fakeroot", "", 0),
    ("dbus-run-session", "", 0),
    ("systemd-run", "pu", 0),
    ("runuser", "u", 0),
    ("proxychains", "f", 0),
    ("torsocks", "", 0),
];

/// Those that change nothing about what they run.
const TRANSPARENT: &[&str] = &[
    "nohup", "command", "time", "nice", "timeout", "stdbuf", "xargs", "env",
];

/// Flags of wrappers in long form that take no word of their own.
const LONG: &[&str] = &[
    "--preserve-status",
    "--foreground",
    "--verbose",
    "--portability",
    "--null",
    "--no-run-if-empty",
    "--interactive",
    "--exit",
    "--fork",
    "--wait",
    "--login",
    "--",
    "--user",
    "--pty",
    "--scope",
];

const SHELLS: &[&str] = &[
    "sh", "bash", "dash", "zsh", "ksh", "mksh", "ash", "rbash", "posh", "yash",
];
/// Two words before a command.
const RUNNERS: &[(&str, &str)] = &[
    ("poetry", "run"),
    ("pipenv", "run"),
    ("uv", "run"),
    ("rye", "run"),
    ("hatch", "run"),
    ("bundle", "exec"),
    ("pnpm", "exec"),
    ("yarn", "exec"),
    ("npm", "exec"),
    ("direnv", "exec"),
    ("mise", "exec"),
];

/// Whether a rule for the inner command is enough for the outer one.
pub(super) fn is_transparent(part: &Part) -> bool {
    TRANSPARENT.contains(&part.text(0))
}

/// What a command runs, each by itself.
pub(super) fn inner(part: &Part) -> Result<Vec<Inner>, Unclear> {
    let name = base(part.text(0));
    let words = |from: usize| {
        if from < part.words.len() {
            vec![rest(part, from, false)]
        } else {
            Vec::new()
        }
    };
    if SHELLS.contains(&name) {
        return shell(part);
    }
    if let Some(row) = PLAIN.iter().find(|row| row.0 == name) {
        let looks_up = name == "command"
            && part
                .words
                .iter()
                .skip(1)
                .any(|word| matches!(word.text.as_str(), "-v" | "-V"));
        return if looks_up {
            Ok(Vec::new())
        } else {
            plain(part, row)
        };
    }
    if RUNNERS.contains(&(name, part.text(1))) {
        let from = if part.text(2) == "--" { 3 } else { 2 };
        let is_flag = part.text(from).starts_with('-');
        return Ok(if is_flag { Vec::new() } else { words(from) });
    }
    match name {
        "env" => env(part),
        "su" => Ok(after(part, &["-c", "--command"])?.into_iter().collect()),
        "script" => Ok(after(part, &["-c", "--command", "-qc", "-qec", "-ec"])?
            .into_iter()
            .collect()),
        "eval" => joined(part, 1),
        "watch" => watched(part),
        "trap" => match part.text(1) {
            "" | "-" | "-l" | "-p" => Ok(Vec::new()),
            _ => Ok(vec![Inner::Line(sure(part.words.get(1))?)]),
        },
        "flock" => match after(part, &["-c", "--command"])? {
            Some(line) => Ok(vec![line]),
            None => Err(Unclear(
                "it runs a command in a manner that is not looked into",
            )),
        },
        "find" | "gfind" | "bfs" => Ok(found(part)),
        "fd" | "fdfind" => {
            let runs = ["-x", "-X", "--exec", "--exec-batch"];
            let at = part
                .words
                .iter()
                .position(|word| runs.contains(&word.text.as_str()));
            Ok(at.map_or(Vec::new(), |at| vec![rest(part, at + 1, true)]))
        }
        "git" => git(part),
        "parallel" | "fish" | "csh" | "tcsh" | "nu" | "pwsh" | "expect" | "ssh-agent" | "tmux"
        | "screen" | "alias" | "enable" | "hash" | "bind" | "complete" | "compgen" | "fc"
        | "mapfile" | "readarray" | "declare" | "typeset" | "nameref" => Err(Unclear(
            "it runs or defines commands in a manner that is not looked into",
        )),
        _ => Ok(Vec::new()),
    }
}

fn watched(part: &Part) -> Result<Vec<Inner>, Unclear> {
    let flags = part.words.iter().skip(1);
    let flags = flags.take_while(|word| word.text.starts_with('-'));
    let value = flags.clone().any(|word| word.text == "-n");
    joined(part, 1 + flags.count() + usize::from(value))
}

fn rest(part: &Part, from: usize, adds: bool) -> Inner {
    Inner::Words {
        from,
        to: part.words.len(),
        adds,
    }
}

/// The text of a word that is what it looks like.
fn sure(word: Option<&Word>) -> Result<String, Unclear> {
    match word {
        Some(word) if !word.is_unsure => Ok(word.text.clone()),
        _ => Err(Unclear("the line that it runs is only known when it runs")),
    }
}

fn joined(part: &Part, from: usize) -> Result<Vec<Inner>, Unclear> {
    let mut line = String::new();
    for word in part.words.iter().skip(from) {
        if word.has_glob {
            return Err(Unclear("the line that it runs is only known when it runs"));
        }
        line.push_str(&sure(Some(word))?);
        line.push(' ');
    }
    Ok(if line.is_empty() {
        Vec::new()
    } else {
        vec![Inner::Line(line)]
    })
}

/// The line behind one of these flags.
fn after(part: &Part, flags: &[&str]) -> Result<Option<Inner>, Unclear> {
    let at = part
        .words
        .iter()
        .position(|word| flags.contains(&word.text.as_str()));
    match at {
        Some(at) => Ok(Some(Inner::Line(sure(part.words.get(at + 1))?))),
        None => Ok(None),
    }
}

fn plain(
    part: &Part,
    (name, values, skipped): &(&str, &str, usize),
) -> Result<Vec<Inner>, Unclear> {
    const NOT_PLAIN: Unclear =
        Unclear("the command that it runs stands behind flags that are not known");
    let mut at = 1;
    while part.text(at).starts_with('-') && part.text(at).len() > 1 {
        let word = &part.words[at];
        at += 1;
        if !word.is_sure() {
            return Err(NOT_PLAIN);
        }
        if word.text == "--" {
            break;
        }
        if word.text.starts_with("--") {
            if !word.text.contains('=') && !LONG.contains(&word.text.as_str()) {
                return Err(NOT_PLAIN);
            }
            continue;
        }
        let takes = word.text.len() == 2 && values.contains(&word.text[1..]);
        at += usize::from(takes);
    }
    // What sudo takes as variables.
    while matches!(*name, "sudo" | "doas") && part.text(at).contains('=') {
        at += 1;
    }
    let before = at + skipped;
    if part
        .words
        .get(at..before)
        .is_some_and(|words| words.iter().any(|word| !word.is_sure()))
    {
        return Err(NOT_PLAIN);
    }
    if before >= part.words.len() {
        return Ok(Vec::new());
    }
    Ok(vec![rest(part, before, name.ends_with("xargs"))])
}

fn env(part: &Part) -> Result<Vec<Inner>, Unclear> {
    let mut at = 1;
    while let Some(word) = part.words.get(at) {
        let text = word.text.as_str();
        match text {
            "-i" | "-" | "--ignore-environment" | "-0" | "--null" | "-v" => {}
            "-u" | "--unset" | "-C" | "--chdir" => at += 1,
            _ if text.starts_with("--unset=") || text.starts_with("--chdir=") => {}
            _ if text.starts_with('-') => {
                return Err(Unclear("env is told in a manner that is not plain"));
            }
            _ if text.contains('=') => {}
            _ => return Ok(vec![rest(part, at, false)]),
        }
        at += 1;
    }
    Ok(Vec::new())
}

fn shell(part: &Part) -> Result<Vec<Inner>, Unclear> {
    let mut at = 1;
    while let Some(word) = part
        .words
        .get(at)
        .filter(|word| word.text.starts_with(['-', '+']))
    {
        if !word.is_sure() {
            return Err(Unclear("a shell's flags are only known when it runs"));
        }
        let flags = word.text.as_str();
        if !flags.starts_with("--") && flags.contains('c') {
            // More flags may stand between.
            let line = part
                .words
                .iter()
                .skip(at + 1)
                .find(|word| !word.text.starts_with('-'));
            return Ok(vec![Inner::Line(sure(line)?)]);
        }
        match flags {
            "--version" | "--help" => return Ok(Vec::new()),
            "-" | "--" => {
                at += 1;
                break;
            }
            "-s" | "-i" => return Err(Unclear("a shell reads commands from elsewhere")),
            "-o" | "+o" | "-O" | "+O" => at += 1,
            "--norc" | "--noprofile" | "--posix" | "--login" => {}
            _ if flags.starts_with("--") => {
                return Err(Unclear("a shell is told to read something else first"));
            }
            _ => {}
        }
        at += 1;
    }
    let script = part.text(at);
    let is_stream = script.starts_with("/dev/") || script.starts_with("/proc/");
    if (script.is_empty() && part.input != Input::None) || is_stream {
        return Err(Unclear("a shell reads commands from elsewhere"));
    }
    Ok(Vec::new())
}

/// The commands behind `-exec` and its kin.
fn found(part: &Part) -> Vec<Inner> {
    let mut inner = Vec::new();
    let mut at = 1;
    while at < part.words.len() {
        let is_run = matches!(part.text(at), "-exec" | "-execdir" | "-ok" | "-okdir");
        at += 1;
        if is_run {
            let from = at;
            while at < part.words.len() && !matches!(part.text(at), ";" | "+") {
                at += 1;
            }
            inner.push(Inner::Words {
                from,
                to: at,
                adds: false,
            });
        }
    }
    inner
}

/// Git's own ways of running a line.
fn git(part: &Part) -> Result<Vec<Inner>, Unclear> {
    let has = |text: &str| part.words.iter().any(|word| word.text == text);
    let position = |text: &str| part.words.iter().position(|word| word.text == text);
    if has("submodule")
        && let Some(at) = position("foreach")
    {
        let from = at
            + 1
            + usize::from(matches!(
                part.text(at + 1),
                "--recursive" | "-q" | "--quiet"
            ));
        return joined(part, from);
    }
    if has("bisect")
        && let Some(at) = position("run")
    {
        return Ok(vec![rest(part, at + 1, false)]);
    }
    if has("rebase")
        && let Some(line) = after(part, &["-x", "--exec"])?
    {
        return Ok(vec![line]);
    }
    Ok(Vec::new())
}

/// The inner command as a command of its own.
pub(super) fn part(outer: &Part, index: usize, from: usize, to: usize, adds: bool) -> Part {
    let mut words = outer.words.get(from..to).unwrap_or_default().to_vec();
    if adds {
        words.push(Word {
            text: UNKNOWN.to_string(),
            is_unsure: true,
            ..Word::default()
        });
    }
    Part {
        words,
        input: outer.input,
        body: outer.body.clone(),
        outer: Some(index),
        ..Part::default()
    }
}
