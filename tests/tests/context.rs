//! What the model is sent stays a prefix of what it is sent next; where that outgrows its window, old parts are left out.

use openkoi_tests::server::{KEY, Received, Usage};
use openkoi_tests::{Dialect, Fault, Home, Run, Script, Server, Turn};
use serde_json::{Value, json};

const BOTH: [Dialect; 2] = [Dialect::Messages, Dialect::Chat];
const TASK: &str = "Read the files and say \"koi 🎏\"";

fn read(number: usize) -> Turn {
    Turn::calls("read", json!({"path": format!("{number}.txt")}))
}

/// A workspace with files of so many bytes, named by their numbers.
fn fill(home: &Home, files: usize, bytes: usize) {
    for number in 0..files {
        let line = format!("{number}: a line of the file\n");
        home.file(&format!("{number}.txt"), line.repeat(bytes / line.len()));
    }
}

fn size(request: &Received) -> usize {
    request.body["messages"].to_string().len()
}

/// The result's only compaction.
#[track_caller]
fn only_compaction(run: &Run) -> Value {
    let result = run.json();
    let all = result["compactions"].as_array().expect("a list").clone();
    assert_eq!(all.len(), 1, "{result}");
    all[0].clone()
}

#[test]
fn each_request_begins_with_the_one_before_byte_by_byte() {
    for dialect in BOTH {
        let mut script = Script::new();
        for number in 0..10 {
            let turn = match number % 3 {
                0 => read(number),
                1 => Turn::calls("list", json!({})).and_calls("grep", json!({"pattern": "koi"})),
                _ => Turn::calls(
                    "write",
                    json!({"path": format!("{number}.txt"), "content": "new\n"}),
                ),
            };
            script = script.then(turn.with_text(&format!("Step {number}.")));
        }
        let server = Server::start(dialect, script);
        let home = Home::connected(&server);
        fill(&home, 10, 2_000);
        home.once(&server, TASK).ends(0);
        let turns = server.turns();
        assert_eq!(turns.len(), 11);
        for (number, pair) in turns.windows(2).enumerate() {
            let (before, after) = (pair[0].prompt(), pair[1].prompt());
            assert!(
                after.len() > before.len() && after.starts_with(&before),
                "{dialect:?}, request {number}:\n{before}\n{after}"
            );
        }
    }
}

#[test]
fn after_an_overflow_the_next_request_is_smaller_and_the_run_says_what_it_left_out() {
    for dialect in BOTH {
        let mut script = Script::new();
        for number in 0..8 {
            script = script.then(read(number));
        }
        let script = script.fault(Fault::Overflow).then(Turn::says("koi 🎏"));
        let server = Server::start(dialect, script);
        let home = Home::connected(&server);
        fill(&home, 8, 20_000);
        let run = home.once(&server, TASK).ends(0);
        assert_eq!(run.json()["result"], "koi 🎏");

        let turns = server.turns();
        let [.., refused, accepted] = turns.as_slice() else {
            panic!("{} requests", turns.len());
        };
        assert!(
            size(accepted) <= size(refused) / 2,
            "{} bytes after {}",
            size(accepted),
            size(refused)
        );
        let told = accepted.body["messages"].to_string();
        assert!(told.contains(&json!(TASK).to_string().trim_matches('"').to_owned()));
        assert_eq!(accepted.last_result(), refused.last_result());
        assert!(
            told.contains("read 0.txt") && told.contains("receipt r1"),
            "the receipts of what is gone: {told}"
        );

        let compaction = only_compaction(&run);
        assert_eq!(compaction["before_tokens"], 208_310);
        assert!(
            compaction["after_tokens"].as_u64() < Some(104_200),
            "{compaction}"
        );
        let first = compaction["dropped"][0].as_str().expect("a line");
        assert!(first.starts_with("result of read 0.txt ("), "{first}");
        assert!(
            run.stderr.contains("context     208,310 of "),
            "{}",
            run.stderr
        );
        assert!(run.stderr.contains("left out"), "{}", run.stderr);
    }
}

#[test]
fn a_model_with_a_small_window_is_never_sent_more_than_fits() {
    let window = 12_000;
    let mut script = Script::new().listing("tiny", window);
    for number in 0..12 {
        // As the vendor would count: what every request has, and what the reads so far have added.
        let counted = Usage {
            input: 3_500 + 1_600 * number.min(4) as u64,
            output: 30,
            cache_read: 0,
            cache_write: 0,
        };
        script = script.then(read(number).costing(counted));
    }
    let server = Server::chat(script);
    let mut home = Home::new();
    home.own_file(
        "config.toml",
        format!(
            "[providers.lab]\nbase_url = \"{}\"\napi_key_env = \"LAB_KEY\"\n",
            server.base_url()
        ),
    );
    home.set("LAB_KEY", KEY);
    fill(&home, 12, 5_000);
    let run = home.run([TASK, "-m", "lab/tiny", "-i", "0", "--output-format", "json"]);
    let result = run.ends(0).json();
    let compactions = result["compactions"].as_array().expect("a list");
    assert!(!compactions.is_empty(), "{result}");
    for one in compactions {
        assert_eq!(one["window_tokens"], window);
        assert!(one["after_tokens"].as_u64() < one["before_tokens"].as_u64());
    }
    for request in server.turns() {
        let text = request.body["messages"].to_string();
        assert!(text.contains("koi 🎏"), "the task is there: {text}");
        assert!(text.len() < 36_000, "{} bytes", text.len());
    }
}

#[test]
fn a_window_that_the_task_alone_overflows_is_a_limit_and_nobody_is_asked() {
    let server = Server::chat(Script::new().listing("tiny", 500));
    let mut home = Home::new();
    home.own_file(
        "config.toml",
        format!(
            "[providers.lab]\nbase_url = \"{}\"\napi_key_env = \"LAB_KEY\"\n",
            server.base_url()
        ),
    );
    home.set("LAB_KEY", KEY);
    let run = home.run([TASK, "-m", "lab/tiny", "-i", "0", "--output-format", "json"]);
    let result = run.ends(4).json();
    let reason = result["reason"].as_str().expect("a reason is text");
    assert!(
        reason.contains("window holds 500") && reason.contains("larger window"),
        "{reason}"
    );
    assert!(server.turns().is_empty());
}
