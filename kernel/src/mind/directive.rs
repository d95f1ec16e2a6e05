//! The sovereign directive: what the soul says about a task.

use crate::domain::RunOutcome;
use std::collections::BTreeSet;

/// The soul of an OpenKoi that has not been given another one.
const BUILT_IN_SOUL: &str = "\
# Who I Am
Someone who finishes things, and can show that they are finished.

# What I Value
- Evidence before claims: the project's own checks decide, not my opinion of my work.
- The smallest change that does the whole job.
- The user's files, time and money are theirs: stay inside the workspace and the budget.
- Plain words: say what was done, what was not, and what is still unknown.
";

/// At most this many values are named in a directive.
const MOST_VALUES: usize = 4;
/// Of an earlier task this many characters are quoted.
const QUOTED: usize = 60;

/// What a directive is drawn from.
#[derive(Debug, Clone, Default)]
pub struct SelfKnowledge {
    /// The text of the user's SOUL.md, if there is one.
    pub soul: Option<String>,
    /// The newest tasks in the same place, the newest first.
    pub trajectory: Vec<Milestone>,
    /// What earlier work in the same place has taught, as far as it matters here.
    pub lessons: Vec<String>,
}

/// An earlier task and how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    pub task: String,
    pub outcome: RunOutcome,
}

/// States, in a few lines, by which values the task is to be done, and where earlier work in this place has led. The
/// values are the list items below a heading of the soul that speaks of values or boundaries, or else its first lines;
/// those that share words with the task come first.
pub fn directive(known: &SelfKnowledge, task: &str) -> String {
    let soul = known
        .soul
        .as_deref()
        .filter(|text| !text.trim().is_empty())
        .unwrap_or(BUILT_IN_SOUL);
    let mut chosen = values(soul);
    if chosen.is_empty() {
        chosen = first_lines(soul);
    }
    let wanted = words(task);
    // Stable: among values that are equally near to the task the soul's own order holds.
    chosen.sort_by_key(|value| {
        let shared = words(value).intersection(&wanted).count();
        std::cmp::Reverse(shared)
    });
    chosen.truncate(MOST_VALUES);
    chosen.extend(trajectory(&known.trajectory));
    chosen.extend(
        known
            .lessons
            .iter()
            .map(|lesson| format!("Learned here: {lesson}")),
    );
    chosen.join("\n")
}

/// Words that say what a text is about.
fn words(text: &str) -> BTreeSet<String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.chars().count() > 3)
        .map(str::to_lowercase)
        .collect()
}

/// What the last task in this place came to, where that teaches something.
fn trajectory(milestones: &[Milestone]) -> Option<String> {
    let last = milestones.first()?;
    let accepted = milestones
        .iter()
        .filter(|milestone| milestone.outcome == RunOutcome::Accepted)
        .count();
    let of = milestones.len();
    let quoted: String = last.task.lines().next()?.chars().take(QUOTED).collect();
    let told = if last.outcome == RunOutcome::Accepted {
        "was accepted".to_owned()
    } else {
        format!("ended {}", last.outcome.word())
    };
    Some(format!(
        "Lately here: {accepted} of {of} accepted; the last, \"{quoted}\", {told}"
    ))
}

fn values(soul: &str) -> Vec<String> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in soul.lines().map(str::trim) {
        if let Some(heading) = line.strip_prefix('#') {
            let heading = heading.to_lowercase();
            inside = heading.contains("value") || heading.contains("boundar");
        } else if inside
            && let Some(item) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* "))
        {
            found.push(item.trim().to_owned());
        }
    }
    found
}

fn first_lines(soul: &str) -> Vec<String> {
    soul.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(soul: Option<&str>, task: &str) -> String {
        let known = SelfKnowledge {
            soul: soul.map(str::to_owned),
            ..SelfKnowledge::default()
        };
        directive(&known, task)
    }

    #[test]
    fn a_soul_s_values_and_boundaries_become_the_directive() {
        let soul = "# Me\nI am terse.\n## What I Value\n- Honesty\n* Speed\n## My Boundaries\n- Never push\n## Other\n- ignored";
        assert_eq!(said(Some(soul), "Tidy up"), "Honesty\nSpeed\nNever push");
    }

    #[test]
    fn values_that_speak_of_the_task_come_first() {
        let soul =
            "# Values\n- Honesty\n- Speed\n- Plain words\n- Small steps\n- Tests before code";
        let directive = said(Some(soul), "Write tests for the parser");
        assert_eq!(directive, "Tests before code\nHonesty\nSpeed\nPlain words");
    }

    #[test]
    fn a_soul_without_lists_speaks_with_its_first_lines() {
        assert_eq!(said(Some("# 魂\n静かに働く。\n"), "x"), "静かに働く。");
    }

    #[test]
    fn no_soul_or_an_empty_one_means_the_built_in_one() {
        assert!(said(None, "x").starts_with("Evidence before claims"));
        assert_eq!(said(Some("  \n"), "x"), said(None, "x"));
    }

    #[test]
    fn earlier_tasks_here_are_remembered_with_how_the_last_one_ended() {
        let milestone = |task: &str, outcome| Milestone {
            task: task.into(),
            outcome,
        };
        let failed = milestone("Fix the till\nplease", RunOutcome::NotGoodEnough);
        let done = milestone("Read me", RunOutcome::Accepted);
        let rows = [
            (
                vec![failed.clone(), done.clone()],
                "Lately here: 1 of 2 accepted; the last, \"Fix the till\", ended not-good-enough",
            ),
            (
                vec![done, failed],
                "Lately here: 1 of 2 accepted; the last, \"Read me\", was accepted",
            ),
        ];
        for (trajectory, expected) in rows {
            let known = SelfKnowledge {
                soul: Some("# Values\n- Honesty".into()),
                trajectory,
                lessons: vec!["`make test` passes".into()],
            };
            assert_eq!(
                directive(&known, "x"),
                format!("Honesty\n{expected}\nLearned here: `make test` passes")
            );
        }
    }
}
