//! Who is let in over HTTP, and what becomes of those who are not.
#![expect(clippy::print_stdout, reason = "a campaign prints its figures")]

use openkoi_tests::daemon::config;
use openkoi_tests::{Daemon, Fault, Home, Script, Server};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;

fn home(server: &Server) -> Home {
    let mut home = Home::connected(server);
    home.own_file("config.toml", config(""));
    home.set("OPENKOI_MODEL", server.model());
    home
}

/// What is sent, and whether it is right.
type Column = (Option<String>, bool);

/// One request of the table.
struct Combination {
    method: &'static str,
    headers: Vec<(&'static str, String)>,
    expected: u16,
}

fn said(text: impl Into<String>, is_right: bool) -> Column {
    (Some(text.into()), is_right)
}

/// The first thing that is wrong decides, in this order.
fn expected(method: &str, [host, page, token, kind]: [bool; 4]) -> u16 {
    match (host, page, token, method) {
        (false, ..) => 421,
        (_, false, ..) => 403,
        (_, _, false, _) => 401,
        (.., "GET" | "HEAD") => 200,
        (.., "POST") if kind => 202,
        (.., "POST") => 415,
        _ => 405,
    }
}

/// Where a request comes from: an origin, and what a browser says of the site.
fn pages(port: u16) -> Vec<(String, &'static str, bool)> {
    let page = |origin: &str, site, is_right| (origin.to_owned(), site, is_right);
    vec![
        page("", "", true),
        page("", "none", true),
        page("", "cross-site", false),
        page("", "same-site", false),
        page("null", "", false),
        page("https://evil.example", "cross-site", false),
        page("http://localhost:3000", "same-site", false),
        page(&format!("http://127.0.0.1:{port}"), "", false),
    ]
}

fn combinations(port: u16, known: &str) -> Vec<Combination> {
    let hosts = [
        said(format!("127.0.0.1:{port}"), true),
        said(format!("localhost:{port}"), true),
        said(format!("evil.example:{port}"), false),
        said(format!("127.0.0.1.evil.example:{port}"), false),
        said("127.0.0.1:1", false),
        (None, false),
    ];
    let tokens = [
        said(format!("Bearer {known}"), true),
        said(format!("Bearer {known}x"), false),
        said(format!("Basic {known}"), false),
        said("Bearer ", false),
        (None, false),
    ];
    let kinds = [
        said("application/json", true),
        said("text/plain", false),
        (None, false),
    ];
    let mut all = Vec::new();
    for method in ["GET", "POST", "OPTIONS", "PUT"] {
        for (host, by_name) in &hosts {
            for (origin, site, no_page) in pages(port) {
                for (token, is_known) in &tokens {
                    for (kind, is_json) in &kinds {
                        let sent = [
                            ("Host", host.clone()),
                            ("Authorization", token.clone()),
                            ("Content-Type", kind.clone()),
                            ("Origin", Some(origin.clone()).filter(|it| !it.is_empty())),
                            (
                                "Sec-Fetch-Site",
                                Some(site.to_owned()).filter(|it| !it.is_empty()),
                            ),
                        ];
                        let headers = sent
                            .into_iter()
                            .filter_map(|(name, value)| Some((name, value?)));
                        all.push(Combination {
                            method,
                            headers: headers.collect(),
                            expected: expected(method, [*by_name, no_page, *is_known, *is_json]),
                        });
                    }
                }
            }
        }
    }
    all
}

#[test]
fn of_all_combinations_only_those_that_are_documented_pass() {
    let server = Server::messages(Script::new().faults(1_000, &Fault::Silence));
    let home = home(&server);
    let daemon = Daemon::start(&home);
    let all = combinations(daemon.address.port(), &daemon.token);
    for Combination {
        method,
        headers,
        expected,
    } in &all
    {
        let sent: Vec<(&str, &str)> = headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let body: &[u8] = if *method == "POST" {
            b"{\"description\": \"x\"}"
        } else {
            b""
        };
        let answer = daemon.plain(method, "/api/v1/tasks", &sent, body);
        assert_eq!(
            answer.status, *expected,
            "{method} {sent:?}: {}",
            answer.body
        );
        let mut names = answer.headers.iter().map(|(name, _)| name);
        assert!(
            !names.any(|name| name.starts_with("access-control")),
            "{method} {sent:?}"
        );
    }
    let count = |is_meant: fn(u16) -> bool| all.iter().filter(|one| is_meant(one.expected)).count();
    let (passed, taken) = (count(|status| status < 300), count(|status| status == 202));
    let list = daemon.ask("GET", "/api/v1/tasks?limit=200", None).json();
    assert_eq!(
        list.as_array().map(Vec::len),
        Some(taken),
        "nothing else was taken"
    );
    println!(
        "browser matrix: {} combinations, {passed} pass as documented, {taken} tasks taken",
        all.len()
    );
    assert!(all.len() >= 500);
}

#[test]
fn a_request_in_another_name_is_misdirected_however_it_is_written() {
    let server = Server::messages(Script::new());
    let home = home(&server);
    let daemon = Daemon::start(&home);
    let (port, token) = (daemon.address.port(), &daemon.token);
    let heads = [
        format!("GET http://evil.example/api/v1/tasks HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"),
        format!("GET /api/v1/tasks HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\n"),
        format!("GET /api/v1/tasks HTTP/1.1\r\nHost: evil.example\r\nHost: 127.0.0.1:{port}\r\n"),
        "GET /api/v1/tasks HTTP/1.0\r\n".to_owned(),
        format!("GET /api/v1/tasks HTTP/1.1\r\nHost: evil@127.0.0.1:{port}\r\n"),
    ];
    for head in heads {
        let request = format!("{head}Authorization: Bearer {token}\r\nConnection: close\r\n\r\n");
        let answer = daemon.raw(request.as_bytes()).expect("an answer");
        assert_eq!(answer.status, 421, "{head}");
        assert_eq!(answer.code(), "host");
    }
}

#[test]
fn without_the_token_nothing_is_told_whatever_the_path() {
    let server = Server::messages(Script::new());
    let home = home(&server);
    let daemon = Daemon::start(&home);
    let host = daemon.address.to_string();
    let paths = [
        "/",
        "/openapi.json",
        "/api/v1/tasks",
        "/api/v1/status",
        "/api/v1/cost",
        "/api/v1/health/",
        "/api/v1/nothing",
        "/api/v1/tasks/00000000000000000000000000000000/events",
    ];
    for path in paths {
        for headers in [
            vec![("Host", host.as_str())],
            vec![("Host", host.as_str()), ("Cookie", "token=x")],
        ] {
            let answer = daemon.plain("GET", path, &headers, b"");
            assert_eq!(answer.status, 401, "{path}");
            assert_eq!(
                answer.header("www-authenticate"),
                Some("Bearer realm=\"openkoi\"")
            );
            assert_eq!(
                answer.header("content-type"),
                Some("application/problem+json")
            );
            assert_eq!(answer.json()["error"], "Invalid or missing bearer token");
        }
        let in_url = format!("{path}?token={0}&access_token={0}", daemon.token);
        assert_eq!(
            daemon.plain("GET", &in_url, &[("Host", &host)], b"").status,
            401,
            "{path}"
        );
    }
}

#[test]
fn the_token_is_for_its_owner_only_and_shown_nowhere() {
    let server = Server::messages(Script::new().forever(openkoi_tests::Turn::says("Done.")));
    let home = home(&server);
    let daemon = Daemon::start(&home);
    let file = home.path().join("credentials/api.token");
    let mode = |path: &std::path::Path| {
        let metadata = std::fs::metadata(path).expect("it is there");
        metadata.permissions().mode() & 0o777
    };
    assert_eq!(mode(&file), 0o600);
    assert_eq!(mode(file.parent().expect("a folder")), 0o700);
    assert_eq!(daemon.token.len(), 64, "256 bit in hexadecimal");
    let token = daemon.token.clone();
    let id = daemon.submit(&json!({"description": format!("Print {token}"), "max_iterations": 0}));
    let told = daemon.until(&id, "complete");
    assert!(!told.to_string().contains(&token), "{told}");
    assert!(!daemon.printed().contains(&token));
    home.run(["daemon", "status"]).ends(0);
    daemon.kill();
    let holders: Vec<_> = home
        .files()
        .into_iter()
        .filter(|(path, bytes)| *path != file && String::from_utf8_lossy(bytes).contains(&token))
        .map(|(path, _)| path)
        .collect();
    assert!(holders.is_empty(), "{holders:?}");
    assert_eq!(Daemon::start(&home).token, token, "it stays the same");
}

#[test]
fn a_new_token_holds_at_once_and_the_old_one_no_more() {
    let server = Server::messages(Script::new());
    let home = home(&server);
    let daemon = Daemon::start(&home);
    let status = |token: &str| {
        let (host, token) = (daemon.address.to_string(), format!("Bearer {token}"));
        let headers = [("Host", host.as_str()), ("Authorization", token.as_str())];
        daemon.plain("GET", "/api/v1/status", &headers, b"").status
    };
    let old = daemon.token.clone();
    assert_eq!(status(&old), 200);
    for round in 0..10 {
        let new = format!("{round:064x}");
        home.own_file("credentials/api.token", &new);
        assert_eq!((status(&old), status(&new)), (401, 200), "round {round}");
    }
    let own = "a-token-of-the-user-s-own-that-is-long-enough";
    home.own_file("config.toml", config(&format!("token = \"{own}\"\n")));
    assert_eq!((status(own), status(&format!("{:064x}", 9))), (200, 401));
    home.own_file("config.toml", config("token = \"short\"\n"));
    assert_eq!(
        (status("short"), status(own)),
        (401, 401),
        "too short a token lets nobody in"
    );
    home.own_file("config.toml", "this is no config");
    assert_eq!(status(own), 401);
    home.own_file("config.toml", config(""));
    for broken in ["", "short", "  "] {
        home.own_file("credentials/api.token", broken);
        assert_eq!((status(broken), status(&old)), (401, 401), "{broken:?}");
    }
}

#[test]
fn a_token_of_the_user_s_own_has_32_characters_at_least() {
    let server = Server::messages(Script::new());
    let home = home(&server);
    home.own_file(
        "config.toml",
        config("token = \"only-31-characters-are-too-few-\"\n"),
    );
    home.run(["daemon", "start"])
        .ends(2)
        .tells(&["api.token", "32"]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn a_body_that_is_no_task_is_refused_and_says_why() {
    let server = Server::messages(Script::new());
    let home = home(&server);
    let daemon = Daemon::start(&home);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let within = format!("{{\"description\": {deep}}}");
    let long = json!({"description": "x".repeat(2 << 20)}).to_string();
    let rows: Vec<(&str, Vec<u8>, u16, &str)> = vec![
        ("nothing", vec![], 400, "malformed"),
        ("deep", deep.into_bytes(), 422, "invalid"),
        ("deep within", within.into_bytes(), 422, "invalid"),
        (
            "not UTF-8",
            b"{\"description\": \"\xff\xfe\"}".to_vec(),
            400,
            "malformed",
        ),
        (
            "half",
            b"{\"description\": \"x\"".to_vec(),
            400,
            "malformed",
        ),
        (
            "more after it",
            b"{\"description\": \"x\"} {}".to_vec(),
            400,
            "malformed",
        ),
        (
            "half a surrogate",
            b"{\"description\": \"\\ud800\"}".to_vec(),
            400,
            "malformed",
        ),
        ("too long", long.into_bytes(), 413, "too-large"),
        (
            "empty words",
            b"{\"description\": \" \\n\"}".to_vec(),
            400,
            "empty",
        ),
        ("no words", b"{}".to_vec(), 422, "invalid"),
        ("a list", b"[]".to_vec(), 422, "invalid"),
        (
            "twice",
            b"{\"description\": \"x\", \"description\": \"y\"}".to_vec(),
            422,
            "invalid",
        ),
        ("a number", b"{\"description\": 1}".to_vec(), 422, "invalid"),
        (
            "unknown field",
            b"{\"description\": \"x\", \"trust\": \"autonomous\"}".to_vec(),
            422,
            "invalid",
        ),
        (
            "a config",
            b"{\"description\": \"x\", \"config\": \"/tmp/c\"}".to_vec(),
            422,
            "invalid",
        ),
        (
            "negative",
            b"{\"description\": \"x\", \"max_iterations\": -1}".to_vec(),
            422,
            "invalid",
        ),
        (
            "too many",
            b"{\"description\": \"x\", \"max_iterations\": 256}".to_vec(),
            422,
            "invalid",
        ),
        (
            "half of one",
            b"{\"description\": \"x\", \"max_iterations\": 0.5}".to_vec(),
            422,
            "invalid",
        ),
        (
            "two places",
            b"{\"description\": \"x\", \"cwd\": \".\", \"workspace\": \".\"}".to_vec(),
            422,
            "invalid",
        ),
        (
            "above one",
            b"{\"description\": \"x\", \"quality_threshold\": 1.5}".to_vec(),
            422,
            "invalid",
        ),
        (
            "category",
            b"{\"description\": \"x\", \"category\": \"*\"}".to_vec(),
            422,
            "invalid",
        ),
        (
            "model",
            b"{\"description\": \"x\", \"model\": \"a b\"}".to_vec(),
            422,
            "invalid",
        ),
    ];
    for (what, body, status, code) in rows {
        let token = format!("Bearer {}", daemon.token);
        let host = daemon.address.to_string();
        let headers = [
            ("Host", host.as_str()),
            ("Authorization", &token),
            ("Content-Type", "application/json"),
        ];
        let answer = daemon.plain("POST", "/api/v1/tasks", &headers, &body);
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (status, code),
            "{what}: {}",
            answer.body
        );
        let problem = answer.json();
        assert_eq!(problem["status"], status, "{what}");
        assert_eq!(problem["error"], problem["detail"], "{what}");
        assert!(
            problem["title"]
                .as_str()
                .is_some_and(|title| !title.is_empty()),
            "{what}"
        );
    }
    let task = r#"{"description": "x"}"#;
    for coding in ["gzip", "deflate", "br"] {
        let answer = daemon.ask_with(
            "POST",
            "/api/v1/tasks",
            &[("Content-Encoding", coding)],
            Some(task),
        );
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (415, "content-type"),
            "{coding}"
        );
    }
    for key in ["", "two words", &"k".repeat(256), "caf\u{e9}"] {
        let answer = daemon.ask_with(
            "POST",
            "/api/v1/tasks",
            &[("Idempotency-Key", key)],
            Some(task),
        );
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (400, "idempotency-key"),
            "{key:?}"
        );
    }
    let list = daemon.ask("GET", "/api/v1/tasks", None).json();
    assert_eq!(list, Value::Array(vec![]), "nothing was taken");
}

