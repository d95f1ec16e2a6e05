//! The composition root: config and registry in, a wired session out. The one room that names every concrete type.

mod advice;
mod audit;
mod clock;
mod consent;
mod doctor;
#[cfg(test)]
mod egress;
mod futures;
mod instructions;
mod knowledge;
mod lessons;
mod loader;
mod mcp;
mod models;
mod network;
mod notes;
mod overview;
mod permissions;
mod queue;
mod resume;
mod storage;
mod task;
mod trust;
mod undo;
mod veil;

pub use crate::door::lineage;
pub use crate::store::{
    Finding, Head, History, HistoryError, Record, TaskState, TaskSummary, Totals, Verified,
};
pub use advice::Advice;
pub use audit::{audited, running};
pub use consent::Brought;
pub use doctor::{Ailment, Check, Doctor};
pub use lessons::Wanted;
pub use mcp::{McpServer, Source};
pub use overview::{Overview, ServiceState};
pub use queue::{Order, Queue, Refusal, Withdrawal};
pub use resume::{Unfinished, Unknown};
pub use task::Prepared;
pub use trust::TrustEdit;
pub use undo::{Restoration, Restored};

use crate::config::{Config, ConfigError, Environment, Overrides, Paths};
use crate::domain::TaskId;
use crate::door::retry::RetryPolicy;
use crate::door::secrets::Secrets;
use crate::door::tape::Tape;
use crate::failure::Failure;
use crate::port::Log;
use crate::registry::bundle::Bundle;
use crate::registry::{BuiltIn, ComponentKind, Digest, Registry, Selection, ServiceRow};
use crate::session::Limits;
use loader::Loader;
use openkoi_redact::Redactor;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// What the command line says beside the config's keys.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where the user stands.
    pub directory: PathBuf,
    pub record: Option<PathBuf>,
    pub replay: Option<PathBuf>,
    /// The JSON schema that the answer has to satisfy.
    pub answer_schema: Option<serde_json::Value>,
    /// What kind of work a task is, as whoever handed it in says; none: by its words.
    pub category: Option<String>,
    /// What all sinks strike credentials out with.
    pub redactor: Redactor,
}

/// Takes the lines that a running command prints.
pub type Output = Arc<dyn Fn(&str) + Send + Sync>;

/// Everything that is known before a task begins. Opening it creates nothing and compiles nothing.
pub struct Kernel {
    pub paths: Paths,
    pub config: Config,
    pub registry: Registry,
    environment: Environment,
    options: Options,
    selection: Selection,
    services: Vec<ServiceRow>,
    secrets: Arc<Secrets>,
    /// What the project brings along.
    pub brought: Brought,
}

impl Kernel {
    /// Reads config, manifests and grants.
    pub fn open(
        environment: Environment,
        config: Option<&Path>,
        overrides: &Overrides,
        options: Options,
    ) -> Result<Self, Failure> {
        let paths = Paths::resolve(&environment, config).map_err(wrong)?;
        let brought = Brought::open(&paths, &environment, &options.directory)
            .map_err(wrong)?
            .redacting(options.redactor.clone());
        let config = Config::load(&paths, brought.config().as_deref(), &environment, overrides)
            .map_err(wrong)?;
        let bundle = Bundle::embedded().map_err(|error| Failure::new(error.to_string(), ""))?;
        let built_in = |entry: &crate::registry::bundle::BundleEntry| {
            let digest = Digest::parse(&entry.digest)
                .unwrap_or_else(|| Digest::of(&entry.manifest, entry.packed));
            BuiltIn {
                manifest: entry.manifest.clone(),
                digest,
            }
        };
        let built_ins = bundle.entries().iter().map(built_in).collect();
        let registry = Registry::load(built_ins, &paths, Some(&options.directory))?;
        let selection = registry.selection();
        let services =
            crate::registry::services(&selection, &config, &environment).map_err(wrong)?;
        let variables = environment
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let redactor = options.redactor.clone();
        veil::prepare(&redactor, &config.redaction)?;
        let secrets = Arc::new(Secrets::new(variables, paths.credentials(), redactor));
        Ok(Self {
            paths,
            config,
            registry,
            environment,
            options,
            selection,
            services,
            secrets,
            brought,
        })
    }

