//! Tasks over HTTP: the same run, told the same way.

use openkoi_tests::daemon::{Sent, config};
use openkoi_tests::{Daemon, Fault, Home, Run, Script, Server, Turn};
use rustix::process::Signal;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A home whose daemon is reached by itself alone.
fn home(server: &Server) -> Home {
    let mut home = Home::connected(server);
    home.own_file("config.toml", config(""));
    home.set("OPENKOI_MODEL", server.model());
    home
}

/// Writes a file, runs a check, and claims more than happened.
fn worker() -> Script {
    Script::new()
        .then(Turn::calls(
            "write",
            json!({"path": "hello.txt", "content": "koi\n"}),
        ))
        .then(Turn::calls("shell", json!({"command": "cat hello.txt"})))
        .forever(Turn::says("Created hello.txt. All tests pass."))
}

const TASK: &str = "Create hello.txt containing koi";

/// What is the same in every run of the same script.
const STEADY: [&str; 18] = [
    "type",
    "subtype",
    "is_error",
    "exit_code",
    "result",
    "reason",
    "num_turns",
    "total_cost_usd",
    "usage",
    "category",
    "evaluator",
    "score",
    "scores",
    "claims",
    "sources",
    "verification",
    "changes",
    "diff",
];

#[test]
fn a_run_is_told_over_http_as_on_the_command_line() {
    let (one, other) = (Server::messages(worker()), Server::messages(worker()));
    let by_hand = home(&one);
    let run = by_hand.run([TASK, "-i", "1", "--output-format", "json"]);
    let expected = run.json();
    let over_http = home(&other);
    let daemon = Daemon::start(&over_http);
    let id = daemon.submit(&json!({"description": TASK, "max_iterations": 1}));
    let told = daemon.until(&id, "complete");
    for field in STEADY {
        assert_eq!(told[field], expected[field], "{field}\n{told}\n{expected}");
    }
    let claims = told["claims"].as_array().expect("claims");
    assert!(!claims.is_empty(), "{told}");
    let titles = |told: &Value| -> Vec<Value> {
        let findings = told["findings"].as_array().expect("findings");
        findings.iter().map(|one| one["title"].clone()).collect()
    };
    assert_eq!(titles(&told), titles(&expected));
    let shown = over_http.run(["task", "show", &id, "--output-format", "json"]);
    let shown = shown.ends(0).json();
    for (field, value) in shown.as_object().expect("an object") {
        assert_eq!(&told[field], value, "{field}");
    }
    assert_eq!(over_http.read("hello.txt"), "koi\n");
    let list = daemon.ask("GET", "/api/v1/tasks", None).json();
    assert_eq!(list[0]["task_id"], id.as_str());
    assert_eq!(list[0]["verification"], told["verification"]);
    assert_eq!(list[0]["iterations"], 1);
}

#[test]
fn a_verified_run_is_verified_over_http_with_its_receipts() {
    let server = Server::messages(
        Script::new()
            .then(Turn::calls(
                "write",
                json!({"path": "sum.py", "content": "def sum(a, b):\n    return a + b\n"}),
            ))
            .forever(Turn::says("Created sum.py.")),
    );
    let home = home(&server);
    home.file(
        "test_sum.py",
        "import unittest\n\nclass Sum(unittest.TestCase):\n    def test_sum(self):\n        import sum\n        self.assertEqual(sum.sum(1, 1), 2)\n",
    );
    let daemon = Daemon::start(&home);
    let id = daemon.submit(&json!({"description": "Write sum.py so that the test passes"}));
    let told = daemon.until(&id, "complete");
    assert_eq!(told["verification"], "verified", "{told}");
    assert_eq!(told["exit_code"], 0);
    let claims = told["claims"].as_array().expect("claims");
    let is_bound = |claim: &Value| {
        claim["evidence"]
            .as_array()
            .is_some_and(|it| !it.is_empty())
    };
    assert!(claims.iter().any(is_bound), "{claims:?}");
}

#[test]
fn what_has_to_be_asked_is_refused_where_nobody_is_there() {
    let server = Server::messages(
        Script::new()
            .then(Turn::calls(
                "shell",
                json!({"command": "git push origin main"}),
            ))
            .forever(Turn::says("Pushed.")),
    );
    let home = home(&server);
    let daemon = Daemon::start(&home);
    let id = daemon.submit(&json!({"description": "Push it", "max_iterations": 0}));
    let told = daemon.until(&id, "complete");
    assert_eq!(told["subtype"], "blocked", "{told}");
    assert_eq!(told["exit_code"], 5);
    assert!(
        !told["permission_denials"]
            .as_array()
            .expect("denials")
            .is_empty()
    );
}

