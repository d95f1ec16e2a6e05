//! A task that was cut off or interrupted, on its way to be resumed.

use super::{Kernel, clock::SystemClock};
use crate::config::Paths;
use crate::domain::{
    Event, EventBody, Image, Intent, IterationId, Receipt, ReceiptId, Repeat, RunOutcome, TaskId,
    Touched,
};
use crate::door::claim::Claim;
use crate::door::workspace::{Exchange, LocalWorkspace, Restorer};
use crate::failure::Failure;
use crate::mind::{Standing, standing};
use crate::port::Journal;
use crate::session::{Clock, Past, Unresumable};
use crate::store::{History, HistoryError, Record, SqliteJournal, TaskState, TaskSummary};
use std::path::{Path, PathBuf};

/// Among so many of the newest tasks an unfinished one is looked for.
const LOOKED_AT: u32 = 200;
/// An older one is no longer mentioned unasked.
const FORGOTTEN_MS: i64 = 7 * 24 * 60 * 60 * 1_000;
/// What stands on the receipt of a call of which nobody knows how it went.
const UNKNOWN: &str = "OpenKoi was cut off while this ran: nobody knows how it went.";

/// A task that goes on in this process, and in no other.
#[derive(Debug)]
pub struct Unfinished {
    pub summary: TaskSummary,
    pub events: Vec<Event>,
    pub(super) past: Past,
    pub(super) claim: Claim,
}

/// A call that may have been made or not; only a person can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    pub intent: Intent,
    /// What stands against finding out by looking.
    pub why: Option<String>,
    /// The files that changed meanwhile.
    pub files: Vec<String>,
}

impl Unfinished {
    /// Takes hold of the task that is named, or of the newest unfinished one of this directory.
    pub fn find(paths: &Paths, place: &Path, id: Option<&str>) -> Result<Self, Failure> {
        let history = open(paths)?;
        let summary = match id {
            Some(id) => history.task(id).map_err(unknown)?,
            None => newest(paths, &history, place)?,
        };
        let claim = Claim::take(paths.data(), &summary.id.0).map_err(|error| {
            let data = paths.data().display();
            Failure::new(
                format!("can't write below {data}: {error}"),
                "make it writable, or name another directory in OPENKOI_DATA",
            )
        })?;
        let Some(claim) = claim else {
            return Err(Failure::new(
                format!("task {} is running in another process", summary.id),
                "wait for its end, or end it and resume then",
            ));
        };
        // Read again: the one who ran it may have gone on until now.
        let summary = history.task(&summary.id.0).map_err(unknown)?;
        is_resumable(&summary)?;
        let events = events(&history, &summary.id)?;
        if standing(&events, None) != Standing::Made {
            let message = format!("the changes of task {} were taken back", summary.id);
            let remedy = format!("openkoi redo {} makes them again; then resume", summary.id);
            return Err(Failure::usage(message, remedy));
        }
        if !Path::new(&summary.workspace).is_dir() {
            let message = format!(
                "the directory {} of task {} is gone",
                summary.workspace, summary.id
            );
            return Err(Failure::usage(message, "put it back, then resume"));
        }
        let past = Past::of(&events).map_err(|why| unresumable(&summary.id, &why))?;
        Ok(Self {
            summary,
            events,
            past,
            claim,
        })
    }

    /// The directory that the task works in.
    pub fn place(&self) -> PathBuf {
        PathBuf::from(&self.summary.workspace)
    }

    /// A person says that the call was done.
    pub fn is_done(&mut self, unknown: &Unknown) {
        self.past.settle(unknown.intent.id.clone());
    }

    fn read_again(&mut self, paths: &Paths) -> Result<(), Failure> {
        self.events = events(&open(paths)?, &self.summary.id)?;
        let past = Past::of(&self.events);
        self.past = past.map_err(|why| unresumable(&self.summary.id, &why))?;
        Ok(())
    }
}

impl Kernel {
    /// Finds out how the call went that was under way when the task was cut off. Files that a tool was writing are put
    /// back to what they were, so that the call can be made again; none: nobody has to be asked.
    pub async fn look_over(&self, unfinished: &mut Unfinished) -> Result<Option<Unknown>, Failure> {
        let Some(intent) = unfinished.past.open().cloned() else {
            return Ok(None);
        };
        let why = match intent.repeat {
            Repeat::Pure | Repeat::Keyed => return Ok(None),
            Repeat::Reconcilable => match self.put_back(unfinished) {
                Ok(()) => return Ok(None),
                Err(why) => Some(why),
            },
            Repeat::Unknown => None,
        };
        let files = self.unsettle(unfinished, &intent).await?;
        Ok(Some(Unknown { intent, why, files }))
    }

