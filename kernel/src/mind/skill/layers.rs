//! Skills of several places as one list.

use super::Skill;

/// Puts skills of the same name over each other. The layers stand from the most general to the most specific; the
/// result from the most specific to the most general, each name once. The notes tell who was covered by whom.
pub fn merge(layers: Vec<Vec<Skill>>) -> (Vec<Skill>, Vec<String>) {
    let mut merged: Vec<Skill> = Vec::new();
    let mut notes = Vec::new();
    for skill in layers.into_iter().rev().flatten() {
        match merged.iter().find(|above| above.name == skill.name) {
            Some(above) => notes.push(format!(
                "skill {}: the one of {} is used, not the one of {}",
                skill.name, above.origin, skill.origin
            )),
            None => merged.push(skill),
        }
    }
    (merged, notes)
}
