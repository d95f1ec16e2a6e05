//! A task done by a model over the wire, in both dialects: tools, usage, credentials, and everything that goes wrong.

use openkoi_tests::server::{KEY, Usage};
use openkoi_tests::{Dialect, Fault, Home, Run, Script, Server, Turn};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::time::Duration;

const BOTH: [Dialect; 2] = [Dialect::Messages, Dialect::Chat];

/// Executes once, without evaluation, so that the model's own turns are all there is.
fn once(home: &Home, server: &Server, task: &str) -> Run {
    home.run([
        task,
        "-m",
        server.model(),
        "-i",
        "0",
        "--output-format",
        "json",
    ])
}

fn turn_after_turn() -> Script {
    let usage = |input, output| Usage {
        input,
        output,
        cache_read: 0,
        cache_write: 0,
    };
    Script::new()
        .then(
            Turn::calls("read", json!({"path": "answer.txt"}))
                .with_text("I look first.")
                .costing(usage(1000, 100)),
        )
        .then(
            Turn::calls(
                "edit",
                json!({"path": "answer.txt", "old_string": "41", "new_string": "42"}),
            )
            .costing(usage(2000, 200)),
        )
        .then(
            Turn::calls("shell", json!({"command": "cat answer.txt && exit 3"}))
                .costing(usage(3000, 300)),
        )
        .then(Turn::says("It is 42 now.").costing(usage(4000, 400)))
}

#[test]
fn a_task_reads_edits_and_runs_and_the_file_really_changes() {
    for dialect in BOTH {
        let server = Server::start(dialect, turn_after_turn());
        let home = Home::connected(&server);
        home.file("answer.txt", "the answer is 41\n");
        let result = once(&home, &server, "Correct the answer").ends(0).json();
        assert_eq!(home.read("answer.txt"), "the answer is 42\n");
        let turns = server.turns();
        assert_eq!(turns.len(), 4, "{dialect:?}");
        assert!(
            turns[1].last_result().contains("1\tthe answer is 41"),
            "{}",
            turns[1].last_result()
        );
        assert!(
            turns[2]
                .last_result()
                .contains("edited answer.txt (1 replacement"),
            "{}",
            turns[2].last_result()
        );
        let ran = turns[3].last_result();
        assert!(
            ran.contains("the answer is 42") && ran.trim_end().ends_with("[exit code 3]"),
            "{ran}"
        );
        assert_eq!(result["result"], "It is 42 now.");
        assert_eq!(
            result["changes"],
            json!([{"path": "answer.txt", "added": 1, "removed": 1}])
        );
        let diff = result["diff"].as_str().expect("a diff is text");
        assert!(
            diff.contains("-the answer is 41") && diff.contains("+the answer is 42"),
            "{diff}"
        );
    }
}

#[test]
fn every_turn_is_counted_and_paid_for() {
    for (dialect, price) in [
        (Dialect::Messages, [3.0, 15.0]),
        (Dialect::Chat, [2.0, 8.0]),
    ] {
        let server = Server::start(dialect, turn_after_turn());
        let home = Home::connected(&server);
        home.file("answer.txt", "the answer is 41\n");
        let result = once(&home, &server, "Correct the answer").ends(0).json();
        assert_eq!(result["num_turns"], 4);
        assert_eq!(
            result["usage"]["input_tokens"], 10_000,
            "{}",
            result["usage"]
        );
        assert_eq!(
            result["usage"]["output_tokens"], 1_000,
            "{}",
            result["usage"]
        );
        let cost = result["total_cost_usd"]
            .as_f64()
            .expect("a cost is a number");
        let expected = 10_000.0 * price[0] / 1e6 + 1_000.0 * price[1] / 1e6;
        assert!(
            (cost - expected).abs() < 1e-9,
            "{dialect:?}: {cost}, not {expected}"
        );
    }
}

#[test]
fn the_first_message_holds_the_task_word_for_word() {
    let task = "Correct the answer: \"41\" → 42 \\ ご確認ください";
    for dialect in BOTH {
        let server = Server::start(dialect, Script::new());
        let home = Home::connected(&server);
        once(&home, &server, task).ends(0);
        let body = &server.turns()[0].body;
        let messages = body["messages"].as_array().expect("messages are a list");
        let first = messages
            .iter()
            .find(|message| message["role"] == "user")
            .expect("the user speaks");
        let text = first["content"]
            .as_str()
            .or_else(|| first["content"][0]["text"].as_str());
        assert!(text.is_some_and(|text| text.starts_with(task)), "{first}");
    }
}

