//! Components that mean harm, one after the other in one process: each is stopped in time, for the right reason, and
//! nothing of it stays behind.
#![expect(clippy::disallowed_methods, reason = "a deadline is measured")]

#[path = "hostile/bench.rs"]
mod bench;
#[path = "hostile/rows.rs"]
mod rows;
#[path = "hostile/workshop.rs"]
mod workshop;

use bench::Kind::{Agency as AGENCY, Tool as TOOL};
use bench::{Bench, DEADLINE, Nowhere, Slow, alone, built, resident_kib};
use openkoi::domain::{Effect, FaultKind};
use openkoi::mechanism::wasm::WasmComponent;
use rows::{BEHAVIOURS, Contract, FILES, Harmless, Limit, Refused, Stopped};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// What may stay resident when all is over.
const RESIDUE_KIB: u64 = 16 << 10;

#[test]
fn hostile_components_are_stopped_in_time_for_the_right_reason_and_leave_nothing_behind() {
    alone(async {
        let bench = Bench::new();
        bench.check_good().await;
        let before = resident_kib();
        for (kind, name, fate) in BEHAVIOURS {
            bench.check(*kind, name, &built(*kind, name), fate).await;
            drop(bench.log.take());
        }
        for (name, bytes, fate) in FILES {
            bench.check(AGENCY, name, &bytes(), fate).await;
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
fn too_many_requests_end_the_call_and_too_large_a_request_does_too() {
    alone(async {
        let mut bench = Bench::new();
        bench.lent.http = Some(Arc::new(Nowhere));
        for (name, fate) in [
            ("http", Harmless),
            ("http_calls", Stopped(Limit("http calls"), "http calls")),
            ("http_with_many_headers", Stopped(Limit("output"), "output")),
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
