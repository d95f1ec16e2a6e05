//! Servers that keep to the rules.

use crate::bench::{Bench, config, told};
use openkoi_tests::{Home, Script, Server, Turn};
use serde_json::{Value, json};

/// A server made with the protocol's own kit.
const KIT: &str = r#"
from mcp.server.mcpserver import MCPServer

server = MCPServer("calc")


@server.tool()
def add(a: int, b: int) -> int:
    """Adds two numbers."""
    return a + b


@server.tool()
def save(text: str) -> str:
    """Writes a text to saved.txt."""
    open("saved.txt", "w").write(text)
    return "saved"


@server.tool()
def fail() -> str:
    """Fails."""
    raise ValueError("there is nothing here")


server.run()
"#;

#[test]
fn a_server_made_with_the_protocol_s_kit_lends_its_tools_without_a_question() {
    let server = Server::messages(
        Script::new()
            .then(Turn::calls("mcp__calc__add", json!({"a": 19, "b": 23})))
            .then(Turn::calls("mcp__calc__save", json!({"text": "hello"})))
            .then(Turn::calls("mcp__calc__fail", json!({})))
            .then(Turn::calls("mcp__calc__add", json!({"a": "x"})))
            .then(Turn::says("The sum is 42, and hello is saved.")),
    );
    let home = Home::connected(&server);
    home.file("calc.py", KIT);
    let entry = "[[plugins.mcp]]\nname = \"calc\"\ncommand = \"python3\"\nargs = [\"calc.py\"]\n";
    home.own_file("config.toml", format!("[retry]\nbase_ms = 10\n{entry}"));
    let run = home.once(&server, "Add 19 and 23, and save hello.").ends(0);
    let turns = server.turns();
    let heard = turns.last().expect("it was asked").tool_results();
    assert_eq!(heard[0], (false, "42".to_owned()), "{}", run.told());
    assert_eq!(heard[1], (false, "saved".to_owned()));
    assert!(
        heard[2].0 && heard[2].1.contains("Error executing tool fail"),
        "{heard:?}"
    );
    assert!(
        heard[3].0 && heard[3].1.contains("do not fit its schema"),
        "{heard:?}"
    );
    assert_eq!(home.read("saved.txt"), "hello");
    let receipts = run.json()["receipts"].clone();
    let saved = &receipts.as_array().expect("a list")[1];
    assert_eq!(
        (&saved["tool"], &saved["effect"]),
        (&json!("mcp__calc__save"), &json!("execute"))
    );
    assert_eq!(saved["files"][0]["path"], "saved.txt", "{saved}");
    home.run(["undo"]).ends(0);
    assert!(!home.workspace().join("saved.txt").exists());
}

/// An entry of a project's list of servers.
fn project(entry: &Value) -> String {
    json!({"mcpServers": {"peer": entry}}).to_string()
}

#[test]
fn a_project_s_server_starts_after_consent_and_not_before() {
    let bench = Bench::new("honest", &[("mcp__peer__add", json!({"a": 1, "b": 2}))]);
    bench
        .home
        .own_file("config.toml", "[retry]\nbase_ms = 10\n");
    let entry = json!({"command": "python3", "args": ["peer.py", "rug"]});
    bench.home.file(".mcp.json", project(&entry));
    let run = bench.run();
    assert!(
        told(&run).contains("1 MCP server not used"),
        "{}",
        run.told()
    );
    assert!(bench.names().is_empty() && !bench.home.workspace().join("starts").exists());
    bench
        .home
        .run(["trust", "workspace", "allow", "--all", "--yes"])
        .ends(0);
    let run = bench.run();
    assert!(told(&run).contains("2 tools pinned"), "{}", run.told());
    assert_eq!(bench.names(), ["mcp__peer__add", "mcp__peer__do"]);
    // A changed byte of its script asks again.
    let script = bench.home.read("peer.py");
    bench.home.file("peer.py", script + "\n");
    let run = bench.run();
    assert!(
        told(&run).contains("1 MCP server not used"),
        "{}",
        run.told()
    );
    assert!(bench.names().is_empty());
}

