//! Whether the steps come in an order that works: look first, verify last, then tell others.

use openkoi_sdk::agency::{Brief, Effect, PlanStep, ToolRecord};

use crate::Flaw;
use openkoi_counsel::{find, short};

const CHECKING: [&str; 17] = [
    "test",
    "tests",
    "check",
    "verify",
    "validate",
    "lint",
    "build",
    "compile",
    "typecheck",
    "clippy",
    "compare",
    "review",
    "proofread",
    "テスト",
    "確認",
    "検証",
    "ビルド",
];

const CREATING: [&str; 9] = [
    "create",
    "new",
    "write a",
    "start",
    "scaffold",
    "initialize",
    "generate",
    "作成",
    "新規",
];

/// More steps than this are done in parts.
const MANY_STEPS: usize = 10;
/// So often a tool must have been called before its failures mean something.
const ENOUGH_CALLS: u64 = 4;

/// What is wrong with the order of the steps.
pub fn flaws(brief: &Brief) -> Vec<Flaw> {
    let plan = &brief.plan;
    let tools = brief.tools.iter().filter_map(|record| shaky(record, plan));
    let early = plan
        .iter()
        .enumerate()
        .filter_map(|(at, _)| tells_too_early(plan, at));
    unread(brief)
        .into_iter()
        .chain(checked_too_early(plan))
        .chain(early)
        .chain(tools)
        .chain(too_long(plan))
        .collect()
}

fn is_check(step: &PlanStep) -> bool {
    matches!(step.effect, Effect::Read | Effect::Execute) && find(&CHECKING, &step.text).is_some()
}

fn flaw(weight: f32, told: String, condition: String) -> Flaw {
    Flaw {
        weight,
        told,
        condition,
        astray: false,
    }
}

fn quoted(plan: &[PlanStep], at: usize) -> String {
    format!("step {} (“{}”)", at + 1, short(&plan[at].text))
}

/// The first change comes before anything was looked at, and does not make something new.
fn unread(brief: &Brief) -> Option<Flaw> {
    let first = brief
        .plan
        .iter()
        .position(|step| step.effect == Effect::WriteWorkspace)?;
    let looked = brief.plan[..first].iter().any(|step| {
        matches!(
            step.effect,
            Effect::Read | Effect::Execute | Effect::Network
        )
    });
    let creates = find(&CREATING, &brief.plan[first].text).is_some()
        || find(&CREATING, &brief.task).is_some();
    let step = quoted(&brief.plan, first);
    (!looked && !creates).then(|| {
        flaw(
            0.2,
            format!("{step} changes what was not read"),
            format!("Before {step}, read what it changes."),
        )
    })
}

/// There is a check, but the last change comes after it.
fn checked_too_early(plan: &[PlanStep]) -> Option<Flaw> {
    let change = plan
        .iter()
        .rposition(|step| step.effect == Effect::WriteWorkspace)?;
    let check = plan
        .iter()
        .rposition(is_check)
        .filter(|check| *check < change)?;
    let after_change = plan[..check]
        .iter()
        .any(|step| step.effect == Effect::WriteWorkspace);
    let (checks, changes) = (quoted(plan, check), quoted(plan, change));
    let weight = if after_change { 0.15 } else { 0.1 };
    Some(flaw(
        weight,
        format!("{changes} comes after {checks}"),
        format!("Repeat {checks} after {changes}."),
    ))
}

/// Others hear of it, or it can't be taken back, before it was checked.
fn tells_too_early(plan: &[PlanStep], at: usize) -> Option<Flaw> {
    let outward = matches!(
        plan[at].effect,
        Effect::MessageOthers | Effect::Irreversible | Effect::Other(_)
    );
    let last_change = plan
        .iter()
        .rposition(|step| step.effect == Effect::WriteWorkspace);
    let checked = plan[..at].iter().rposition(is_check);
    let fine = match (last_change, checked) {
        (None, _) => true,
        (Some(change), Some(check)) => check > change && at > check,
        (Some(_), None) => false,
    };
    let step = quoted(plan, at);
    (outward && !fine).then(|| {
        flaw(
            0.25,
            format!("{step} comes before the work was checked"),
            format!("Do {step} last, after the work was checked."),
        )
    })
}

/// A tool that the plan leans on and that fails at least half the time.
fn shaky(record: &ToolRecord, plan: &[PlanStep]) -> Option<Flaw> {
    let failures = record.failures.min(record.calls);
    let share = failures as f32 / record.calls.max(1) as f32;
    let name = record.name.to_ascii_lowercase();
    let leans = |step: &PlanStep| {
        (!name.is_empty() && find(&[name.as_str()], &step.text).is_some())
            || (name == "shell" && step.effect == Effect::Execute)
    };
    let at = plan.iter().position(leans)?;
    (record.calls >= ENOUGH_CALLS && share >= 0.5).then(|| {
        let step = quoted(plan, at);
        flaw(
            0.2 * share,
            format!(
                "{step} leans on “{}”, which failed {failures} of {} times",
                record.name, record.calls
            ),
            format!(
                "Have a second way ready for {step}, since “{}” failed {failures} of {} times.",
                record.name, record.calls
            ),
        )
    })
}

fn too_long(plan: &[PlanStep]) -> Option<Flaw> {
    let middle = plan.len() / 2;
    (plan.len() > MANY_STEPS).then(|| {
        let step = quoted(plan, middle - 1);
        flaw(
            0.1,
            format!("{} steps are many for one go", plan.len()),
            format!("Split it: after {step}, check what stands before going on."),
        )
    })
}
