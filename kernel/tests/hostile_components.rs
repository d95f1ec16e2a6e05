//! Components that mean harm, one after the other in one process: each is stopped in time, for the right reason, and
//! nothing of it stays behind.

#[path = "hostile/workshop.rs"]
mod workshop;

use async_trait::async_trait;
use openkoi::domain::{
    Brief, Command, Decision, Effect, Fault, FaultKind, ModelEvent, ModelRequest, Outcome, Spend,
    Step, Tempo,
};
use openkoi::mechanism::wasm::{
    Host, Limits, WasmAgency, WasmComponent, WasmDialect, WasmLocal, WasmTool, system_clock,
};
use openkoi::port::{
    Agency, Chunks, Dialect, Exchange, Frame, HttpRequest, HttpResponse, Lent, Log, LogLevel,
    Processes, Provider, Sink, Stream, Tool,
};
use serde_json::json;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// What a guest gets here, and within how much of it a call must have ended on a machine that is busy.
const DEADLINE: Duration = Duration::from_millis(150);
const PATIENCE: u32 = 20;

/// What may stay resident when all is over.
const RESIDUE_KIB: u64 = 16 << 10;

const AGENCY: Kind = Kind::Agency;
const TOOL: Kind = Kind::Tool;
const LOCAL: Kind = Kind::Local;
const DIALECT: Kind = Kind::Dialect;

/// Which adapter is asked to take it.
#[derive(Clone, Copy)]
enum Kind {
    Agency,
    Tool,
    Local,
    Dialect,
}

