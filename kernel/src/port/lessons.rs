//! What earlier work has taught, and what a task teaches.

use crate::domain::{Fault, Known, Lesson, LessonId, TaskId};
use async_trait::async_trait;

/// A lesson that may matter for a task.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub known: Known,
    /// Its place among those that share words with the task, from 0; none: it shares none.
    pub by_words: Option<usize>,
    /// How much it counts: its confidence, how often it was learned, and how long ago.
    pub weight: f64,
    /// What the embedder made of it, if that is kept.
    pub vector: Option<Vec<f32>>,
}

/// One project's lessons. The journal is where they are written; this reads it.
#[async_trait]
pub trait Lessons: Send + Sync {
    /// The lessons in force, with the vectors that are kept of `embedder`, a model's full name.
    async fn candidates(&self, task: &str, embedder: Option<&str>)
    -> Result<Vec<Candidate>, Fault>;

    /// Keeps what the embedder made of lessons.
    async fn keep(&self, embedder: &str, vectors: Vec<(LessonId, Vec<f32>)>) -> Result<(), Fault>;

    /// What a task that has come to an end teaches, by the evidence in its journal.
    async fn taught(&self, task: &TaskId) -> Result<Vec<Lesson>, Fault>;
}
