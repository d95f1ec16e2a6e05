//! Gathers what tells how a task is done: skills, and files that address agents. Read once, when a task is prepared.

mod bundled;
mod fitness;
mod folders;
mod project;
mod text;

#[cfg(test)]
mod tests;

use super::Kernel;
use crate::mind::{Material, Skill, merge};
use folders::Folder;
use std::path::{Path, PathBuf};

/// Skills that were proposed lie there until somebody approves them.
const PROPOSED: &str = "proposed";

/// A place with skills of the user, and how it is called wherever it lies.
struct Place {
    called: &'static str,
    path: PathBuf,
}

impl Kernel {
    /// Everything that a task in this place could go by. What can't be used is told in the notes and stops nothing.
    pub(super) fn material(&self) -> Material {
        let home = self.environment.get("HOME").map(Path::new);
        let mut notes: Vec<String> = self.brought.waiting().into_iter().collect();
        let mut layers = vec![bundled::skills(&mut notes)];
        for place in self.places(home) {
            layers.push(layer(&place, &mut notes));
        }
        layers.push(project::skills(self, &mut notes));
        let (mut skills, covered) = merge(layers);
        notes.extend(covered);
        for skill in &mut skills {
            skill.unfit = fitness::unfit(
                &skill.needs,
                &self.environment,
                self.brought.workspace.root(),
            );
        }
        let mut files = project::of_user(self.paths.home(), home, &mut notes);
        files.extend(project::files(self));
        notes.extend(self.brought.notes().iter().cloned());
        Material {
            skills,
            files: project::each_once(files),
            notes,
            category: self.options.category.clone(),
        }
    }

    /// The most general first.
    fn places(&self, home: Option<&Path>) -> Vec<Place> {
        let data = self.paths.data().join("skills");
        let mut places = vec![Place {
            called: "skills/managed",
            path: data.join("managed"),
        }];
        places.extend(home.map(|home| Place {
            called: "~/.agents/skills",
            path: home.join(".agents").join("skills"),
        }));
        places.push(Place {
            called: "skills/user",
            path: data.join("user"),
        });
        places.push(Place {
            called: "$OPENKOI_HOME/skills",
            path: self.paths.home().join("skills"),
        });
        places
    }
}

/// The skills of one place.
fn layer(place: &Place, notes: &mut Vec<String>) -> Vec<Skill> {
    let found = folders::below(&place.path, notes);
    let found = found.into_iter().filter(|folder| !is_proposed(folder));
    let mut skills = Vec::new();
    for folder in found {
        let called = format!("{}/{}/SKILL.md", place.called, folder.relative.display());
        match skill(&folder) {
            Ok((skill, told)) => {
                notes.extend(told.into_iter().map(|note| format!("{called}: {note}")));
                skills.push(Skill {
                    origin: place.called.to_owned(),
                    ..skill
                });
            }
            Err(why) => notes.push(format!("{called} is not used: {why}")),
        }
    }
    skills
}

fn is_proposed(folder: &Folder) -> bool {
    folder.relative.starts_with(PROPOSED)
}

fn skill(folder: &Folder) -> Result<(Skill, Vec<String>), String> {
    let file = folder.path.join("SKILL.md");
    let text = text::whole(&file, text::SKILL)?.ok_or("it is gone")?;
    let rubric = text::whole(
        &folder.path.join("assets").join("rubric.toml"),
        text::RUBRIC,
    );
    let (rubric, note) = match rubric {
        Ok(rubric) => (rubric, None),
        Err(why) => (None, Some(format!("assets/rubric.toml is not used: {why}"))),
    };
    let name = folder
        .path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    let (skill, mut notes) = Skill::read(&name, &text, rubric.as_deref())?;
    notes.extend(note);
    Ok((skill, notes))
}
