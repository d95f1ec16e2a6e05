//! Turns components into the kernel's ports, each with what is lent to it.

mod embedder;
mod kinds;
mod lending;
mod mute;

use super::veil::Veiled;
use super::{Output, network};
use crate::config::{Environment, Paths};
use crate::domain::{Fault, FaultKind, RunOutcome, Service};
use crate::door::http::{Credential, Door, NetworkGrant};
use crate::door::process::{Places, Shell};
use crate::door::retry::RetryPolicy;
use crate::door::secrets::Secrets;
use crate::door::tape::Tape;
use crate::door::workspace::Ledger;
use crate::failure::Failure;
use crate::mechanism::remote::RemoteProvider;
use crate::mechanism::wasm::{Host, Limits, WasmComponent, WasmDialect, WasmLocal, system_clock};
use crate::port::{Agency, Evaluator, Exchange, Lent, Log, LogLevel, Processes, Provider, Tool};
use crate::registry::bundle::Bundle;
use crate::registry::{
    self, Authority, Chosen, ComponentKind, Layer, Runtime, Selection, ServiceRow,
};
use mute::Mute;
use openkoi_redact::Vault;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// What surrounds one task.
pub(super) struct Surroundings<'a> {
    pub(super) selection: Selection,
    pub(super) services: Vec<ServiceRow>,
    pub(super) secrets: Arc<Secrets>,
    pub(super) paths: Paths,
    pub(super) environment: &'a Environment,
    pub(super) workspace: PathBuf,
    /// Those that programs may reach.
    pub(super) hosts: Vec<String>,
    /// Gone after the task.
    pub(super) temp: PathBuf,
    pub(super) retry: RetryPolicy,
    pub(super) tape: Option<Tape>,
    pub(super) log: Arc<dyn Log>,
    pub(super) output: Output,
    pub(super) vault: Arc<Vault>,
}

/// Loads components for one task.
pub(super) struct Loader {
    pub(super) services: Vec<ServiceRow>,
    pub(super) secrets: Arc<Secrets>,
    selection: Selection,
    paths: Paths,
    workspace: PathBuf,
    temp: PathBuf,
    retry: RetryPolicy,
    tape: Option<Tape>,
    log: Arc<dyn Log>,
    door: Door,
    shell: Shell,
    processes: Arc<dyn Processes>,
    ledger: Option<Ledger>,
    vault: Arc<Vault>,
}

impl Loader {
    pub(super) fn new(around: Surroundings<'_>) -> Self {
        let variables: BTreeMap<String, String> = around
            .environment
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let shell = Shell::new(
            around.workspace.clone(),
            &variables,
            Places {
                temp: around.temp.join("shell"),
                caches: super::storage::sandbox(&around.paths),
                hidden: vec![
                    around.paths.home().to_owned(),
                    around.paths.data().to_owned(),
                    around.paths.config_file().to_owned(),
                ],
                hosts: around.hosts,
            },
            around.output,
        );
        Self {
            services: around.services,
            secrets: around.secrets,
            selection: around.selection,
            paths: around.paths,
            workspace: around.workspace,
            temp: around.temp,
            retry: around.retry,
            tape: around.tape,
            log: around.log,
            door: Door::default(),
            processes: Arc::new(shell.clone()),
            shell,
            ledger: None,
            vault: around.vault,
        }
    }

    /// Has what tools are about to write written down before.
    pub(super) fn witnessed(self, ledger: Ledger) -> Self {
        Self {
            ledger: Some(ledger),
            ..self
        }
    }

    pub(super) fn processes(&self) -> Arc<dyn Processes> {
        Arc::clone(&self.processes)
    }

    /// Starts what is spoken to for as long as the task runs.
    pub(super) fn shell(&self) -> &Shell {
        &self.shell
    }

