//! `openkoi task`: past and running tasks.

mod replay;
mod resume;
mod show;

use super::args::{Format, Globals, TaskCommand};
use super::kernel;
use super::progress::Progress;
use super::style::{Style, cut, duration, plain};
use crate::config::Environment;
use crate::domain::{Event, RunOutcome, TaskId};
use crate::failure::Failure;
use crate::kernel::{History, HistoryError, Kernel, Record, TaskState, TaskSummary};
use crate::mind::Story;
use serde_json::json;

/// Among so many of the newest tasks the last one of a directory is looked for.
const LOOKED_AT: u32 = 200;

pub(super) fn task(
    command: Option<TaskCommand>,
    globals: &Globals,
    environment: Environment,
    style: Style,
) -> Result<u8, Failure> {
    let command = match command {
        Some(TaskCommand::Resume(arguments)) => {
            return resume::resume(&arguments, globals, environment, style);
        }
        command => command.unwrap_or(TaskCommand::List { limit: 20 }),
    };
    let kernel = kernel(globals, environment)?;
    let history = History::open(&kernel.paths.journal()).map_err(unreadable)?;
    let format = globals.output_format;
    let there = || {
        history
            .as_ref()
            .ok_or_else(|| Failure::usage("there are no tasks yet", "openkoi \"TASK\" runs one"))
    };
    match command {
        TaskCommand::Resume(_) => unreachable!("it has returned"),
        TaskCommand::List { limit } => list(&kernel, history.as_ref(), limit, format),
        TaskCommand::Show { id, verbose } => {
            let (summary, events) = story(&kernel, there()?, id.as_deref())?;
            let resume = resumption(&kernel, &summary);
            let progress = printed(&kernel, style, verbose);
            show::show(&summary, &events, format, &progress, resume.as_deref())
        }
        TaskCommand::Diff { id } => {
            let summary = of_place(&kernel, there()?, id.as_deref())?;
            look_after(&kernel, Some(&summary.id.0))?;
            let events = events(there()?, &summary.id)?;
            let changes = Story::of(&events).changes;
            let diff: String = changes.iter().map(|change| change.diff.as_str()).collect();
            match format {
                Format::Text => super::print(&diff)?,
                Format::Json | Format::StreamJson => {
                    super::print(&format!("{}\n", json!({"diff": diff, "changes": changes})))?;
                }
            }
            Ok(0)
        }
        TaskCommand::Replay { id, speed, verbose } => {
            let pace = replay::Pace::at(speed)?;
            let (_, events) = story(&kernel, there()?, id.as_deref())?;
            let progress = printed(&kernel, style, verbose);
            replay::replay(&kernel, &events, format, &progress, pace)
        }
    }
}

/// A task and everything that happened in it.
fn story(
    kernel: &Kernel,
    history: &History,
    id: Option<&str>,
) -> Result<(TaskSummary, Vec<Event>), Failure> {
    let summary = of_place(kernel, history, id)?;
    let events = events(history, &summary.id)?;
    Ok((summary, events))
}

/// The task that is named, or the newest one of this directory.
pub(super) fn of_place(
    kernel: &Kernel,
    history: &History,
    id: Option<&str>,
) -> Result<TaskSummary, Failure> {
    if let Some(id) = id {
        return history.task(id).map_err(unreadable);
    }
    let place = kernel.place().display().to_string();
    let tasks = history.tasks(LOOKED_AT).map_err(unreadable)?;
    let newest = tasks.into_iter().find(|task| task.workspace == place);
    newest.ok_or_else(|| {
        Failure::usage(
            format!("no task has run in {place}"),
            "name one that ran elsewhere: openkoi task list shows what there is",
        )
    })
}

/// What happened in a task, as far as this program knows the kinds of it.
pub(super) fn events(history: &History, task: &TaskId) -> Result<Vec<Event>, Failure> {
    let records = history.events(task).map_err(unreadable)?;
    Ok(records.iter().filter_map(Record::event).collect())
}

/// Progress as a command prints it that shows the past.
pub(super) fn printed(kernel: &Kernel, style: Style, verbose: bool) -> Progress {
    Progress {
        style: Some(Style {
            colors: style.colors && is_terminal(),
        }),
        symbols: kernel.symbols(),
        verbose,
    }
}

fn list(
    kernel: &Kernel,
    history: Option<&History>,
    limit: usize,
    format: Format,
) -> Result<u8, Failure> {
    let limit = u32::try_from(limit).unwrap_or(u32::MAX);
    let tasks = match history {
        Some(history) => history.tasks(limit).map_err(unreadable)?,
        None => Vec::new(),
    };
    let text: String = match format {
        Format::Text if tasks.is_empty() => "no tasks yet\n".to_owned(),
        Format::Text => tasks.iter().map(|task| row(kernel, task)).collect(),
        Format::Json => format!(
            "{}\n",
            tasks
                .iter()
                .map(|task| object(kernel, task))
                .collect::<serde_json::Value>()
        ),
        Format::StreamJson => tasks
            .iter()
            .map(|task| format!("{}\n", object(kernel, task)))
            .collect(),
    };
    super::print(&text)?;
    Ok(0)
}

/// The word for a task that has not ended.
pub(super) fn standing(kernel: &Kernel, task: &TaskId) -> &'static str {
    if kernel.is_running(task) {
        "running"
    } else {
        "unfinished"
    }
}

/// The command that goes on with a task, if it can be resumed.
fn resumption(kernel: &Kernel, task: &TaskSummary) -> Option<String> {
    let is_unfinished = match &task.state {
        TaskState::Open => !kernel.is_running(&task.id),
        TaskState::Closed { outcome, .. } => *outcome == RunOutcome::Interrupted,
    };
    is_unfinished.then(|| format!("openkoi task resume {}", task.id))
}

/// A call that was cut off gets its receipt before anybody asks what the task changed.
pub(super) fn look_after(kernel: &Kernel, id: Option<&str>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("can't start the runtime: {error}"), ""))?;
    runtime.block_on(kernel.look_after(id))
}

fn row(kernel: &Kernel, task: &TaskSummary) -> String {
    let (state, took) = match &task.state {
        TaskState::Open => (standing(kernel, &task.id), String::new()),
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
    let resume = match &task.state {
        TaskState::Open => resumption(kernel, task),
        TaskState::Closed { .. } => None,
    };
    let resume = resume.map_or_else(String::new, |resume| format!("{:34}{resume}\n", ""));
    format!(
        "{}  {started}  {state:<15}  {took:>8}  {description}\n{resume}",
        task.id
    )
}

fn object(kernel: &Kernel, task: &TaskSummary) -> serde_json::Value {
    let (outcome, verification) = match &task.state {
        TaskState::Open => (None, None),
        TaskState::Closed {
            outcome,
            verification,
            ..
        } => (Some(outcome.word()), Some(verification.word())),
    };
    json!({"task_id": task.id, "description": task.description, "workspace": task.workspace, "started_ms": task.started_ms,
        "outcome": outcome, "verification": verification, "resume": resumption(kernel, task)})
}

fn is_terminal() -> bool {
    std::io::IsTerminal::is_terminal(&std::io::stdout())
}

pub(super) fn unreadable(error: impl Into<HistoryError>) -> Failure {
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
