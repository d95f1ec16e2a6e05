//! What goes with a task: its category, the skills and the files that tell how things are done, and the one to judge by.

use super::category::Category;
use super::skill::{self, Chosen, Skill};
use crate::domain::Instructed;

/// The most bytes of one skill's text that go to a model.
const LONGEST_BODY: usize = 32 * 1024;
/// The most notes that somebody reads.
const MOST_NOTES: usize = 20;

/// What there is to choose from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Material {
    /// The most specific first, each name once.
    pub skills: Vec<Skill>,
    /// The most general first.
    pub files: Vec<InstructionFile>,
    /// What could not be used, and why.
    pub notes: Vec<String>,
    /// What kind of work it is, as whoever handed the task in says.
    pub category: Option<String>,
}

/// A file that addresses agents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstructionFile {
    /// The same on each machine: below the project, or by the place's usual name.
    pub path: String,
    pub text: String,
    pub word: Word,
}

/// Whose word a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// The user's own.
    User,
    /// The project's, and a person has consented to it.
    Project,
    /// Nobody has vouched for it.
    Nobody,
}

/// What was chosen for one task.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Instructions {
    pub category: Category,
    pub evaluator: Option<Skill>,
    pub skills: Chosen,
    pub files: Vec<InstructionFile>,
    pub notes: Vec<String>,
}

impl Instructions {
    /// Chooses for a task of this category.
    pub fn choose(task: &str, category: Category, material: Material) -> Self {
        let Material {
            skills,
            files,
            mut notes,
            category: _,
        } = material;
        let mut chosen = skill::choose(&skills, task, &category.name);
        let mut evaluator = skill::evaluator(&skills, &category.name).cloned();
        notes.append(&mut chosen.notes);
        for skill in chosen.whole.iter_mut().chain(&mut evaluator) {
            notes.extend(shorten(skill));
        }
        if notes.len() > MOST_NOTES {
            let more = notes.len() - MOST_NOTES;
            notes.truncate(MOST_NOTES);
            notes.push(format!("and {more} more things of this kind"));
        }
        Self {
            category,
            evaluator,
            skills: chosen,
            files,
            notes,
        }
    }

    /// Whether text is among it that nobody vouches for.
    pub fn are_tainted(&self) -> bool {
        self.files.iter().any(|file| file.word == Word::Nobody)
    }

    /// What the journal says about it.
    pub fn told(&self) -> Instructed {
        let skills = self.skills.whole.iter().chain(&self.skills.named);
        Instructed {
            category: self.category.name.clone(),
            why: self.category.why.clone(),
            evaluator: self.evaluator.as_ref().map(|skill| skill.name.clone()),
            skills: skills.map(|skill| skill.name.clone()).collect(),
            instructions: self.files.iter().map(|file| file.path.clone()).collect(),
            notes: self.notes.clone(),
        }
    }
}

/// Cuts a body that is too long for a prompt; the note says so.
fn shorten(skill: &mut Skill) -> Option<String> {
    if skill.body.len() <= LONGEST_BODY {
        return None;
    }
    let whole = skill.body.len();
    let end = skill.body.floor_char_boundary(LONGEST_BODY);
    skill.body.truncate(end);
    Some(format!(
        "skill {}: only the first {end} of its {whole} bytes are used",
        skill.name
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skill(name: &str, body: &str) -> Skill {
        Skill {
            name: name.into(),
            body: body.into(),
            ..Skill::default()
        }
    }

    #[test]
    fn what_was_chosen_is_told_by_name() {
        let judge = Skill {
            kind: skill::SkillKind::Evaluator,
            ..skill("general", "judge well")
        };
        let file = InstructionFile {
            path: "AGENTS.md".into(),
            text: "use tabs".into(),
            word: Word::Nobody,
        };
        let material = Material {
            skills: vec![skill("deploy", "with care"), judge],
            files: vec![file],
            notes: vec!["something".into()],
            category: None,
        };
        let category = Category {
            name: "code".into(),
            why: "\"deploy\"".into(),
        };
        let instructions = Instructions::choose("deploy it", category, material);
        assert!(instructions.are_tainted());
        let expected = Instructed {
            category: "code".into(),
            why: "\"deploy\"".into(),
            evaluator: Some("general".into()),
            skills: vec!["deploy".into()],
            instructions: vec!["AGENTS.md".into()],
            notes: vec!["something".into()],
        };
        assert_eq!(instructions.told(), expected);
    }

    #[test]
    fn a_body_that_is_too_long_is_cut_between_letters_and_it_is_said() {
        let material = Material {
            skills: vec![skill("long", &"é".repeat(LONGEST_BODY))],
            ..Material::default()
        };
        let chosen = Instructions::choose("use long", Category::default(), material);
        assert_eq!(chosen.skills.whole[0].body.len(), LONGEST_BODY);
        let expected = "skill long: only the first 32768 of its 65536 bytes are used";
        assert_eq!(chosen.notes, [expected]);
        assert!(!chosen.are_tainted());
    }

    #[test]
    fn more_notes_than_anybody_reads_are_counted() {
        let material = Material {
            notes: (0..100).map(|number| number.to_string()).collect(),
            ..Material::default()
        };
        let chosen = Instructions::choose("", Category::default(), material);
        assert_eq!(chosen.notes.len(), MOST_NOTES + 1);
        assert_eq!(chosen.notes[MOST_NOTES], "and 80 more things of this kind");
    }
}
