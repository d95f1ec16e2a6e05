//! A Python project.

use super::System;
use crate::check::{Check, Kind};
use crate::survey::{Answers, Survey, join};

/// Prints the interpreter to use, and "pytest" if it has that. Each is named: whoever judges the line can see what it runs.
pub(super) const PROBE: &str = "if command -v .venv/bin/python >/dev/null 2>&1; then \
     echo .venv/bin/python; .venv/bin/python -c 'import pytest' 2>/dev/null && echo pytest; \
     elif command -v venv/bin/python >/dev/null 2>&1; then \
     echo venv/bin/python; venv/bin/python -c 'import pytest' 2>/dev/null && echo pytest; \
     elif command -v python3 >/dev/null 2>&1; then \
     echo python3; python3 -c 'import pytest' 2>/dev/null && echo pytest; \
     elif command -v python >/dev/null 2>&1; then \
     echo python; python -c 'import pytest' 2>/dev/null && echo pytest; fi";

const MARKERS: [&str; 6] = [
    "pyproject.toml",
    "pytest.ini",
    "setup.py",
    "setup.cfg",
    "tox.ini",
    "conftest.py",
];
const TESTS_READ: usize = 4;

/// The directory has a marker of Python, or, where that is enough, tests in Python.
pub(super) fn is(survey: &Survey, directory: &str, tests_are_enough: bool) -> bool {
    MARKERS.iter().any(|name| survey.has(directory, name))
        || (tests_are_enough && !tests(survey, directory).is_empty())
}

/// The configuration and the first few tests, which show what they are written for.
pub(super) fn files(survey: &Survey, directory: &str) -> Vec<String> {
    let configuration = ["pyproject.toml", "setup.cfg", "tox.ini"]
        .into_iter()
        .filter(|name| survey.has(directory, name));
    let tests = tests(survey, directory).into_iter().take(TESTS_READ);
    configuration
        .chain(tests)
        .map(|name| join(directory, name))
        .collect()
}

/// The id of the question which interpreter there is.
pub(super) fn probe_id(directory: &str) -> String {
    format!("probe:python:{directory}")
}

/// The one command that runs the tests, if there are any.
pub(super) fn checks(survey: &Survey, answers: &Answers<'_>, directory: &str) -> Vec<Check> {
    let tests = tests(survey, directory);
    if tests.is_empty() {
        return Vec::new();
    }
    let probe = match answers.outcome(&probe_id(directory)) {
        Some(Ok(outcome)) => outcome.stdout.as_str(),
        _ => "",
    };
    let python = probe
        .lines()
        .next()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .unwrap_or("python3");
    let has_pytest = probe.lines().any(|line| line.trim() == "pytest");
    let style = Style::of(survey, answers, directory, &tests);
    let line = if style.pytest || !style.unittest || (style.configured && has_pytest) {
        // Unlike `-q`, this does not add up with the project's own: twice quiet, pytest tells neither counts nor names.
        format!("{python} -m pytest --verbosity=-1 -rap")
    } else {
        format!(
            "{python} -m unittest {}",
            discovery(survey, directory, &tests)
        )
    };
    vec![Check::new(Kind::Test, System::Python, line, directory)]
}

/// What the tests are written for.
struct Style {
    /// The project has a configuration of pytest.
    configured: bool,
    /// A test needs pytest.
    pytest: bool,
    /// A test is a class of unittest.
    unittest: bool,
}

impl Style {
    fn of(survey: &Survey, answers: &Answers<'_>, directory: &str, tests: &[&str]) -> Self {
        let text = |name: &str| answers.text(&join(directory, name)).unwrap_or_default();
        let read: Vec<&str> = tests
            .iter()
            .take(TESTS_READ)
            .map(|name| text(name))
            .collect();
        let configured = ["pytest.ini", "conftest.py"]
            .iter()
            .any(|name| survey.has(directory, name))
            || survey
                .below(directory)
                .any(|path| path.ends_with("/conftest.py"))
            || text("pyproject.toml").contains("[tool.pytest")
            || text("setup.cfg").contains("[tool:pytest]")
            || text("tox.ini").contains("pytest");
        let bare = |test: &&str| {
            test.lines()
                .any(|line| line.starts_with("def test") || line.starts_with("async def test"))
        };
        let imports = |test: &&str| {
            test.lines().any(|line| {
                line.trim_start().starts_with("import pytest") || line.starts_with("from pytest")
            })
        };
        Self {
            configured,
            pytest: read.iter().any(|test| bare(test) || imports(test)),
            unittest: read
                .iter()
                .any(|test| test.contains("unittest") || test.contains("TestCase")),
        }
    }
}

/// How unittest finds the tests: by itself in packages, elsewhere it must be told where.
fn discovery(survey: &Survey, directory: &str, tests: &[&str]) -> String {
    let by_suffix = !tests.iter().any(|path| name(path).starts_with("test"));
    let pattern = if by_suffix { " -p '*_test.py'" } else { "" };
    let top = tests
        .iter()
        .filter_map(|path| path.rsplit_once('/'))
        .map(|(above, _)| above)
        .min_by_key(|above| above.len());
    let at_root = tests.iter().any(|path| !path.contains('/'));
    match top {
        Some(above) if !at_root && !survey.has(directory, &format!("{above}/__init__.py")) => {
            format!("discover -v -s {}{pattern}", quoted(above))
        }
        _ if by_suffix => format!("discover -v{pattern}"),
        _ => "-v".to_string(),
    }
}

fn quoted(path: &str) -> String {
    let plain = path
        .chars()
        .all(|character| character.is_alphanumeric() || "/_-.".contains(character));
    if plain {
        path.to_string()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

/// The files that hold tests, relative to the directory.
fn tests<'a>(survey: &'a Survey, directory: &'a str) -> Vec<&'a str> {
    let test = |path: &&str| {
        let name = name(path);
        name.ends_with("_test.py") || (name.starts_with("test_") && name.ends_with(".py"))
    };
    survey.below(directory).filter(test).collect()
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