#[test]
fn a_project_s_server_that_can_t_be_started_is_named_with_the_reason() {
    let rows = [
        (
            json!({"command": "python3", "env": {"K": "${SHOP_API_KEY}"}}),
            "${SHOP_API_KEY}",
        ),
        (
            json!({"type": "http", "url": "https://example.org/mcp"}),
            "over the network",
        ),
        (
            json!({"command": "python3", "cwd": "../outside"}),
            "relative to the workspace",
        ),
        (json!({"command": "no-such-program"}), "exit code 127"),
        (json!({"args": []}), "names no command"),
    ];
    for (entry, why) in rows {
        let mut bench = Bench::doing("honest");
        bench.home.set("SHOP_API_KEY", "canary-key-5f0c");
        bench
            .home
            .own_file("config.toml", "[retry]\nbase_ms = 10\n");
        bench.home.file(".mcp.json", project(&entry));
        bench
            .home
            .run(["trust", "workspace", "allow", "--all", "--yes"])
            .ends(0);
        let run = bench.run().ends(0);
        assert!(
            told(&run).contains("MCP server peer lends no tools"),
            "{entry}: {}",
            run.told()
        );
        assert!(told(&run).contains(why), "{entry}: {}", run.told());
        assert!(!run.told().contains("canary-key-5f0c"));
    }
}

#[test]
fn the_user_s_variables_reach_the_user_s_server_and_nobody_else() {
    let mut bench = Bench::doing("reach");
    bench
        .home
        .set("SHOP_API_KEY", "canary-key-5f0c")
        .set("OTHER", "canary-other-77");
    bench.home.own_file(
        "config.toml",
        config("reach")
            + "env = { MINE = \"${SHOP_API_KEY}\", OPENKOI_TASK = \"no\", PLAIN = \"yes\" }\n",
    );
    let run = bench.run().ends(0);
    let heard = bench.heard().remove(0).1;
    // The value is known as a secret: the model reads what stands in its place.
    assert!(
        heard.contains("\"MINE\"") && heard.contains("\"PLAIN\": \"yes\""),
        "{heard}"
    );
    assert!(heard.contains("\"OPENKOI_TASK\": \"1\""), "{heard}");
    for canary in ["canary-key-5f0c", "canary-other-77"] {
        assert!(!heard.contains(canary), "{heard}");
        assert!(!run.told().contains(canary), "{}", run.told());
        let journal = std::fs::read(bench.home.journal()).expect("it is there");
        assert!(!String::from_utf8_lossy(&journal).contains(canary));
    }
    bench.home.own_file(
        "config.toml",
        config("reach") + "env = { MINE = \"${NOT_SET}\" }\n",
    );
    let run = bench.run().ends(0);
    assert!(
        told(&run).contains("asks for ${NOT_SET}, which is not set"),
        "{}",
        run.told()
    );
}

#[test]
fn rules_of_the_user_name_servers_and_tools() {
    let rows = [
        ("deny", "mcp__peer__add", true),
        ("deny", "mcp__peer", true),
        ("ask", "mcp__peer__add", true),
        ("deny", "mcp__other", false),
        ("deny", "mcp__peer__do", false),
    ];
    for (list, rule, is_held) in rows {
        let bench = Bench::new("honest", &[("mcp__peer__add", json!({"a": 1, "b": 2}))]);
        let rules = format!("[permissions]\n{list} = [\"{rule}\"]\n");
        bench
            .home
            .own_file("config.toml", config("honest") + &rules);
        bench.run();
        let (is_error, text) = bench.heard().remove(0);
        assert_eq!(is_error, is_held, "{list} {rule}: {text}");
        assert!(!is_held || text.contains(rule), "{list} {rule}: {text}");
    }
}

#[test]
fn status_counts_servers_and_starts_none() {
    let bench = Bench::doing("rug");
    let run = bench.home.run(["status"]).ends(0);
    assert!(run.stdout.contains("1 MCP server"), "{}", run.told());
    bench.home.run(["mcp", "list"]).ends(0);
    bench.home.run(["mcp", "get", "peer"]).ends(0);
    assert!(!bench.home.workspace().join("starts").exists());
}

#[test]
fn a_name_that_is_none_or_is_taken_lends_nothing_and_can_t_hide() {
    let bench = Bench::doing("honest");
    let entry = json!({"command": "python3", "args": ["peer.py", "rug"]});
    let servers = json!({"peer": entry, "a__b": entry, "x\u{1b}[2J\u{202e}": entry, "": entry});
    bench
        .home
        .file(".mcp.json", json!({"mcpServers": servers}).to_string());
    bench
        .home
        .run(["trust", "workspace", "allow", "--all", "--yes"])
        .ends(0);
    let run = bench.run().ends(0);
    let said = told(&run);
    assert_eq!(said.matches("its name is none").count(), 3, "{said}");
    assert!(
        said.contains("another server with this name before it"),
        "{said}"
    );
    assert!(!run.stderr.contains(['\u{1b}', '\u{202e}']), "{said}");
    assert_eq!(bench.names(), ["mcp__peer__add", "mcp__peer__do"]);
    assert!(!bench.home.workspace().join("starts").exists());
}
