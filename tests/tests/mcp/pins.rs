//! What a server said of its tools when it was first seen is what holds, until a person has looked at the change.

use crate::bench::{Bench, told};
use openkoi_tests::terminal::{Reply, converse};
use serde_json::{Value, json};

const QUESTION: &str = "[n] ";

fn listed(bench: &Bench) -> Value {
    let run = bench.home.run(["mcp", "list", "--json"]).ends(0);
    run.json()[0].clone()
}

#[test]
fn a_definition_that_has_changed_between_two_starts_is_not_offered_until_it_is_approved() {
    let bench = Bench::doing("rug");
    let first = bench.run().ends(0);
    assert!(
        told(&first).contains("2 tools pinned as they are now"),
        "{}",
        first.told()
    );
    assert_eq!(bench.names(), ["mcp__peer__add", "mcp__peer__do"]);
    let second = bench.run().ends(0);
    let said = told(&second);
    assert!(
        said.contains("do, new not offered") && said.contains("openkoi mcp trust peer"),
        "{said}"
    );
    assert!(bench.names().is_empty());
    assert_eq!(listed(&bench)["approved"], false);

    let shown = converse(
        &bench.home,
        &["mcp", "trust", "peer"],
        &[],
        &[(QUESTION, Reply::Keys("\n"))],
    );
    assert_eq!(shown.code, Some(5), "{}", shown.screen);
    for part in ["~/.ssh/id_ed25519", "+", "-", "add", "new"] {
        assert!(shown.screen.contains(part), "{part}: {}", shown.screen);
    }
    bench.run().ends(0);
    assert!(bench.names().is_empty(), "no is no");

    let shown = converse(
        &bench.home,
        &["mcp", "trust", "peer"],
        &[],
        &[(QUESTION, Reply::Keys("y\n"))],
    );
    assert_eq!(shown.code, Some(0), "{}", shown.screen);
    assert_eq!(listed(&bench)["approved"], true);
    bench.run().ends(0);
    assert_eq!(bench.names(), ["mcp__peer__do", "mcp__peer__new"]);
    let audit = bench.home.run(["trust", "audit"]).ends(0);
    assert!(
        audit
            .stdout
            .contains("trust the tools of the MCP server peer"),
        "{}",
        audit.told()
    );
}

#[test]
fn a_definition_that_changes_while_a_task_runs_is_not_called_any_more() {
    let call = ("mcp__peer__do", json!({}));
    let bench = Bench::new(
        "turning",
        &[call.clone(), call, ("mcp__peer__other", json!({}))],
    );
    bench.run().ends(0);
    let heard = bench.heard();
    assert_eq!(heard[0], (false, "turned".to_owned()));
    assert!(
        heard[1].0 && heard[1].1.contains("has changed what it is"),
        "{heard:?}"
    );
    assert!(!heard[2].0, "what is as it was is called: {heard:?}");
}

#[test]
fn nobody_but_a_person_at_a_terminal_approves_or_adds() {
    let mut bench = Bench::doing("rug");
    bench.run().ends(0);
    let refused: [&[&str]; 3] = [
        &["mcp", "trust", "peer"],
        &["mcp", "add", "x", "--", "sh"],
        &["mcp", "remove", "peer"],
    ];
    for words in refused {
        bench
            .home
            .run(words)
            .ends(5)
            .tells(&["there is no terminal"]);
    }
    bench.home.set("OPENKOI_TASK", "1");
    let started: [&[&str]; 2] = [
        &["mcp", "add", "x", "--yes", "--", "sh"],
        &["mcp", "remove", "peer", "--yes"],
    ];
    for words in started {
        bench
            .home
            .run(words)
            .ends(5)
            .tells(&["a program that a task has started"]);
    }
    let shown = converse(&bench.home, &["mcp", "trust", "peer"], &[], &[]);
    assert_eq!(shown.code, Some(5), "{}", shown.screen);
    assert_eq!(listed(&bench)["approved"], false);
}

#[test]
fn servers_are_added_listed_and_removed() {
    let bench = Bench::doing("honest");
    let add = [
        "mcp", "add", "files", "--env", "A=b=c", "--yes", "--", "npx", "-y", "server", ".",
    ];
    bench.home.run(add).ends(0);
    bench
        .home
        .run(add)
        .ends(2)
        .tells(&["there is a server files already"]);
    bench
        .home
        .run(["mcp", "add", "a__b", "--yes", "--", "sh"])
        .ends(2);
    let list = bench.home.run(["mcp", "list"]).ends(0);
    assert!(
        list.stdout.contains("files") && list.stdout.contains("npx -y server ."),
        "{}",
        list.told()
    );
    let got = bench
        .home
        .run(["mcp", "get", "files", "--json"])
        .ends(0)
        .json();
    assert_eq!(
        (&got["source"], &got["variables"]),
        (&json!("user"), &json!(["A"]))
    );
    assert!(
        !got.to_string().contains("b=c"),
        "values are not shown: {got}"
    );
    bench.home.run(["mcp", "remove", "files", "--yes"]).ends(0);
    bench.home.run(["mcp", "remove", "files", "--yes"]).ends(2);
    bench.home.run(["mcp", "get", "files"]).ends(2);
    let config =
        std::fs::read_to_string(bench.home.path().join("config.toml")).expect("it is there");
    assert!(
        config.contains("base_ms = 10") && config.contains("peer.py"),
        "{config}"
    );
}

#[test]
fn damaged_pins_lend_nothing_and_are_never_reset() {
    let bench = Bench::doing("honest");
    bench.run().ends(0);
    let folder = bench.home.path().join("mcp");
    let file = std::fs::read_dir(&folder)
        .expect("there are pins")
        .flatten()
        .next()
        .expect("one")
        .path();
    std::fs::write(&file, "{").expect("it can be written");
    let run = bench.run().ends(0);
    assert!(
        told(&run).contains("MCP server peer lends no tools"),
        "{}",
        run.told()
    );
    assert!(bench.names().is_empty());
    assert_eq!(std::fs::read(&file).expect("it is there"), b"{");
}
