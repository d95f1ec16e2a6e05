//! The tools, as the contract between model and kernel describes them.

use regex::Regex;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Carries a call out. An error is a result with `is-error`.
pub(crate) fn call(root: &Path, name: &str, arguments: &Value) -> Result<String, String> {
    let text = |key: &str| arguments[key].as_str().unwrap_or_default();
    let number = |key: &str| {
        arguments[key]
            .as_u64()
            .map(|value| usize::try_from(value).expect("it fits"))
    };
    let path = text("path");
    assert!(
        !path.starts_with('/') && !path.split('/').any(|part| part == ".."),
        "paths stay inside: {path}"
    );
    match name {
        "read" => read(
            root,
            path,
            number("offset").unwrap_or(1),
            number("limit").unwrap_or(2_000),
        ),
        "write" => {
            let full = root.join(path);
            fs::create_dir_all(full.parent().expect("it has one"))
                .map_err(|error| error.to_string())?;
            fs::write(full, text("content")).map_err(|error| error.to_string())?;
            let lines = match text("content").lines().count() {
                1 => "1 line".to_owned(),
                count => format!("{count} lines"),
            };
            Ok(format!("wrote {path} ({lines})"))
        }
        "edit" => edit(
            root,
            path,
            text("old_string"),
            text("new_string"),
            arguments["replace_all"] == true,
        ),
        "list" => Ok(list(&root.join(path))),
        "glob" => Ok(globbed(root, text("pattern")).join("\n")),
        "grep" => grep(
            root,
            text("pattern"),
            arguments["glob"].as_str(),
            number("limit").unwrap_or(100),
        ),
        "shell" => shell(
            &root.join(text("directory")),
            text("command"),
            number("timeout_ms").unwrap_or(120_000),
        ),
        other => Err(format!("there is no tool {other}")),
    }
}

fn read(root: &Path, path: &str, offset: usize, limit: usize) -> Result<String, String> {
    let text = fs::read_to_string(root.join(path)).map_err(|error| format!("{path}: {error}"))?;
    let lines: Vec<&str> = text.lines().collect();
    if lines.is_empty() {
        return Ok("[empty file]".into());
    }
    let shown: Vec<String> = lines
        .iter()
        .enumerate()
        .skip(offset - 1)
        .take(limit)
        .map(|(index, line)| format!("{}\t{line}", index + 1))
        .collect();
    let mut out = shown.join("\n");
    if shown.len() < lines.len() {
        out.push_str(&format!(
            "\n[lines {offset}-{} of {}]",
            offset + shown.len() - 1,
            lines.len()
        ));
    }
    Ok(out)
}

fn edit(root: &Path, path: &str, old: &str, new: &str, all: bool) -> Result<String, String> {
    let text = fs::read_to_string(root.join(path)).map_err(|error| format!("{path}: {error}"))?;
    let count = text.matches(old).count();
    if old.is_empty() || count == 0 || count > 1 && !all {
        return Err(format!("{path}: old_string occurs {count} times"));
    }
    fs::write(root.join(path), text.replace(old, new)).map_err(|error| error.to_string())?;
    Ok(format!("edited {path} ({count} replacement(s))"))
}

fn list(folder: &Path) -> String {
    let name = |entry: fs::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            name + "/"
        } else {
            name
        }
    };
    let mut names: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(name)
        .collect();
    names.sort();
    names.join("\n")
}

fn files(root: &Path, folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            if !matches!(
                entry.file_name().to_str(),
                Some("target" | ".git" | "__pycache__")
            ) {
                files(root, &path, found);
            }
        } else {
            found.push(
                path.strip_prefix(root)
                    .expect("it lies below")
                    .to_string_lossy()
                    .into_owned(),
            );
        }
    }
    found.sort();
}

fn globbed(root: &Path, pattern: &str) -> Vec<String> {
    let mut regex = String::from("^");
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '*' if chars.peek() == Some(&'*') => {
                chars.next();
                let slash = chars.next_if_eq(&'/').is_some();
                regex.push_str(if slash { "(.*/)?" } else { ".*" });
            }
            '*' => regex.push_str("[^/]*"),
            '{' => regex.push('('),
            '}' => regex.push(')'),
            ',' => regex.push('|'),
            other => regex.push_str(&regex::escape(&other.to_string())),
        }
    }
    let regex = Regex::new(&(regex + "$")).expect("a glob is a pattern");
    let mut found = Vec::new();
    files(root, root, &mut found);
    found.retain(|path| regex.is_match(path));
    found
}

fn grep(root: &Path, pattern: &str, glob: Option<&str>, limit: usize) -> Result<String, String> {
    let regex = Regex::new(pattern).map_err(|error| error.to_string())?;
    let mut hits = Vec::new();
    for path in globbed(root, glob.unwrap_or("**")) {
        let Ok(text) = fs::read_to_string(root.join(&path)) else {
            continue;
        };
        let matching = text
            .lines()
            .enumerate()
            .filter(|(_, line)| regex.is_match(line));
        hits.extend(matching.map(|(index, line)| format!("{path}:{}: {line}", index + 1)));
    }
    if hits.is_empty() {
        return Ok("[no matches]".into());
    }
    let cut = hits.len() > limit;
    hits.truncate(limit);
    if cut {
        hits.push(format!("[first {limit} matches; narrow the pattern]"));
    }
    Ok(hits.join("\n"))
}

/// Output of more than 50 KB is cut in the middle, as the kernel does.
#[expect(
    clippy::disallowed_methods,
    reason = "the bench stands in for the door"
)]
fn shell(directory: &Path, command: &str, timeout_ms: usize) -> Result<String, String> {
    let limited = format!("timeout {} sh -c \"$COMMAND\"", timeout_ms.div_ceil(1_000));
    let mut process = Command::new("sh");
    process
        .arg("-c")
        .arg(limited)
        .env("COMMAND", command)
        .current_dir(directory)
        .env("LC_ALL", "C.UTF-8")
        .env_remove("CARGO_TARGET_DIR");
    for name in [
        "RUSTFLAGS",
        "CARGO_MANIFEST_DIR",
        "CARGO_PKG_NAME",
        "LD_LIBRARY_PATH",
    ] {
        process.env_remove(name);
    }
    let output = process.output().map_err(|error| error.to_string())?;
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    if text.len() > 50_000 {
        let head: String = text.chars().take(20_000).collect();
        let tail: String = text.chars().skip(text.chars().count() - 20_000).collect();
        text = format!("{head}\n[… cut …]\n{tail}");
    }
    let code = output.status.code();
    let end = match code {
        Some(124) => format!("[timed out after {timeout_ms} ms]"),
        Some(code) => format!("[exit code {code}]"),
        None => "[killed by a signal]".into(),
    };
    let separator = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    let text = format!("{text}{separator}{end}");
    if code == Some(0) { Ok(text) } else { Err(text) }
}