    /// Each file is as it was before the call, or as the call was to make it; or nothing is touched.
    fn put_back(&self, unfinished: &Unfinished) -> Result<(), String> {
        let (root, foreseen) = (unfinished.place(), unfinished.past.foreseen());
        let mut back: Vec<(&Touched, Option<Image>)> = Vec::new();
        for (at, file) in foreseen.iter().enumerate() {
            if foreseen[..at].iter().any(|seen| seen.path == file.path) {
                continue;
            }
            let now = LocalWorkspace::look(&root, &file.path);
            if is_alike(now.as_ref(), file.before.as_ref()) {
                continue;
            }
            let mut versions = foreseen[at..].iter().filter(|it| it.path == file.path);
            if !versions.any(|version| is_alike(now.as_ref(), version.after.as_ref())) {
                return Err(format!("{} was changed by somebody else since", file.path));
            }
            back.push((file, now));
        }
        let exchanges: Vec<Exchange<'_>> = back
            .iter()
            .map(|(file, now)| Exchange {
                path: &file.path,
                from: now.as_ref(),
                to: file.before.as_ref(),
            })
            .collect();
        let restorer = Restorer::new(root, self.paths.data());
        let outcomes = restorer.check(&exchanges);
        let failed = |outcomes: Vec<crate::door::workspace::Restoration>| {
            let mut told = outcomes.into_iter().zip(&exchanges);
            told.find_map(|(outcome, exchange)| Some((outcome.err()?, exchange.path)))
                .map(|(conflict, path)| format!("{path}: {}", conflict.0))
        };
        if let Some(why) = failed(outcomes) {
            return Err(why);
        }
        failed(restorer.restore(&exchanges)).map_or(Ok(()), Err)
    }

    /// Records once that nobody knows how a call went, with what has changed since it began; gives the files.
    async fn unsettle(
        &self,
        unfinished: &mut Unfinished,
        intent: &Intent,
    ) -> Result<Vec<String>, Failure> {
        if unfinished.past.is_unsettled(&intent.id) {
            let told = unfinished
                .events
                .iter()
                .filter_map(|event| match &event.body {
                    EventBody::Unsettled { effect, receipt } if *effect == intent.id => {
                        Some(receipt)
                    }
                    _ => None,
                });
            let files = told.flat_map(|receipt| &receipt.files);
            return Ok(files.map(|file| file.path.clone()).collect());
        }
        let (root, id) = (unfinished.place(), unfinished.summary.id.clone());
        let touched = unfinished.past.touched();
        let found = LocalWorkspace::found(&root, self.paths.data(), &id.0, &touched);
        let (files, changes) = found.map_err(|fault| Failure::new(fault.to_string(), ""))?;
        let paths = files.iter().map(|file| file.path.clone()).collect();
        let number = unfinished.past.receipts() + 1;
        let receipt = receipt(ReceiptId(format!("r{number}")), intent, files);
        let effect = intent.id.clone();
        let mut bodies = vec![EventBody::Unsettled { effect, receipt }];
        if !changes.is_empty() {
            bodies.push(EventBody::Changed { files: changes });
        }
        self.append(unfinished, bodies).await?;
        unfinished.read_again(&self.paths)?;
        Ok(paths)
    }

    async fn append(&self, unfinished: &Unfinished, bodies: Vec<EventBody>) -> Result<(), Failure> {
        let unwritable = |error: crate::port::JournalError| {
            let remedy = "OPENKOI_HOME or OPENKOI_DATA can name a directory that is writable";
            Failure::new(error.to_string(), remedy)
        };
        let (journal, _) = SqliteJournal::open(&self.paths.journal()).map_err(unwritable)?;
        let journal = journal.redacting(self.redactor().clone());
        let last = unfinished.events.last();
        let iteration = last.map_or(IterationId(0), |event| event.iteration);
        let at_ms = SystemClock::new().now_ms();
        let event = |body| Event {
            id: 0,
            task: unfinished.summary.id.clone(),
            iteration,
            at_ms,
            body,
        };
        let events = bodies.into_iter().map(event).collect();
        journal.append(events).await.map(drop).map_err(unwritable)
    }