/// What becomes of it: stopped while it is loaded, or while it is called, or nothing.
enum Fate {
    Refused(FaultKind, &'static str),
    Stopped(FaultKind, &'static str),
    Harmless,
}

use Fate::{Harmless, Refused, Stopped};
use FaultKind::{Contract, Deadline, Trap};

fn limit(what: &str) -> FaultKind {
    FaultKind::Limit(what.to_owned())
}

/// Those of `hostile/`, by file name. The words are what the message must say.
fn behaviours() -> Vec<(Kind, &'static str, Fate)> {
    vec![
        (AGENCY, "loop_in_export", Stopped(Deadline, "150ms")),
        (AGENCY, "loop_in_start", Refused(Deadline, "150ms")),
        (AGENCY, "loop_in_realloc", Stopped(Deadline, "150ms")),
        (AGENCY, "loop_in_post_return", Stopped(Deadline, "150ms")),
        (AGENCY, "trap_in_start", Refused(Trap, "unreachable")),
        (AGENCY, "trap_in_post_return", Stopped(Trap, "unreachable")),
        (
            AGENCY,
            "memory_in_one_go",
            Stopped(limit("memory"), "memory"),
        ),
        (
            AGENCY,
            "memory_in_many_steps",
            Stopped(limit("memory"), "memory"),
        ),
        (
            AGENCY,
            "memory_from_the_start",
            Refused(limit("memory"), "memory"),
        ),
        (AGENCY, "table_in_one_go", Stopped(limit("table"), "table")),
        (
            AGENCY,
            "table_from_the_start",
            Refused(limit("table"), "table"),
        ),
        (AGENCY, "tables_many", Refused(limit("table"), "table")),
        (AGENCY, "recursion", Stopped(limit("stack"), "stack")),
        (AGENCY, "list_of_a_gibibyte", Stopped(Trap, "out of bounds")),
        (
            AGENCY,
            "list_that_repeats_one_text",
            Stopped(limit("output"), "output"),
        ),
        (
            AGENCY,
            "list_at_a_bad_address",
            Stopped(Trap, "out of bounds"),
        ),
        (AGENCY, "list_out_of_line", Stopped(Trap, "aligned")),
        (
            AGENCY,
            "answer_at_a_bad_address",
            Stopped(Trap, "out of bounds"),
        ),
        (AGENCY, "answer_out_of_line", Stopped(Trap, "aligned")),
        (
            AGENCY,
            "text_at_a_bad_address",
            Stopped(Trap, "out of bounds"),
        ),
        (AGENCY, "text_not_utf8", Stopped(Trap, "utf-8")),
        (AGENCY, "text_with_a_surrogate", Stopped(Trap, "utf-8")),
        (AGENCY, "case_that_is_none", Stopped(Trap, "discriminant")),
        (AGENCY, "result_that_is_none", Stopped(Trap, "discriminant")),
        (AGENCY, "realloc_to_nowhere", Stopped(Trap, "realloc")),
        (AGENCY, "realloc_out_of_line", Stopped(Trap, "realloc")),
        (AGENCY, "trap", Stopped(Trap, "unreachable")),
        (AGENCY, "division_by_zero", Stopped(Trap, "divide by zero")),
        (AGENCY, "division_too_large", Stopped(Trap, "overflow")),
        (AGENCY, "number_too_large", Stopped(Trap, "overflow")),
        (AGENCY, "load_outside", Stopped(Trap, "out of bounds")),
        (AGENCY, "store_just_behind", Stopped(Trap, "out of bounds")),
        (AGENCY, "call_of_nothing", Stopped(Trap, "uninitialized")),
        (
            AGENCY,
            "host_calls",
            Stopped(limit("host calls"), "host calls"),
        ),
        (AGENCY, "log_lines", Harmless),
        (AGENCY, "log_line", Stopped(limit("output"), "output")),
        (
            AGENCY,
            "log_level_that_is_none",
            Stopped(Trap, "discriminant"),
        ),
        (AGENCY, "log_from_nowhere", Stopped(Trap, "out of bounds")),
        (AGENCY, "log_of_escapes", Harmless),
        (
            AGENCY,
            "probability_not_a_number",
            Stopped(Contract, "garbled"),
        ),
        (AGENCY, "probability_of_two", Stopped(Contract, "garbled")),
        (
            AGENCY,
            "probability_below_zero",
            Stopped(Contract, "garbled"),
        ),
        (AGENCY, "questions_none", Stopped(Contract, "garbled")),
        (AGENCY, "questions_nine", Stopped(Contract, "9 questions")),
        (AGENCY, "conditions_none", Stopped(Contract, "garbled")),
        (
            TOOL,
            "describes_nothing",
            Refused(Contract, "declares `work`"),
        ),
        (TOOL, "describes_more", Refused(Contract, "`evil`")),
        (TOOL, "describes_another_name", Refused(Contract, "`evil`")),
        (
            TOOL,
            "describes_a_bad_name",
            Refused(Contract, "no name for a tool"),
        ),
        (
            TOOL,
            "describes_a_bad_schema",
            Refused(Contract, "not a JSON object"),
        ),
        (TOOL, "describes_forever", Refused(Deadline, "150ms")),
        (TOOL, "answer_too_large", Stopped(limit("output"), "output")),
        (
            TOOL,
            "data_not_an_object",
            Stopped(Contract, "not a JSON object"),
        ),
        (TOOL, "bool_of_seven", Harmless),
        (
            TOOL,
            "http",
            Refused(FaultKind::Refused, "[[network]] host"),
        ),
        (LOCAL, "event_that_is_none", Stopped(Trap, "discriminant")),
        (LOCAL, "events_without_an_end", Stopped(Contract, "finish")),
        (LOCAL, "price_not_a_number", Stopped(Contract, "price")),
        (LOCAL, "models_none", Stopped(Contract, "no models")),
        (DIALECT, "state_too_large", Stopped(Contract, "state")),
        (
            DIALECT,
            "events_too_many",
            Stopped(limit("output"), "output"),
        ),
    ]
}

/// Files that are not what they should be.
fn files() -> Vec<(&'static str, Vec<u8>, Fate)> {
    let good = built(AGENCY, "");
    let mut torn = good.clone();
    torn.truncate(good.len() - 1);
    let noise: Vec<u8> = (0..4096_u32)
        .map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let native = openkoi_engine::precompile(&good).expect("a good component compiles");
    let wasi =
        "package wasi:cli@0.2.0; interface environment { get-arguments: func() -> list<string>; }";
    let newer = "package openkoi:host@0.1.1; interface root { run: func(line: string); }";
    let importing = |bad: &str, package: &[&str], interface: &str| {
        let world = format!("include openkoi:agency/agency@0.1.0; import {interface};");
        workshop::component("agency", bad, package, &world)
    };
    let module = |fields: &str| {
        let inner = format!("(core module $inner {fields})");
        workshop::exporting(&inner, "openkoi:agency/adviser@0.1.0")
    };
    let instances =
        "(core module $none) ".to_owned() + &"(core instance (instantiate $none))".repeat(300);
    vec![
        ("empty", vec![], Refused(Contract, "is empty")),
        (
            "noise",
            noise,
            Refused(Contract, "not a WebAssembly component"),
        ),
        (
            "text",
            b"(component)".to_vec(),
            Refused(Contract, "not a WebAssembly component"),
        ),
        (
            "huge",
            vec![0; 40 << 20],
            Refused(Contract, "larger than 32 MiB"),
        ),
        ("native code", native, Refused(Contract, "compiled code")),
        (
            "core module",
            workshop::text("(module)"),
            Refused(Contract, "core module"),
        ),
        ("torn", torn, Refused(Contract, "cut off")),
        (
            "only a head",
            good[..8].to_vec(),
            Refused(Contract, "no contract of OpenKoi"),
        ),
        (
            "nothing in it",
            workshop::text("(component)"),
            Refused(Contract, "no contract of OpenKoi"),
        ),
        (
            "other kind",
            built(TOOL, ""),
            Refused(Contract, "`openkoi:tool/tools@0.1.0`"),
        ),
        (
            "other version",
            workshop::exporting("", "openkoi:agency/adviser@0.2.0"),
            Refused(
                Contract,
                "wants the contract openkoi:agency@0.2.0; this kernel has openkoi:agency@0.1.0",
            ),
        ),
        (
            "other shape",
            workshop::exporting("", "openkoi:agency/adviser@0.1.0"),
            Refused(Contract, "another shape"),
        ),
        (
            "imports WASI",
            importing("wasi_import", &[wasi], "wasi:cli/environment@0.2.0"),
            Refused(Contract, "wasi:cli/environment@0.2.0"),
        ),
        (
            "imports what there is not",
            importing("unknown_import", &[newer], "openkoi:host/root@0.1.1"),
            Refused(Contract, "openkoi:host/root@0.1.1"),
        ),
        (
            "imports what its kind has not",
            importing("foreign_import", &[], "openkoi:host/http@0.1.0"),
            Refused(Contract, "which openkoi:agency@0.1.0 does not have"),
        ),
        (
            "second memory",
            module("(memory 1) (memory 1)"),
            Refused(Contract, "memories"),
        ),
        (
            "memory of 64 bits",
            module("(memory i64 1)"),
            Refused(Contract, "memory64"),
        ),
        (
            "shared memory",
            module("(memory 1 2 shared)"),
            Refused(Contract, "threads"),
        ),
        (
            "tail calls",
            module("(func $on (return_call $on))"),
            Refused(Contract, "tail calls"),
        ),
        (
            "garbage collection",
            module("(type (struct (field i32)))"),
            Refused(Contract, "gc"),
        ),
        (
            "exceptions",
            module("(tag)"),
            Refused(Contract, "exceptions"),
        ),
        (
            "instances of instances",
            workshop::multiplied(10, 10),
            Refused(Contract, "more than 1000 instances"),
        ),
        (
            "two of two of two",
            workshop::multiplied(60, 2),
            Refused(Contract, "more than 1000 instances"),
        ),
        (
            "too deep",
            workshop::nested(40),
            Refused(Contract, "nested deeper"),
        ),
        (
            "many instances",
            workshop::exporting(&instances, "openkoi:agency/adviser@0.1.0"),
            Refused(limit("instances"), "instances"),
        ),
    ]
}

#[test]
fn hostile_components_are_stopped_in_time_for_the_right_reason_and_leave_nothing_behind() {
    alone(async {
        let bench = Bench::new();
        bench.check_good().await;
        let before = resident_kib();
        for (kind, name, fate) in behaviours() {
            bench.check(kind, name, &built(kind, name), &fate).await;
            drop(bench.log.take());
        }
        for (name, bytes, fate) in files() {
            bench.check(AGENCY, name, &bytes, &fate).await;
        }
        let after = resident_kib();
        assert!(
            after <= before + RESIDUE_KIB,
            "resident {before} KiB before and {after} KiB after"
        );
    });
}

#[test]
fn a_component_cut_or_changed_anywhere_does_no_harm() {
    alone(async {
        let bench = Bench::new();
        let good = built(AGENCY, "");
        for end in (0..good.len()).step_by(97) {
            assert!(
                bench.load(AGENCY, &good[..end]).await.is_err(),
                "cut at {end}"
            );
        }
        for at in (0..good.len()).step_by(61) {
            let mut changed = good.clone();
            changed[at] ^= 0x55;
            // Some changes are harmless; none may end the process or the patience.
            if let Ok(guest) = bench.load(AGENCY, &changed).await {
                drop(guest.call().await);
            }
        }
        bench.check_good().await;
    });
}

#[test]
fn too_many_requests_end_the_call_and_too_large_a_request_does_too() {
    alone(async {
        let mut bench = Bench::new();
        bench.lent.http = Some(Arc::new(Nowhere));
        for (name, fate) in [
            ("http", Harmless),
            ("http_calls", Stopped(limit("http calls"), "http calls")),
            ("http_with_many_headers", Stopped(limit("output"), "output")),
        ] {
            bench.check(TOOL, name, &built(TOOL, name), &fate).await;
        }
    });
}

#[test]
fn what_the_host_does_is_not_the_guests_time() {
    alone(async {
        let mut bench = Bench::new();
        bench.lent.process = Some(Arc::new(Slow));
        let since = Instant::now();
        bench
            .check(
                TOOL,
                "long_command",
                &built(TOOL, "long_command"),
                &Harmless,
            )
            .await;
        assert!(since.elapsed() >= DEADLINE * 3);
    });
}

#[test]
fn a_dropped_call_ends_its_guest() {
    alone(async {
        let mut bench = Bench::new();
        bench.limits.time = Duration::from_secs(600);
        let guest = bench
            .load(AGENCY, &built(AGENCY, "loop_in_export"))
            .await
            .expect("it loads");
        let outcome = tokio::time::timeout(DEADLINE, guest.call()).await;
        assert!(outcome.is_err(), "it was dropped");
        bench.check_good().await;
    });
}

#[test]
fn a_log_is_cut_in_lines_and_in_length_and_shows_what_it_holds() {
    alone(async {
        let bench = Bench::new();
        bench
            .check(AGENCY, "log_lines", &built(AGENCY, "log_lines"), &Harmless)
            .await;
        let lines = bench.log.take();
        // Zeros are control characters: each is shown as four.
        assert!(
            lines.iter().all(|line| line.len() <= 6 * 4096),
            "a line is cut"
        );
        assert_eq!(lines.len(), 1_001);
        assert_eq!(
            lines[1_000],
            "1000 more lines were dropped: a call may log 1000"
        );
        bench
            .check(
                AGENCY,
                "log_of_escapes",
                &built(AGENCY, "log_of_escapes"),
                &Harmless,
            )
            .await;
        assert_eq!(bench.log.take(), ["\\u{1b}[2Jgone\\r"]);
    });
}

#[test]
fn three_faults_in_five_minutes_bring_five_minutes_of_rest() {
    alone(async {
        let mut bench = Bench::new();
        let now = Arc::new(Mutex::new(
            SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000),
        ));
        let clock = now.clone();
        bench.clock = Arc::new(move || *clock.lock().unwrap_or_else(PoisonError::into_inner));
        let pass = |minutes: u64| {
            *now.lock().unwrap_or_else(PoisonError::into_inner) += Duration::from_secs(60 * minutes)
        };
        let guest = bench
            .load(AGENCY, &built(AGENCY, "trap"))
            .await
            .expect("it loads");
        let kind = async || guest.call().await.expect_err("it traps").kind;
        assert_eq!([kind().await, kind().await], [Trap, Trap]);
        pass(6);
        assert_eq!(
            [kind().await, kind().await],
            [Trap, Trap],
            "the first two are forgotten"
        );
        assert_eq!([kind().await, kind().await], [Trap, FaultKind::Quarantined]);
        pass(4);
        let fault = guest.call().await.expect_err("it rests");
        assert_eq!(fault.kind, FaultKind::Quarantined);
        assert!(fault.message.contains("until 13:57:40 UTC"), "{fault}");
        assert!(fault.message.contains("`hostile@builtin`"), "{fault}");
        pass(2);
        assert_eq!(kind().await, Trap, "it has rested");
    });
}

#[test]
fn a_file_is_loaded_from_the_cache_the_second_time_and_a_folder_is_no_file() {
    alone(async {
        let bench = Bench::new();
        let path = bench.cache.path().join("agency.wasm");
        std::fs::write(&path, built(AGENCY, "")).expect("a temporary file");
        let load = |path: &Path| WasmComponent::from_file(path, bench.cache.path(), bench.host());
        let first = load(&path).expect("it loads");
        let second = load(&path).expect("it loads again");
        assert_eq!(first.digest(), second.digest());
        let fault = load(bench.cache.path()).err().expect("a folder");
        assert!(fault.message.ends_with("is not a file"), "{fault}");
    });
}

/// Runs one test at a time: memory and time are the process's.
fn alone(test: impl Future<Output = ()>) {
    static ALONE: Mutex<()> = Mutex::new(());
    let _guard = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(test);
}

fn built(kind: Kind, bad: &str) -> Vec<u8> {
    let (good, world) = match kind {
        Kind::Agency => ("agency", "include openkoi:agency/agency@0.1.0;"),
        Kind::Tool => ("tool", "include openkoi:tool/tool@0.1.0;"),
        Kind::Local => ("local", "include openkoi:provider/standalone@0.1.0;"),
        Kind::Dialect => ("dialect", "include openkoi:provider/remote@0.1.0;"),
    };
    workshop::component(good, bad, &[], world)
}

struct Bench {
    cache: tempfile::TempDir,
    limits: Limits,
    lent: Lent,
    log: Arc<Kept>,
    clock: openkoi::mechanism::wasm::Clock,
}

enum Guest {
    Agency(WasmAgency),
    Tool(WasmTool),
    Local(WasmLocal),
    Dialect(WasmDialect),
}

impl Bench {
    fn new() -> Self {
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
        }
    }

