//! The bench on which hostile components are tried: one `check` for all.

use super::rows::{Fate, Harmless, Refused, Stopped};
use super::workshop;
use async_trait::async_trait;
use openkoi::domain::{
    Brief, Command, Decision, Effect, Fault, FaultKind, ModelEvent, ModelRequest, Outcome, Spend,
    Step, Tempo,
};
use openkoi::mechanism::wasm::{
    Clock, Host, Limits, WasmAgency, WasmComponent, WasmDialect, WasmLocal, WasmTool, system_clock,
};
use openkoi::port::{
    Agency, Chunks, Dialect, Exchange, Frame, HttpRequest, HttpResponse, Lent, Log, LogLevel,
    Processes, Provider, Sink, Stream, Tool,
};
use serde_json::json;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What a guest gets here, and within how much of it a call must have ended on a machine that is busy.
pub(crate) const DEADLINE: Duration = Duration::from_millis(600);
const PATIENCE: u32 = 20;

/// Which adapter is asked to take it.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Agency,
    Tool,
    Local,
    Dialect,
}

/// Runs one test at a time: memory and time are the process's.
pub(crate) fn alone(test: impl Future<Output = ()>) {
    static ALONE: Mutex<()> = Mutex::new(());
    let _guard = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(test);
}

pub(crate) fn built(kind: Kind, bad: &str) -> Vec<u8> {
    let (good, world) = match kind {
        Kind::Agency => ("agency", "include openkoi:agency/agency@0.1.0;"),
        Kind::Tool => ("tool", "include openkoi:tool/tool@0.1.0;"),
        Kind::Local => ("local", "include openkoi:provider/standalone@0.1.0;"),
        Kind::Dialect => ("dialect", "include openkoi:provider/remote@0.1.0;"),
    };
    workshop::component(good, bad, &[], world)
}

pub(crate) struct Bench {
    pub(crate) cache: tempfile::TempDir,
    pub(crate) limits: Limits,
    pub(crate) lent: Lent,
    pub(crate) log: Arc<Kept>,
    pub(crate) clock: Clock,
    pub(crate) actions: Vec<(String, Effect)>,
}

pub(crate) enum Guest {
    Agency(WasmAgency),
    Tool(WasmTool),
    Local(WasmLocal),
    Dialect(WasmDialect),
}

impl Bench {
    pub(crate) fn new() -> Self {
        let log = Arc::new(Kept::default());
        Self {
            cache: tempfile::tempdir().expect("a temporary folder"),
            limits: Limits {
                time: DEADLINE,
                ..Limits::default()
            },
            lent: Lent {
                log: log.clone(),
                http: None,
                kv: None,
                files: None,
                process: None,
            },
            log,
            clock: system_clock(),
            actions: vec![("work".to_owned(), Effect::Read)],
        }
    }

    pub(crate) fn host(&self) -> Host {
        Host::new(
            "hostile",
            self.limits,
            self.lent.clone(),
            self.clock.clone(),
        )
    }

    pub(crate) async fn load(&self, kind: Kind, wasm: &[u8]) -> Result<Guest, Fault> {
        let component = WasmComponent::from_bytes(wasm, self.cache.path(), self.host())?;
        Ok(match kind {
            Kind::Agency => Guest::Agency(WasmAgency::new(component, String::new(), true).await?),
            Kind::Tool => Guest::Tool(WasmTool::new(component, &self.actions).await?),
            Kind::Local => Guest::Local(WasmLocal::new(component, "local".to_owned()).await?),
            Kind::Dialect => Guest::Dialect(WasmDialect::new(component).await?),
        })
    }

    /// Loads and calls it, and compares what becomes of it with its fate; then a good component must still work.
    pub(crate) async fn check(&self, kind: Kind, name: &str, wasm: &[u8], fate: &Fate) {
        let (phase, outcome) = match self.load(kind, wasm).await {
            Err(fault) => ("loading", Err(fault)),
            Ok(guest) => {
                let since = Instant::now();
                let outcome = guest.call().await;
                assert!(
                    since.elapsed() < DEADLINE * PATIENCE,
                    "{name}: took {:?}",
                    since.elapsed()
                );
                ("calling", outcome)
            }
        };
        match (fate, phase, &outcome) {
            (Harmless, _, Ok(())) => {}
            (Refused(why, words), "loading", Err(fault))
            | (Stopped(why, words), "calling", Err(fault)) => {
                assert_eq!(fault.kind, why.kind(), "{name}: {fault}");
                assert!(fault.message.contains(words), "{name}: {fault}");
                assert!(
                    fault.message.len() < 1_000 && !fault.message.contains('\n'),
                    "{name}: {fault}"
                );
            }
            _ => panic!("{name}: {phase} came to {outcome:?}"),
        }
        self.check_good().await;
    }

    pub(crate) async fn check_good(&self) {
        let guest = self
            .load(Kind::Agency, &built(Kind::Agency, ""))
            .await
            .expect("a good component loads");
        guest.call().await.expect("a good component answers");
    }
}

impl Guest {
    pub(crate) async fn call(&self) -> Result<(), Fault> {
        match self {
            Self::Agency(agency) => {
                let step = agency.advise(&brief(), &[]).await?;
                assert!(
                    matches!(step, Step::Done(verdict) if verdict.decision == Decision::Approve)
                );
            }
            Self::Tool(tool) => {
                tool.call("work", &json!({})).await?;
            }
            Self::Local(local) => {
                local.known().await?;
                local.stream(&ModelRequest::default(), &mut Nothing).await?;
            }
            Self::Dialect(dialect) => {
                let frame = Frame {
                    name: None,
                    data: "{}".to_owned(),
                };
                dialect.decode(String::new(), &[frame], false).await?;
            }
        }
        Ok(())
    }
}

fn brief() -> Brief {
    Brief {
        tempo: Tempo::Task,
        task: "harm".to_owned(),
        directive: String::new(),
        plan: vec![],
        action: None,
        estimate: Spend::default(),
        budget: Spend::default(),
        tools: vec![],
        facts: vec![],
        model_available: false,
        extra: vec![],
    }
}

pub(crate) fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

#[derive(Default)]
pub(crate) struct Kept(Mutex<Vec<String>>);

impl Kept {
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Log for Kept {
    fn write(&self, component: &str, _level: LogLevel, line: &str) {
        assert_eq!(component, "hostile");
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(line.to_owned());
    }
}

/// Takes what a model says and keeps nothing.
struct Nothing;

impl Sink for Nothing {
    fn event(&mut self, _event: ModelEvent) {}

    fn restart(&mut self, _why: &Fault, _pause: Duration) {}
}

/// A network in which there is nobody.
pub(crate) struct Nowhere;

#[async_trait]
impl Exchange for Nowhere {
    async fn open(&self, _request: HttpRequest) -> Result<Stream, Fault> {
        let body: Chunks = Box::pin(futures_util::stream::empty());
        Ok(Stream {
            status: 404,
            headers: vec![],
            body,
        })
    }

    async fn fetch(&self, _request: HttpRequest, _limit: usize) -> Result<HttpResponse, Fault> {
        Err(Fault::new(
            "http",
            FaultKind::Unavailable,
            "nobody is there",
        ))
    }
}

/// A command that takes longer than a guest may run.
pub(crate) struct Slow;

#[async_trait]
impl Processes for Slow {
    async fn run(&self, _command: &Command) -> Result<Outcome, Fault> {
        tokio::time::sleep(DEADLINE * 3).await;
        Ok(Outcome::default())
    }
}
