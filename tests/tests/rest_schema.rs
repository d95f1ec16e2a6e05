//! The API does what its own description says, whatever is handed in, and however many hand it in.
#![expect(clippy::print_stdout, reason = "a campaign prints its figures")]

use jsonschema::Validator;
use openkoi_tests::daemon::{Answer, config};
use openkoi_tests::{Daemon, Fault, Home, Script, Server, Turn, target};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

fn home(server: &Server) -> Home {
    let mut home = Home::connected(server);
    home.own_file("config.toml", config(""));
    home.set("OPENKOI_MODEL", server.model());
    home
}

/// A seed from outside, or always the same.
fn seed() -> u64 {
    let named = std::env::var("OPENKOI_SEED").ok();
    named.and_then(|seed| seed.parse().ok()).unwrap_or(9_742)
}

/// The next number of a sequence that is the same for the same seed.
fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

/// The API's description.
struct Document(Value);

impl Document {
    fn of(daemon: &Daemon) -> Self {
        let answer = daemon.ask("GET", "/openapi.json", None);
        assert_eq!(answer.status, 200, "{}", answer.body);
        Self(answer.json())
    }

    fn validator(&self, schema: &Value) -> Validator {
        let mut whole = schema.clone();
        whole["components"] = self.0["components"].clone();
        jsonschema::validator_for(&whole).expect("the schema is one")
    }

    /// Asserts that an answer is one that the description knows.
    #[track_caller]
    fn assert_known(&self, path: &str, method: &str, answer: &Answer) {
        let status = answer.status.to_string();
        let known = &self.0["paths"][path][method]["responses"][&status];
        assert!(
            known.is_object(),
            "{method} {path}: {status} is not described: {}",
            answer.body
        );
        let content = known["content"].as_object().expect("its content");
        let kind = answer.header("content-type").expect("a content type");
        let schema = &content
            .get(kind)
            .unwrap_or_else(|| panic!("{method} {path}: {kind}"))["schema"];
        if kind.ends_with("json") {
            let body = answer.json();
            let errors: Vec<String> = self
                .validator(schema)
                .iter_errors(&body)
                .map(|error| error.to_string())
                .collect();
            assert!(
                errors.is_empty(),
                "{method} {path} {status}: {errors:?}\n{body}"
            );
        }
    }
}

const ID: &str = "{id}";

#[test]
fn every_path_answers_as_it_is_described() {
    let server = Server::messages(Script::new().forever(Turn::says("Done.")));
    let home = home(&server);
    let daemon = Daemon::start(&home);
    let document = Document::of(&daemon);
    let submitted =
        json!({"description": "Say so", "max_iterations": 1, "think": null}).to_string();
    let answer = daemon.ask("POST", "/api/v1/tasks", Some(&submitted));
    document.assert_known("/api/v1/tasks", "post", &answer);
    let done = answer.json()["task_id"].as_str().expect("an id").to_owned();
    daemon.until(&done, "complete");
    let paths = document.0["paths"].as_object().expect("paths").clone();
    assert_eq!(paths.len(), 8);
    let ids = [
        done.as_str(),
        &"0".repeat(32),
        "x",
        "%00",
        "..%2f..%2fetc",
        "%ff",
    ];
    let mut count = 0;
    for (path, methods) in &paths {
        for method in ["get", "post", "put", "delete", "patch"] {
            for id in ids {
                let asked = path.replace(ID, id);
                if method == "get" && asked.ends_with("/events") && id == done {
                    continue;
                }
                let answer = daemon.ask(&method.to_uppercase(), &asked, None);
                count += 1;
                if methods.get(method).is_some() {
                    document.assert_known(path, method, &answer);
                } else {
                    assert_eq!(
                        (answer.status, answer.code().as_str()),
                        (405, "method"),
                        "{method} {path}"
                    );
                }
                if !path.contains(ID) {
                    break;
                }
            }
        }
    }
    let nothing = daemon.ask("GET", "/api/v2/tasks", None);
    assert_eq!(
        (nothing.status, nothing.code().as_str()),
        (404, "not-found")
    );
    println!("described paths: {count} requests, each answered as described");
}

