//! The first round: which files tell what kind of project this is.

use std::collections::BTreeSet;

use openkoi_sdk::evaluator::{Answer, Ask, Failure, Outcome, Question, Reply};

/// The questions of the survey, by id.
const GLOBS: [(&str, &str); 5] = [
    (
        "survey:markers",
        "{Cargo.toml,package.json,pnpm-lock.yaml,pyproject.toml,pytest.ini,setup.py,setup.cfg,tox.ini,conftest.py,go.mod,Makefile,makefile,GNUmakefile,clippy.toml}",
    ),
    (
        "survey:markers-below",
        "*/{Cargo.toml,package.json,pnpm-lock.yaml,pyproject.toml,pytest.ini,setup.py,setup.cfg,tox.ini,conftest.py,go.mod,clippy.toml}",
    ),
    ("survey:hidden", ".clippy.toml"),
    (
        "survey:tests",
        "**/{test_*,*_test,*.test,*.spec}.{py,go,js,cjs,mjs,jsx,ts,cts,mts,tsx}",
    ),
    (
        "survey:test-directories",
        "{test,tests,__tests__}/**/*.{py,js,cjs,mjs,jsx,ts,cts,mts,tsx}",
    ),
];

/// Directories that hold other people's files.
const FOREIGN: [&str; 9] = [
    "node_modules",
    "target",
    "vendor",
    "venv",
    ".venv",
    "env",
    "site-packages",
    "dist",
    "__pycache__",
];

/// Paths of the workspace that matter here.
#[derive(Debug, Default)]
pub struct Survey {
    /// Sorted, relative to the workspace.
    pub paths: BTreeSet<String>,
}

impl Survey {
    /// The questions.
    pub fn questions() -> Vec<Question> {
        let question = |(id, glob): &(&str, &str)| Question {
            id: (*id).to_string(),
            ask: Ask::Glob((*glob).to_string()),
        };
        GLOBS.iter().map(question).collect()
    }

    /// What was found; none before it was asked. Fails if the workspace can't be looked at.
    pub fn of(answers: &Answers<'_>) -> Result<Option<Self>, Failure> {
        let mut survey = Self::default();
        for (id, _) in GLOBS {
            match answers.get(id) {
                None => return Ok(None),
                Some(Ok(Reply::Paths(paths))) => {
                    let own = paths
                        .iter()
                        .map(|path| path.strip_prefix("workspace:").unwrap_or(path));
                    survey
                        .paths
                        .extend(own.filter(|path| !foreign(path)).map(ToString::to_string));
                }
                Some(Err(reason)) => {
                    return Err(Failure::unavailable(format!(
                        "the project's files could not be listed: {reason}"
                    )));
                }
                Some(Ok(_)) => {
                    return Err(Failure::invalid(format!(
                        "the answer to `{id}` is no list of paths"
                    )));
                }
            }
        }
        Ok(Some(survey))
    }

    /// This file is in this directory; the empty one is the workspace.
    pub fn has(&self, directory: &str, name: &str) -> bool {
        self.paths.contains(&join(directory, name))
    }

    /// Paths below a directory, relative to it.
    pub fn below<'a>(&'a self, directory: &'a str) -> impl Iterator<Item = &'a str> {
        self.paths.iter().filter_map(move |path| match directory {
            "" => Some(path.as_str()),
            _ => path.strip_prefix(directory)?.strip_prefix('/'),
        })
    }
}

fn foreign(path: &str) -> bool {
    path.split('/').any(|name| FOREIGN.contains(&name))
}

/// A path in a directory, both relative to the workspace.
pub fn join(directory: &str, name: &str) -> String {
    if directory.is_empty() {
        name.to_string()
    } else {
        format!("{directory}/{name}")
    }
}

/// The kernel's answers by their ids.
pub struct Answers<'a>(pub &'a [Answer]);

impl<'a> Answers<'a> {
    /// The answer with this id, if it was asked.
    pub fn get(&self, id: &str) -> Option<&'a Result<Reply, String>> {
        self.0
            .iter()
            .find(|answer| answer.id == id)
            .map(|answer| &answer.outcome)
    }

    /// The text of a file that was asked for; none if there is no such file.
    pub fn text(&self, path: &str) -> Option<&'a str> {
        match self.get(&format!("file:{path}"))? {
            Ok(Reply::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// How a command ended, or why it did not run.
    pub fn outcome(&self, id: &str) -> Option<Result<&'a Outcome, String>> {
        match self.get(id)? {
            Ok(Reply::Ran(outcome)) => Some(Ok(outcome)),
            Ok(_) => Some(Err("the answer is no outcome of a command".to_string())),
            Err(reason) => Some(Err(reason.clone())),
        }
    }
}
