//! Everything that goes wrong between us and a model service, in both dialects.

use openkoi_tests::server::KEY;
use openkoi_tests::{Dialect, Fault, Home, Script, Server, Turn};
use serde_json::json;
use std::net::TcpListener;
use std::time::Duration;

const BOTH: [Dialect; 2] = [Dialect::Messages, Dialect::Chat];

#[test]
fn a_refused_key_ends_with_6_at_once_and_says_how_to_connect() {
    for dialect in BOTH {
        let server = Server::start(dialect, Script::new().whoever_asks(20, &Fault::Status(401)));
        let home = Home::connected(&server);
        let run = home
            .run(["Say hello", "-m", server.model(), "-i", "0"])
            .ends(6);
        assert!(run.stderr.contains("API_KEY"), "{}", run.told());
        let posts = server
            .received()
            .iter()
            .filter(|request| request.method == "POST")
            .count();
        assert!(posts <= 1, "asked {posts} times with a refused key");
    }
}

#[test]
fn a_forbidden_request_is_not_repeated() {
    for dialect in BOTH {
        let server = Server::start(dialect, Script::new().faults(20, &Fault::Status(403)));
        let home = Home::connected(&server);
        let run = home.once(&server, "Say hello");
        assert!([1, 5, 6].contains(&run.code), "{} {}", run.code, run.told());
        assert_eq!(server.turns().len(), 1);
    }
}

#[test]
fn the_pause_that_a_busy_service_names_is_kept() {
    for dialect in BOTH {
        let server = Server::start(
            dialect,
            Script::new()
                .fault(Fault::Busy("2"))
                .then(Turn::says("At last.")),
        );
        let home = Home::connected(&server);
        let run = home.once(&server, "Say hello").ends(0);
        assert_eq!(run.json()["result"], "At last.");
        assert!(
            run.elapsed >= Duration::from_secs(2),
            "it came back after {:?}",
            run.elapsed
        );
        assert_eq!(server.turns().len(), 2);
    }
}

#[test]
fn what_passes_is_tried_again_and_leaves_no_trace_in_the_answer() {
    let half = || Turn::says("Half of an answer that will never be whole, however long it may be.");
    let faults = [
        Fault::Status(500),
        Fault::Status(502),
        Fault::Status(503),
        Fault::Status(529),
        Fault::Status(429),
        Fault::CutAfter(0, half()),
        Fault::CutAfter(700, half()),
        Fault::CutAfter(usize::MAX, half()),
        Fault::ResetAfter(700, half()),
        Fault::ErrorEvent("overloaded_error"),
    ];
    for dialect in BOTH {
        for fault in &faults {
            let server = Server::start(
                dialect,
                Script::new()
                    .fault(fault.clone())
                    .fault(fault.clone())
                    .then(Turn::says("Whole.")),
            );
            let home = Home::connected(&server);
            let run = home.once(&server, "Say hello");
            assert_eq!(run.code, 0, "{dialect:?} {fault:?}\n{}", run.told());
            assert_eq!(run.json()["result"], "Whole.", "{dialect:?} {fault:?}");
            assert_eq!(server.turns().len(), 3, "{dialect:?} {fault:?}");
        }
    }
}

#[test]
fn a_call_from_a_broken_stream_is_not_made() {
    for dialect in BOTH {
        let write = || {
            Turn::calls(
                "write",
                json!({"path": "never.txt", "content": "a text that is long enough to be cut in its midst"}),
            )
        };
        for fault in [
            Fault::CutAfter(usize::MAX, write()),
            Fault::ResetAfter(900, write()),
            Fault::Malformed(write()),
        ] {
            let server = Server::start(dialect, Script::new().fault(fault.clone()));
            let home = Home::connected(&server);
            let run = home.once(&server, "Say hello");
            assert!(
                [0, 1, 7].contains(&run.code),
                "{fault:?} ends with {}\n{}",
                run.code,
                run.told()
            );
            assert!(
                !home.workspace().join("never.txt").exists(),
                "{dialect:?} {fault:?}"
            );
        }
    }
}

