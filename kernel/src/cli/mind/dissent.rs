//! `openkoi mind dissent`: deliberations in which not all said the same.

use super::super::args::Format;
use super::super::progress::Progress;
use super::super::style::{cut, plain};
use super::super::task::unreadable;
use super::{NOTHING, answer};
use crate::failure::Failure;
use crate::kernel::History;
use crate::mind::{Sitting, verdict_object};
use serde_json::{Value, json};

/// How many deliberations are looked through.
const MOST: u32 = 2_000;

pub(super) fn dissent(
    history: Option<&History>,
    limit: usize,
    format: Format,
    progress: &Progress,
) -> Result<u8, Failure> {
    let mut divided = Vec::new();
    let mut any = false;
    if let Some(history) = history {
        for task in history.deliberated(MOST).map_err(unreadable)? {
            any = true;
            if divided.len() >= limit {
                break;
            }
            let sitting = super::sitting(history, &task)?;
            if sitting.is_divided() {
                divided.push(sitting);
            }
        }
    }
    let text: String = match (any, divided.is_empty()) {
        (false, _) => NOTHING.to_owned(),
        (true, true) => "no dissent: in every deliberation all said the same\n".to_owned(),
        (true, false) => divided.iter().map(|one| told(one, progress)).collect(),
    };
    answer(format, &text, &divided.iter().map(object).collect())
}

fn told(sitting: &Sitting, progress: &Progress) -> String {
    let id = sitting.task.as_ref().map_or("", |task| task.0.as_str());
    let task = plain(sitting.description.lines().next().unwrap_or_default());
    let mut lines = vec![progress.row("task", &format!("{id}  {}", cut(&task, 34)))];
    if let Some(outcome) = &sitting.outcome {
        lines.extend(progress.tallied(outcome.approved, &outcome.reason));
    }
    let apart = sitting.apart();
    lines.extend(apart.flat_map(|(agency, verdict)| progress.verdict(agency, verdict)));
    lines.join("\n") + "\n\n"
}

fn object(sitting: &Sitting) -> Value {
    let apart = sitting.apart();
    let apart = apart.map(|(agency, verdict)| verdict_object(agency, verdict));
    json!({
        "task_id": sitting.task, "description": sitting.description,
        "approved": sitting.outcome.as_ref().map(|outcome| outcome.approved),
        "reason": sitting.outcome.as_ref().map(|outcome| &outcome.reason),
        "apart": apart.collect::<Vec<_>>(),
    })
}
