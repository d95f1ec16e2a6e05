//! `openkoi mind parliament` and `openkoi mind replay`: one deliberation.

use super::super::args::Format;
use super::super::progress::Progress;
use super::super::style::plain;
use super::answer;
use crate::failure::Failure;
use crate::mind::{Asked, Sitting, Tally, verdict_object};
use serde_json::{Value, json};

/// What was said and what came of it.
pub(super) fn parliament(
    sitting: &Sitting,
    format: Format,
    progress: &Progress,
) -> Result<u8, Failure> {
    let mut lines = opening(sitting, progress);
    lines.extend(voices(sitting, progress));
    lines.extend(outcome(sitting, progress));
    answer(format, &joined(&lines), &object(sitting))
}

/// The same with the brief before it, and counted once more.
pub(super) fn replay(
    sitting: &Sitting,
    format: Format,
    progress: &Progress,
) -> Result<u8, Failure> {
    let again = sitting.recount();
    let mut lines = opening(sitting, progress);
    let brief = sitting.brief.iter();
    lines.extend(brief.flat_map(|brief| progress.brief(brief)));
    lines.extend(voices(sitting, progress));
    lines.extend(outcome(sitting, progress));
    if let Some(before) = &sitting.outcome {
        let word = if again.approved {
            "approved"
        } else {
            "blocked"
        };
        let told = if again == *before {
            format!("{word}: the verdicts come to the same")
        } else {
            let style = progress.style();
            let differs = style.red("which is not what was recorded");
            format!("{word}: {}, {differs}", plain(&again.reason))
        };
        lines.extend(progress.labelled("again", &told));
    }
    let mut value = object(sitting);
    value["brief"] = json!(sitting.brief);
    value["again"] = tally(&again);
    value["same"] = sitting
        .outcome
        .as_ref()
        .map(|before| again == *before)
        .into();
    answer(format, &joined(&lines), &value)
}

fn opening(sitting: &Sitting, progress: &Progress) -> Vec<String> {
    let id = sitting.task.as_ref().map_or("", |task| task.0.as_str());
    let mut lines = progress.labelled("task", &format!("{id}  {}", plain(&sitting.description)));
    lines.extend(progress.labelled("directive", &plain(&sitting.directive)));
    lines
}

/// Each agency: what it asked and heard, and what it said.
fn voices(sitting: &Sitting, progress: &Progress) -> Vec<String> {
    let mut lines = Vec::new();
    for (agency, verdict) in &sitting.verdicts {
        lines.extend(progress.verdict(agency, verdict));
        for asked in sitting.asked_by(agency) {
            lines.extend(progress.question(agency, &asked.question));
            let outcome = asked.answer.as_ref().map(|answer| &answer.outcome);
            lines.extend(outcome.iter().flat_map(|it| progress.answer(agency, it)));
        }
    }
    lines
}

fn outcome(sitting: &Sitting, progress: &Progress) -> Vec<String> {
    match &sitting.outcome {
        Some(outcome) => {
            let mut lines = progress.tallied(outcome.approved, &outcome.reason);
            lines.extend(progress.labelled("rule", &sitting.rule.sentence()));
            lines
        }
        None if sitting.verdicts.is_empty() => {
            let told = "this task was not deliberated: openkoi think \"TASK\" does it first";
            progress.labelled("parliament", told)
        }
        None => progress.labelled("parliament", "cut off before it decided"),
    }
}

fn object(sitting: &Sitting) -> Value {
    let asked = |asked: &Asked| {
        let answer = asked.answer.as_ref().map(|answer| &answer.outcome);
        json!({"question": asked.question.ask, "answer": answer})
    };
    let verdicts = sitting.verdicts.iter().map(|(agency, verdict)| {
        let mut value = verdict_object(agency, verdict);
        value["asked"] = sitting.asked_by(agency).map(asked).collect();
        value
    });
    json!({
        "task_id": sitting.task, "description": sitting.description, "started_ms": sitting.at_ms,
        "directive": sitting.directive, "plan": sitting.plan, "verdicts": verdicts.collect::<Vec<_>>(),
        "outcome": sitting.outcome.as_ref().map(tally), "rule": sitting.rule.sentence(),
    })
}

fn tally(tally: &Tally) -> Value {
    json!({"approved": tally.approved, "reason": tally.reason, "conditions": tally.conditions})
}

fn joined(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}
