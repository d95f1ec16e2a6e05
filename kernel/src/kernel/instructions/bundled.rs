//! The skills that are part of the binary.

use crate::mind::Skill;

/// Where they come from, for people.
const ORIGIN: &str = "the binary";

macro_rules! evaluator {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../../../../skills/", $name, "/SKILL.md")),
            Some(include_str!(concat!(
                "../../../../skills/",
                $name,
                "/assets/rubric.toml"
            ))),
        )
    };
}

/// Folder, SKILL.md and rubric. Where two evaluators are for a category, the first is taken.
pub(super) const TEXTS: &[(&str, &str, Option<&str>)] = &[
    evaluator!("general"),
    evaluator!("code-review"),
    evaluator!("prose-quality"),
    evaluator!("sql-safety"),
    evaluator!("api-design"),
    evaluator!("test-quality"),
    (
        "self-iterate",
        include_str!("../../../../skills/self-iterate/SKILL.md"),
        None,
    ),
];

pub(super) fn skills(notes: &mut Vec<String>) -> Vec<Skill> {
    let mut skills = Vec::new();
    for (folder, text, rubric) in TEXTS {
        match Skill::read(folder, text, *rubric) {
            Ok((skill, told)) => {
                notes.extend(told);
                skills.push(Skill {
                    origin: ORIGIN.to_owned(),
                    ..skill
                });
            }
            Err(why) => notes.push(format!("the skill {folder} is not used: {why}")),
        }
    }
    skills
}
