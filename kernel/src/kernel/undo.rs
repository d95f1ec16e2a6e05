//! Takes a task's changes back, or makes them again: only where the files still are as the task left them.

#[cfg(test)]
mod tests;

use super::Kernel;
use crate::domain::{Event, EventBody, IterationId, TaskId};
use crate::door::workspace::{Exchange, Restoration as Outcome, Restorer};
use crate::failure::Failure;
use crate::mind::{Change, Direction, Story, exchanged, standing, touched};
use crate::port::Journal;
use crate::session::Clock;
use crate::store::{History, Record, SqliteJournal, TaskSummary};
use std::path::PathBuf;

/// Among so many of the newest tasks the last one of this place is looked for.
const LOOKED_AT: u32 = 200;

/// What is going to be restored.
#[derive(Debug)]
pub struct Restoration {
    pub task: TaskId,
    pub description: String,
    pub workspace: PathBuf,
    pub direction: Direction,
    pub step: Option<String>,
    pub files: Vec<Restored>,
    /// What its files were was given up for want of room.
    is_collected: bool,
}

/// A file that is going to be restored, or was.
#[derive(Debug)]
pub struct Restored {
    change: Change,
    /// What stands against it.
    pub against: Option<String>,
    /// What the user should know of it.
    pub note: Option<String>,
}

impl Restored {
    fn new(change: Change, outcome: Outcome) -> Self {
        let since = change.since.as_ref().map(|call| {
            let id = &call.0;
            format!(
                "something else had changed it before the call {id}: that is what it goes back to"
            )
        });
        let (against, note) = match outcome {
            Ok(note) => (None, note.or(since)),
            Err(conflict) => (Some(conflict.0), since),
        };
        Self {
            change,
            against,
            note,
        }
    }

    /// Says why a content is gone, if that is known.
    fn knowing(mut self, is_collected: bool) -> Self {
        if let Some(why) = &mut self.against
            && is_collected
            && why.starts_with("what it was is not kept")
        {
            *why = "what it was is not kept any more: storage.images_mb was reached".to_owned();
        }
        self
    }

    /// Relative to the workspace, as receipts have it.
    pub fn path(&self) -> &str {
        &self.change.file.path
    }

    pub fn is_directory(&self) -> bool {
        let file = &self.change.file;
        let images = [&file.before, &file.after].into_iter().flatten();
        images.into_iter().any(|image| image.is_directory)
    }
}

fn exchanges(changes: &[Change], direction: Direction) -> Vec<Exchange<'_>> {
    changes
        .iter()
        .map(|change| {
            let (from, to) = exchanged(&change.file, direction);
            let path = &change.file.path;
            Exchange { path, from, to }
        })
        .collect()
}

impl Kernel {
    /// What would be restored, and what stands against it. Without a task: the newest one of this directory that there is
    /// something to restore of. None: there is none.
    pub fn restoration(
        &self,
        history: &History,
        task: Option<&str>,
        step: Option<&str>,
        direction: Direction,
    ) -> Result<Option<Restoration>, Failure> {
        if let Some(task) = task {
            let summary = history.task(task).map_err(unreadable)?;
            return self.of(history, &summary, step, direction).map(Some);
        }
        let place = self.place().display().to_string();
        let tasks = history.tasks(LOOKED_AT).map_err(unreadable)?;
        for summary in tasks.iter().filter(|task| task.workspace == place) {
            match self.of(history, summary, step, direction) {
                Ok(restoration) => return Ok(Some(restoration)),
                Err(_nothing_there) => {}
            }
        }
        Ok(None)
    }

    fn of(
        &self,
        history: &History,
        summary: &TaskSummary,
        step: Option<&str>,
        direction: Direction,
    ) -> Result<Restoration, Failure> {
        let records = history.events(&summary.id).map_err(unreadable)?;
        let events: Vec<Event> = records.iter().filter_map(Record::event).collect();
        let story = Story::of(&events);
        let files = touched(&story.receipts, step);
        let id = &summary.id;
        if files.is_empty() {
            let message = match step {
                Some(step) => format!("the call {step} of task {id} changed no file"),
                None => format!("task {id} changed no file"),
            };
            return Err(Failure::usage(message, format!("openkoi task show {id}")));
        }
        if !standing(&events, step).allows(direction) {
            let message = match direction {
                Direction::Undo => format!("the changes of task {id} are taken back already"),
                Direction::Redo => format!("the changes of task {id} were not taken back"),
            };
            return Err(Failure::usage(message, format!("openkoi task diff {id}")));
        }
        let workspace = PathBuf::from(&summary.workspace);
        let restorer = Restorer::new(workspace.clone(), self.paths.data());
        let is_collected = is_collected(&events);
        let outcomes = restorer.check(&exchanges(&files, direction));
        let files = files.into_iter().zip(outcomes);
        let files =
            files.map(|(change, outcome)| Restored::new(change, outcome).knowing(is_collected));
        Ok(Restoration {
            is_collected,
            task: id.clone(),
            description: summary.description.clone(),
            direction,
            step: step.map(str::to_owned),
            files: files.collect(),
            workspace,
        })
    }

    /// Restores what nothing stands against, and records what was done. What came up meanwhile is a conflict as well.
    pub async fn restore(&self, mut restoration: Restoration) -> Result<Restoration, Failure> {
        let (journal, _) = SqliteJournal::open(&self.paths.journal()).map_err(unwritable)?;
        let journal = journal.redacting(self.redactor().clone());
        let restorer = Restorer::new(restoration.workspace.clone(), self.paths.data());
        let direction = restoration.direction;
        let files = std::mem::take(&mut restoration.files);
        let changes: Vec<Change> = files.into_iter().map(|file| file.change).collect();
        let outcomes = restorer.restore(&exchanges(&changes, direction));
        let restored = changes.into_iter().zip(outcomes);
        restoration.files = restored
            .map(|(change, outcome)| {
                Restored::new(change, outcome).knowing(restoration.is_collected)
            })
            .collect();
        let done = restoration.files.iter().filter(|it| it.against.is_none());
        let conflict = |file: &Restored| Some((file.path().to_owned(), file.against.clone()?));
        let body = EventBody::Restored {
            direction: direction.word().into(),
            step: restoration.step.clone(),
            files: done.map(|file| file.path().to_owned()).collect(),
            conflicts: restoration.files.iter().filter_map(conflict).collect(),
        };
        let event = Event {
            id: 0,
            task: restoration.task.clone(),
            iteration: IterationId(0),
            at_ms: super::clock::SystemClock::new().now_ms(),
            body,
        };
        journal.append(vec![event]).await.map_err(unwritable)?;
        Ok(restoration)
    }
}

fn is_collected(events: &[Event]) -> bool {
    events.iter().any(|event| {
        matches!(&event.body, EventBody::Note { source, .. } if source == super::storage::SOURCE)
    })
}

fn unreadable(error: impl std::fmt::Display) -> Failure {
    Failure::usage(error.to_string(), "see: openkoi task list")
}

fn unwritable(error: impl std::fmt::Display) -> Failure {
    let remedy = "OPENKOI_HOME or OPENKOI_DATA can name a directory that is writable";
    Failure::new(error.to_string(), remedy)
}