/// Values for each field, right and wrong ones.
fn pools() -> BTreeMap<&'static str, Vec<Value>> {
    let odd = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(256),
        json!(1e300),
        json!(""),
        json!(" "),
        json!("x"),
        json!("sql"),
        json!("a/b"),
        json!("\u{0}"),
        json!("🎏\u{202e}"),
        json!([]),
        json!({}),
        json!([null]),
    ];
    let with = |more: &[Value]| [odd.as_slice(), more].concat();
    BTreeMap::from([
        (
            "description",
            with(&[
                json!("Do it"),
                json!("x".repeat(70_000)),
                json!("Do it"),
                json!("Do it"),
                json!("Do it"),
            ]),
        ),
        (
            "category",
            with(&[json!("code"), json!("question"), json!("nothing")]),
        ),
        ("max_iterations", with(&[json!(1), json!(255)])),
        (
            "quality_threshold",
            with(&[json!(0.5), json!(1), json!(1.000_001)]),
        ),
        ("model", with(&[json!("p/m"), json!("two words")])),
        ("think", with(&[json!(false)])),
        ("trust", vec![json!("autonomous")]),
        ("yes", vec![json!(true)]),
    ])
}

#[test]
fn a_task_is_taken_exactly_if_its_description_allows_it() {
    let server = Server::messages(Script::new().fault(Fault::Silence));
    let home = home(&server);
    let daemon = Daemon::start(&home);
    let document = Document::of(&daemon);
    let submission = document.validator(&json!({"$ref": "#/components/schemas/Submission"}));
    let (mut state, seed, pools) = (seed(), seed(), pools());
    let (mut taken, mut refused) = (0, 0);
    // The first one waits for its model: those that follow only wait.
    for _ in 0..600 {
        let mut body = serde_json::Map::new();
        for (field, pool) in &pools {
            let likely = if *field == "description" { 15 } else { 2 };
            if next(&mut state) % 16 < likely {
                let at = usize::try_from(next(&mut state)).unwrap_or(0) % pool.len();
                body.insert((*field).to_owned(), pool[at].clone());
            }
        }
        let body = Value::Object(body);
        let answer = daemon.ask("POST", "/api/v1/tasks", Some(&body.to_string()));
        document.assert_known("/api/v1/tasks", "post", &answer);
        if submission.is_valid(&body) {
            assert_eq!(answer.status, 202, "seed {seed}: {body}: {}", answer.body);
            taken += 1;
        } else {
            assert!(
                matches!(answer.status, 400 | 422),
                "seed {seed}: {body}: {}",
                answer.body
            );
            refused += 1;
        }
    }
    println!("submissions, seed {seed}: {taken} taken, {refused} refused, all as described");
    assert!(taken > 50 && refused > 50);
}

/// Posts so many orders over so many sockets, a fifth of them twice under one key; each is answered, and runs once.
fn crowd(orders: usize, sockets: usize) {
    let server = Server::messages(Script::new().forever(Turn::says("Done.")));
    let home = home(&server);
    let daemon = Daemon::start(&home);
    let (number, answers) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..sockets {
            scope.spawn(|| {
                loop {
                    let at = number.fetch_add(1, Ordering::Relaxed);
                    if at >= orders {
                        break;
                    }
                    let key = format!("order-{}", if at % 5 == 4 { at - 1 } else { at });
                    let body = json!({"description": "Say so", "max_iterations": 0}).to_string();
                    let headers = [("Idempotency-Key", key.as_str())];
                    let answer = daemon.ask_with("POST", "/api/v1/tasks", &headers, Some(&body));
                    assert_eq!(answer.status, 202, "{}", answer.body);
                    let id = answer.json()["task_id"].as_str().expect("an id").to_owned();
                    answers.lock().expect("nobody panicked").push((key, id));
                }
            });
        }
    });
    let answers = answers.into_inner().expect("nobody panicked");
    assert_eq!(answers.len(), orders);
    let pairs: BTreeSet<_> = answers.into_iter().collect();
    let keys: BTreeSet<_> = pairs.iter().map(|(key, _)| key).collect();
    assert_eq!(pairs.len(), keys.len(), "one task for each key");
    for (_, id) in &pairs {
        assert_eq!(daemon.until(id, "complete")["result"], "Done.");
    }
    assert_eq!(server.turns().len(), pairs.len(), "each ran once");
    println!(
        "crowd: {orders} orders over {sockets} sockets, {} tasks, each ran once",
        pairs.len()
    );
}

