//! What earlier work has taught: one project's for a task, all of them for people.

use super::{Kernel, clock::SystemClock};
use crate::consent::Workspace;
use crate::domain::{
    Event, EventBody, Fault, FaultKind, IterationId, Known, Lesson, LessonId, Scope, TaskId,
};
use crate::failure::Failure;
use crate::mind;
use crate::port::{Candidate, Journal, JournalError, Lessons};
use crate::session::Clock;
use crate::store::{History, Memory, Record, SqliteJournal};
use async_trait::async_trait;
use std::collections::HashMap;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// Lessons that the directive names.
const NAMED: usize = 2;

/// Which lessons are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Of every project, and those no longer in force too.
    pub all: bool,
    /// Only those that share words with this.
    pub words: Option<String>,
}

/// One project's lessons, read from the journal.
pub(super) struct Notebook {
    scope: Scope,
    memory: PathBuf,
    journal: PathBuf,
    /// What a lesson loses of its weight in a week.
    rate: f64,
    megabytes: u64,
}

impl Kernel {
    pub(super) fn notebook(&self, place: &Path) -> Notebook {
        Notebook {
            scope: scope(place),
            memory: self.paths.memory(),
            journal: self.paths.journal(),
            rate: self.config.memory.learning_decay_rate,
            megabytes: self.config.memory.max_storage_mb,
        }
    }

    /// What the directive says of earlier lessons. What can't be read is told where they are recalled.
    pub(super) fn lessons_named(&self, place: &Path, task: &str) -> Vec<String> {
        let candidates = self.notebook(place).ranked(task, None).unwrap_or_default();
        let ranked: Vec<mind::Ranked<'_>> = candidates
            .iter()
            .filter(|candidate| !candidate.known.lesson.tainted)
            .map(|candidate| mind::Ranked {
                known: &candidate.known,
                by_words: candidate.by_words,
                likeness: None,
                weight: candidate.weight,
            })
            .collect();
        let told = mind::recall(&ranked, u64::MAX).into_iter().take(NAMED);
        told.map(|at| ranked[at].known.lesson.text.clone())
            .collect()
    }

    /// Lessons with how much each counts, those first that matter most.
    pub fn lessons(&self, wanted: &Wanted) -> Result<Vec<(Known, f64)>, Failure> {
        let notebook = self.notebook(&self.place());
        let read = || -> Result<Vec<Known>, JournalError> {
            let Some(memory) = notebook.open()? else {
                return Ok(Vec::new());
            };
            let scope = (!wanted.all).then_some(notebook.scope.id.as_str());
            let known = memory.lessons(scope, wanted.all)?;
            let Some(words) = &wanted.words else {
                return Ok(known);
            };
            let found = memory.search(scope, words)?;
            let mut by_id: HashMap<LessonId, Known> = known
                .into_iter()
                .map(|known| (known.lesson.id.clone(), known))
                .collect();
            Ok(found.iter().filter_map(|id| by_id.remove(id)).collect())
        };
        let now = SystemClock::new().now_ms();
        let weighed = |known: Known| {
            let weight = mind::weight(&known, now, notebook.rate);
            (known, weight)
        };
        let known = read().map_err(unreadable)?;
        let mut lessons: Vec<(Known, f64)> = known.into_iter().map(weighed).collect();
        if wanted.words.is_none() {
            let order = |one: &(Known, f64)| (!one.0.is_in_force(), -one.1);
            lessons.sort_by(|one, other| {
                let (one, other) = (order(one), order(other));
                one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))
            });
        }
        Ok(lessons)
    }

    /// The one lesson whose id is, or begins with, this text, and how much it counts.
    pub fn lesson(&self, id: &str) -> Result<(Known, f64), Failure> {
        let notebook = self.notebook(&self.place());
        let found = match notebook.open().map_err(unreadable)? {
            Some(memory) if !id.is_empty() => memory.named(id).map_err(unreadable)?,
            Some(_) | None => Vec::new(),
        };
        let remedy = "openkoi learn list --all shows what there is";
        let exact = found.iter().position(|known| known.lesson.id.0 == id);
        let known = match (exact, found.as_slice()) {
            (Some(at), _) => found[at].clone(),
            (None, [one]) => one.clone(),
            (None, []) => {
                let message = format!("there is no lesson whose id begins with \"{id}\"");
                return Err(Failure::usage(message, remedy));
            }
            (None, several) => {
                let ids: Vec<&str> = several.iter().map(|it| it.lesson.id.0.as_str()).collect();
                let ids = ids.join(", ");
                let message = format!("\"{id}\" is the beginning of several ids: {ids}");
                return Err(Failure::usage(message, "write more of it"));
            }
        };
        let weight = mind::weight(&known, SystemClock::new().now_ms(), notebook.rate);
        Ok((known, weight))
    }

    /// Sees to it that no task is told a lesson any more, or that tasks are again.
    pub async fn forget(&self, lesson: &LessonId, forgotten: bool) -> Result<(), Failure> {
        let (journal, _notices) = SqliteJournal::open(&self.paths.journal()).map_err(unreadable)?;
        let event = Event {
            id: 0,
            task: TaskId("lessons".to_owned()),
            iteration: IterationId(0),
            at_ms: SystemClock::new().now_ms(),
            body: EventBody::Forgotten {
                lesson: lesson.clone(),
                forgotten,
            },
        };
        journal
            .append(vec![event])
            .await
            .map(drop)
            .map_err(unreadable)
    }
}

