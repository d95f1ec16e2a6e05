//! Which instructions went with a task.

use serde::{Deserialize, Serialize};

/// Names only: the texts are files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instructed {
    /// Empty: nobody could say.
    pub category: String,
    /// What decided about the category.
    pub why: String,
    /// The skill whose dimensions and advice those who judge were given.
    pub evaluator: Option<String>,
    pub skills: Vec<String>,
    /// The files, the most general first.
    pub instructions: Vec<String>,
    /// What was not used, and why.
    pub notes: Vec<String>,
}
