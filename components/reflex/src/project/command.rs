//! Which command checks a project of each kind.

use super::Project;
use crate::ending::Ending;
use crate::intent::Goal;
use crate::session::{Session, Step};
use crate::workspace;

pub(super) fn exact(goal: Goal) -> String {
    match goal {
        Goal::Tests | Goal::Build => "cargo check --all-targets --message-format=json".into(),
        Goal::Lint => "cargo clippy --all-targets --message-format=json -- -D warnings".into(),
    }
}

/// pytest where the tests are written for it, else the standard library's runner.
pub(super) fn python(
    session: &mut Session,
    directory: String,
    sources: Vec<String>,
) -> Step<Result<Project, Ending>> {
    let tests: Vec<&String> = sources
        .iter()
        .filter(|path| workspace::is_test(path) && path.starts_with(&directory))
        .collect();
    let Some(first) = tests
        .iter()
        .find(|path| {
            path.rsplit('/')
                .next()
                .is_some_and(|name| name.starts_with("test"))
        })
        .or(tests.first())
    else {
        return Ok(Err(Ending::refusal(
            "The Python project has no test files (looked for test_*.py), so there is no check to satisfy.",
        )));
    };
    let text = session.file(first)?.unwrap_or_default();
    let for_unittest = text
        .lines
        .iter()
        .any(|line| line.starts_with("import unittest") || line.starts_with("from unittest"));
    let folder = first.rsplit_once('/').map_or("", |(folder, _)| folder);
    let folder = folder
        .strip_prefix(&directory)
        .unwrap_or(folder)
        .trim_start_matches('/');
    let package = if directory.is_empty() {
        format!("{folder}/__init__.py")
    } else {
        format!("{directory}/{folder}/__init__.py")
    };
    let command = match (
        for_unittest,
        folder.is_empty() || sources.contains(&package),
    ) {
        (false, _) => "python3 -m pytest -q --tb=native".to_owned(),
        (true, true) => "python3 -m unittest".to_owned(),
        (true, false) => format!("python3 -m unittest discover -s {folder}"),
    };
    Ok(Ok(Project {
        directory,
        command,
        exact: None,
        sources,
    }))
}

/// The script of `package.json` that the goal asks for.
pub(super) fn script(session: &mut Session, directory: &str, goal: Goal) -> Step<Option<String>> {
    let text = session
        .file(&within(directory, "package.json"))?
        .unwrap_or_default()
        .lines
        .join("\n");
    let package: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let wanted: &[&str] = match goal {
        Goal::Tests => &["test", "check", "build"],
        Goal::Build => &["build", "typecheck", "check", "test"],
        Goal::Lint => &["lint", "check"],
    };
    let name = wanted
        .iter()
        .find(|name| package["scripts"][**name].is_string());
    Ok(name.map(|name| {
        if *name == "test" {
            "npm test".into()
        } else {
            format!("npm run {name}")
        }
    }))
}

/// The target of the Makefile that the goal asks for; without one, what `make` does.
pub(super) fn make(session: &mut Session, directory: &str, goal: Goal) -> Step<String> {
    let text = session
        .file(&within(directory, "Makefile"))?
        .unwrap_or_default();
    let wanted: &[&str] = match goal {
        Goal::Tests => &["test", "check", "tests"],
        Goal::Build => &["build", "all"],
        Goal::Lint => &["lint"],
    };
    let has = |name: &&&str| {
        text.lines.iter().any(|line| {
            line.split(':')
                .next()
                .is_some_and(|targets| targets.split(' ').any(|t| t == **name))
        })
    };
    Ok(wanted
        .iter()
        .find(has)
        .map_or_else(|| "make".to_owned(), |name| format!("make {name}")))
}

fn within(directory: &str, name: &str) -> String {
    if directory.is_empty() {
        name.to_owned()
    } else {
        format!("{directory}/{name}")
    }
}