    /// Before a task's changes are shown or taken back: a call that was cut off has a receipt too. The task is the one that
    /// is named, or the newest unfinished one of this directory. Nothing happens to one that runs or has ended.
    pub async fn look_after(&self, id: Option<&str>) -> Result<(), Failure> {
        let Ok(mut unfinished) = Unfinished::find(&self.paths, &self.place(), id) else {
            return Ok(());
        };
        match unfinished.past.open().cloned() {
            Some(intent) => self.unsettle(&mut unfinished, &intent).await.map(drop),
            None => Ok(()),
        }
    }

    /// The newest task of this directory that was cut off, in a line.
    pub(super) fn unfinished_notice(&self) -> Option<String> {
        // What can't be read is told by those who need it.
        let history = History::open(&self.paths.journal()).ok()??;
        let place = self.place().display().to_string();
        let since = SystemClock::new().now_ms() - FORGOTTEN_MS;
        let tasks = history.open_tasks(LOOKED_AT).ok()?;
        let mut cut_off = tasks.iter().filter(|task| {
            task.workspace == place
                && task.seen_ms >= since
                && !Claim::is_taken(self.paths.data(), &task.id.0)
        });
        let task = cut_off.next()?;
        Some(format!(
            "task {} of this directory was cut off; openkoi task resume {} goes on with it",
            task.id, task.id
        ))
    }

    /// Whether a task runs at this moment.
    pub fn is_running(&self, task: &TaskId) -> bool {
        Claim::is_taken(self.paths.data(), &task.0)
    }
}

/// By content: the mode of a new file is the system's to say.
fn is_alike(one: Option<&Image>, other: Option<&Image>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => {
            one.hash.is_some() && one.hash == other.hash && one.is_link == other.is_link
        }
        _ => false,
    }
}

fn receipt(id: ReceiptId, intent: &Intent, files: Vec<Touched>) -> Receipt {
    Receipt {
        id,
        tool: intent.tool.clone(),
        summary: intent.summary.clone(),
        effect: intent.effect.clone(),
        code: None,
        is_error: true,
        output: UNKNOWN.to_owned(),
        duration_ms: 0,
        input_hash: intent.input_hash.clone(),
        output_hash: blake3::hash(UNKNOWN.as_bytes()).to_hex().to_string(),
        files,
    }
}

fn open(paths: &Paths) -> Result<History, Failure> {
    let history = History::open(&paths.journal()).map_err(|error| unknown(error.into()))?;
    history.ok_or_else(|| Failure::usage("there are no tasks yet", "openkoi \"TASK\" runs one"))
}

fn events(history: &History, task: &TaskId) -> Result<Vec<Event>, Failure> {
    let records = history
        .events(task)
        .map_err(|error| unknown(error.into()))?;
    Ok(records.iter().filter_map(Record::event).collect())
}

fn newest(paths: &Paths, history: &History, place: &Path) -> Result<TaskSummary, Failure> {
    let place = place.display().to_string();
    let tasks = history
        .tasks(LOOKED_AT)
        .map_err(|error| unknown(error.into()))?;
    let mut unfinished = tasks.into_iter().filter(|task| {
        task.workspace == place
            && is_resumable(task).is_ok()
            && !Claim::is_taken(paths.data(), &task.id.0)
    });
    unfinished.next().ok_or_else(|| {
        Failure::usage(
            "no task of this directory is unfinished",
            "openkoi task list shows what there is",
        )
    })
}

fn is_resumable(task: &TaskSummary) -> Result<(), Failure> {
    match &task.state {
        TaskState::Open
        | TaskState::Closed {
            outcome: RunOutcome::Interrupted,
            ..
        } => Ok(()),
        TaskState::Closed { outcome, .. } => {
            let word = outcome.word();
            Err(Failure::usage(
                format!("task {} has ended ({word})", task.id),
                format!("openkoi task show {} tells how it went", task.id),
            ))
        }
    }
}

pub(super) fn unresumable(task: &TaskId, why: &Unresumable) -> Failure {
    Failure::usage(
        format!("task {task} can't be resumed: {why}"),
        "run its words again as a new task; openkoi undo takes back what it changed",
    )
}

fn unknown(error: HistoryError) -> Failure {
    match error {
        HistoryError::Journal(error) => Failure::new(
            error.to_string(),
            "the next task that runs keeps the file aside and begins a new journal",
        ),
        HistoryError::NoTask(_) | HistoryError::Ambiguous { .. } => {
            Failure::usage(error.to_string(), "openkoi task list shows what there is")
        }
    }
}
