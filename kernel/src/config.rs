//! Config: file, environment and flags as checked values.
//!
//! `keys` holds one row for each key of `config.toml` with its kind and default: what is accepted, what is said about
//! mistakes and the reference are all computed from the rows. Everything wrong is reported at once, with its place.

mod base_url;
mod document;
mod environment;
mod error;
mod keys;
mod kind;
mod nearest;
mod paths;
mod project;
mod schema;
mod sections;
mod settings;
mod units;

#[cfg(test)]
mod tests;

pub use base_url::parse_base_url;
pub use document::Place;
pub use environment::Environment;
pub use error::{Complaint, ConfigError};
pub use keys::{KEYS, reference};
pub use kind::Kind;
pub use paths::Paths;
pub use schema::{Key, Narrows};
pub use sections::{
    Api, CustomPattern, Daemon, Hidden, Iteration, LogLevel, Logging, McpEntry, Memory, Models,
    Parliament, ParliamentRule, Patterns, Permissions, Plugins, ProviderEntry, Redaction, Retry,
    Safety, Sandbox, Storage, ToolLoop, Undo,
};
pub use settings::{Origin, Setting};
pub use units::{parse_size, parse_time, show_size};

pub(crate) use document::Checked;
pub(crate) use nearest::nearest;
pub(crate) use schema::key;

use serde::Deserialize;
use serde_json::{Value, json};
use settings::Settings;
use std::collections::BTreeMap;

/// The values in force.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Config {
    pub models: Models,
    pub iteration: Iteration,
    pub safety: Safety,
    pub parliament: Parliament,
    pub retry: Retry,
    pub undo: Undo,
    pub memory: Memory,
    pub storage: Storage,
    pub patterns: Patterns,
    /// By id.
    pub providers: BTreeMap<String, ProviderEntry>,
    #[serde(default)]
    pub plugins: Plugins,
    pub permissions: Permissions,
    pub redaction: Redaction,
    pub sandbox: Sandbox,
    pub daemon: Daemon,
    pub api: Api,
    pub log: Logging,
    /// Every value by its path, with its origin.
    #[serde(skip)]
    pub settings: BTreeMap<String, Setting>,
    /// What the user should know and need not act on, a line each.
    #[serde(skip)]
    pub notes: Vec<String>,
}

/// What the command line says. None: nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overrides {
    /// `--model`
    pub model: Option<String>,
    /// `--iterate`
    pub iterations: Option<u32>,
    /// `--quality`
    pub quality: Option<f64>,
    /// `--budget`
    pub budget_usd: Option<f64>,
    /// `--time`
    pub timeout_seconds: Option<u64>,
    /// `--redact`
    pub redact: bool,
    /// `--require-verified`
    pub require_verified: bool,
}

impl Config {
    /// Reads the user's file, takes what narrows from the text of the project's file, and applies environment and flags.
    pub fn load(
        paths: &Paths,
        project: Option<&str>,
        environment: &Environment,
        overrides: &Overrides,
    ) -> Result<Self, ConfigError> {
        let mut settings = Settings::defaults();
        let mut complaints = Vec::new();
        let mut is_empty = false;
        if let Some(text) = user_file(paths)? {
            is_empty = text.is_empty();
            let path = paths.config_file().display().to_string();
            let mut file = Checked::read(&path, &text, KEYS);
            complaints.append(&mut file.complaints);
            settings.lay_over(&path, file);
        }
        let mut notes = unreadable_variables(environment);
        if is_empty {
            let path = paths.config_file().display();
            notes.push(format!("{path} is empty: no setting of yours holds"));
        }
        notes.extend(
            project
                .map(|text| project::narrow(&mut settings, text))
                .unwrap_or_default(),
        );
        for (path, origin, value) in overriding(environment, overrides) {
            complaints.extend(settings.override_with(path, value, origin).err());
        }
        if !complaints.is_empty() {
            return Err(ConfigError::Invalid(complaints));
        }
        let mut config: Self = serde_json::from_value(settings.tree()).map_err(|error| {
            let at = paths.config_file().display().to_string();
            ConfigError::Invalid(vec![Complaint {
                at,
                message: error.to_string(),
                remedy: String::new(),
            }])
        })?;
        config.settings = settings.each;
        config.notes = notes;
        Ok(config)
    }

    /// The values that the user set and that nothing depends on yet, with their place.
    pub fn unused(&self) -> impl Iterator<Item = (&str, &Origin)> {
        let set = |setting: &Setting| setting.unused && setting.origin != Origin::Default;
        self.settings
            .iter()
            .filter(move |(_, setting)| set(setting))
            .map(|(path, setting)| (path.as_str(), &setting.origin))
    }
}

/// The text of the user's file. None: it is not there and nobody said that it is.
fn user_file(paths: &Paths) -> Result<Option<String>, ConfigError> {
    let path = paths.config_file();
    match (openkoi_state::read(path)?, paths.config_named_by()) {
        (None, Some(named_by)) => Err(ConfigError::Missing {
            path: path.to_owned(),
            named_by,
        }),
        (text, _) => Ok(text),
    }
}

fn unreadable_variables(environment: &Environment) -> Vec<String> {
    let note = |name: &String| {
        format!(
            "environment variable {} ignored: its value is not UTF-8",
            name.escape_debug()
        )
    };
    environment.ignored().iter().map(note).collect()
}

/// Environment first, then flags: the later wins.
fn overriding(
    environment: &Environment,
    overrides: &Overrides,
) -> Vec<(&'static str, Origin, Value)> {
    let said = |name, value: &str| (Origin::Environment(name), Value::from(value));
    let variable = |name| environment.get(name).map(|value| said(name, value));
    let word = |name| {
        environment
            .get(name)
            .map(|value| said(name, &value.to_lowercase()))
    };
    let flag = |name, value: Option<Value>| value.map(|value| (Origin::Flag(name), value));
    let rows = [
        ("models.executor", variable("OPENKOI_MODEL")),
        ("log.level", word("OPENKOI_LOG_LEVEL")),
        (
            "models.executor",
            flag("--model", overrides.model.clone().map(Value::from)),
        ),
        (
            "iteration.max_iterations",
            flag("--iterate", overrides.iterations.map(Value::from)),
        ),
        (
            "iteration.quality_threshold",
            flag("--quality", overrides.quality.map(Value::from)),
        ),
        (
            "safety.max_cost_usd",
            flag("--budget", overrides.budget_usd.map(Value::from)),
        ),
        (
            "iteration.timeout_seconds",
            flag("--time", overrides.timeout_seconds.map(Value::from)),
        ),
        (
            "redaction.enabled",
            flag("--redact", overrides.redact.then(|| json!(true))),
        ),
        (
            "iteration.require_verified",
            flag(
                "--require-verified",
                overrides.require_verified.then(|| json!(true)),
            ),
        ),
    ];
    rows.into_iter()
        .filter_map(|(path, said)| said.map(|(origin, value)| (path, origin, value)))
        .collect()
}
