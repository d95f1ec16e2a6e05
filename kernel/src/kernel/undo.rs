//! Takes a task's changes back, or makes them again: only where the files still are as the task left them.

use super::Kernel;
use crate::domain::{Event, EventBody, IterationId, TaskId, Touched};
use crate::door::workspace::Restorer;
use crate::failure::Failure;
use crate::mind::{Direction, Story, exchanged, is_undone, touched};
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
    /// Each file, and what stands against restoring it.
    pub files: Vec<(Touched, Option<String>)>,
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
        if is_undone(&events, step) != (direction == Direction::Redo) {
            let message = match direction {
                Direction::Undo => format!("the changes of task {id} are taken back already"),
                Direction::Redo => format!("the changes of task {id} were not taken back"),
            };
            return Err(Failure::usage(message, format!("openkoi task diff {id}")));
        }
        let workspace = PathBuf::from(&summary.workspace);
        let restorer = Restorer::new(workspace.clone(), self.paths.data());
        let is_collected = events.iter().any(|event| {
            matches!(&event.body, EventBody::Note { source, .. } if source == super::storage::SOURCE)
        });
        let files = files.into_iter().map(|file| {
            let (from, to) = exchanged(&file, direction);
            let against = restorer.check(&file.path, from, to).err();
            let against = against.map(|conflict| match conflict.0 {
                why if is_collected && why.contains("is not kept") => {
                    "what it was is no longer kept: storage.images_mb was reached".to_owned()
                }
                why => why,
            });
            (file, against)
        });
        Ok(Restoration {
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
        let restorer = Restorer::new(restoration.workspace.clone(), self.paths.data());
        for (file, against) in &mut restoration.files {
            if against.is_none() {
                let (from, to) = exchanged(file, restoration.direction);
                let restored = restorer.restore(&file.path, from, to);
                *against = restored.err().map(|conflict| conflict.0);
            }
        }
        let (done, conflicts): (Vec<_>, Vec<_>) = restoration
            .files
            .iter()
            .partition(|(_, against)| against.is_none());
        let body = EventBody::Restored {
            direction: restoration.direction.word().into(),
            step: restoration.step.clone(),
            files: done.iter().map(|(file, _)| file.path.clone()).collect(),
            conflicts: conflicts
                .iter()
                .map(|(file, why)| (file.path.clone(), why.clone().unwrap_or_default()))
                .collect(),
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

fn unreadable(error: impl std::fmt::Display) -> Failure {
    Failure::usage(error.to_string(), "see: openkoi task list")
}

fn unwritable(error: impl std::fmt::Display) -> Failure {
    let remedy = "OPENKOI_HOME or OPENKOI_DATA can name a directory that is writable";
    Failure::new(error.to_string(), remedy)
}
