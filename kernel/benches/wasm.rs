//! What a call to a component costs, as medians: `cargo bench --bench wasm`.
//!
//! Measures the built-in components that this build embeds; it says so where one of them is missing.
#![expect(clippy::disallowed_methods, reason = "a bench measures time")]
#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use openkoi::domain::{Action, Brief, Effect, Fault, FaultKind, ModelEvent, Spend, Tempo};
use openkoi::mechanism::wasm::{
    Host, Limits, WasmAgency, WasmComponent, WasmDialect, WasmTool, system_clock,
};
use openkoi::port::{Agency, Dialect, Frame, Lent, Log, LogLevel};
use openkoi::registry::bundle::{Bundle, BundleEntry, BundleError};
use serde_json::json;
use std::sync::Arc;
use std::time::{Duration, Instant};

struct Silent;

impl Log for Silent {
    fn write(&self, _component: &str, _level: LogLevel, _line: &str) {}
}

fn host(name: &str) -> Host {
    let lent = Lent {
        log: Arc::new(Silent),
        http: None,
        kv: None,
        files: None,
        process: None,
    };
    Host::new(name, Limits::default(), lent, system_clock())
}

fn builtin(name: &str) -> Option<&'static BundleEntry> {
    let found = Bundle::embedded()
        .ok()
        .and_then(|bundle| bundle.entries().iter().find(|entry| entry.name == name));
    if found.is_none() {
        println!("{name}: not in the bundle");
    }
    found
}

fn loaded(entry: &BundleEntry) -> Result<WasmComponent, Fault> {
    let damaged =
        |error: BundleError| Fault::new(&*entry.name, FaultKind::Contract, error.to_string());
    WasmComponent::builtin(&entry.code().map_err(damaged)?, host(&entry.name))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn brief() -> Brief {
    Brief {
        tempo: Tempo::Action,
        task: "tidy the repository".to_owned(),
        directive: String::new(),
        plan: vec![],
        action: Some(Action {
            tool: "bash".to_owned(),
            arguments: json!({ "command": "cargo test" }),
            effect: Effect::Execute,
            tainted: false,
        }),
        estimate: Spend::default(),
        budget: Spend::default(),
        tools: vec![],
        facts: vec![],
        model_available: false,
        extra: vec![],
    }
}

async fn agency(rounds: usize) -> Result<(), Fault> {
    let Some(entry) = builtin("guardian") else {
        return Ok(());
    };
    let since = Instant::now();
    let component = loaded(entry)?;
    println!(
        "guardian: first component, engine included: {:?}",
        since.elapsed()
    );
    let agency = WasmAgency::new(component, String::new(), true).await?;
    let mut times = Vec::new();
    for _ in 0..rounds {
        let since = Instant::now();
        agency.advise(&brief(), &[]).await?;
        times.push(since.elapsed());
    }
    times.sort();
    for (name, part) in [("p50", 50), ("p99", 99)] {
        let time = times[(times.len() * part / 100).min(times.len() - 1)];
        println!("guardian: action verdict, {name}: {time:?}");
    }
    println!("guardian: instantiate and advise: {:?}", median(times));
    Ok(())
}

async fn dialect(rounds: usize) -> Result<(), Fault> {
    let Some(entry) = builtin("anthropic") else {
        return Ok(());
    };
    let since = Instant::now();
    let component = loaded(entry)?;
    println!(
        "anthropic: unpack {} KiB and load: {:?}",
        entry.packed.len() >> 10,
        since.elapsed()
    );
    let dialect = WasmDialect::new(component).await?;
    let frame = |number: usize| {
        Frame {
        name: Some("content_block_delta".to_owned()),
        data: json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "text_delta", "text": format!("word{number} ") } })
            .to_string(),
    }
    };
    let frames: Vec<Frame> = (0..10_000).map(frame).collect();
    let mut empty = Vec::new();
    for _ in 0..rounds {
        let since = Instant::now();
        dialect.decode(String::new(), &frames[..1], false).await?;
        empty.push(since.elapsed());
    }
    println!(
        "anthropic: instantiate and decode one frame: {:?}",
        median(empty)
    );
    for batch in [1, 10, 100, 10_000] {
        let (mut state, mut events) = (String::new(), Vec::<ModelEvent>::new());
        let mut times = Vec::new();
        for frames in frames.chunks(batch) {
            let since = Instant::now();
            let (next, said) = dialect.decode(state, frames, false).await?;
            times.push(since.elapsed());
            state = next;
            events.extend(said);
        }
        assert_eq!(events.len(), frames.len());
        let (calls, each) = (times.len(), median(times));
        let all = each * u32::try_from(calls).unwrap_or(u32::MAX);
        println!("anthropic: 10,000 frames, {batch} in a call: {each:?} each, {all:?} all");
    }
    Ok(())
}

async fn all() {
    let Ok(bundle) = Bundle::embedded() else {
        return;
    };
    let since = Instant::now();
    let before = resident();
    let mut kept = Vec::new();
    for entry in bundle.entries() {
        if let Ok(component) = loaded(entry) {
            // A tool that is refused for want of a grant was loaded all the same.
            drop(WasmTool::new(component, &[]).await);
            kept.push(loaded(entry));
        }
    }
    let grown = resident().saturating_sub(before);
    println!(
        "all {}: load twice {:?}, resident +{grown} KiB",
        kept.len(),
        since.elapsed()
    );
}

fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Fault> {
    agency(1_000).await?;
    dialect(1_000).await?;
    all().await;
    println!("resident {} KiB", resident());
    Ok(())
}
