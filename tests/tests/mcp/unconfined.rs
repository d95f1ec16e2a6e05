//! Where a layer of the sandbox can't be had no server is started, whoever is there: it would be no call that a person
//! allows, but a program that goes on.

use crate::bench::{Bench, config, told};
use openkoi_tests::terminal::{Reply, converse};
use serde_json::{Value, json};

/// A layer that is withheld, and a part of what is said of it.
const LAYERS: [(&str, &str); 5] = [
    ("namespaces", "namespaces: "),
    ("proc", "proc: "),
    ("landlock", "landlock: "),
    ("seccomp", "seccomp: "),
    ("file view", "file view: "),
];

/// A server that leaves a file as soon as it is started.
fn bench(layer: &'static str, calls: &[(&str, Value)]) -> Bench {
    let mut bench = Bench::new("honest", calls);
    let config = config("honest").replace(
        "command = \"python3\"\nargs = [\"peer.py\", \"honest\"]",
        "command = \"sh\"\nargs = [\"-c\", \"touch started; exec python3 peer.py honest\"]",
    );
    bench.home.own_file("config.toml", config);
    if !layer.is_empty() {
        bench.home.without(layer);
    }
    bench
}

fn has_started(bench: &Bench) -> bool {
    bench.home.workspace().join("started").exists()
}

#[test]
fn where_the_sandbox_is_whole_the_server_is_started() {
    let bench = bench("", &[]);
    bench.run().ends(0);
    assert!(has_started(&bench));
}

#[test]
fn without_a_terminal_the_server_is_not_started_and_the_run_goes_on_and_says_why() {
    for (layer, part) in LAYERS {
        let bench = bench(layer, &[]);
        let run = bench.run().ends(0);
        assert_eq!(run.json()["result"], "That is what I found.");
        assert!(!has_started(&bench), "{layer}: {}", run.told());
        assert_eq!(bench.names(), [""; 0], "{layer}");
        let told = told(&run);
        let name = "MCP server peer lends no tools: the sandbox can't be set up";
        for part in [name, part, "; "] {
            assert!(told.contains(part), "{layer}: {part}: {}", run.told());
        }
    }
}

#[test]
fn a_person_who_lets_a_command_run_without_the_sandbox_starts_no_server() {
    for (layer, _) in LAYERS {
        let call = ("shell", json!({"command": "echo ran > ran.txt"}));
        let bench = bench(layer, &[call]);
        let words = ["Look", "-m", bench.server.model(), "-i", "0"];
        let yes = [("[N]o? ", Reply::Keys("t\n"))];
        let shown = converse(&bench.home, &words, &[], &yes);
        assert_eq!(bench.home.read("ran.txt"), "ran\n", "{}", shown.screen);
        assert!(!has_started(&bench), "{layer}: {}", shown.screen);
    }
}

#[test]
fn the_list_of_servers_says_that_it_can_t_be_used_and_why_and_starts_nothing() {
    for (layer, part) in LAYERS {
        let bench = bench(layer, &[]);
        for words in [&["mcp", "list"][..], &["mcp", "get", "peer"]] {
            let run = bench.home.run(words).ends(0);
            for part in ["unusable", part, "openkoi status"] {
                assert!(run.stdout.contains(part), "{layer}: {part}: {}", run.told());
            }
        }
        let list = bench.home.run(["mcp", "list", "--json"]).ends(0).json();
        assert_eq!(list[0]["state"], "unusable", "{layer}: {list}");
        let shown = converse(&bench.home, &["mcp", "trust", "peer"], &[], &[]);
        assert_ne!(shown.code, Some(0), "{layer}: {}", shown.screen);
        let flat: Vec<&str> = shown.screen.split_whitespace().collect();
        let flat = flat.join(" ");
        assert!(
            flat.contains("the sandbox can't be set up"),
            "{layer}: {}",
            shown.screen
        );
        assert!(!has_started(&bench), "{layer}");
    }
}