#[test]
fn the_key_goes_into_its_header_and_nowhere_else() {
    for dialect in BOTH {
        let server = Server::start(dialect, turn_after_turn());
        let home = Home::connected(&server);
        home.file("answer.txt", "41");
        let record = home.everything().join("record.json");
        let record = record.to_str().expect("temporary paths are UTF-8");
        let run = home.run([
            "think",
            "--verbose",
            "Correct the answer",
            "-m",
            server.model(),
            "--record",
            record,
            "--output-format",
            "stream-json",
        ]);
        assert!(!server.turns().is_empty(), "{}", run.told());
        assert!(
            std::fs::metadata(record).is_ok_and(|file| file.len() > 0),
            "nothing was recorded\n{}",
            run.told()
        );
        assert!(
            !run.stdout.contains(KEY) && !run.stderr.contains(KEY),
            "{}",
            run.told()
        );
        for (path, bytes) in home.files() {
            assert!(
                !bytes
                    .windows(KEY.len())
                    .any(|window| window == KEY.as_bytes()),
                "the key is in {}",
                path.display()
            );
        }
        for request in server.received() {
            let others = request
                .headers
                .iter()
                .filter(|(_, value)| value.contains(KEY))
                .count();
            assert!(
                others == 1
                    && !request.path.contains(KEY)
                    && !request.body.to_string().contains(KEY),
                "{request:?}"
            );
        }
    }
}

#[test]
fn the_key_is_not_in_the_environment_of_commands() {
    let server =
        Server::messages(Script::new().then(Turn::calls("shell", json!({"command": "env"}))));
    let home = Home::connected(&server);
    once(&home, &server, "Show the environment").ends(0);
    let seen = server.turns()[1].last_result();
    assert!(seen.contains("PATH=") && !seen.contains(KEY), "{seen}");
}

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
        let run = once(&home, &server, "Say hello");
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
        let run = once(&home, &server, "Say hello").ends(0);
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
            let run = once(&home, &server, "Say hello");
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
            let run = once(&home, &server, "Say hello");
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
        let run = once(&home, &server, "Say hello");
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
        let result = once(&home, &server, "Say hello").ends(7).json();
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
            once(&home, &server, "Say hello").ends(0).json()["result"],
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
            once(&home, &server, "Read the long file").ends(0).json()["result"],
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
        let run = once(&home, &server, "Say hello");
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
        let run = once(&home, &server, "Say hello");
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

#[test]
fn an_unknown_model_is_refused_with_the_nearest_one() {
    for (dialect, model, nearest) in [
        (
            Dialect::Messages,
            "anthropic/claude-sonet-4-5-20250929",
            "claude-sonnet-4-5-20250929",
        ),
        (Dialect::Chat, "openai/gpt-4.2", "gpt-4.1"),
    ] {
        let server = Server::start(dialect, Script::new());
        let home = Home::connected(&server);
        home.run(["Say hello", "-m", model])
            .ends(2)
            .tells(&["did you mean", nearest]);
        assert!(server.turns().is_empty());
    }
}

#[test]
fn an_unknown_provider_is_refused_with_the_nearest_one() {
    let home = Home::new();
    home.run(["Say hello", "-m", "antropic/claude-sonnet-4-5"])
        .ends(2)
        .tells(&["anthropic"]);
}

#[test]
fn a_model_without_its_provider_is_looked_up() {
    for dialect in BOTH {
        let server = Server::start(dialect, Script::new());
        let home = Home::connected(&server);
        let (_, id) = server
            .model()
            .split_once('/')
            .expect("a model has a provider");
        let result = home
            .run(["Say hello", "-m", id, "-i", "0", "--output-format", "json"])
            .ends(0)
            .json();
        assert_eq!(result["model"], server.model());
        assert_eq!(server.turns()[0].body["model"], id);
    }
}

#[test]
fn a_model_is_tried_as_given_where_there_is_no_list() {
    let server = Server::chat(Script::new().without_models());
    let mut home = Home::new();
    home.own_file("config.toml", format!("[retry]\nbase_ms = 10\n\n[providers.lab]\nbase_url = \"{}\"\napi_key_env = \"LAB_KEY\"\n", server.base_url()));
    home.set("LAB_KEY", KEY);
    home.run(["Say hello", "-m", "lab/brand-new-1", "-i", "0"])
        .ends(0);
    assert_eq!(server.turns()[0].body["model"], "brand-new-1");
}

#[test]
fn calls_of_one_turn_are_all_answered_in_their_order() {
    for dialect in BOTH {
        let read = |path: &str| json!({"path": path});
        let turn = Turn::calls("read", read("a.txt"))
            .and_calls("read", read("missing.txt"))
            .and_calls("read", read("b.txt"));
        let server = Server::start(dialect, Script::new().then(turn));
        let home = Home::connected(&server);
        home.file("a.txt", "apple\n").file("b.txt", "berry\n");
        once(&home, &server, "Read both").ends(0);
        let results = server.turns()[1].tool_results();
        assert_eq!(results.len(), 3);
        assert!(
            results[0].1.contains("apple") && results[2].1.contains("berry"),
            "{results:?}"
        );
        assert!(results[1].1.contains("missing.txt"), "{results:?}");
        assert!(
            dialect == Dialect::Chat || results[1].0 && !results[0].0,
            "{results:?}"
        );
    }
}

