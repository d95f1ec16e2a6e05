//! Steps that cost without helping, and tools that cost more than they give.

use openkoi_sdk::agency::{Brief, Effect, PlanStep, ToolRecord};

use openkoi_counsel::short;

/// More steps than this for each sentence of the task are more than it needs.
const STEPS_PER_SENTENCE: usize = 8;
/// So often a tool must have been called before its failures mean something.
const ENOUGH_CALLS: u64 = 4;

/// Something that could be had for less.
#[derive(Debug, Clone, PartialEq)]
pub struct Saving {
    /// What it takes of the probability, 0 to 1.
    pub weight: f32,
    /// What is wasted, with its step or tool quoted.
    pub told: String,
    /// What to do instead.
    pub condition: String,
}

/// Everything in the plan that could be had for less.
pub fn savings(brief: &Brief) -> Vec<Saving> {
    let repeated = (0..brief.plan.len()).filter_map(|at| repeats(&brief.plan, at));
    let sweeping = brief
        .plan
        .iter()
        .enumerate()
        .filter_map(|(at, step)| sweeps(at + 1, step));
    let tools = brief
        .tools
        .iter()
        .filter_map(|record| unreliable(record, &brief.plan));
    repeated
        .chain(sweeping)
        .chain(tools)
        .chain(too_long(brief))
        .collect()
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect()
}

/// A step with the words and effect of an earlier one. Checks are repeated for good reason.
fn repeats(plan: &[PlanStep], at: usize) -> Option<Saving> {
    let own = words(&plan[at].text);
    if own
        .iter()
        .any(|word| ["test", "tests", "check", "verify", "build", "lint"].contains(&word.as_str()))
    {
        return None;
    }
    let earlier = plan[..at].iter().position(|step| {
        step.effect == plan[at].effect && !own.is_empty() && words(&step.text) == own
    })?;
    Some(Saving {
        weight: 0.05,
        told: format!(
            "step {} repeats step {} (“{}”)",
            at + 1,
            earlier + 1,
            short(&plan[at].text)
        ),
        condition: format!(
            "Leave out step {}, which repeats step {} (“{}”).",
            at + 1,
            earlier + 1,
            short(&plan[at].text)
        ),
    })
}

/// A step that reads everything where a search would do.
fn sweeps(number: usize, step: &PlanStep) -> Option<Saving> {
    let words = words(&step.text);
    let line = words.join(" ");
    let all = [
        "every file",
        "all files",
        "all the files",
        "whole repository",
        "entire repository",
        "whole codebase",
        "entire codebase",
    ];
    let reads = ["read", "open", "load", "print", "go"]
        .iter()
        .any(|verb| words.first().is_some_and(|word| word == verb));
    let found = all.iter().find(|phrase| reads && line.contains(**phrase))?;
    Some(Saving {
        weight: 0.1,
        told: format!("step {number} reads “{found}”"),
        condition: format!(
            "In step {number}, search for what is needed instead of reading “{found}”."
        ),
    })
}

/// A tool that the plan needs and that fails at least four times in ten.
fn unreliable(record: &ToolRecord, plan: &[PlanStep]) -> Option<Saving> {
    let failures = record.failures.min(record.calls);
    let share = failures as f32 / record.calls.max(1) as f32;
    let name = record.name.to_ascii_lowercase();
    let needed = plan.iter().any(|step| {
        let named = words(&step.text).contains(&name);
        named
            || (name == "shell" && step.effect == Effect::Execute)
            || (name == "fetch" && step.effect == Effect::Network)
    });
    (needed && record.calls >= ENOUGH_CALLS && share >= 0.4).then(|| Saving {
        weight: 0.3 * share,
        told: format!("“{}” failed {failures} of {} times", record.name, record.calls),
        condition: format!("“{}” failed {failures} of {} times: do not repeat a failing call, change it or go another way.", record.name, record.calls),
    })
}

fn too_long(brief: &Brief) -> Option<Saving> {
    let is_end = |c: char| matches!(c, '.' | '!' | '?' | ';' | '\n' | '。');
    let sentences = brief
        .task
        .split(is_end)
        .filter(|sentence| !sentence.trim().is_empty())
        .count()
        .max(1);
    let enough = sentences.saturating_mul(STEPS_PER_SENTENCE);
    let steps = brief.plan.len();
    (steps > enough).then(|| Saving {
        weight: 0.1,
        told: format!("{steps} steps are many for “{}”", short(&brief.task)),
        condition: format!(
            "Do it in at most {enough} steps instead of {steps}: join the small ones."
        ),
    })
}
