//! What the machine was told, as the journal keeps it: a task is resumed by telling it again.

use super::{Fault, FileChange, Part, Plan, ReceiptId, Touched, Usage, Usd};
use serde::{Deserialize, Serialize};

/// A moment up to which nothing has to be done again, and what had been used up by then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Milestone {
    pub elapsed_ms: u64,
    pub usage: Usage,
    pub cost: Usd,
    pub calls: u32,
    pub told: Reached,
}

/// What was told. What other events say already is not said twice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reached {
    /// With the instructions that went with the task.
    Begin {
        instructions: Option<String>,
        tainted: bool,
    },
    Planned(Result<Plan, Fault>),
    /// By the verdicts.
    Deliberated,
    /// By what the executor said last, or why it said nothing.
    Answered(Option<Fault>),
    /// The same, for the answer in its form.
    Shaped(Option<Fault>),
    /// In the order of the calls.
    ToolsRan(Vec<Came>),
    /// By what was measured.
    BaselineTaken,
    Judged {
        /// The evaluators, in the order in which their reports were told.
        order: Vec<String>,
        changes: Vec<FileChange>,
        /// What the checks left behind.
        left: Vec<Touched>,
    },
}

/// What came of one call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Came {
    Called(ReceiptId),
    Refused {
        call: String,
        heard: String,
        denied: bool,
    },
}

/// All of a model's answer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Said {
    /// Text, thinking and calls in the order in which they were said.
    pub parts: Vec<Part>,
    /// The calls whose arguments are no JSON object.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub garbled: Vec<Garbled>,
    /// blake3 of the parts as they were said, hexadecimal: the journal keeps no credentials, and what it left out is no
    /// longer what was said.
    #[serde(default)]
    pub hash: String,
}

impl Said {
    pub fn new(parts: Vec<Part>, garbled: Vec<Garbled>) -> Self {
        let hash = hash(&parts);
        Self {
            parts,
            garbled,
            hash,
        }
    }

    /// Whether it is what was said, word for word.
    pub fn is_whole(&self) -> bool {
        self.hash == hash(&self.parts)
    }
}

/// Parts always have a JSON form; without one they would only not count as whole.
fn hash(parts: &[Part]) -> String {
    let text = serde_json::to_string(parts).unwrap_or_default();
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

/// A call that can't be made as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Garbled {
    /// Its place among the calls of the answer, from 0.
    pub at: usize,
    pub text: String,
    pub why: String,
}