#[test]
fn a_call_that_makes_no_sense_is_answered_and_not_made() {
    let rows: [(&str, Turn, &str); 6] = [
        (
            "broken JSON",
            Turn::calls_with_text("write", "{\"path\": \"never.txt\", \"content\": "),
            "JSON",
        ),
        (
            "no object",
            Turn::calls_with_text("write", "[1, 2]"),
            "object",
        ),
        (
            "a missing argument",
            Turn::calls("write", json!({"path": "never.txt"})),
            "content",
        ),
        (
            "a wrong type",
            Turn::calls("write", json!({"path": "never.txt", "content": 5})),
            "content",
        ),
        (
            "no such tool",
            Turn::calls("wrote", json!({"path": "never.txt", "content": ""})),
            "wrote",
        ),
        (
            "beyond the workspace",
            Turn::calls("write", json!({"path": "../never.txt", "content": ""})),
            "..",
        ),
    ];
    for dialect in BOTH {
        for (what, turn, word) in &rows {
            let server = Server::start(dialect, Script::new().then(turn.clone()));
            let home = Home::connected(&server);
            once(&home, &server, "Write a file").ends(0);
            let (is_error, told) = server.turns()[1]
                .tool_results()
                .pop()
                .expect("it is answered");
            assert!(is_error || dialect == Dialect::Chat, "{what}: {told}");
            assert!(told.contains(word), "{dialect:?} {what}: {told}");
            let written = home
                .files()
                .into_iter()
                .any(|(path, _)| path.ends_with("never.txt"));
            assert!(!written, "{dialect:?} {what}");
        }
    }
}

#[test]
fn a_huge_output_is_shortened_and_kept_whole_in_a_file_that_is_named() {
    for (command, line) in [
        ("seq 1 30000", "15000"),
        ("head -c 200000 /dev/zero | tr '\\0' x; echo", ""),
    ] {
        let server =
            Server::messages(Script::new().then(Turn::calls("shell", json!({"command": command}))));
        let home = Home::connected(&server);
        once(&home, &server, "Count").ends(0);
        let told = server.turns()[1].last_result();
        assert!(
            told.len() <= 50 * 1024 && told.lines().count() <= 2000,
            "{} bytes, {} lines",
            told.len(),
            told.lines().count()
        );
        assert!(told.contains("[exit code 0]"), "the end is kept");
        let is_whole =
            |bytes: &[u8]| bytes.len() > 100_000 && String::from_utf8_lossy(bytes).contains(line);
        let named = home.files().into_iter().any(|(path, bytes)| {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            told.contains(&name) && is_whole(&bytes)
        });
        assert!(
            named,
            "no kept file is named in it: {}",
            &told[told.len() - 300..]
        );
    }
}

#[test]
fn a_result_of_another_tool_reaches_the_model_as_agreed() {
    let rows: [(&str, Value, &[&str]); 7] = [
        (
            "read",
            json!({"path": "src/a.txt", "offset": 2, "limit": 1}),
            &["2\ttwo", "[lines 2-2 of 3]"],
        ),
        ("read", json!({"path": "empty.txt"}), &["[empty file]"]),
        (
            "write",
            json!({"path": "new/deep.txt", "content": "x\ny\n"}),
            &["wrote new/deep.txt (2 lines)"],
        ),
        ("list", json!({}), &["src/", "empty.txt"]),
        ("glob", json!({"pattern": "**/*.txt"}), &["src/a.txt"]),
        ("grep", json!({"pattern": "t[hw]o"}), &["src/a.txt:2: two"]),
        ("grep", json!({"pattern": "absent"}), &["[no matches]"]),
    ];
    for (tool, arguments, expected) in rows {
        let server = Server::messages(Script::new().then(Turn::calls(tool, arguments.clone())));
        let home = Home::connected(&server);
        home.file("src/a.txt", "one\ntwo\nthree\n")
            .file("empty.txt", "");
        once(&home, &server, "Look around").ends(0);
        let told = server.turns()[1].last_result();
        for words in expected {
            assert!(
                told.contains(words),
                "{tool} {arguments}: {told:?} without {words:?}"
            );
        }
    }
}

#[test]
fn a_failed_command_is_an_error_to_the_model_and_not_to_the_run() {
    let script = Script::new().then(Turn::calls(
        "shell",
        json!({"command": "echo out; echo err >&2; exit 7"}),
    ));
    let server = Server::messages(script);
    let home = Home::connected(&server);
    once(&home, &server, "Try it").ends(0);
    let (is_error, told) = server.turns()[1]
        .tool_results()
        .pop()
        .expect("it is answered");
    assert!(is_error);
    assert!(
        told.contains("out") && told.contains("err") && told.trim_end().ends_with("[exit code 7]"),
        "{told}"
    );
}
