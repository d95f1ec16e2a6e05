//! The strategist: whether the plan does what was asked, in an order that works, and what it all amounts to.
//!
//! Rules read the plan. A model is asked in one case only: a plan that has no word in common with its task.

pub mod chance;
pub mod fit;
pub mod order;
pub mod second_reading;

use openkoi_counsel::short;
use openkoi_sdk::agency::{Answer, Brief, Decision, Effect, Failure, Guest, Step, Tempo, Verdict};

/// One thing about the plan that should be otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Flaw {
    /// What it takes of the probability, 0 to 1.
    pub weight: f32,
    /// What is wrong, with the step quoted.
    pub told: String,
    /// What mends it.
    pub condition: String,
    /// The plan may be for another task altogether.
    pub astray: bool,
}

/// The agency itself.
pub struct Strategist;

impl Guest for Strategist {
    fn advise(brief: Brief, answers: Vec<Answer>) -> Result<Step, Failure> {
        if brief.tempo != Tempo::Task || brief.plan.is_empty() {
            return Ok(Step::Done(abstain(&brief)));
        }
        let flaws: Vec<Flaw> = fit::flaws(&brief)
            .into_iter()
            .chain(order::flaws(&brief))
            .collect();
        if let Some(astray) = flaws.iter().find(|flaw| flaw.astray) {
            if brief.model_available && answers.is_empty() {
                return Ok(Step::Ask(vec![second_reading::question(&brief)]));
            }
            if let Some(why) = second_reading::unfitness(&answers) {
                let reason = format!(
                    "{} ({}): plan again from the words of the task.",
                    astray.told,
                    short(&why)
                );
                let probability = chance::probability(&flaws, true);
                return Ok(Step::Done(Verdict {
                    decision: Decision::Block,
                    probability,
                    reason,
                    extra: Vec::new(),
                }));
            }
        }
        Ok(Step::Done(judge(&brief, &flaws)))
    }
}

fn abstain(brief: &Brief) -> Verdict {
    Verdict {
        decision: Decision::Abstain,
        probability: chance::probability(&[], false),
        reason: format!("There is no plan yet for “{}”.", short(&brief.task)),
        extra: Vec::new(),
    }
}

fn judge(brief: &Brief, flaws: &[Flaw]) -> Verdict {
    let conditions: Vec<String> = flaws.iter().map(|flaw| flaw.condition.clone()).collect();
    let reason = match flaws.first() {
        Some(first) => format!("{}; {}.", synthesis(brief), first.told),
        None => format!("{}.", synthesis(brief)),
    };
    let decision = if conditions.is_empty() {
        Decision::Approve
    } else {
        Decision::ApproveIf(conditions)
    };
    Verdict {
        decision,
        probability: chance::probability(flaws, false),
        reason,
        extra: Vec::new(),
    }
}

/// What the plan amounts to, in one clause.
fn synthesis(brief: &Brief) -> String {
    let count =
        |fits: fn(&Effect) -> bool| brief.plan.iter().filter(|step| fits(&step.effect)).count();
    let reading = count(|effect| matches!(effect, Effect::Read));
    let changing = count(|effect| matches!(effect, Effect::WriteWorkspace));
    let running = count(|effect| matches!(effect, Effect::Execute));
    let outward = brief.plan.len() - reading - changing - running;
    let parts = [
        (reading, "reading"),
        (changing, "changing"),
        (running, "running"),
        (outward, "reaching out"),
    ];
    let told: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    let steps = if brief.plan.len() == 1 {
        "step"
    } else {
        "steps"
    };
    format!(
        "“{}” in {} {steps}: {}",
        short(&brief.task),
        brief.plan.len(),
        told.join(", ")
    )
}

#[cfg(target_arch = "wasm32")]
openkoi_sdk::export_agency!(Strategist);
