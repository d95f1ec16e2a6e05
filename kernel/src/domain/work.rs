//! What an evaluator sees and what it reports.

use super::{Extra, Receipt};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Before the first change.
    Baseline,
    /// After an iteration.
    After,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Work {
    pub phase: Phase,
    pub task: String,
    pub category: String,
    pub constraints: Vec<String>,
    /// What the executor says it did.
    pub answer: String,
    /// Unified diff, computed by the kernel.
    pub diff: String,
    pub receipts: Vec<Receipt>,
    pub baseline: Vec<Measurement>,
    pub rubric: Vec<Dimension>,
    pub guidance: String,
    pub model_available: bool,
    pub extra: Extra,
}

/// One command of the project and how it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measurement {
    /// "build", "test", "lint" or another word.
    pub kind: String,
    pub command: String,
    pub directory: String,
    pub code: Option<i32>,
    pub passed: u32,
    pub failed: u32,
    pub skipped: u32,
    pub failures: Vec<String>,
    pub output: String,
    pub duration_ms: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dimension {
    pub name: String,
    pub weight: f32,
    pub description: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Vetoes acceptance.
    Blocker,
    Important,
    Suggestion,
    Other(String),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Score {
    pub dimension: String,
    /// 0 to 1.
    pub value: f32,
    /// More than 0.
    pub weight: f32,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub severity: Severity,
    pub dimension: String,
    pub title: String,
    pub detail: String,
    pub location: Option<String>,
    pub fix: Option<String>,
    #[serde(default)]
    pub evidence: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    Supported,
    Contradicted,
    Unsupported,
    Other(String),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub text: String,
    pub standing: Standing,
    pub evidence: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    pub scores: Vec<Score>,
    pub findings: Vec<Finding>,
    pub claims: Vec<Claim>,
    pub measurements: Vec<Measurement>,
    pub extra: Extra,
}
