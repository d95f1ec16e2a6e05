//! What a task that has come to an end teaches, taken from its evidence and never from what its model says of itself.
//!
//! A task that is verified or partial teaches what holds; every task teaches what did not. Lessons are our own words around
//! names of the project: a name that might be a sentence is quoted, and then the lesson is tainted as the task was.

mod attempt;
mod check;
mod fix;
mod told;
mod trail;
mod way;
mod wish;

#[cfg(test)]
mod tests;

use super::Story;
use crate::domain::{
    Event, EventBody, Lesson, LessonId, LessonKind, Milestone, Reached, RunOutcome, Scope, TaskId,
    Verification,
};
use told::Told;
use trail::Trail;

/// A task teaches so much at most; what proves the project comes first.
const MOST: usize = 12;

/// The lessons of one task from its events, oldest first. None while it runs, of one that was interrupted, and of a
/// simulation.
pub fn lessons(events: &[Event], scope: &Scope) -> Vec<Lesson> {
    let story = Story::of(events);
    let (Some(task), Some(closed)) = (&story.task, &story.closed) else {
        return Vec::new();
    };
    if closed.outcome == RunOutcome::Interrupted || !story.futures.is_empty() {
        return Vec::new();
    }
    let trail = Trail::of(events);
    let run = Run {
        holds: match closed.verification {
            Verification::Verified => Some(0.9),
            Verification::Partial => Some(0.7),
            Verification::Unverified => None,
        },
        story: &story,
        trail: &trail,
    };
    let found = wish::lessons(&run)
        .into_iter()
        .chain(check::lessons(&run))
        .chain(fix::lessons(&run))
        .chain(way::lessons(&run))
        .chain(attempt::lessons(&run));
    let is_tainted = is_tainted(events);
    let mut lessons: Vec<Lesson> = Vec::new();
    for draft in found {
        let lesson = draft.lesson(scope, task, is_tainted);
        let same = |other: &Lesson| other.kind == lesson.kind && other.subject == lesson.subject;
        if lessons.len() < MOST && !lessons.iter().any(same) {
            lessons.push(lesson);
        }
    }
    lessons
}

/// A model's one sentence about a task that was verified; none if it is no sentence.
pub fn summary(events: &[Event], scope: &Scope, sentence: &str) -> Option<Lesson> {
    let story = Story::of(events);
    let (task, closed) = (story.task.as_ref()?, story.closed.as_ref()?);
    if closed.verification != Verification::Verified || sentence.trim().is_empty() {
        return None;
    }
    let told = Told::default().quote(&story.description).say(": ");
    let receipts = story.receipts.iter().map(|it| it.id.0.clone()).collect();
    let draft = Draft {
        kind: LessonKind::Summary,
        subject: story.description.clone(),
        told: told.quote(sentence),
        receipts,
        confidence: 0.5,
    };
    // Whatever a model says may be what it has read.
    Some(draft.lesson(scope, task, true))
}

/// A task and what it rests on.
struct Run<'a> {
    /// How sure that is which holds; none: nothing does.
    holds: Option<f32>,
    story: &'a Story,
    trail: &'a Trail<'a>,
}

/// A lesson on its way.
struct Draft {
    kind: LessonKind,
    subject: String,
    told: Told,
    receipts: Vec<String>,
    confidence: f32,
}

impl Draft {
    fn lesson(self, scope: &Scope, task: &TaskId, is_tainted: bool) -> Lesson {
        let (text, is_foreign) = self.told.end();
        let mut hasher = blake3::Hasher::new();
        for part in [&scope.id, self.kind.word(), &self.subject, &text] {
            hasher.update(normalised(part).as_bytes());
            hasher.update(&[0]);
        }
        let id = hasher.finalize().to_hex();
        Lesson {
            id: LessonId(format!("l{}", &id[..10])),
            kind: self.kind,
            subject: told::cut(&self.subject, told::SUBJECT),
            text,
            scope: scope.clone(),
            source: task.clone(),
            receipts: self.receipts,
            confidence: self.confidence,
            tainted: is_tainted && is_foreign,
        }
    }
}

/// Spaces and capitals make no other fact.
fn normalised(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// Whether text that nobody vouches for was read: of the project, by a tool, or in an earlier lesson.
fn is_tainted(events: &[Event]) -> bool {
    events.iter().any(|event| match &event.body {
        EventBody::ToolCalled { .. } | EventBody::Unsettled { .. } | EventBody::Measured { .. } => {
            true
        }
        EventBody::Reached(Milestone {
            told: Reached::Begin { tainted, .. },
            ..
        }) => *tainted,
        _ => false,
    })
}
