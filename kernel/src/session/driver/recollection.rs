//! What earlier work has taught, before the work; and what this one teaches, after it.

use super::Session;
use crate::domain::{EventBody, Fault, Lesson, LessonKind, Recalled, RecalledLesson, RunOutcome};
use crate::mind::{self, Ranked};
use crate::port::Candidate;
use crate::session::lesson;
use crate::session::machine::{Closing, Mode};

/// Of a task's tokens this share may go to lessons.
const SHARE: u64 = 10;

/// What the executor is told of earlier work.
#[derive(Debug, Default)]
pub(super) struct Recollection {
    pub(super) text: Option<String>,
    /// Something of it is nobody's word.
    pub(super) is_tainted: bool,
}

impl Session {
    /// Finds the lessons of this project that matter for the task. They are in the journal before the executor hears them.
    pub(super) async fn recall(&mut self) -> Recollection {
        let Some(lessons) = self.lessons.clone().filter(|_| self.mode != Mode::Simulate) else {
            return Recollection::default();
        };
        let candidates = match lessons.candidates(&self.task, None).await {
            Ok(candidates) => candidates,
            Err(fault) => {
                self.note_memory(&fault).await;
                return Recollection::default();
            }
        };
        let chosen = self.chosen(&candidates, &[]);
        if chosen.is_empty() {
            return Recollection::default();
        }
        let recalled = Recalled {
            lessons: chosen.iter().map(|lesson| recalled(lesson)).collect(),
            embedder: None,
            without: None,
        };
        self.recorder.record(EventBody::Recalled(recalled)).await;
        Recollection {
            text: lesson::text(&chosen),
            is_tainted: chosen.iter().any(|lesson| lesson.tainted),
        }
    }

    /// Those that matter most; `likenesses` stand in the order of the candidates, or are none.
    fn chosen<'a>(
        &self,
        candidates: &'a [Candidate],
        likenesses: &[Option<f64>],
    ) -> Vec<&'a Lesson> {
        let ranked: Vec<Ranked<'_>> = candidates
            .iter()
            .enumerate()
            .map(|(at, candidate)| Ranked {
                known: &candidate.known,
                by_words: candidate.by_words,
                likeness: likenesses.get(at).copied().flatten(),
                weight: candidate.weight,
            })
            .collect();
        let told = mind::recall(&ranked, self.limits.tokens / SHARE);
        told.into_iter()
            .map(|at| &candidates[at].known.lesson)
            .collect()
    }

    /// What the task teaches that is now closed. Memory that fails is told, and no reason to fail the task.
    pub(super) async fn learn(&self, closing: &Closing) {
        let Some(lessons) = &self.lessons else {
            return;
        };
        let is_over = self.mode != Mode::Simulate && closing.outcome != RunOutcome::Interrupted;
        if !is_over || self.recorder.broken().is_some() {
            return;
        }
        match lessons.taught(self.recorder.task()).await {
            Ok(taught) => {
                let learned = |lesson| EventBody::Learned { lesson };
                let events = taught.into_iter().map(learned).collect();
                self.recorder.record_all(events).await;
            }
            Err(fault) => self.note_memory(&fault).await,
        }
    }

    async fn note_memory(&self, fault: &Fault) {
        let note = EventBody::Note {
            source: "memory".into(),
            level: "warn".into(),
            line: format!("nothing of earlier work is known: {}", fault.message),
        };
        self.recorder.record(note).await;
    }
}

fn recalled(lesson: &&Lesson) -> RecalledLesson {
    RecalledLesson {
        id: lesson.id.clone(),
        text: lesson.text.clone(),
        tainted: lesson.tainted && lesson.kind != LessonKind::Wish,
    }
}
