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
    /// The files that stand otherwise since the call, sorted by path. Only calls that may change something have any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Touched>,
}

/// A file before and after a call; none where it was not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touched {
    /// Relative to the workspace, as [`super::spelled`] writes it.
    pub path: String,
    pub before: Option<Image>,
    pub after: Option<Image>,
}

/// By what a file, a link or a directory is known again. A content itself is kept under its hash if it was not too long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// blake3 of the content, or of a link's target, hexadecimal; none: too long or not readable.
    pub hash: Option<String>,
    /// Bytes.
    pub size: u64,
    /// The permission bits.
    pub mode: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_link: bool,
    /// It has neither hash nor size.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_directory: bool,
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
