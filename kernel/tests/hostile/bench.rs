//! The bench on which hostile components are tried: one `check` for all.

use super::guest::{Guest, Kind, built};
use super::lent::Kept;
use super::rows::{Fate, Harmless, Refused, Stopped};
use openkoi::domain::{Effect, Fault};
use openkoi::mechanism::wasm::{
    Clock, Host, Limits, WasmAgency, WasmComponent, WasmDialect, WasmEvaluator, WasmIntegration,
    WasmLocal, WasmTool, system_clock,
};
use openkoi::port::Lent;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What a guest gets here, and how late it may be stopped.
pub(crate) const DEADLINE: Duration = Duration::from_millis(600);
const GRACE: Duration = Duration::from_millis(100);

/// Within this time every attempt has ended, however busy the machine is, and of so many attempts one is not disturbed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(12);
const ATTEMPTS: u32 = 5;

/// Runs one test at a time: memory and time are the process's.
pub(crate) fn alone(test: impl Future<Output = ()>) {
    static ALONE: Mutex<()> = Mutex::new(());
    let _guard = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(test);
}

pub(crate) struct Bench {
    pub(crate) cache: tempfile::TempDir,
    pub(crate) limits: Limits,
    pub(crate) lent: Lent,
    pub(crate) log: Arc<Kept>,
    pub(crate) clock: Clock,
    pub(crate) actions: Vec<(String, Effect)>,
}

impl Bench {
    /// A bench on which time is no reason to be stopped.
    pub(crate) fn new() -> Self {
        let log = Arc::new(Kept::default());
        Self {
            cache: tempfile::tempdir().expect("a temporary folder"),
            limits: Limits {
                time: PATIENCE,
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

    /// A bench on which it is, soon.
    pub(crate) fn with_deadline() -> Self {
        let mut bench = Self::new();
        bench.limits.time = DEADLINE;
        bench
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
        self.adopt(kind, self.compile(wasm)?).await
    }

    fn compile(&self, wasm: &[u8]) -> Result<WasmComponent, Fault> {
        WasmComponent::from_bytes(wasm, self.cache.path(), self.host())
    }

    async fn adopt(&self, kind: Kind, component: WasmComponent) -> Result<Guest, Fault> {
        Ok(match kind {
            Kind::Agency => Guest::Agency(WasmAgency::new(component, String::new(), true).await?),
            Kind::Evaluator => Guest::Evaluator(WasmEvaluator::new(component, true).await?),
            Kind::Integration => {
                Guest::Integration(WasmIntegration::new(component, &self.actions).await?)
            }
            Kind::Tool => Guest::Tool(WasmTool::new(component, &self.actions).await?),
            Kind::Local => Guest::Local(WasmLocal::new(component, "local".to_owned()).await?),
            Kind::Dialect => Guest::Dialect(WasmDialect::new(component).await?),
        })
    }

    /// Loads and calls it, and compares what becomes of it with its fate; then a good component must still work.
    pub(crate) async fn check(&self, kind: Kind, name: &str, wasm: &[u8], fate: &Fate) {
        let mut times = vec![];
        for _ in 0..ATTEMPTS {
            let (phase, outcome, time) = self.attempt(kind, wasm).await;
            meets(name, fate, phase, &outcome);
            assert!(time < PATIENCE, "{name}: took {time:?}");
            times.push(time);
            if !fate.is_late() || time <= DEADLINE + GRACE {
                break;
            }
        }
        if fate.is_late() {
            let best = times.iter().min().expect("it was tried");
            assert!(
                (DEADLINE..=DEADLINE + GRACE).contains(best),
                "{name}: was stopped after {times:?}"
            );
        }
        self.check_good().await;
    }

    /// What it was doing when it ended, how that ended, and for how long its own code may have run until then.
    async fn attempt(
        &self,
        kind: Kind,
        wasm: &[u8],
    ) -> (&'static str, Result<(), Fault>, Duration) {
        let mut since = Instant::now();
        let loaded = match self.compile(wasm) {
            Err(fault) => Err(fault),
            Ok(component) => {
                since = Instant::now();
                self.adopt(kind, component).await
            }
        };
        match loaded {
            Err(fault) => ("loading", Err(fault), since.elapsed()),
            Ok(guest) => {
                since = Instant::now();
                let outcome = guest.call().await;
                ("calling", outcome, since.elapsed())
            }
        }
    }

    pub(crate) async fn check_good(&self) {
        let guest = self
            .load(Kind::Agency, &built(Kind::Agency, ""))
            .await
            .expect("a good component loads");
        guest.call().await.expect("a good component answers");
    }
}

/// Compares what became of one with its fate.
fn meets(name: &str, fate: &Fate, phase: &str, outcome: &Result<(), Fault>) {
    match (fate, phase, outcome) {
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
}

pub(crate) fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}