#[test]
fn slow_and_endless_clients_do_not_keep_others_waiting() {
    let server = Server::messages(Script::new());
    let home = home(&server);
    let daemon = Daemon::start(&home);
    let (host, token) = (daemon.address.to_string(), daemon.token.clone());
    let head = format!(
        "POST /api/v1/tasks HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
    );
    let begun = [
        "GET /api/v1/health HT".to_owned(),
        format!("GET /api/v1/health HTTP/1.1\r\nHost: {host}\r\nX: "),
        format!("{head}Content-Length: 1000\r\n\r\n{{\"descr"),
        format!("{head}Transfer-Encoding: chunked\r\n\r\n5\r\n{{\"des\r\n"),
    ];
    let mut slow = Vec::new();
    for at in 0..200 {
        let mut stream = daemon.connect();
        stream
            .write_all(begun[at % begun.len()].as_bytes())
            .expect("a few bytes can be written");
        slow.push(stream);
    }
    for _ in 0..20 {
        assert_eq!(daemon.ask("GET", "/api/v1/health", None).status, 200);
    }
    // Each is sent away in the end, with or without an answer.
    for mut stream in slow {
        let mut rest = Vec::new();
        // A reset is an end as well.
        drop(stream.read_to_end(&mut rest));
        let text = String::from_utf8_lossy(&rest);
        assert!(
            rest.is_empty() || text.starts_with("HTTP/1.1 408"),
            "{text}"
        );
    }
    let fields: String = (0..100).map(|at| format!("X-{at}: y\r\n")).collect();
    let heads = [
        format!("GET /api/v1/health HTTP/1.1\r\nHost: {host}\r\n{fields}\r\n"),
        format!(
            "GET /api/v1/health HTTP/1.1\r\nHost: {host}\r\nX: {}\r\n\r\n",
            "y".repeat(1 << 20)
        ),
        format!(
            "GET /{} HTTP/1.1\r\nHost: {host}\r\n\r\n",
            "y".repeat(1 << 20)
        ),
    ];
    for head in heads {
        let answer = daemon.raw(head.as_bytes());
        let status = answer.map(|answer| answer.status);
        assert!(matches!(status, None | Some(400 | 414 | 431)), "{status:?}");
    }
    assert_eq!(daemon.ask("GET", "/api/v1/health", None).status, 200);
}
