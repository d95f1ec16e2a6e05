//! What git obeys without being asked.

use super::entry::{Id, id};
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What in a repository's folder can make git run programs, or look for its settings elsewhere.
pub(super) const POWERFUL: [&str; 5] =
    ["hooks", "config", "config.worktree", "commondir", "gitdir"];

/// Settings that only describe; whatever else may name a program.
const HARMLESS: &[(&str, &[&str])] = &[
    (
        "core",
        &[
            "repositoryformatversion",
            "filemode",
            "bare",
            "logallrefupdates",
            "ignorecase",
            "precomposeunicode",
            "symlinks",
            "worktree",
            "autocrlf",
            "eol",
        ],
    ),
    ("remote", &["url", "fetch", "tagopt"]),
    ("branch", &["remote", "merge", "rebase"]),
    ("user", &["name", "email"]),
    ("init", &["defaultbranch"]),
    ("extensions", &["objectformat", "refstorage"]),
    ("submodule", &["url", "active"]),
    ("commit", &["gpgsign"]),
    ("tag", &["gpgsign"]),
    ("gc", &["auto"]),
];

/// What is new in a repository and would run outside.
pub(super) fn dangers(folder: &Path, known: &HashSet<Id>) -> Vec<PathBuf> {
    let is_new = |path: &PathBuf| id(path).is_some_and(|id| !known.contains(&id));
    let mut found = Vec::new();
    for name in POWERFUL {
        let path = folder.join(name);
        if !is_new(&path) {
            continue;
        }
        match name {
            "hooks" => found.extend(hooks(&path)),
            "config" if is_harmless(&path) => {}
            // Of a folder that is new itself it is part; of another it would replace what git goes by.
            "gitdir" | "commondir" if stays_inside(folder, &path) => {}
            _ => found.push(path),
        }
    }
    found
}

/// All that git would run; samples are none.
fn hooks(folder: &Path) -> Vec<PathBuf> {
    let is_folder = fs::symlink_metadata(folder).is_ok_and(|metadata| metadata.is_dir());
    if !is_folder {
        return vec![folder.to_owned()];
    }
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    paths
        .filter(|path| path.extension().is_none_or(|end| end != "sample"))
        .collect()
}

/// The worktrees that git itself makes: `../..`, which is the folder of the repository around.
fn stays_inside(folder: &Path, file: &Path) -> bool {
    let is_worktree = folder
        .parent()
        .is_some_and(|parent| parent.ends_with(".git/worktrees"));
    let text = fs::read_to_string(file).unwrap_or_default();
    is_worktree && (file.ends_with("gitdir") || text.trim() == "../..")
}

fn is_harmless(config: &Path) -> bool {
    let is_file = fs::symlink_metadata(config).is_ok_and(|metadata| metadata.is_file());
    let text = fs::read_to_string(config);
    is_file && text.is_ok_and(|text| only_describes(&text))
}

fn only_describes(text: &str) -> bool {
    let mut allowed: &[&str] = &[];
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(header) = line.strip_prefix('[') {
            // Whatever follows the header on its line is not read here, and so not harmless.
            let Some(header) = header.strip_suffix(']') else {
                return false;
            };
            let section = header.split([' ', '.', '"']).next().unwrap_or_default();
            let row = HARMLESS
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(section));
            let Some((_, keys)) = row else { return false };
            allowed = keys;
            continue;
        }
        let (key, value) = line.split_once('=').unwrap_or((line, ""));
        let is_allowed = allowed
            .iter()
            .any(|allowed| allowed.eq_ignore_ascii_case(key.trim()));
        // "ext::" is a command in the clothes of an address.
        if !is_allowed || value.contains("::") || value.ends_with('\\') {
            return false;
        }
    }
    true
}

/// A `.git` file that names a folder of the repository around: what git makes of a submodule.
pub(super) fn is_submodule(file: &Path, workspace: &Path) -> bool {
    let Ok(text) = fs::read_to_string(file) else {
        return false;
    };
    let target = text.trim().strip_prefix("gitdir:").map(str::trim);
    let target = target.and_then(|target| file.parent()?.join(target).canonicalize().ok());
    let inside = |part: &str| {
        let folder = workspace.join(".git").join(part);
        target
            .as_ref()
            .is_some_and(|target| target.starts_with(folder))
    };
    inside("modules") || inside("worktrees")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_only_describe_are_told_from_those_that_run() {
        let rows = [
            (
                "[core]\n\tbare = false\n\trepositoryformatversion = 0\n",
                true,
            ),
            (
                "[remote \"origin\"]\n\turl = https://example.org/x\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n",
                true,
            ),
            ("# nothing\n\n", true),
            ("[core]\n\tfsmonitor = ./evil\n", false),
            ("[core] fsmonitor = ./evil\n", false),
            ("[CORE]\n\tFSMonitor = ./evil\n", false),
            ("[core]\n\thooksPath = x\n", false),
            ("[alias]\n\tstatus = !evil\n", false),
            ("[include]\n\tpath = ../evil\n", false),
            ("[filter \"x\"]\n\tclean = evil\n", false),
            ("[remote \"origin\"]\n\turl = ext::sh -c evil\n", false),
            ("[core]\n\tbare = fal\\\nse\n", false),
            ("fsmonitor = x\n", false),
        ];
        for (text, expected) in rows {
            assert_eq!(only_describes(text), expected, "{text}");
        }
    }
}