#[test]
fn a_task_that_can_t_begin_says_why() {
    let server = Server::messages(Script::new());
    let home = home(&server);
    let daemon = Daemon::start(&home);
    let id = daemon.submit(&json!({"description": "x", "model": "nobody/knows-this"}));
    let told = daemon.until(&id, "complete");
    assert_eq!(told["subtype"], "failed", "{told}");
    let reason = told["reason"].as_str().expect("a reason");
    assert!(reason.contains("nobody"), "{reason}");
}

#[test]
fn the_category_that_is_named_picks_the_rubric() {
    let server = Server::messages(Script::new().forever(Turn::says("Here is the text.")));
    let home = home(&server);
    let daemon = Daemon::start(&home);
    let body =
        json!({"description": "Do what is needed", "category": "sql", "max_iterations": 1.0});
    let told = daemon.until(&daemon.submit(&body), "complete");
    assert_eq!(told["category"], "sql", "{told}");
    assert_eq!(told["evaluator"], "sql-safety", "{told}");
}

#[test]
fn events_come_in_order_and_go_on_where_a_client_broke_off() {
    let server = Server::messages(worker());
    let home = home(&server);
    let daemon = Daemon::start(&home);
    let id = daemon.submit(&json!({"description": TASK, "max_iterations": 1}));
    let live = daemon.events(&id, None);
    let told = daemon.until(&id, "complete");
    let last = live.last().expect("events");
    assert_eq!(last.data["type"], "result");
    assert_eq!(last.data["claims"], told["claims"]);
    let results = live.iter().filter(|sent| sent.data["type"] == "result");
    assert_eq!(results.count(), 1);
    let ids: Vec<i64> = live.iter().filter_map(|sent| sent.id).collect();
    assert!(ids.is_sorted(), "{ids:?}");
    let kinds: Vec<&Value> = live.iter().map(|sent| &sent.data["kind"]).collect();
    for kind in ["submitted", "task-started", "tool-called", "task-closed"] {
        assert!(
            kinds.contains(&&json!(kind)),
            "{kind} is missing: {kinds:?}"
        );
    }
    assert_eq!(daemon.events(&id, None), live, "the journal tells the same");
    for (at, sent) in live.iter().enumerate() {
        let Some(row) = sent.id else { continue };
        let rest: Vec<Sent> = daemon.events(&id, Some(row));
        let expected = if at + 1 == live.len() { at } else { at + 1 };
        assert_eq!(rest, live[expected..], "after {row}");
    }
    let shown = home.run(["task", "show", &id, "--output-format", "stream-json"]);
    let lines: Vec<Value> = live.into_iter().map(|sent| sent.data).collect();
    assert_eq!(shown.ends(0).json_lines(), lines);
}

