//! What earlier work has taught, before the work; and what this one teaches, after it.

use super::Session;
use crate::domain::{EventBody, Fault, Lesson, LessonKind, Recalled, RecalledLesson, RunOutcome};
use crate::mind::{self, Ranked};
use crate::port::{Candidate, Lessons};
use crate::session::lesson;
use crate::session::machine::{Closing, Mode};
use crate::session::models::Vectors;
use crate::session::truncate;

/// Of a task's tokens this share may go to lessons.
const SHARE: u64 = 10;
/// Texts of one request to an embedder, and bytes of the task in it.
const AT_ONCE: usize = 64;
const TASK: usize = 4 * 1024;

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
        let named = self.caller.models.embedder.as_ref();
        let vectors = named.and_then(|vectors| vectors.as_ref().ok());
        let embedder = vectors.map(|vectors| vectors.reference().to_string());
        let candidates = lessons.candidates(&self.task, embedder.as_deref()).await;
        let mut candidates = match candidates {
            Ok(candidates) => candidates,
            Err(fault) => {
                self.note_memory("nothing of earlier work is known", &fault)
                    .await;
                return Recollection::default();
            }
        };
        if candidates.is_empty() {
            return Recollection::default();
        }
        let meaning = match (named, vectors) {
            (Some(Err(why)), _) => Err(why.clone()),
            (_, Some(vectors)) => self.likenesses(&*lessons, vectors, &mut candidates).await,
            (_, None) => Ok(Vec::new()),
        };
        let (likenesses, without) = match meaning {
            Ok(likenesses) => (likenesses, None),
            Err(why) => (Vec::new(), Some(why)),
        };
        let chosen = self.chosen(&candidates, &likenesses);
        if chosen.is_empty() && without.is_none() {
            return Recollection::default();
        }
        let recalled = Recalled {
            lessons: chosen.iter().copied().map(recalled).collect(),
            embedder: embedder.filter(|_| without.is_none()),
            without,
        };
        self.recorder.record(EventBody::Recalled(recalled)).await;
        Recollection {
            text: lesson::text(&chosen),
            is_tainted: chosen.iter().any(|lesson| lesson.tainted),
        }
    }

    /// How alike each candidate is to the task in meaning. What has no vector yet gets one, as many as one request takes.
    async fn likenesses(
        &self,
        lessons: &dyn Lessons,
        vectors: &Vectors,
        candidates: &mut [Candidate],
    ) -> Result<Vec<Option<f64>>, String> {
        let missing = (0..candidates.len()).filter(|at| candidates[*at].vector.is_none());
        let missing: Vec<usize> = missing.take(AT_ONCE - 1).collect();
        let mut texts = vec![truncate::head(&self.task, usize::MAX, TASK).to_owned()];
        let text = |at: &usize| candidates[*at].known.lesson.text.clone();
        texts.extend(missing.iter().map(text));
        let made = self.caller.embed(vectors, &texts).await;
        let mut made = made.map_err(|fault| fault.message)?.into_iter();
        let task = made.next().unwrap_or_default();
        let mut kept = Vec::with_capacity(missing.len());
        for (at, vector) in missing.into_iter().zip(made) {
            kept.push((candidates[at].known.lesson.id.clone(), vector.clone()));
            candidates[at].vector = Some(vector);
        }
        let embedder = vectors.reference().to_string();
        if let Err(fault) = lessons.keep(&embedder, kept).await {
            self.note_memory("vectors can't be kept", &fault).await;
        }
        let alike = |candidate: &Candidate| mind::alike(&task, candidate.vector.as_ref()?);
        Ok(candidates.iter().map(alike).collect())
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
            Err(fault) => self.note_memory("nothing is learned", &fault).await,
        }
    }

    async fn note_memory(&self, what: &str, fault: &Fault) {
        let note = EventBody::Note {
            source: "memory".into(),
            level: "warn".into(),
            line: format!("{what}: {}", fault.message),
        };
        self.recorder.record(note).await;
    }
}

fn recalled(lesson: &Lesson) -> RecalledLesson {
    RecalledLesson {
        id: lesson.id.clone(),
        text: lesson.text.clone(),
        tainted: lesson.tainted && lesson.kind != LessonKind::Wish,
    }
}
