//! What work has taught: a fact with its provenance.

use super::TaskId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// By what a lesson is known again: the same fact about the same project has the same id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LessonId(pub String);

impl fmt::Display for LessonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LessonKind {
    /// Which check proves the project, and how it stood.
    Check,
    /// Which change resolved what a check found.
    Fix,
    /// A way of doing something that does not work here, and the one that did.
    Way,
    /// What was tried and did not hold.
    Attempt,
    /// What an answer claimed and the evidence contradicted.
    Claim,
    /// What the user wants from now on, in their own words.
    Wish,
    /// A model's one sentence about a task that was verified.
    Summary,
}

impl LessonKind {
    /// The word in JSON and on screens.
    pub fn word(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Fix => "fix",
            Self::Way => "way",
            Self::Attempt => "attempt",
            Self::Claim => "claim",
            Self::Wish => "wish",
            Self::Summary => "summary",
        }
    }

    /// Whether it matters for whatever is done in its project.
    pub fn is_standing(self) -> bool {
        match self {
            Self::Check | Self::Wish => true,
            Self::Fix | Self::Way | Self::Attempt | Self::Claim | Self::Summary => false,
        }
    }
}

/// The project that a lesson is about; it is shown in no other.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Scope {
    /// Of the root's path and of what tells its directory from others at the same path.
    pub id: String,
    /// The root's path, for people.
    pub root: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lesson {
    pub id: LessonId,
    pub kind: LessonKind,
    /// What it is about: a newer lesson about the same, with another text, replaces it.
    pub subject: String,
    pub text: String,
    pub scope: Scope,
    pub source: TaskId,
    /// What shows it, in its source: ids of receipts, or the commands of checks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receipts: Vec<String>,
    /// 0 to 1.
    pub confidence: f32,
    /// It quotes what nobody vouches for: whoever reads it is tainted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tainted: bool,
}

/// A lesson as all of the journal tells it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// As it was learned last.
    pub lesson: Lesson,
    /// Milliseconds since 1970, UTC: learned first, and last.
    pub first_ms: i64,
    pub seen_ms: i64,
    /// How often it was learned.
    pub times: u32,
    /// How often a task was told it.
    pub recalled: u32,
    /// The user does not want it.
    pub forgotten: bool,
    /// The changes of its source were taken back.
    pub taken_back: bool,
    /// What says otherwise since.
    pub superseded_by: Option<LessonId>,
}

impl Known {
    /// Whether tasks are told it.
    pub fn is_in_force(&self) -> bool {
        !self.forgotten && !self.taken_back && self.superseded_by.is_none()
    }
}

/// What a task was told of earlier work.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Recalled {
    pub lessons: Vec<RecalledLesson>,
    /// The model by whose vectors they were ranked beside their words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embedder: Option<String>,
    /// Why they were not ranked by an embedder that is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecalledLesson {
    pub id: LessonId,
    pub text: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tainted: bool,
}