#[test]
fn a_page_instead_of_an_answer_is_a_failure_that_says_so() {
    for dialect in BOTH {
        let server = Server::start(dialect, Script::new().faults(20, &Fault::Page));
        let home = Home::connected(&server);
        let run = home.once(&server, "Say hello");
        assert!(
            [1, 7].contains(&run.code),
            "{dialect:?} {}\n{}",
            run.code,
            run.told()
        );
        let reason = run.json()["reason"].as_str().unwrap_or_default().to_owned();
        assert!(!reason.is_empty(), "{}", run.told());
    }
}

#[test]
fn patience_with_a_broken_service_has_an_end() {
    for dialect in BOTH {
        let server = Server::start(dialect, Script::new().faults(50, &Fault::Status(529)));
        let home = Home::connected(&server);
        let result = home.once(&server, "Say hello").ends(7).json();
        assert_eq!(result["subtype"], "unreachable");
        assert_eq!(server.turns().len(), 9, "one attempt and eight retries");
    }
}

#[test]
fn a_slow_service_is_waited_for() {
    for dialect in BOTH {
        let server = Server::start(
            dialect,
            Script::new().fault(Fault::Drip(Turn::says("Slow 日本 🎏 but sure."))),
        );
        let home = Home::connected(&server);
        assert_eq!(
            home.once(&server, "Say hello").ends(0).json()["result"],
            "Slow 日本 🎏 but sure."
        );
    }
}

#[test]
fn a_context_that_is_too_long_is_made_smaller() {
    for dialect in BOTH {
        let script = Script::new()
            .then(Turn::calls("read", json!({"path": "long.txt"})))
            .then(Turn::calls(
                "read",
                json!({"path": "long.txt", "offset": 2}),
            ))
            .then(Turn::calls(
                "read",
                json!({"path": "long.txt", "offset": 3}),
            ))
            .fault(Fault::Overflow)
            .then(Turn::says("Read it."));
        let server = Server::start(dialect, script);
        let home = Home::connected(&server);
        home.file("long.txt", "a line of some length\n".repeat(1500));
        assert_eq!(
            home.once(&server, "Read the long file").ends(0).json()["result"],
            "Read it."
        );
        let turns = server.turns();
        assert_eq!(turns.len(), 5);
        let size = |at: usize| turns[at].body.to_string().len();
        assert!(size(4) < size(3), "{} bytes after {}", size(4), size(3));
    }
}

#[test]
fn a_context_that_cannot_be_smaller_is_a_failure_that_says_so() {
    for dialect in BOTH {
        let server = Server::start(dialect, Script::new().faults(20, &Fault::Overflow));
        let home = Home::connected(&server);
        let run = home.once(&server, "Say hello");
        assert!([1, 4].contains(&run.code), "{}\n{}", run.code, run.told());
        let reason = run.json()["reason"]
            .as_str()
            .unwrap_or_default()
            .to_lowercase();
        assert!(
            ["context", "window", "too long", "tokens"]
                .iter()
                .any(|word| reason.contains(word)),
            "{reason}"
        );
    }
}

#[test]
fn a_refusal_is_not_a_success() {
    for (dialect, word) in [
        (Dialect::Messages, "refusal"),
        (Dialect::Chat, "content_filter"),
    ] {
        let server = Server::start(
            dialect,
            Script::new().then(Turn::says("I won't do that.").stopping(word)),
        );
        let home = Home::connected(&server);
        let run = home.once(&server, "Say hello");
        assert!(
            [1, 5].contains(&run.code),
            "{dialect:?} {}\n{}",
            run.code,
            run.told()
        );
        assert_eq!(run.json()["is_error"], true);
    }
}

#[test]
fn a_service_that_is_not_there_ends_with_7_and_says_where_it_was_sought() {
    let free = TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("the loopback has a free port");
    for dialect in BOTH {
        let mut home = Home::new();
        home.hurried();
        let (key, base, model, path) = match dialect {
            Dialect::Messages => (
                "ANTHROPIC_API_KEY",
                "ANTHROPIC_BASE_URL",
                "anthropic/claude-sonnet-4-5-20250929",
                "",
            ),
            Dialect::Chat => ("OPENAI_API_KEY", "OPENAI_BASE_URL", "openai/gpt-4.1", "/v1"),
        };
        home.set(key, KEY).set(base, format!("http://{free}{path}"));
        let run = home.run(["Say hello", "-m", model, "-i", "0"]).ends(7);
        assert!(
            run.stderr.contains(&free.port().to_string()),
            "{}",
            run.told()
        );
    }
}
