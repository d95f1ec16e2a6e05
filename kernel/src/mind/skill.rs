//! Skills: folders with a SKILL.md, each advice for the executor or for those who judge.

mod frontmatter;
mod layers;
mod rubric;
mod selection;

#[cfg(test)]
mod strict;
#[cfg(test)]
mod tests;

pub use layers::merge;
pub use selection::Chosen;
pub(super) use selection::{choose, evaluator};
#[cfg(test)]
pub(crate) use strict::complaints;

use crate::domain::Dimension;

/// Whom a skill advises.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SkillKind {
    #[default]
    Task,
    Evaluator,
}

/// What a skill needs where it is used; each list may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// Operating systems, any of them.
    pub systems: Vec<String>,
    /// Programs on the PATH.
    pub programs: Vec<String>,
    /// Variables of the environment.
    pub variables: Vec<String>,
    /// Files of the project.
    pub files: Vec<String>,
}

/// One skill.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Skill {
    pub name: String,
    pub description: String,
    pub kind: SkillKind,
    /// Categories of tasks that it is for.
    pub categories: Vec<String>,
    /// What an evaluator judges by, with weights.
    pub dimensions: Vec<Dimension>,
    pub body: String,
    /// It is only used when somebody asks for it.
    pub hidden: bool,
    pub needs: Needs,
    /// Where it comes from, for people.
    pub origin: String,
    /// Why it can't be used here.
    pub unfit: Option<String>,
}

impl Skill {
    /// Reads a skill from the texts of its folder. The notes tell of what in it was not understood; the error says why
    /// there is no skill. Only a description is required: what else breaks a rule is read as well as it can be.
    pub fn read(
        folder: &str,
        text: &str,
        rubric: Option<&str>,
    ) -> Result<(Self, Vec<String>), String> {
        let (head, body) = frontmatter::split(text)?;
        let head = frontmatter::read(head)?;
        let description = head.text("description").unwrap_or_default();
        if description.trim().is_empty() {
            return Err("it has no description".into());
        }
        let (dimensions, notes) = match rubric.map(rubric::read) {
            Some(Ok((dimensions, notes))) => (dimensions, notes),
            Some(Err(why)) => (Vec::new(), vec![format!("its rubric can't be read: {why}")]),
            None => rubric::of_frontmatter(&head.dimensions()),
        };
        let name = head.text("name").unwrap_or_default();
        let name = if name.trim().is_empty() {
            folder
        } else {
            name.trim()
        };
        let skill = Self {
            name: name.to_owned(),
            description: description.trim().to_owned(),
            kind: head.kind(),
            categories: head.list("openkoi-categories", "categories"),
            dimensions,
            body: body.trim().to_owned(),
            hidden: head.flag("disable-model-invocation"),
            needs: Needs {
                systems: head.list("openkoi-os", "os"),
                programs: head.list("openkoi-requires-bins", "requires_bins"),
                variables: head.list("openkoi-requires-env", "requires_env"),
                files: head.list("openkoi-requires-files", "requires_files"),
            },
            origin: String::new(),
            unfit: None,
        };
        Ok((skill, notes))
    }
}
