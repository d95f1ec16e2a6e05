//! Tool calls and what they leave behind.

use super::{Effect, ReceiptId, ToolSpec};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A tool as its component describes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolInfo {
    pub spec: ToolSpec,
    /// The strongest effect that a call can have.
    pub effect: Effect,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolOutput {
    pub text: String,
    /// It ran, and what it was asked to do did not succeed.
    pub is_error: bool,
    pub data: Option<Value>,
}

/// Proof of one tool call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub id: ReceiptId,
    pub tool: String,
    /// The call in one line.
    pub summary: String,
    pub effect: Effect,
    /// The exit code, for tools that run programs.
    pub code: Option<i32>,
    pub is_error: bool,
    /// The end of the output, at most 4 KiB.
    pub output: String,
    pub duration_ms: u64,
    /// blake3 of arguments and output, hexadecimal.
    pub input_hash: String,
    pub output_hash: String,
}

/// A file that the work changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileChange {
    /// Relative to the workspace.
    pub path: String,
    pub added: u32,
    pub removed: u32,
    /// This file's part of the unified diff; a note for files that are binary or too large to show.
    pub diff: String,
}