#[test]
fn a_key_counts_once_however_often_and_however_soon_it_comes() {
    let server = Server::messages(Script::new().forever(Turn::says("Done.")));
    let home = home(&server);
    let daemon = Daemon::start(&home);
    let body = json!({"description": "Say so", "max_iterations": 0}).to_string();
    let post = |key: &str, body: &str| {
        daemon.ask_with(
            "POST",
            "/api/v1/tasks",
            &[("Idempotency-Key", key)],
            Some(body),
        )
    };
    let answers: Vec<_> = std::thread::scope(|scope| {
        let posts: Vec<_> = (0..20).map(|_| scope.spawn(|| post("k1", &body))).collect();
        posts
            .into_iter()
            .map(|post| post.join().expect("an answer"))
            .collect()
    });
    let ids: BTreeSet<String> = answers
        .iter()
        .map(|answer| answer.json()["task_id"].to_string())
        .collect();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert!(answers.iter().all(|answer| answer.status == 202));
    let fresh = answers
        .iter()
        .filter(|answer| answer.header("idempotency-replayed").is_none());
    assert_eq!(fresh.count(), 1);
    let other = post(
        "k1",
        &json!({"description": "Say something else"}).to_string(),
    );
    assert_eq!(
        (other.status, other.code().as_str()),
        (409, "idempotency-key-reused")
    );
    assert_eq!(
        daemon
            .ask("GET", "/api/v1/tasks", None)
            .json()
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    let id = answers[0].json()["task_id"]
        .as_str()
        .expect("an id")
        .to_owned();
    daemon.until(&id, "complete");
    daemon.kill();
    let daemon = Daemon::start(&home);
    let again = daemon.ask_with(
        "POST",
        "/api/v1/tasks",
        &[("Idempotency-Key", "k1")],
        Some(&body),
    );
    assert_eq!(again.json()["task_id"], id.as_str(), "it is remembered");
    assert_eq!(server.turns().len(), 1, "the model was asked once");
}

#[test]
fn a_task_is_cancelled_whether_it_waits_or_runs() {
    let server = Server::messages(Script::new().fault(Fault::Silence).fault(Fault::Silence));
    let home = home(&server);
    let daemon = Daemon::start(&home);
    let runs = daemon.submit(&json!({"description": "Take long", "max_iterations": 0}));
    let waits = daemon.submit(&json!({"description": "Wait for it", "max_iterations": 0}));
    server.until_asked(1);
    assert_eq!(daemon.task(&runs)["status"], "running");
    assert_eq!(
        daemon.task(&waits)["status"],
        "queued",
        "one at a time in a directory"
    );
    for id in [&waits, &runs] {
        let answer = daemon.ask("POST", &format!("/api/v1/tasks/{id}/cancel"), None);
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.json()["status"], "cancel_requested");
        let told = daemon.until(id, "cancelled");
        assert_eq!(told["subtype"], "interrupted", "{told}");
    }
    let cancel = || daemon.ask("POST", &format!("/api/v1/tasks/{runs}/cancel"), None);
    let mut again = cancel();
    // What was temporary is still being removed.
    for _look in 0..1_000 {
        if again.status != 200 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
        again = cancel();
    }
    assert_eq!((again.status, again.code().as_str()), (409, "not-active"));
    let nobody = daemon.ask(
        "POST",
        &format!("/api/v1/tasks/{}/cancel", "0".repeat(32)),
        None,
    );
    assert_eq!(
        (nobody.status, nobody.code().as_str()),
        (404, "task-not-found")
    );
}

#[test]
fn killed_a_daemon_loses_nothing_it_has_taken() {
    let server = Server::messages(
        Script::new()
            .fault(Fault::Silence)
            .forever(Turn::says("Done.")),
    );
    let home = home(&server);
    let daemon = Daemon::start(&home);
    let runs = daemon.submit(&json!({"description": "Take long", "max_iterations": 0}));
    let waits = daemon.submit(&json!({"description": "Wait for it", "max_iterations": 0}));
    server.until_asked(1);
    daemon.kill();
    let daemon = Daemon::start(&home);
    let told = daemon.until(&waits, "complete");
    assert_eq!(told["result"], "Done.");
    let cut = daemon.task(&runs);
    assert_eq!(cut["status"], "interrupted", "{cut}");
    assert_eq!(cut["resume"], format!("openkoi task resume {runs}"));
    home.run(["task", "resume", &runs]).ends(0);
    assert_eq!(daemon.until(&runs, "complete")["result"], "Done.");
}

#[test]
fn a_daemon_that_is_told_to_end_leaves_what_runs_resumable() {
    let server = Server::messages(
        Script::new()
            .fault(Fault::Silence)
            .forever(Turn::says("Done.")),
    );
    let home = home(&server);
    let daemon = Daemon::start(&home);
    let runs = daemon.submit(&json!({"description": "Take long", "max_iterations": 0}));
    let waits = daemon.submit(&json!({"description": "Wait for it", "max_iterations": 0}));
    server.until_asked(1);
    home.run(["daemon", "status"]).ends(0);
    home.run(["daemon", "stop"]).ends(0);
    daemon.end().ends(0);
    home.run(["daemon", "status"]).ends(1);
    let daemon = Daemon::start(&home);
    daemon.until(&waits, "complete");
    assert_eq!(daemon.task(&runs)["status"], "interrupted");
    daemon.signal(Signal::INT);
    daemon.end().ends(0);
    home.run(["task", "resume", &runs]).ends(0);
}

#[test]
fn a_home_has_one_daemon() {
    let server = Server::messages(Script::new());
    let home = home(&server);
    let daemon = Daemon::start(&home);
    home.run(["daemon", "start"])
        .ends(1)
        .tells(&["runs already", "daemon stop"]);
    drop(daemon);
}

#[test]
fn a_port_that_is_taken_is_told_with_the_remedy() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let home = Home::new();
    home.own_file("config.toml", format!("[api]\nport = {port}\n"));
    let run: Run = home.run(["daemon", "start"]).ends(1);
    run.tells(&[&port.to_string(), "taken", "api.port"]);
}

