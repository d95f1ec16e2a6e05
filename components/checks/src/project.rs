//! Which projects the workspace holds, what must be read of them, and which commands they have.

mod cargo;
mod go;
mod make;
mod node;
mod python;

use std::collections::BTreeSet;

use openkoi_sdk::evaluator::{Ask, Question};

use crate::check::{Check, command};
use crate::survey::{Answers, Survey, join};

/// A workspace may hold more; these are looked at.
const DIRECTORIES_BELOW: usize = 4;

/// What builds and tests a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum System {
    /// Rust.
    Cargo,
    /// JavaScript and TypeScript, by npm or pnpm.
    Node,
    /// pytest or unittest.
    Python,
    /// Go's own tool.
    Go,
    /// Anything with a Makefile.
    Make,
}

/// A project and where it is.
#[derive(Debug, PartialEq, Eq)]
pub struct Project {
    /// What builds and tests it.
    pub system: System,
    /// Relative to the workspace.
    pub directory: String,
}

/// Finds the projects at the root; if there are none, those one directory below.
pub fn find(survey: &Survey) -> Vec<Project> {
    let mut found = specific(survey, "");
    if found.is_empty() && python::is(survey, "", true) {
        found.push(Project {
            system: System::Python,
            directory: String::new(),
        });
    }
    if found.is_empty() && make::file(survey).is_some() {
        found.push(Project {
            system: System::Make,
            directory: String::new(),
        });
    }
    if found.is_empty() {
        let below: BTreeSet<&str> = survey
            .paths
            .iter()
            .filter_map(|path| Some(path.split_once('/')?.0))
            .collect();
        let projects = below
            .into_iter()
            .map(|directory| specific(survey, directory))
            .filter(|found| !found.is_empty());
        found = projects.take(DIRECTORIES_BELOW).flatten().collect();
    }
    found
}

/// The projects whose own marker stands in a directory.
fn specific(survey: &Survey, directory: &str) -> Vec<Project> {
    let systems = [
        (System::Cargo, survey.has(directory, "Cargo.toml")),
        (System::Node, survey.has(directory, "package.json")),
        (System::Python, python::is(survey, directory, false)),
        (System::Go, survey.has(directory, "go.mod")),
    ];
    let present = systems.into_iter().filter(|(_, present)| *present);
    present
        .map(|(system, _)| Project {
            system,
            directory: directory.to_string(),
        })
        .collect()
}

impl Project {
    /// What must be known before the commands are.
    pub fn questions(&self, survey: &Survey) -> Vec<Question> {
        let paths = match self.system {
            System::Cargo => cargo::files(survey, &self.directory),
            System::Node => vec![join(&self.directory, "package.json")],
            System::Python => python::files(survey, &self.directory),
            System::Go => Vec::new(),
            System::Make => make::file(survey)
                .map(ToString::to_string)
                .into_iter()
                .collect(),
        };
        let mut questions: Vec<Question> = paths
            .into_iter()
            .map(|path| Question {
                id: format!("file:{path}"),
                ask: Ask::File(path),
            })
            .collect();
        if self.system == System::Python {
            questions.push(command(
                python::probe_id(&self.directory),
                python::PROBE,
                &self.directory,
                30_000,
            ));
        }
        questions
    }

    /// The commands that it really has.
    pub fn checks(&self, survey: &Survey, answers: &Answers<'_>) -> Vec<Check> {
        match self.system {
            System::Cargo => cargo::checks(survey, answers, &self.directory),
            System::Node => node::checks(survey, answers, &self.directory),
            System::Python => python::checks(survey, answers, &self.directory),
            System::Go => go::checks(&self.directory),
            System::Make => make::checks(survey, answers),
        }
    }
}
