//! How a pure step gets at the world: it asks, the kernel answers under policy and budget.

use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Chosen by the asker, unique among its questions.
    pub id: String,
    pub ask: Ask,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    Model(ModelQuestion),
    Command(Command),
    /// The text of a workspace file.
    File(String),
    /// The workspace files that match.
    Glob(String),
    Other(String, Value),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelQuestion {
    /// "small", "evaluator", "planner" or "executor".
    pub role: String,
    pub prompt: String,
    /// JSON schema of the answer.
    pub schema: Value,
}

/// A line for the shell, run in the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Command {
    pub line: String,
    /// Relative to the workspace; empty for the workspace itself.
    pub directory: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stdin: Vec<u8>,
    pub timeout_ms: u32,
}

/// How a command went. Bytes that are not UTF-8 are kept: whoever shows them replaces them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Outcome {
    /// None when a signal ended it.
    pub code: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    pub timed_out: bool,
    pub duration_ms: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    Json(Value),
    Ran(Outcome),
    Text(String),
    Paths(Vec<String>),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub id: String,
    /// The answer, or why there is none.
    pub outcome: Result<Reply, String>,
}

/// What a pure step returns: questions, or the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step<T> {
    Ask(Vec<Question>),
    Done(T),
}