#[test]
fn words_with_a_credential_are_not_run_without_it() {
    let server = Server::messages(
        Script::new()
            .fault(Fault::Silence)
            .forever(Turn::says("Done.")),
    );
    let home = home(&server);
    let daemon = Daemon::start(&home);
    daemon.submit(&json!({"description": "Take long", "max_iterations": 0}));
    let secret = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
    let waits = daemon.submit(&json!({"description": format!("Deploy with {secret}")}));
    server.until_asked(1);
    daemon.kill();
    let daemon = Daemon::start(&home);
    let told = daemon.until(&waits, "complete");
    assert_eq!(told["subtype"], "failed", "{told}");
    let reason = told["reason"].as_str().expect("a reason");
    assert!(reason.contains("credential"), "{reason}");
    assert!(!told.to_string().contains(secret));
}

#[test]
fn tasks_work_where_the_user_said_and_nowhere_else() {
    let server = Server::messages(Script::new().forever(Turn::says("Done.")));
    let home = home(&server);
    let (listed, other) = (
        home.everything().join("listed"),
        home.everything().join("other"),
    );
    for place in [&listed, &other] {
        std::fs::create_dir_all(place.join("below")).expect("a directory");
    }
    std::os::unix::fs::symlink(&other, listed.join("link")).expect("a link");
    let more = format!("workspaces = [{:?}]\n", listed.display().to_string());
    home.own_file("config.toml", config(&more));
    let daemon = Daemon::start(&home);
    let rows = [
        (home.workspace().to_owned(), 202),
        (listed.clone(), 202),
        (listed.join("../listed"), 202),
        (other.clone(), 403),
        (listed.join("below"), 403),
        (listed.join("link"), 403),
        (home.everything().join("not-there"), 403),
        ("/".into(), 403),
        ("listed".into(), 403),
        (".".into(), 403),
        ("".into(), 403),
    ];
    for (place, expected) in rows {
        for field in ["cwd", "workspace"] {
            let body = json!({"description": "x", "max_iterations": 0, field: place}).to_string();
            let answer = daemon.ask("POST", "/api/v1/tasks", Some(&body));
            assert_eq!(
                answer.status,
                expected,
                "{}: {}",
                place.display(),
                answer.body
            );
            if expected == 403 {
                assert_eq!(answer.code(), "workspace");
                assert!(!answer.body.contains("below") && !answer.body.contains("not-there"));
            }
        }
    }
}

#[test]
fn the_list_is_read_page_by_page() {
    let server = Server::messages(Script::new().fault(Fault::Silence));
    let home = home(&server);
    let daemon = Daemon::start(&home);
    let submitted: Vec<String> = (0..7)
        .map(|number| daemon.submit(&json!({"description": format!("task {number}")})))
        .collect();
    let (mut seen, mut path) = (Vec::new(), "/api/v1/tasks?limit=3".to_owned());
    loop {
        let page = daemon.ask("GET", &path, None);
        let rows = page.json();
        let rows = rows.as_array().expect("a page");
        seen.extend(
            rows.iter()
                .map(|row| row["task_id"].as_str().expect("an id").to_owned()),
        );
        let Some(link) = page.header("link") else {
            break;
        };
        let next = link.strip_prefix('<').and_then(|link| link.split_once('>'));
        next.expect("a link").0.clone_into(&mut path);
    }
    seen.reverse();
    assert_eq!(seen, submitted);
    for query in ["limit=0", "limit=201", "limit=x", "cursor=x"] {
        let answer = daemon.ask("GET", &format!("/api/v1/tasks?{query}"), None);
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (400, "parameter"),
            "{query}"
        );
    }
}

#[test]
fn status_and_cost_are_folds_over_the_journal() {
    let server = Server::messages(Script::new().forever(Turn::says("Done.")));
    let home = home(&server);
    let daemon = Daemon::start(&home);
    let ask = |path: &str| daemon.ask("GET", path, None).json();
    let before = ask("/api/v1/status");
    assert_eq!(
        (&before["active_task"], &before["queued"]),
        (&Value::Null, &json!(0))
    );
    let id = daemon.submit(&json!({"description": "Say so", "max_iterations": 0}));
    let told = daemon.until(&id, "complete");
    let cost = ask("/api/v1/cost");
    assert_eq!(cost["recent_tasks"][0]["task_id"], id.as_str());
    assert_eq!(cost["total_cost_24h"], told["total_cost_usd"]);
    let health = daemon.plain(
        "GET",
        "/api/v1/health",
        &[("Host", &daemon.address.to_string())],
        b"",
    );
    assert_eq!(
        health.json(),
        json!({"status": "ok"}),
        "strangers hear no version"
    );
    assert!(ask("/api/v1/health")["version"].is_string());
    assert!(daemon.address.ip().is_loopback());
}
