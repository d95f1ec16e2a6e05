//! `openkoi mind`: what the parliament said, and why tasks went as they did.

mod agencies;
mod dissent;
mod parliament;
mod why;

use super::args::{Format, Globals, MindCommand};
use super::kernel;
use super::style::Style;
use super::task::{events, of_place, printed, unreadable};
use crate::config::Environment;
use crate::domain::{Event, TaskId};
use crate::failure::Failure;
use crate::kernel::{History, Record};
use crate::mind::Sitting;
use serde_json::Value;

/// What is said where nothing was deliberated yet.
const NOTHING: &str = "nothing was deliberated yet: openkoi think \"TASK\" does\n";

pub(super) fn mind(
    command: MindCommand,
    globals: &Globals,
    environment: Environment,
    style: Style,
) -> Result<u8, Failure> {
    let kernel = kernel(globals, environment)?;
    let history = History::open(&kernel.paths.journal()).map_err(unreadable)?;
    let (history, format) = (history.as_ref(), globals.output_format);
    let progress = printed(&kernel, style, true);
    match command {
        MindCommand::Parliament { task: None } => match last(history)? {
            Some(task) => {
                parliament::parliament(&sitting(there(history)?, &task)?, format, &progress)
            }
            None => answer(format, NOTHING, &Value::Null),
        },
        MindCommand::Parliament { task: Some(task) } => {
            parliament::parliament(&named(history, &task)?, format, &progress)
        }
        MindCommand::Agencies => agencies::agencies(history, format, &progress),
        MindCommand::Dissent { limit } => dissent::dissent(history, limit, format, &progress),
        MindCommand::Why { task } => {
            let history = there(history)?;
            let task = of_place(&kernel, history, task.as_deref())?.id;
            why::why(&task, &events(history, &task)?, format, &progress)
        }
        MindCommand::Replay { task } => {
            parliament::replay(&named(history, &task)?, format, &progress)
        }
    }
}

/// The task that was deliberated last.
fn last(history: Option<&History>) -> Result<Option<TaskId>, Failure> {
    let Some(history) = history else {
        return Ok(None);
    };
    Ok(history.deliberated(1).map_err(unreadable)?.pop())
}

fn there(history: Option<&History>) -> Result<&History, Failure> {
    let remedy = "openkoi think \"TASK\" runs one and deliberates first";
    history.ok_or_else(|| Failure::usage("there are no tasks yet", remedy))
}

fn named(history: Option<&History>, id: &str) -> Result<Sitting, Failure> {
    let history = there(history)?;
    let task = history.task(id).map_err(unreadable)?.id;
    sitting(history, &task)
}

fn sitting(history: &History, task: &TaskId) -> Result<Sitting, Failure> {
    let records = history.deliberation(task).map_err(unreadable)?;
    let events: Vec<Event> = records.iter().filter_map(Record::event).collect();
    Ok(Sitting::of(&events))
}

/// Prints text to people and the value to programs: a list as one array, or one element a line.
fn answer(format: Format, text: &str, value: &Value) -> Result<u8, Failure> {
    let text = match (format, value) {
        (Format::Text, _) => text.to_owned(),
        (Format::StreamJson, Value::Array(each)) => {
            each.iter().map(|one| format!("{one}\n")).collect()
        }
        (Format::Json | Format::StreamJson, value) => format!("{value}\n"),
    };
    super::print(&text)?;
    Ok(0)
}
