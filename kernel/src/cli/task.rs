//! `openkoi task list` and `openkoi task show`.

use super::args::{Format, Globals, TaskCommand};
use super::progress::Progress;
use super::style::{Style, cut, duration, plain};
use super::{kernel, result};
use crate::config::Environment;
use crate::domain::Event;
use crate::failure::Failure;
use crate::kernel::{History, HistoryError, Record, TaskState, TaskSummary};
use crate::mind::Story;
use serde_json::json;
use std::collections::HashMap;

pub(super) fn task(
    command: Option<TaskCommand>,
    globals: &Globals,
    environment: Environment,
    style: Style,
) -> Result<u8, Failure> {
    let kernel = kernel(globals, environment)?;
    let history = History::open(&kernel.paths.journal()).map_err(unreadable)?;
    match command.unwrap_or(TaskCommand::List { limit: 20 }) {
        TaskCommand::List { limit } => list(history.as_ref(), limit, globals.output_format),
        TaskCommand::Show { id } => match history {
            Some(history) => show(
                &history,
                &id,
                globals.output_format,
                style,
                kernel.symbols(),
            ),
            None => Err(Failure::usage(
                "there are no tasks yet",
                "openkoi \"TASK\" runs one",
            )),
        },
    }
}

fn list(history: Option<&History>, limit: usize, format: Format) -> Result<u8, Failure> {
    let limit = u32::try_from(limit).unwrap_or(u32::MAX);
    let tasks = match history {
        Some(history) => history.tasks(limit).map_err(unreadable)?,
        None => Vec::new(),
    };
    let text: String = match format {
        Format::Text if tasks.is_empty() => "no tasks yet\n".to_owned(),
        Format::Text => tasks.iter().map(row).collect(),
        Format::Json => format!(
            "{}\n",
            tasks.iter().map(object).collect::<serde_json::Value>()
        ),
        Format::StreamJson => tasks
            .iter()
            .map(|task| format!("{}\n", object(task)))
            .collect(),
    };
    super::print(&text)?;
    Ok(0)
}

fn row(task: &TaskSummary) -> String {
    let (state, took) = match &task.state {
        TaskState::Open => ("open", String::new()),
        TaskState::Closed {
            outcome,
            duration_ms,
            ..
        } => (outcome.word(), duration(*duration_ms)),
    };
    let description = cut(
        &plain(task.description.lines().next().unwrap_or_default()),
        44,
    );
    let started = jiff::Timestamp::from_millisecond(task.started_ms).map_or_else(
        |_| String::new(),
        |at| at.strftime("%Y-%m-%d %H:%M").to_string(),
    );
    format!(
        "{}  {started}  {state:<15}  {took:>8}  {description}\n",
        task.id
    )
}

fn object(task: &TaskSummary) -> serde_json::Value {
    let (outcome, verification) = match &task.state {
        TaskState::Open => (None, None),
        TaskState::Closed {
            outcome,
            verification,
            ..
        } => (Some(outcome.word()), Some(verification.word())),
    };
    json!({"task_id": task.id, "description": task.description, "workspace": task.workspace, "started_ms": task.started_ms,
        "outcome": outcome, "verification": verification})
}

/// The story as it was shown while it ran, from the journal.
fn show(
    history: &History,
    id: &str,
    format: Format,
    style: Style,
    symbols: HashMap<String, String>,
) -> Result<u8, Failure> {
    let summary = history.task(id).map_err(unreadable)?;
    let events: Vec<Event> = history
        .events(&summary.id)
        .map_err(unreadable)?
        .iter()
        .filter_map(Record::event)
        .collect();
    let story = Story::of(&events);
    if format != Format::Text {
        super::print(&format!("{}\n", result::json(&story)))?;
        return Ok(0);
    }
    let progress = Progress {
        style: Some(Style {
            colors: style.colors && is_terminal(),
        }),
        symbols,
        verbose: false,
    };
    let mut lines = progress.labelled(
        "task",
        &format!("{}  {}", summary.id, plain(&story.description)),
    );
    lines.extend(progress.labelled("in", &plain(&story.workspace)));
    lines.extend(
        story
            .model
            .iter()
            .flat_map(|model| progress.labelled("model", &model.to_string())),
    );
    lines.extend(events.iter().flat_map(|event| progress.lines(event)));
    lines.extend(result::lines(&story, &progress));
    match &story.closed {
        Some(closed) => lines.push(format!("\n{}", plain(&closed.answer))),
        None => lines.push("not closed: it runs, or it was cut off".to_owned()),
    }
    super::print(&(lines.join("\n") + "\n"))?;
    Ok(0)
}

fn is_terminal() -> bool {
    std::io::IsTerminal::is_terminal(&std::io::stdout())
}

fn unreadable(error: impl Into<HistoryError>) -> Failure {
    let error = error.into();
    let remedy = match &error {
        HistoryError::Journal(_) => super::JOURNAL_REMEDY,
        HistoryError::NoTask(_) => "openkoi task list shows what there is",
        HistoryError::Ambiguous { .. } => "write more of it",
    };
    match error {
        HistoryError::Journal(_) => Failure::new(error.to_string(), remedy),
        HistoryError::NoTask(_) | HistoryError::Ambiguous { .. } => {
            Failure::usage(error.to_string(), remedy)
        }
    }
}