    /// The provider behind a service.
    pub(super) async fn provider(&self, row: &ServiceRow) -> Result<Arc<dyn Provider>, Failure> {
        if let Some(reason) = &row.blocked {
            return Err(
                Failure::new(format!("{} can't be used", row.id), reason.clone())
                    .ending(RunOutcome::Blocked),
            );
        }
        let Some(chosen) = self
            .selection
            .get(ComponentKind::Provider, row.component.name())
        else {
            return Err(Failure::new(
                format!("the component of {} is gone", row.id),
                "see: openkoi component list",
            ));
        };
        let component = self.component(chosen, None).map_err(broken)?;
        let Some(base_url) = &row.base_url else {
            return Ok(Arc::new(
                WasmLocal::new(component, row.id.clone())
                    .await
                    .map_err(broken)?,
            ));
        };
        let provider = self.remote(row, base_url, component).await?;
        Ok(Arc::new(Veiled::new(
            Arc::new(provider),
            Arc::clone(&self.vault),
        )))
    }

    async fn remote(
        &self,
        row: &ServiceRow,
        base_url: &url::Url,
        component: WasmComponent,
    ) -> Result<RemoteProvider, Failure> {
        Ok(RemoteProvider {
            dialect: Arc::new(WasmDialect::new(component).await.map_err(broken)?),
            exchange: self.exchange(
                network::of_service(row, base_url),
                self.credentials(row, base_url)?,
            ),
            service: Service {
                id: row.id.clone(),
                settings: row.settings.clone(),
            },
            base_url: base_url.clone(),
            retry: self.retry.clone(),
            jitter: Arc::new(jitter),
        })
    }

    /// A replayed run needs no key: nothing is asked of anybody.
    fn credentials(
        &self,
        row: &ServiceRow,
        base_url: &url::Url,
    ) -> Result<Vec<Credential>, Failure> {
        let Some(spec) = &row.secret else {
            return Ok(Vec::new());
        };
        let found = self.secrets.find(&spec.name, &spec.env);
        let found =
            found.map_err(|fault| Failure::new(fault.message, "").ending(RunOutcome::Auth))?;
        let replays = self.tape.as_ref().is_some_and(Tape::is_replay);
        match found {
            Some((secret, _)) => Ok(vec![network::credential(spec, secret, base_url)]),
            None if replays || !spec.is_required => Ok(Vec::new()),
            None => Err(self.no_key(row, spec)),
        }
    }

    fn no_key(&self, row: &ServiceRow, spec: &registry::ServiceSecret) -> Failure {
        let file = self.paths.credentials().join(format!("{}.key", spec.name));
        let variables = spec.env.join(" or ");
        let remedy = format!(
            "openkoi connect {}; or set {variables}, or put the key into {} (chmod 600)",
            row.id,
            file.display()
        );
        Failure::new(format!("there are no credentials for {}", row.name), remedy)
            .ending(RunOutcome::Auth)
    }

    fn exchange(&self, grant: NetworkGrant, credentials: Vec<Credential>) -> Arc<dyn Exchange> {
        let exchange = self.door.lend(grant, credentials);
        self.tape
            .as_ref()
            .map_or(exchange.clone(), |tape| tape.wrap(exchange))
    }

    /// All agencies, or those that advise on actions only.
    pub(super) async fn agencies(
        &self,
        only_on_actions: bool,
    ) -> Result<Vec<Arc<dyn Agency>>, Failure> {
        let mut agencies: Vec<Arc<dyn Agency>> = Vec::new();
        for chosen in self.selection.of(ComponentKind::Agency) {
            let entry =
                chosen
                    .component
                    .manifest
                    .agency
                    .clone()
                    .unwrap_or_else(|| registry::AgencyEntry {
                        tempos: vec![crate::domain::Tempo::Task],
                        symbol: String::new(),
                        veto: false,
                    });
            let on_actions = entry.tempos.contains(&crate::domain::Tempo::Action);
            if only_on_actions && !on_actions {
                continue;
            }
            let agency = self.agency(chosen, entry.symbol, on_actions).await;
            agencies.push(agency.unwrap_or_else(|fault| {
                Arc::new(Mute {
                    name: chosen.component.name().into(),
                    fault,
                })
            }));
        }
        Ok(agencies)
    }

