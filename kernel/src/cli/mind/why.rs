//! `openkoi mind why`: from the words of a task to its end.

use super::super::args::Format;
use super::super::progress::Progress;
use super::super::style::plain;
use super::answer;
use crate::domain::{Event, TaskId};
use crate::failure::Failure;
use crate::mind;
use serde_json::json;

pub(super) fn why(
    task: &TaskId,
    events: &[Event],
    format: Format,
    progress: &Progress,
) -> Result<u8, Failure> {
    let causes = mind::why(events);
    let lines = causes.iter().flat_map(|cause| {
        let text = plain(&cause.text);
        match cause.step.split_once(' ') {
            Some((label, number)) => progress.labelled(label, &format!("{number}: {text}")),
            None => progress.labelled(&cause.step, &text),
        }
    });
    let text: String = lines.map(|line| line + "\n").collect();
    answer(format, &text, &json!({"task_id": task, "causes": causes}))
}
