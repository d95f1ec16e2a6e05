//! `openkoi undo`, `openkoi redo`: a task's changes, taken back and made again.

use super::args::{Format, Globals, Undo};
use super::style::{Style, counted, plain};
use super::task::unreadable;
use super::{kernel, print};
use crate::config::Environment;
use crate::domain::shown;
use crate::failure::Failure;
use crate::kernel::{History, Restoration, Restored};
use crate::mind::Direction;
use serde_json::json;

pub(super) fn undo(
    arguments: &Undo,
    direction: Direction,
    globals: &Globals,
    environment: Environment,
    style: Style,
) -> Result<u8, Failure> {
    let kernel = kernel(globals, environment)?;
    super::task::look_after(&kernel, arguments.task.as_deref())?;
    let history = History::open(&kernel.paths.journal()).map_err(unreadable)?;
    let (task, step) = (arguments.task.as_deref(), arguments.step.as_deref());
    let found = match &history {
        Some(history) => kernel.restoration(history, task, step, direction)?,
        None => None,
    };
    let Some(restoration) = found else {
        let word = direction.word();
        let message = format!("there is nothing to {word} in this directory");
        return Err(Failure::usage(message, "openkoi task list shows all tasks"));
    };
    let restoration = if arguments.dry_run {
        restoration
    } else {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::new(format!("can't start the runtime: {error}"), ""))?;
        runtime.block_on(kernel.restore(restoration))?
    };
    match globals.output_format {
        Format::Text => print(&lines(&restoration, arguments.dry_run, style))?,
        Format::Json | Format::StreamJson => {
            print(&format!("{}\n", object(&restoration, arguments.dry_run)))?;
        }
    }
    let is_whole = restoration.files.iter().all(|file| file.against.is_none());
    Ok(u8::from(!is_whole))
}

fn lines(restoration: &Restoration, dry_run: bool, style: Style) -> String {
    let mut text = String::new();
    for file in &restoration.files {
        let path = plain(&name(file));
        let line = match (&file.against, &file.note) {
            (None, None) => format!("{}  {path}", style.green("✓")),
            (None, Some(note)) => format!("{}  {path}: {}", style.green("✓"), plain(note)),
            (Some(why), _) => format!(
                "{}  {path}: left as it is, {}",
                style.yellow("!"),
                plain(why)
            ),
        };
        text.push_str(&line);
        text.push('\n');
    }
    let done = restoration.files.iter().filter(|it| it.against.is_none());
    let files = counted(done.count(), "file");
    let did = match (restoration.direction, dry_run) {
        (_, true) => format!("{files} would be restored; nothing was changed"),
        (Direction::Undo, false) => {
            format!("{files} restored; openkoi redo makes the changes again")
        }
        (Direction::Redo, false) => format!("{files} changed again; openkoi undo takes it back"),
    };
    text.push_str(&format!(
        "{did}\ntask {}  {}\n",
        restoration.task,
        plain(&restoration.description)
    ));
    text
}

/// A directory is told by the slash at its end.
fn name(file: &Restored) -> String {
    let slash = if file.is_directory() { "/" } else { "" };
    format!("{}{slash}", shown(file.path()))
}

fn object(restoration: &Restoration, dry_run: bool) -> serde_json::Value {
    let file = |file: &Restored| {
        let restored = file.against.is_none() && !dry_run;
        json!({
            "path": shown(file.path()), "directory": file.is_directory(), "restored": restored,
            "conflict": file.against, "note": file.note,
        })
    };
    json!({
        "task_id": restoration.task, "direction": restoration.direction.word(), "step": restoration.step,
        "dry_run": dry_run, "files": restoration.files.iter().map(file).collect::<Vec<_>>(),
    })
}