#[test]
fn of_many_at_once_each_is_answered_and_runs_once() {
    crowd(60, 20);
}

#[test]
#[ignore = "nightly: a thousand tasks take minutes"]
fn nightly_a_thousand_at_once_are_each_answered_and_run_once() {
    crowd(1_000, 100);
}

/// Set up by `tests/tools BUILD-DIRECTORY nightly`. The stream of events is left out: it ends with its task.
#[test]
#[ignore = "nightly: a fuzzer of HTTP APIs takes minutes"]
fn nightly_a_fuzzer_finds_nothing_that_is_not_described() {
    let fuzzer = target().join("tools/schemathesis/bin/schemathesis");
    assert!(
        fuzzer.is_file(),
        "{} is missing: make nightly sets it up",
        fuzzer.display()
    );
    let server = Server::messages(Script::new().faults(1_000_000, &Fault::Silence));
    let home = home(&server);
    let daemon = Daemon::start(&home);
    let (seed, examples) = (seed(), "400");
    let output = Command::new(fuzzer)
        .arg("run")
        .arg(format!("http://{}/openapi.json", daemon.address))
        .args([
            "--header",
            &format!("Authorization: Bearer {}", daemon.token),
        ])
        .args([
            "--checks",
            "all",
            "--exclude-path-regex",
            "events",
            "--request-timeout",
            "30",
            "--no-color",
        ])
        .args(["--max-examples", examples, "--seed", &seed.to_string()])
        .current_dir(home.everything())
        .output()
        .expect("the fuzzer starts");
    let told = String::from_utf8_lossy(&output.stdout);
    println!("schemathesis, seed {seed}, {examples} examples for each operation:\n{told}");
    assert!(output.status.success(), "{told}");
    assert_eq!(daemon.ask("GET", "/api/v1/health", None).status, 200);
}

#[test]
fn what_was_answered_is_never_lost_whenever_the_daemon_is_killed() {
    let server = Server::messages(Script::new().faults(1_000, &Fault::Silence));
    let home = home(&server);
    let (mut state, seed) = (seed(), seed());
    let mut answered: Vec<(String, String)> = Vec::new();
    for round in 0..8 {
        let daemon = Daemon::start(&home);
        let pause = Duration::from_micros(next(&mut state) % 150_000);
        let fresh = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for socket in 0..4 {
                let (daemon, fresh) = (&daemon, &fresh);
                scope.spawn(move || {
                    for at in 0..200 {
                        let key = format!("{round}-{socket}-{at}");
                        let body = json!({"description": "Wait"}).to_string();
                        let request = format!(
                            "POST /api/v1/tasks HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
                             Idempotency-Key: {key}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                            daemon.address, daemon.token, body.len()
                        );
                        let Some(answer) = daemon.try_raw(request.as_bytes()) else { break };
                        assert_eq!(answer.status, 202, "{}", answer.body);
                        let id = answer.json()["task_id"].as_str().expect("an id").to_owned();
                        fresh.lock().expect("nobody panicked").push((key, id));
                    }
                });
            }
            thread::sleep(pause);
            daemon.signal(rustix::process::Signal::KILL);
        });
        drop(daemon);
        answered.extend(fresh.into_inner().expect("nobody panicked"));
    }
    let daemon = Daemon::start(&home);
    for (key, id) in &answered {
        let told = daemon.task(id);
        let status = told["status"].as_str().unwrap_or_default();
        assert!(
            matches!(status, "queued" | "running" | "interrupted"),
            "seed {seed}: {told}"
        );
        let body = json!({"description": "Wait"}).to_string();
        let again = daemon.ask_with(
            "POST",
            "/api/v1/tasks",
            &[("Idempotency-Key", key)],
            Some(&body),
        );
        assert_eq!(again.json()["task_id"], id.as_str(), "seed {seed}: {key}");
    }
    let ids: BTreeSet<_> = answered.iter().map(|(_, id)| id).collect();
    assert_eq!(ids.len(), answered.len());
    println!(
        "kill -9, seed {seed}: 8 kills, {} answered, 0 lost, 0 taken twice",
        answered.len()
    );
    assert!(!answered.is_empty());
}