    fn host(&self) -> Host {
        Host::new(
            "hostile",
            self.limits,
            self.lent.clone(),
            self.clock.clone(),
        )
    }

    async fn load(&self, kind: Kind, wasm: &[u8]) -> Result<Guest, Fault> {
        let component = WasmComponent::from_bytes(wasm, self.cache.path(), self.host())?;
        Ok(match kind {
            Kind::Agency => Guest::Agency(WasmAgency::new(component, String::new(), true).await?),
            Kind::Tool => {
                Guest::Tool(WasmTool::new(component, &[("work".to_owned(), Effect::Read)]).await?)
            }
            Kind::Local => Guest::Local(WasmLocal::new(component, "local".to_owned()).await?),
            Kind::Dialect => Guest::Dialect(WasmDialect::new(component).await?),
        })
    }

    /// Loads and calls it, and compares what becomes of it with its fate; then a good component must still work.
    async fn check(&self, kind: Kind, name: &str, wasm: &[u8], fate: &Fate) {
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
            (Refused(kind, words), "loading", Err(fault))
            | (Stopped(kind, words), "calling", Err(fault)) => {
                assert_eq!(fault.kind, *kind, "{name}: {fault}");
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

    async fn check_good(&self) {
        let guest = self
            .load(AGENCY, &built(AGENCY, ""))
            .await
            .expect("a good component loads");
        guest.call().await.expect("a good component answers");
    }
}

impl Guest {
    async fn call(&self) -> Result<(), Fault> {
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

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

#[derive(Default)]
struct Kept(Mutex<Vec<String>>);

impl Kept {
    fn take(&self) -> Vec<String> {
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
struct Nowhere;

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
struct Slow;

#[async_trait]
impl Processes for Slow {
    async fn run(&self, _command: &Command) -> Result<Outcome, Fault> {
        tokio::time::sleep(DEADLINE * 3).await;
        Ok(Outcome::default())
    }
}