    /// What the user should know and need not act on.
    pub fn notices(&self) -> Vec<String> {
        let mut notices = self.config.notes.clone();
        let unusable = self.registry.broken().iter();
        notices.extend(
            unusable.map(|folder| format!("{}: {}", folder.folder.display(), folder.reason)),
        );
        notices
    }

    /// Each agency's emoji.
    pub fn symbols(&self) -> HashMap<String, String> {
        let agencies = self.selection.of(ComponentKind::Agency);
        let symbol = |chosen: &crate::registry::Chosen| {
            let symbol = chosen
                .component
                .manifest
                .agency
                .as_ref()
                .map(|agency| agency.symbol.clone())
                .unwrap_or_default();
            (chosen.component.name().to_owned(), symbol)
        };
        agencies
            .map(symbol)
            .filter(|(_, symbol)| !symbol.is_empty())
            .collect()
    }

    fn loader(
        &self,
        task: &TaskId,
        place: &Path,
        log: Arc<dyn Log>,
        output: Output,
        tape: Option<Tape>,
    ) -> Loader {
        let retry = match &tape {
            // Nobody is there who could recover.
            Some(tape) if tape.is_replay() => RetryPolicy::immediate(),
            _ => RetryPolicy {
                base: Duration::from_millis(self.config.retry.base_ms),
                ..RetryPolicy::default()
            },
        };
        Loader::new(loader::Surroundings {
            selection: self.selection.clone(),
            services: self.services.clone(),
            secrets: Arc::clone(&self.secrets),
            paths: self.paths.clone(),
            environment: &self.environment,
            workspace: place.to_owned(),
            hosts: self.config.sandbox.hosts.clone(),
            temp: std::env::temp_dir().join(format!("openkoi-{task}")),
            retry,
            tape,
            log,
            output,
            vault: self.vault(),
        })
    }

    fn tape(&self) -> Result<Option<Tape>, Failure> {
        let tape = match (&self.options.record, &self.options.replay) {
            (Some(path), _) => Tape::record(path, self.options.redactor.clone()),
            (None, Some(path)) => Tape::replay(path),
            (None, None) => return Ok(None),
        };
        let remedy = "--record writes a recording, --replay reads one that it wrote";
        tape.map(Some)
            .map_err(|fault| Failure::usage(fault.message, remedy))
    }

    /// What strikes credentials out of all that is shown.
    pub fn redactor(&self) -> &Redactor {
        &self.options.redactor
    }

    fn limits(&self) -> Limits {
        let (iteration, safety) = (&self.config.iteration, &self.config.safety);
        Limits {
            iterations: iteration.max_iterations,
            threshold: iteration.quality_threshold,
            tokens: iteration.token_budget,
            money: safety.max_cost_usd,
            time: Duration::from_secs(iteration.timeout_seconds),
            rounds: iteration.max_rounds,
            regression: safety
                .abort_on_regression
                .then_some(safety.regression_threshold),
            repeats_warned: u32::try_from(safety.tool_loop.warning).unwrap_or(u32::MAX),
            repeats: u32::try_from(safety.tool_loop.circuit_breaker).unwrap_or(u32::MAX),
            require_verified: iteration.require_verified,
            answer_schema: self.options.answer_schema.clone(),
        }
    }

    fn shortened(&self, place: &Path) -> String {
        let home = self.environment.get("HOME").map(Path::new);
        match home.and_then(|home| place.strip_prefix(home).ok()) {
            Some(below) => Path::new("~").join(below).display().to_string(),
            None => place.display().to_string(),
        }
    }
}

/// An id that sorts by the time it was made.
fn new_task() -> TaskId {
    TaskId(uuid::Uuid::now_v7().simple().to_string())
}

fn wrong(error: ConfigError) -> Failure {
    let remedy = error.remedy();
    Failure::usage(error.to_string(), remedy)
}
