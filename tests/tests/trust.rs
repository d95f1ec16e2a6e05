//! What is delegated is the user's to say: on the command line, in one file, and in nobody else's hands.

use openkoi_tests::{Home, Script, Server, Turn};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;

fn shown(home: &Home) -> Value {
    home.run(["trust", "--output-format", "json"])
        .ends(0)
        .json()
}

#[test]
fn grants_have_levels_scopes_and_ends_and_are_taken_back() {
    let home = Home::new();
    home.run([
        "trust",
        "grant",
        "deploy",
        "autonomous",
        "--for",
        "2h",
        "--here",
        "--yes",
    ])
    .ends(0);
    home.run(["trust", "grant", "deploy", "low", "--yes"])
        .ends(0);
    home.run(["trust", "allow", "Bash(git push)", "--yes"])
        .ends(0);
    let grants = shown(&home)["grants"].clone();
    assert_eq!(grants[0]["level"], "autonomous");
    assert!(
        grants[0]["until"].is_string() && grants[0]["in"].is_string(),
        "{grants}"
    );
    assert_eq!(grants[1], json!({"domain": "deploy", "level": "ask"}));
    let file = home.path().join("trust.toml");
    let mode = fs::metadata(&file)
        .expect("it is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    home.run(["trust", "revoke", "3", "--yes"]).ends(0);
    home.run(["trust", "revoke", "deploy", "--yes"]).ends(0);
    let left = shown(&home);
    assert_eq!((&left["grants"], &left["rules"]), (&json!([]), &json!([])));
    home.run(["trust", "revoke", "deploy", "--yes"]).ends(2);
}

#[test]
fn what_is_no_level_no_domain_no_time_and_no_rule_is_a_usage_error_that_says_what_is() {
    let home = Home::new();
    let rows: [(&[&str], &str); 5] = [
        (
            &["grant", "deploy", "root"],
            "ask, suggest, act, autonomous",
        ),
        (&["grant", "De ploy", "act"], "code-review"),
        (
            &["grant", "deploy", "act", "--for", "soon"],
            "90m, 2h or 7d",
        ),
        (&["allow", "Bash("], "its \")\" is missing"),
        (&["audit", "--verify", "--head", "7"], "ROW:HASH"),
    ];
    for (words, told) in rows {
        let words = [&["trust"], words].concat();
        home.run(words).ends(2).tells(&[told]);
    }
    assert!(!home.path().join("trust.toml").exists());
}

#[test]
fn without_a_person_nothing_is_changed_and_the_attempt_is_in_the_log() {
    let mut home = Home::new();
    home.run(["trust", "grant", "deploy", "autonomous"])
        .ends(5)
        .tells(&["there is no terminal"]);
    home.set("OPENKOI_TASK", "1");
    home.run(["trust", "grant", "deploy", "autonomous", "--yes"])
        .ends(5)
        .tells(&["a program that a task has started"]);
    assert!(!home.path().join("trust.toml").exists());
    let audit = home
        .run(["trust", "audit", "--output-format", "json"])
        .ends(0);
    let refused = audit.json();
    let refused = refused.as_array().expect("a list");
    assert_eq!(refused.len(), 2);
    assert!(
        refused.iter().all(|row| row["refused"].is_string()),
        "{refused:?}"
    );
}

#[test]
fn a_damaged_file_delegates_nothing_and_is_never_reset() {
    let server = Server::messages(
        Script::new()
            .then(Turn::calls("write", json!({"path": "a", "content": "x"})))
            .then(Turn::says("Done.")),
    );
    let home = Home::connected(&server);
    let content = "[[grants]]\ndomain = 'deploy'\nlevel = 'emperor'\n";
    home.own_file("trust.toml", content);
    home.run(["Write it", "-m", server.model(), "-i", "0"])
        .ends(5)
        .tells(&["trust.toml", "emperor", "the level is ask"]);
    assert!(!home.workspace().join("a").exists());
    home.run(["trust", "grant", "deploy", "act", "--yes"])
        .ends(1)
        .tells(&["emperor"]);
    let now = fs::read_to_string(home.path().join("trust.toml")).expect("it is there");
    assert_eq!(now, content);
}

#[test]
fn the_journal_holds_until_somebody_touches_it_or_its_head() {
    let home = Home::new();
    home.run(["trust", "grant", "deploy", "act", "--yes"])
        .ends(0);
    let verified = home
        .run(["trust", "audit", "--verify", "--output-format", "json"])
        .ends(0);
    let head = verified.json()["head"].as_str().expect("a head").to_owned();
    home.run(["trust", "grant", "deploy", "ask", "--yes"])
        .ends(0);
    home.run(["trust", "audit", "--verify", "--head", &head])
        .ends(0);
    let forged = head.replacen(|c: char| c.is_ascii_hexdigit() && c != '1', "1", 1);
    home.run(["trust", "audit", "--verify", "--head", &forged])
        .ends(1);
    fs::remove_file(home.path().join("data/journal.head")).expect("it is there");
    let run = home.run(["trust", "audit", "--verify"]).ends(1);
    assert!(
        run.stdout.contains("whether the tail was cut off"),
        "{}",
        run.told()
    );
    home.run(["trust", "grant", "deploy", "act", "--yes"])
        .ends(0);
    let run = home.run(["trust", "audit", "--verify"]).ends(1);
    assert!(
        run.stdout.contains("an earlier opening found"),
        "{}",
        run.told()
    );
}
