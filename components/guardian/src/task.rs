//! The tempo `task`: what the user's words and the plan intend.

mod commands;
pub mod english;
mod european;
mod intent;
mod japanese;
mod leak;
mod plan;
pub mod signal;
mod speech;

use openkoi_sdk::agency::{Answer, Brief, Decision, Step, Verdict};

use crate::second_reading::{self, Reading};
use crate::verdict;
use openkoi_counsel::excerpt;
use signal::{Signal, Stance};

/// The step for a task: a verdict, or the one question that could lift a block.
pub fn advise(brief: &Brief, answers: &[Answer]) -> Step {
    let signals = signals(brief);
    let worst = |stance: Stance| {
        let of_stance = signals.iter().filter(|signal| signal.stance == stance);
        of_stance.fold(None::<&Signal>, |worst, next| {
            worst
                .filter(|worst| worst.weight >= next.weight)
                .or(Some(next))
        })
    };
    if let Some(worst) = worst(Stance::Forbid) {
        return Step::Done(block(
            brief,
            &signals,
            worst,
            "this can't be undone, so a person has to do it",
        ));
    }
    let Some(doubt) = worst(Stance::Doubt) else {
        return Step::Done(go_on(brief, &signals, 1.0));
    };
    if brief.model_available && answers.is_empty() {
        return Step::Ask(vec![second_reading::question(brief, &doubt.what)]);
    }
    Step::Done(match second_reading::read(answers) {
        Reading::Legitimate => go_on(brief, &signals, 0.5),
        Reading::Harmful(why) => block(
            brief,
            &signals,
            doubt,
            &format!("a second reading found it harmful ({})", excerpt(&why, 120)),
        ),
        Reading::None => block(
            brief,
            &signals,
            doubt,
            "say exactly what may be changed and that it may be lost, or do this part yourself",
        ),
    })
}

fn signals(brief: &Brief) -> Vec<Signal> {
    let mut signals = intent::signals(&brief.task);
    signals.extend(japanese::signals(&brief.task));
    signals.extend(european::signals(&brief.task));
    signals.extend(plan::signals(&brief.plan));
    signals
}

fn block(brief: &Brief, signals: &[Signal], worst: &Signal, remedy: &str) -> Verdict {
    Verdict {
        decision: Decision::Block,
        probability: probability(brief, signals, 1.0),
        reason: format!("{}: {remedy}.", worst.what),
        extra: Vec::new(),
    }
}

/// Approves, under the conditions that the signals ask for; `doubt` scales what is left of dispelled doubts.
fn go_on(brief: &Brief, signals: &[Signal], doubt: f32) -> Verdict {
    let mut conditions: Vec<String> = Vec::new();
    for signal in signals {
        if !conditions.contains(&signal.condition) {
            conditions.push(signal.condition.clone());
        }
    }
    let reason = match signals.first() {
        Some(first) => format!("{}: fine if the conditions are kept.", first.what),
        None => format!(
            "“{}” asks for nothing that leaves the workspace or can't be taken back.",
            excerpt(&brief.task, 80)
        ),
    };
    Verdict {
        decision: if conditions.is_empty() {
            Decision::Approve
        } else {
            Decision::ApproveIf(conditions)
        },
        probability: probability(brief, signals, doubt),
        reason,
        extra: Vec::new(),
    }
}

/// As in [`verdict`], with each signal's weight and a tenth of each plan step's effect.
fn probability(brief: &Brief, signals: &[Signal], doubt: f32) -> f32 {
    let weights = signals.iter().map(|signal| {
        if signal.stance == Stance::Doubt {
            signal.weight * doubt
        } else {
            signal.weight
        }
    });
    let steps = brief
        .plan
        .iter()
        .map(|step| verdict::effect_weight(&step.effect) * 0.1);
    verdict::probability(weights.chain(steps))
}
