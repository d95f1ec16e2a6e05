//! Credentials stay where they belong: 158 canaries go through whole runs, and nothing that is left of them holds one.

#![expect(clippy::print_stdout, reason = "a campaign tells its figure")]

use openkoi_tests::canary::Canaries;
use openkoi_tests::server::KEY;
use openkoi_tests::{Dialect, Home, Run, Script, Server, Turn};
use rustix::process::Signal;
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

const FILE: &str = "secrets.txt";

/// The words of the run; the prints are big enough to be kept in a file of their own.
fn script() -> Script {
    Script::new()
        .then(Turn::calls("read", json!({"path": FILE})))
        .then(Turn::calls("shell", json!({"command": format!("cat {FILE}")})))
        .then(Turn::calls(
            "shell",
            json!({"command": format!("env; for n in 1 2 3 4 5 6 7 8; do cat {FILE}; done; cat {FILE} >&2; exit 3")}),
        ))
        .then(Turn::says("It is done."))
}

#[test]
fn no_canary_is_left_where_it_does_not_belong() {
    let canaries = Canaries::of(0);
    let mut found = Vec::new();
    let (mut bytes, mut places) = (0, 0);
    let mut look = |what: &str, content: &[u8]| {
        (bytes, places) = (bytes + content.len(), places + 1);
        found.extend(canaries.finding(what, content));
    };
    for run in 0..4 {
        let server = Server::messages(script()).reads_credentials();
        let mut home = Home::connected(&server);
        home.file(FILE, &canaries.file);
        for (name, secret) in canaries.environment() {
            home.set(&name, secret);
        }
        let record = home
            .everything()
            .join("recording.json")
            .display()
            .to_string();
        let ran = runs_one(&home, &server, &record, run);
        look("stdout", ran.stdout.as_bytes());
        look("stderr", ran.stderr.as_bytes());
        for words in [["task", "list"], ["config", "show"]] {
            look("another command", home.run(words).stdout.as_bytes());
        }
        for (path, content) in home.files() {
            // What `undo` keeps of the user's own file is that file, byte by byte.
            if !path.ends_with(FILE) && content != canaries.file.as_bytes() {
                look(&path.display().to_string(), &content);
            }
        }
        for request in server.received() {
            let key = |name: &str| request.header(name).unwrap_or_default().to_owned();
            assert_eq!(key("x-api-key"), KEY, "the bound header of the bound host");
            assert!(
                !request.body.to_string().contains(KEY),
                "the key was in a body"
            );
            assert!(
                !request.body.to_string().contains("CANARY_"),
                "a child got the environment"
            );
        }
    }
    println!(
        "{} canaries, {places} places, {bytes} bytes: {} hits, seed {}",
        canaries.secrets.len() + 1,
        found.len(),
        canaries.seed
    );
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn runs_one(home: &Home, server: &Server, record: &str, which: usize) -> Run {
    let model = server.model();
    let once = ["Look around", "-m", model, "-i", "0"];
    let more: &[&str] = match which {
        0 => &["--record", record],
        1 => &["--output-format", "json"],
        2 => &["--output-format", "stream-json"],
        _ => return home.run(["think", "Look around", "--verbose", "-m", model, "-i", "0"]),
    };
    home.run(once.iter().chain(more).copied())
}

#[test]
fn a_killed_run_leaves_no_canary() {
    let canaries = Canaries::of(0);
    let command = format!("cat {FILE}; echo printed; sleep 60");
    let server = Server::messages(
        Script::new()
            .then(Turn::calls("read", json!({"path": FILE})))
            .then(Turn::calls("shell", json!({"command": command}))),
    )
    .reads_credentials();
    let home = Home::connected(&server);
    home.file(FILE, &canaries.file);
    let running = home.start([
        "think",
        "Look around",
        "--verbose",
        "-m",
        server.model(),
        "-i",
        "0",
    ]);
    running.until("the output", |running| running.stderr().contains("printed"));
    running.signal(Signal::KILL);
    let ran = running.end_within(Duration::from_secs(60));
    let mut found = Vec::new();
    found.extend(canaries.finding("stderr", ran.stderr.as_bytes()));
    for (path, content) in home.files() {
        if !path.ends_with(FILE) && content != canaries.file.as_bytes() {
            found.extend(canaries.finding(&path.display().to_string(), &content));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Answers everything with 401 and all that it was sent.
fn echo() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has a free port");
    let address = listener
        .local_addr()
        .expect("a bound socket has an address");
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut buffer = [0; 65_536];
            let count = stream.read(&mut buffer).unwrap_or(0);
            let said = String::from_utf8_lossy(&buffer[..count]).replace(['\r', '\n', '"'], " ");
            let body = json!({"type": "error", "error": {"type": "authentication_error", "message": said}}).to_string();
            let answer = format!(
                "HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            // Whoever has gone does not want it.
            stream.write_all(answer.as_bytes()).ok();
        }
    });
    format!("http://{address}")
}

#[test]
fn a_service_that_echoes_the_key_shows_it_to_nobody() {
    let canaries = Canaries::of(0);
    let mut home = Home::new();
    home.hurried();
    home.set("ANTHROPIC_API_KEY", KEY)
        .set("ANTHROPIC_BASE_URL", echo());
    let mut found = Vec::new();
    for format in ["text", "json", "stream-json"] {
        let ran = home.run([
            "Hello",
            "-m",
            "anthropic/claude-sonnet-4-5-20250929",
            "--output-format",
            format,
            "--record",
            "recording.json",
        ]);
        assert_eq!(ran.code, 6, "{}", ran.told());
        assert!(
            ran.stderr.contains("***") || ran.stderr.contains("•••"),
            "{}",
            ran.told()
        );
        found.extend(canaries.finding("stdout", ran.stdout.as_bytes()));
        found.extend(canaries.finding("stderr", ran.stderr.as_bytes()));
    }
    for (path, content) in home.files() {
        found.extend(canaries.finding(&path.display().to_string(), &content));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn token() -> String {
    format!("ghp_{}", "a1B2c3".repeat(6))
}

#[test]
fn with_redact_a_model_reads_placeholders_and_the_user_the_values() {
    for dialect in [Dialect::Messages, Dialect::Chat] {
        let server = Server::start(
            dialect,
            Script::new()
                .then(Turn::calls("read", json!({"path": "app.env"})))
                .then(Turn::calls(
                    "write",
                    json!({"path": "copy.env", "content": "TOKEN=<<HIDDEN_API_KEY_1>>\nTICKET=<<HIDDEN_TICKET_1>>\n"}),
                ))
                .then(Turn::says(
                    "The token is <<HIDDEN_API_KEY_1>>, the password <<HIDDEN_PASSWORD_1>>, the name <<HIDDEN_LITERAL_1>>.",
                )),
        );
        let home = Home::connected(&server);
        home.own_file(
            "config.toml",
            "[retry]\nbase_ms = 10\n[redaction]\nplaceholder_prefix = \"HIDDEN\"\nliteral_secrets = [\"Project Koi\"]\n\
             [[redaction.custom_patterns]]\nname = \"ticket\"\npattern = \"ABC-[0-9]+\"\n",
        );
        let token = token();
        home.file(
            "app.env",
            format!("TOKEN={token}\nDB_PASSWORD=x7!kQ2#pL9\nTICKET=ABC-17\n# Project Koi\n"),
        );
        let ran = home
            .run([
                "Copy the token",
                "-m",
                server.model(),
                "-i",
                "0",
                "--redact",
                "--output-format",
                "json",
            ])
            .ends(0);
        assert_eq!(
            home.read("copy.env"),
            format!("TOKEN={token}\nTICKET=ABC-17\n"),
            "{dialect:?}"
        );
        let answer = ran.json()["result"].to_string();
        assert!(
            answer.contains(&token) && answer.contains("x7!kQ2#pL9"),
            "{answer}"
        );
        let asked: Vec<String> = server
            .received()
            .iter()
            .map(|one| one.body.to_string())
            .collect();
        assert!(
            asked
                .iter()
                .any(|body| body.contains("<<HIDDEN_API_KEY_1>>")),
            "{dialect:?}"
        );
        for secret in [token.as_str(), "x7!kQ2#pL9", "ABC-17", "Project Koi"] {
            for body in &asked {
                assert!(
                    !body.contains(secret),
                    "{dialect:?}: {secret} reached the provider: {body}"
                );
            }
        }
    }
}

#[test]
fn without_redact_a_model_reads_everything_but_our_own_credentials() {
    let server = Server::messages(
        Script::new()
            .then(Turn::calls("read", json!({"path": "app.env"})))
            .then(Turn::says("It is <<REDACTED_SECRET_1>>.")),
    );
    let home = Home::connected(&server);
    home.file("app.env", format!("OURS={KEY}\nTHEIRS={}\n", token()));
    let ran = home.once(&server, "Read it").ends(0);
    let asked = server.turns().pop().expect("it was asked").body.to_string();
    assert!(asked.contains(&token()) && !asked.contains(KEY), "{asked}");
    assert!(!ran.stdout.contains(KEY), "{}", ran.told());
}
