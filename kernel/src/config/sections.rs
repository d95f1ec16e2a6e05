//! The sections of the config as types. Values and defaults come checked from the rows in `keys`.

use crate::domain::Usd;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::fmt;

/// Which model does what, as the user wrote it: `provider/model`, a service's id, or a model's own id.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Models {
    pub executor: Option<String>,
    pub evaluator: Option<String>,
    pub planner: Option<String>,
    pub small_model: Option<String>,
}

/// How much is kept on this machine, in megabytes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Storage {
    pub images_mb: u64,
    pub tool_output_mb: u64,
    pub cache_mb: u64,
    pub journal_mb: u64,
}

/// How much of what files were is kept.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Undo {
    /// Mebibytes of one file.
    pub file_mb: u64,
    /// Mebibytes of the large files of one task.
    pub task_mb: u64,
}

/// What is added to the built-in components.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Plugins {
    #[serde(default)]
    pub mcp: Vec<McpEntry>,
}

/// A server of the Model Context Protocol, as the user wrote it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct McpEntry {
    pub name: String,
    pub command: String,
    #[serde(default)]
    pub args: Vec<String>,
    #[serde(default)]
    pub env: BTreeMap<String, Hidden>,
    pub transport: Option<String>,
    pub startup_timeout_sec: Option<u64>,
    pub tool_timeout_sec: Option<u64>,
}

/// What programs may reach.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Sandbox {
    /// Empty: there is no network.
    pub hosts: Vec<String>,
}

/// How failed model calls are tried again.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Retry {
    /// The pause before the first retry; each further one is twice as long.
    pub base_ms: u64,
}

/// What people decided once and for all, as rules.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Permissions {
    pub deny: Vec<String>,
    pub ask: Vec<String>,
    pub allow: Vec<String>,
}

/// How the agencies' verdicts are counted.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Parliament {
    pub rule: ParliamentRule,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ParliamentRule {
    AnyBlock,
    Majority,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Iteration {
    /// 0: once, without evaluation.
    pub max_iterations: u32,
    /// Model calls within one of them.
    pub max_rounds: u32,
    pub quality_threshold: f32,
    /// Anything less than verified is not good enough.
    pub require_verified: bool,
    pub improvement_threshold: f32,
    pub timeout_seconds: u64,
    pub token_budget: u64,
    pub skip_eval_confidence: f32,
    pub scout_enabled: bool,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Safety {
    pub max_cost_usd: Usd,
    pub abort_on_regression: bool,
    pub regression_threshold: f32,
    pub tool_loop: ToolLoop,
}

/// How many equal calls are too many.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ToolLoop {
    pub warning: u64,
    pub critical: u64,
    pub circuit_breaker: u64,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Memory {
    pub compaction: bool,
    pub learning_decay_rate: f64,
    pub max_storage_mb: u64,
}

/// What runs the tasks that are handed in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Daemon {
    pub tasks_at_once: usize,
}

/// How tasks are handed in over HTTP.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Api {
    pub enabled: bool,
    /// 0: any that is free.
    pub port: u16,
    /// None: the daemon makes one.
    pub token: Option<Hidden>,
    pub workspaces: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Patterns {
    pub enabled: bool,
    pub mine_interval_hours: u64,
    pub min_confidence: f64,
    pub min_samples: u64,
    pub auto_propose: bool,
}

/// A service of the user's own, or what the user changed about one that a component brings.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct ProviderEntry {
    pub base_url: Option<String>,
    pub api_key_env: Option<String>,
    /// "auto" is none.
    #[serde(default, deserialize_with = "unless_auto")]
    pub default_model: Option<String>,
    #[serde(default)]
    pub models: Vec<String>,
    pub display_name: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Redaction {
    pub enabled: bool,
    pub placeholder_prefix: String,
    pub literal_secrets: Vec<Hidden>,
    pub categories: BTreeMap<String, bool>,
    #[serde(default)]
    pub custom_patterns: Vec<CustomPattern>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CustomPattern {
    pub name: String,
    pub pattern: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Logging {
    pub level: LogLevel,
}

/// How much the log holds; each level holds those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogLevel {
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

/// Text that is never shown.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Hidden(String);

impl Hidden {
    /// The text, for the one who must know it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

fn unless_auto<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text: Option<String> = Option::deserialize(deserializer)?;
    Ok(text.filter(|text| text != "auto" && !text.is_empty()))
}
