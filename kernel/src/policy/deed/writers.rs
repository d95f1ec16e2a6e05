//! Which of a command's words are files that it writes, moves or deletes.

use crate::policy::program::base;
use crate::policy::shell::{Part, UNKNOWN, Word};

/// A path that a command changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::policy) struct Written<'a> {
    pub(in crate::policy) path: &'a str,
    /// It stands for files that only the shell knows.
    pub(in crate::policy) is_sure: bool,
}

impl<'a> Written<'a> {
    fn word(word: &'a Word) -> Self {
        Self {
            path: &word.text,
            is_sure: word.is_sure(),
        }
    }
}

/// The files that a command changes by its words. Those that the shell opens for it are not among them.
pub(in crate::policy) fn written(part: &Part) -> Vec<Written<'_>> {
    let name = base(part.text(0));
    let name = name
        .strip_prefix('g')
        .filter(|name| matches!(*name, "sed" | "cp" | "mv" | "rm" | "ln"))
        .unwrap_or(name);
    match name {
        "rm" | "rmdir" | "unlink" | "touch" | "mkdir" | "mkfifo" | "mknod" | "tee" | "truncate"
        | "chmod" | "chown" | "chgrp" | "mv" | "sponge" | "shred" => plain(part),
        "cp" | "ln" | "install" | "rsync" | "link" => target(part),
        "sed" if part.words.iter().any(|word| in_place(&word.text)) => plain(part),
        "perl" | "ruby" if part.words.iter().any(|word| in_place(&word.text)) => plain(part),
        "dd" => valued(part, &["of="]),
        "sort" => valued(part, &["-o", "--output="]),
        "curl" | "wget" | "gcc" | "cc" | "clang" | "g++" => valued(
            part,
            &[
                "-o",
                "-O",
                "--output=",
                "--output-document=",
                "-P",
                "--output",
            ],
        ),
        "tar" | "bsdtar" => valued(part, &["-C", "--directory="]),
        "unzip" | "7z" => valued(part, &["-d", "-o"]),
        "git" => git(part),
        "patch" | "vi" | "vim" | "nano" | "ed" | "ex" | "emacs" | "nvim" | "code" | "split"
        | "csplit" | "gzip" | "gunzip" => plain(part),
        _ => Vec::new(),
    }
}

fn in_place(text: &str) -> bool {
    text.starts_with("--in-place")
        || (text.starts_with('-') && !text.starts_with("--") && text.contains('i'))
}

fn words(part: &Part) -> impl DoubleEndedIterator<Item = &Word> {
    part.words.iter().skip(1)
}

fn plain(part: &Part) -> Vec<Written<'_>> {
    words(part)
        .filter(|word| !word.text.starts_with('-') && word.text != UNKNOWN.to_string())
        .map(Written::word)
        .collect()
}

/// The last word, or what `-t` names. A source that is a folder may bring more, which only the sandbox sees.
fn target(part: &Part) -> Vec<Written<'_>> {
    let named = valued(part, &["-t", "--target-directory="]);
    if !named.is_empty() {
        return named;
    }
    let mut plain = plain(part);
    let last = plain.pop();
    last.into_iter().collect()
}

/// What stands behind or in these flags.
fn valued<'a>(part: &'a Part, flags: &[&str]) -> Vec<Written<'a>> {
    let mut found = Vec::new();
    let mut words = words(part).peekable();
    while let Some(word) = words.next() {
        let text = word.text.as_str();
        for flag in flags {
            let Some(value) = text.strip_prefix(flag) else {
                continue;
            };
            if value.is_empty() && !flag.ends_with('=') {
                found.extend(words.peek().map(|next| Written::word(next)));
            } else {
                found.push(Written {
                    path: value,
                    is_sure: word.is_sure(),
                });
            }
            break;
        }
    }
    found
}

fn git(part: &Part) -> Vec<Written<'_>> {
    let runs = ["config", "mv", "apply"];
    if words(part).any(|word| runs.contains(&word.text.as_str())) {
        let mut found = valued(part, &["-f", "--file=", "--file"]);
        if part.words.iter().any(|word| word.text == "mv") {
            found.extend(plain(part));
        }
        found
    } else {
        valued(part, &["--output=", "--output"])
    }
}
