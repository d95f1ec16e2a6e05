//! Which project the workspace holds, and which command checks it.

use crate::ending::Ending;
use crate::intent::{Fix, Goal};
use crate::lexer::Language;
use crate::session::{Call, Session, Step};
use crate::workspace;
use serde_json::json;
use std::collections::BTreeSet;

mod command;

/// A project and its check.
#[derive(Clone, Debug)]
pub(crate) struct Project {
    /// Relative to the workspace; empty for the workspace itself.
    pub(crate) directory: String,
    pub(crate) command: String,
    /// The command that prints the same compiler errors with exact spans.
    pub(crate) exact: Option<String>,
    /// The sources, tests included.
    pub(crate) sources: Vec<String>,
}

/// What stands for a kind of project, the first that is there counts.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Marker {
    Cargo,
    Go,
    Node,
    Python,
    Make,
}

const MARKERS: [(&str, Marker); 9] = [
    ("Cargo.toml", Marker::Cargo),
    ("go.mod", Marker::Go),
    ("package.json", Marker::Node),
    ("pyproject.toml", Marker::Python),
    ("setup.py", Marker::Python),
    ("pytest.ini", Marker::Python),
    ("setup.cfg", Marker::Python),
    ("Makefile", Marker::Make),
    ("makefile", Marker::Make),
];

/// Finds the project, or says what was looked for.
pub(crate) fn find(session: &mut Session, fix: &Fix) -> Step<Result<Project, Ending>> {
    if let Some(command) = &fix.command {
        let exact = command
            .trim()
            .starts_with("cargo")
            .then(|| command::exact(fix.goal));
        let sources = sources(
            session,
            &[
                Language::Rust,
                Language::Python,
                Language::C,
                Language::JavaScript,
                Language::Go,
            ],
        )?;
        return Ok(Ok(Project {
            directory: String::new(),
            command: command.clone(),
            exact,
            sources,
        }));
    }
    let listing = session
        .one(Call::new("list", json!({})).because("Looking for the project and its check."))?;
    let names: Vec<&str> = listing.text.lines().map(str::trim).collect();
    let here = MARKERS
        .iter()
        .find(|(name, _)| names.contains(name))
        .map(|(_, marker)| (String::new(), *marker));
    let (directory, marker) = match here {
        Some(found) => found,
        None => match below(session)? {
            Some(found) => found,
            None => return alone(session),
        },
    };
    described(session, directory, marker, fix.goal)
}

/// The shallowest marker below the root.
fn below(session: &mut Session) -> Step<Option<(String, Marker)>> {
    let globbed = MARKERS
        .iter()
        .filter(|(name, _)| !matches!(*name, "makefile" | "setup.cfg" | "pytest.ini"));
    let globbed: Vec<_> = globbed.collect();
    let calls = globbed
        .iter()
        .map(|(name, _)| Call::new("glob", json!({"pattern": format!("**/{name}")})))
        .collect();
    let outputs = session.all(calls)?;
    let mut found: Vec<(usize, usize, String, Marker)> = Vec::new();
    for (order, ((name, marker), output)) in globbed.iter().zip(outputs).enumerate() {
        for path in output
            .text
            .lines()
            .map(str::trim)
            .filter(|path| !output.is_error && path.ends_with(name))
        {
            let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
            if workspace::is_inside(path)
                && !path
                    .split('/')
                    .any(|part| matches!(part, "target" | "node_modules" | ".git"))
            {
                found.push((
                    path.matches('/').count(),
                    order,
                    directory.to_owned(),
                    *marker,
                ));
            }
        }
    }
    Ok(found
        .into_iter()
        .min_by(|a, b| (a.0, a.1, &a.2).cmp(&(b.0, b.1, &b.2)))
        .map(|(_, _, directory, marker)| (directory, marker)))
}

fn described(
    session: &mut Session,
    directory: String,
    marker: Marker,
    goal: Goal,
) -> Step<Result<Project, Ending>> {
    let project = |command: &str, exact, sources| {
        Ok(Ok(Project {
            directory: directory.clone(),
            command: command.into(),
            exact,
            sources,
        }))
    };
    match marker {
        Marker::Cargo => {
            let command = match goal {
                Goal::Tests => "cargo test --no-fail-fast",
                Goal::Build => "cargo build --all-targets",
                Goal::Lint => "cargo clippy --all-targets -- -D warnings",
            };
            project(
                command,
                Some(command::exact(goal)),
                sources(session, &[Language::Rust])?,
            )
        }
        Marker::Go => project(
            if goal == Goal::Tests {
                "go test ./..."
            } else {
                "go vet ./..."
            },
            None,
            sources(session, &[Language::Go])?,
        ),
        Marker::Python => {
            let found = sources(session, &[Language::Python])?;
            command::python(session, directory, found)
        }
        Marker::Node => match command::script(session, &directory, goal)? {
            Some(command) => project(&command, None, sources(session, &[Language::JavaScript])?),
            None => Ok(Err(Ending::refusal(
                "`package.json` has no script for this (looked for: test, build, lint, check).",
            ))),
        },
        Marker::Make => {
            let command = command::make(session, &directory, goal)?;
            project(
                &command,
                None,
                sources(session, &[Language::C, Language::Python])?,
            )
        }
    }
}

/// Without any marker: Python files with tests beside them.
fn alone(session: &mut Session) -> Step<Result<Project, Ending>> {
    let python_files = sources(session, &[Language::Python])?;
    if python_files.iter().any(|path| workspace::is_test(path)) {
        return command::python(session, String::new(), python_files);
    }
    Ok(Err(Ending::refusal(
        "No project with a check was found. Looked for Cargo.toml, go.mod, package.json, pyproject.toml, setup.py, a \
         Makefile, and Python test files. If there is a command that shows what is wrong, name it: fix what `the command` \
         reports.",
    )))
}

/// All sources in these languages, sorted.
pub(crate) fn sources(session: &mut Session, languages: &[Language]) -> Step<Vec<String>> {
    let extensions = languages.iter().flat_map(|language| language.extensions());
    let calls: Vec<Call> = extensions
        .map(|extension| Call::new("glob", json!({"pattern": format!("**/*.{extension}")})))
        .collect();
    let outputs = session.all(calls)?;
    let lines = outputs
        .iter()
        .filter(|output| !output.is_error)
        .flat_map(|output| output.text.lines());
    let found: BTreeSet<String> = lines
        .map(|line| line.trim().trim_start_matches("./").to_owned())
        .filter(|path| workspace::is_source(path))
        .collect();
    Ok(found.into_iter().collect())
}
