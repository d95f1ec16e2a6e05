//! Components that mean harm, one after the other in one process: each is stopped in time, for the right reason, and
//! nothing of it stays behind.
#![expect(clippy::disallowed_methods, reason = "a deadline is measured")]

#[path = "hostile/bench.rs"]
mod bench;
#[path = "hostile/classes.rs"]
mod classes;
#[path = "hostile/guest.rs"]
mod guest;
#[path = "hostile/lent.rs"]
mod lent;
#[path = "hostile/reach.rs"]
mod reach;
#[path = "hostile/rows.rs"]
mod rows;
#[path = "hostile/workshop.rs"]
mod workshop;

use bench::{Bench, DEADLINE, alone, resident_kib};
use classes::CLASSES;
use guest::Kind::{
    Agency as AGENCY, Evaluator as EVALUATOR, Integration as INTEGRATION, Tool as TOOL,
};
use guest::{Guest, built, work};
use lent::{Nowhere, Slow};
use openkoi::domain::{Effect, FaultKind, Step};
use openkoi::mechanism::wasm::WasmComponent;
use openkoi::port::{Evaluator, Happening, Integration};
use rows::{BEHAVIOURS, Contract, FILES, Harmless, Limit, Refused, Stopped};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// What may stay resident when all is over.
const RESIDUE_KIB: u64 = 16 << 10;

/// What loops is stopped at its deadline: not before, and at most 100 ms after it.
///
/// That is asserted of the best of five attempts, all of which must end alike. A machine with other work to do may let
/// any one attempt wait, and then tells nothing of how precise the deadline is; but no load makes a guest that is
/// stopped late look as if it were stopped in time.
#[test]
#[expect(
    clippy::print_stdout,
    reason = "a campaign tells its figure and its seed"
)]
fn hostile_components_are_stopped_in_time_for_the_right_reason_and_leave_nothing_behind() {
    alone(async {
        let (bench, hurried) = (Bench::new(), Bench::with_deadline());
        bench.check_good().await;
        let mut contained = BTreeSet::new();
        let before = resident_kib();
        for (kind, name, fate) in BEHAVIOURS {
            let bench = if fate.is_late() { &hurried } else { &bench };
            bench.check(*kind, name, &built(*kind, name), fate).await;
            drop(bench.log.take());
            contained.insert((*name).to_owned());
        }
        for (name, bytes, fate) in FILES {
            bench.check(AGENCY, name, &bytes(), fate).await;
            contained.insert((*name).to_owned());
        }
        contained.extend(over_the_network().await);
        let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
        for (class, names) in CLASSES {
            for name in *names {
                assert!(contained.contains(*name), "{name} was not tried");
            }
            classes.insert(class, names.len());
        }
        for (class, _) in reach::reach().await.into_iter().chain(dropped().await) {
            *classes.entry(class).or_default() += 1;
        }
        let in_classes: usize = classes.values().sum();
        println!(
            "S1: {in_classes}/{in_classes} hostile components contained, in {} classes: {classes:?}",
            classes.len()
        );
        assert!(in_classes >= 80 && classes.len() >= 20, "{classes:?}");
        assert!(classes.values().all(|count| *count >= 4), "{classes:?}");
        let after = resident_kib();
        assert!(
            after <= before + RESIDUE_KIB,
            "resident {before} KiB before and {after} KiB after"
        );
    });
}

/// Those that take a network where there is nobody.
async fn over_the_network() -> [String; 3] {
    let mut bench = Bench::new();
    bench.lent.http = Some(Arc::new(Nowhere));
    let rows = [
        ("http", Harmless),
        ("http_calls", Stopped(Limit("http calls"), "http calls")),
        ("http_with_many_headers", Stopped(Limit("output"), "output")),
    ];
    for (name, fate) in &rows {
        bench.check(TOOL, name, &built(TOOL, name), fate).await;
    }
    rows.map(|(name, _)| name.to_owned())
}

/// Calls that nobody waits for any more, wherever they are.
async fn dropped() -> Vec<(&'static str, String)> {
    let mut bench = Bench::new();
    bench.limits.time = Duration::from_secs(600);
    bench.lent.process = Some(Arc::new(Slow));
    let rows = [
        (AGENCY, "loop_in_export"),
        (EVALUATOR, "loop_in_judge"),
        (INTEGRATION, "loop_in_poll"),
        (TOOL, "long_command"),
    ];
    let mut contained = Vec::new();
    for (kind, name) in rows {
        let guest = bench
            .load(kind, &built(kind, name))
            .await
            .expect("it loads");
        let outcome = tokio::time::timeout(DEADLINE / 2, guest.call()).await;
        assert!(outcome.is_err(), "{name} was dropped");
        bench.check_good().await;
        contained.push(("calls dropped in flight", name.to_owned()));
    }
    contained
}

