//! Which skills a task is done and judged with.

use super::{Skill, SkillKind};

/// So many skills are there with their whole text.
const WHOLE: usize = 3;
/// So many more are named.
const NAMED: usize = 2;
/// The evaluator of tasks that no other is for.
const GENERAL: &str = "general";

/// The skills of a task, best first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chosen {
    pub whole: Vec<Skill>,
    pub named: Vec<Skill>,
    /// What was asked for and can't be had.
    pub notes: Vec<String>,
}

/// Chooses among the task's skills: those that the task names, then those for its category. Among equals the order of
/// the list decides.
pub(in crate::mind) fn choose(skills: &[Skill], task: &str, category: &str) -> Chosen {
    let mut chosen = Chosen::default();
    let (mut asked, mut fitting) = (Vec::new(), Vec::new());
    for skill in skills.iter().filter(|skill| skill.kind == SkillKind::Task) {
        let is_asked = names(task, &skill.name);
        match &skill.unfit {
            Some(why) if is_asked => chosen
                .notes
                .push(format!("skill {} is not used: {why}", skill.name)),
            Some(_) => {}
            None if is_asked => asked.push(skill),
            None if !skill.hidden && is_for(skill, category) => fitting.push(skill),
            None => {}
        }
    }
    let mut ranked = asked.into_iter().chain(fitting).cloned();
    chosen.whole = ranked.by_ref().take(WHOLE).collect();
    chosen.named = ranked.take(NAMED).collect();
    chosen
}

/// The first evaluator's skill that is for the category, else the general one.
pub(in crate::mind) fn evaluator<'a>(skills: &'a [Skill], category: &str) -> Option<&'a Skill> {
    let mut usable = skills.iter().filter(|skill| {
        skill.kind == SkillKind::Evaluator && skill.unfit.is_none() && !skill.hidden
    });
    usable
        .clone()
        .find(|skill| is_for(skill, category))
        .or_else(|| usable.find(|skill| skill.name == GENERAL))
}

fn is_for(skill: &Skill, category: &str) -> bool {
    !category.is_empty() && skill.categories.iter().any(|one| one == category)
}

/// Whether the task names a skill: `/name`, `$name`, or the name as a word of its own.
fn names(task: &str, name: &str) -> bool {
    let (task, name) = (task.to_lowercase(), name.to_lowercase());
    if name.is_empty() {
        return false;
    }
    task.match_indices(&name).any(|(at, _)| {
        let before = &task[..at];
        let before = before.strip_suffix(['/', '$']).unwrap_or(before);
        let after = &task[at + name.len()..];
        let after = after.strip_prefix(['.', ':', '?', '!']).unwrap_or(after);
        let ends =
            |c: Option<char>| c.is_none_or(|c| !(c.is_alphanumeric() || "-_/.$".contains(c)));
        ends(before.chars().next_back()) && ends(after.chars().next())
    })
}