    pub(super) async fn evaluators(&self) -> Result<Vec<Arc<dyn Evaluator>>, Failure> {
        let mut evaluators: Vec<Arc<dyn Evaluator>> = Vec::new();
        for chosen in self.selection.of(ComponentKind::Evaluator) {
            let baseline = chosen
                .component
                .manifest
                .evaluator
                .as_ref()
                .is_some_and(|entry| entry.baseline);
            evaluators.push(self.evaluator(chosen, baseline).await.map_err(broken)?);
        }
        Ok(evaluators)
    }

    /// The tools, and what kept others from being offered.
    pub(super) async fn tools(&self) -> (Vec<Arc<dyn Tool>>, Vec<String>) {
        let (mut tools, mut missing): (Vec<Arc<dyn Tool>>, Vec<String>) = (Vec::new(), Vec::new());
        for chosen in self.selection.of(ComponentKind::Tool) {
            match self.tool(chosen).await {
                Ok(tool) => tools.push(tool),
                Err(fault) => missing.push(fault.to_string()),
            }
        }
        (tools, missing)
    }

    /// A component's code with its host. Without an authority nothing but the log is lent to it.
    fn component(
        &self,
        chosen: &Chosen,
        authority: Option<&Authority>,
    ) -> Result<WasmComponent, Fault> {
        let component = &chosen.component;
        let name = component.name();
        if component.manifest.runtime != Runtime::Wasm {
            let message = "its runtime is not wasm, and nothing else can be of this kind here";
            return Err(Fault::new(name, FaultKind::Contract, message));
        }
        let host = self.host(name, component.manifest.limits, authority);
        code(component, &self.paths, host)
    }
}

/// What a component imports, read from its code; or why that can't be told.
pub(super) fn imports(component: &registry::Component, paths: &Paths) -> Vec<String> {
    if component.manifest.runtime.language().is_some() {
        // A script reaches for what it wants while it runs.
        return Vec::new();
    }
    let lent = Lent {
        log: Arc::new(Silence),
        http: None,
        kv: None,
        files: None,
        process: None,
    };
    let host = Host::new(component.name(), Limits::default(), lent, system_clock());
    match code(component, paths, host) {
        Ok(component) => component.imports(),
        Err(fault) => vec![format!("can't be told: {}", fault.message)],
    }
}

/// A built-in's code is in the binary, another one's is compiled once and cached.
fn code(
    component: &registry::Component,
    paths: &Paths,
    host: Host,
) -> Result<WasmComponent, Fault> {
    let name = component.name();
    if component.layer == Layer::BuiltIn {
        let entries = Bundle::embedded().map(Bundle::entries).unwrap_or_default();
        let entry = entries.iter().find(|entry| entry.name == name);
        let entry = entry
            .ok_or_else(|| Fault::new(name, FaultKind::Contract, "it is not in this binary"))?;
        let code = entry
            .code()
            .map_err(|error| Fault::new(name, FaultKind::Contract, error.to_string()))?;
        return WasmComponent::builtin(&code, host);
    }
    let bytes = component
        .read()
        .map_err(|error| Fault::new(name, FaultKind::Contract, error.to_string()))?;
    WasmComponent::from_bytes(&bytes, &paths.cache().join("native"), host)
}

/// Takes no lines: nothing of the component is called.
pub(super) struct Silence;

impl Log for Silence {
    fn write(&self, _component: &str, _level: LogLevel, _line: &str) {}
}

fn broken(fault: Fault) -> Failure {
    Failure::new(fault.to_string(), "see: openkoi component list")
}

/// A number from 0 to 1 out of the randomness of an id.
fn jitter() -> f64 {
    // Above the low half of an id of version 7 stand two bits that are always the same.
    let (_, low) = uuid::Uuid::now_v7().as_u64_pair();
    (low << 2) as f64 / u64::MAX as f64
}