#[test]
fn what_an_integration_hears_and_what_happened_there_arrive_whole() {
    alone(async {
        let bench = Bench::new();
        let guest = bench.load(INTEGRATION, &built(INTEGRATION, "")).await;
        let Ok(Guest::Integration(integration)) = guest else {
            panic!("a good integration loads")
        };
        let happening = Happening {
            id: "h1".to_owned(),
            channel: "general".to_owned(),
            thread: Some("t9".to_owned()),
            sender: "U42".to_owned(),
            text: "koi, look".to_owned(),
            mentions_us: true,
            at_ms: 1_700_000_000_000,
        };
        let arguments = json!({"to": ["U42", 7], "text": "schön"});
        let answer = integration.invoke("work", &arguments).await;
        assert_eq!(answer.expect("it acts"), arguments);
        let polled = integration
            .poll("since then", &["general".to_owned()])
            .await;
        let cursor = "since then".to_owned();
        assert_eq!(polled.expect("it looks"), (cursor, vec![happening.clone()]));
        let headers = [("x-event".to_owned(), "ping".to_owned())];
        let received = integration.receive(&headers, b"\0\xff body").await;
        let reply = Some(b"\0\xff body".to_vec());
        assert_eq!(received.expect("it hears"), (reply, vec![happening]));
    });
}

#[test]
fn what_an_evaluator_reports_arrives_whole() {
    alone(async {
        let bench = Bench::new();
        let guest = bench.load(EVALUATOR, &built(EVALUATOR, "")).await;
        let Ok(Guest::Evaluator(evaluator)) = guest else {
            panic!("a good evaluator loads")
        };
        let step = evaluator.judge(&work(), &[]).await.expect("it judges");
        let Step::Done(report) = step else {
            panic!("it asked: {step:?}")
        };
        let said = json!({
            "scores": [{"dimension": "tests", "value": 0.5, "weight": 2.0, "reason": "one of two"}],
            "findings": [{
                "severity": {"other": "style"}, "dimension": "tests", "title": "it fails", "detail": "harm",
                "location": "a.py:3", "fix": "mend it", "evidence": ["r1"],
            }],
            "claims": [{"text": "it is done", "standing": "contradicted", "evidence": ["r1"]}],
            "measurements": [{
                "kind": "test", "command": "make test", "directory": "sub", "code": 2,
                "passed": 1, "failed": 1, "skipped": 3, "failures": ["one"], "output": "1 failed",
                "duration_ms": 1_500,
            }],
            "extra": [["own.key", "value"]],
        });
        assert_eq!(
            serde_json::to_value(report).expect("a report is JSON"),
            said
        );
    });
}

#[test]
fn a_component_cut_or_changed_anywhere_does_no_harm() {
    alone(async {
        let bench = Bench::with_deadline();
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
fn a_tool_that_plays_down_its_effect_is_refused() {
    alone(async {
        let mut bench = Bench::new();
        bench.actions = vec![("work".to_owned(), Effect::Execute)];
        let fate = Refused(
            Contract,
            "with the effect read, and its manifest says effect = \"execute\"",
        );
        bench.check(TOOL, "good", &built(TOOL, ""), &fate).await;
    });
}

#[test]
fn what_the_host_does_is_not_the_guests_time() {
    alone(async {
        let mut bench = Bench::with_deadline();
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
fn calls_for_which_there_is_no_place_wait_for_one() {
    alone(async {
        let mut bench = Bench::new();
        bench.lent.process = Some(Arc::new(Slow));
        let guest = bench
            .load(TOOL, &built(TOOL, "long_command"))
            .await
            .expect("it loads");
        let calls = (0..150).map(|_| guest.call());
        for outcome in futures_util::future::join_all(calls).await {
            outcome.expect("it is served");
        }
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
        assert_eq!(
            [kind().await, kind().await],
            [FaultKind::Trap, FaultKind::Trap]
        );
        pass(6);
        assert_eq!(
            [kind().await, kind().await],
            [FaultKind::Trap, FaultKind::Trap],
            "the first two are forgotten"
        );
        assert_eq!(
            [kind().await, kind().await],
            [FaultKind::Trap, FaultKind::Quarantined]
        );
        pass(4);
        let fault = guest.call().await.expect_err("it rests");
        assert_eq!(fault.kind, FaultKind::Quarantined);
        assert!(fault.message.contains("until 13:57:40 UTC"), "{fault}");
        assert!(fault.message.contains("`hostile@builtin`"), "{fault}");
        pass(2);
        assert_eq!(kind().await, FaultKind::Trap, "it has rested");
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