impl Notebook {
    fn open(&self) -> Result<Option<Memory>, JournalError> {
        Memory::open(&self.memory, &self.journal, self.megabytes)
    }

    fn ranked(&self, task: &str, embedder: Option<&str>) -> Result<Vec<Candidate>, JournalError> {
        let Some(memory) = self.open()? else {
            return Ok(Vec::new());
        };
        let found = memory.search(Some(&self.scope.id), task)?;
        let places: HashMap<&LessonId, usize> = found.iter().zip(0..).collect();
        let mut vectors = match embedder {
            Some(embedder) => memory.vectors(&self.scope.id, embedder)?,
            None => HashMap::new(),
        };
        let now = SystemClock::new().now_ms();
        let candidate = |known: Known| Candidate {
            by_words: places.get(&known.lesson.id).copied(),
            weight: mind::weight(&known, now, self.rate),
            vector: vectors.remove(&known.lesson.id),
            known,
        };
        let known = memory.lessons(Some(&self.scope.id), false)?;
        Ok(known.into_iter().map(candidate).collect())
    }

    fn events(&self, task: &TaskId) -> Result<Vec<Event>, JournalError> {
        let history = History::open(&self.journal)?;
        let records = history.map(|history| history.events(task)).transpose()?;
        let records = records.unwrap_or_default();
        Ok(records.iter().filter_map(Record::event).collect())
    }
}

#[async_trait]
impl Lessons for Notebook {
    async fn candidates(
        &self,
        task: &str,
        embedder: Option<&str>,
    ) -> Result<Vec<Candidate>, Fault> {
        self.ranked(task, embedder).map_err(fault)
    }

    async fn keep(&self, embedder: &str, vectors: Vec<(LessonId, Vec<f32>)>) -> Result<(), Fault> {
        let memory = self.open().map_err(fault)?;
        memory.map_or(Ok(()), |memory| {
            memory.keep(embedder, &vectors).map_err(fault)
        })
    }

    async fn taught(&self, task: &TaskId) -> Result<Vec<Lesson>, Fault> {
        let events = self.events(task).map_err(fault)?;
        Ok(mind::lessons(&events, &self.scope))
    }
}

/// The repository around a directory, or the directory: another one at the same path is another project.
fn scope(place: &Path) -> Scope {
    let workspace = Workspace::around(place);
    let mut hasher = blake3::Hasher::new();
    hasher.update(workspace.root().as_os_str().as_bytes());
    hasher.update(&[0]);
    hasher.update(workspace.identity().as_bytes());
    let id = hasher.finalize().to_hex();
    Scope {
        id: id[..16].to_owned(),
        root: workspace.root().display().to_string(),
    }
}

fn fault(error: JournalError) -> Fault {
    Fault::new("memory", FaultKind::Unavailable, error.to_string())
}

fn unreadable(error: JournalError) -> Failure {
    let remedy = "openkoi doctor says what is wrong with what is kept on this machine";
    Failure::new(error.to_string(), remedy)
}
