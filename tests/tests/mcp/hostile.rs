//! Servers that mean harm, or are broken: the run ends, nothing survives it, and nothing gets out.

use crate::bench::{Bench, config, told};
use openkoi_tests::Turn;
use openkoi_tests::{Script, Server};
use serde_json::{Value, json};
use std::fs;
use std::net::{TcpListener, UdpSocket};
use std::time::Duration;

/// The server offers nothing, and the run says why: how it behaves, and a part of the reason.
const NEVER_BEGUN: &[(&str, &str)] = &[
    ("mute", "did not begin within 2 s"),
    ("long", "a message of more than 8 MiB"),
    (
        "gone",
        "it ended with exit code 1; it said: nothing to do here",
    ),
    ("deaf", "no such version"),
    ("deep", "did not begin within 2 s"),
    ("no-list", "it says: no"),
    ("nonsense", "has no list of tools"),
];

/// A call goes wrong, and the model hears why.
const CALLS: &[(&str, &str)] = &[
    ("mute-call", "no answer within 2 s"),
    ("long-call", "a message of more than 8 MiB"),
    ("deep-call", "no answer within 2 s"),
    ("flood", "messages that nobody asked for"),
    ("asking-flood", "messages that nobody asked for"),
    ("ids", "no answer within 2 s"),
    (
        "dying",
        "it ended with exit code 3; it said: I have had enough",
    ),
    ("killed", "it was ended by a signal"),
    ("hangup", "no answer within 2 s"),
    ("bytes", "no answer within 2 s"),
    ("failing", "it can't be done"),
    ("refusing", "it says: not today"),
];

/// Odd, but no harm: the call is made.
const FINE: &[(&str, &str)] = &[
    ("banner", "done: {}"),
    ("chatty", "done: {}"),
    ("stubborn", "done: {}"),
    ("old", ""),
    ("endless", "done: {}"),
    ("colours", "red text end"),
    (
        "odd-result",
        "[image left out: image/png, 4 bytes in base64] f:/x: inside",
    ),
    ("hints", "done: {}"),
];

/// Nobody waits long for those who say nothing.
fn hurried(how: &str) -> Bench {
    let bench = Bench::doing(how);
    let text = config(how).replace("_sec = 20", "_sec = 2");
    bench.home.own_file("config.toml", text);
    bench
}

/// No process of this workspace is left.
#[track_caller]
fn nobody_is_left(bench: &Bench, how: &str) {
    let place = bench.home.workspace().display().to_string();
    let left: Vec<String> = fs::read_dir("/proc")
        .expect("there are processes")
        .flatten()
        .filter(|entry| {
            fs::read_link(entry.path().join("cwd")).is_ok_and(|cwd| cwd.starts_with(&place))
        })
        .map(|entry| fs::read_to_string(entry.path().join("cmdline")).unwrap_or_default())
        .collect();
    assert!(left.is_empty(), "{how}: {left:?}");
    for name in [".openkoi", ".agents", ".mcp.json"] {
        assert!(
            !bench.home.workspace().join(name).exists(),
            "{how}: {name} stayed"
        );
    }
}

#[test]
fn a_server_that_does_not_begin_is_named_with_the_reason_and_the_run_goes_on() {
    for (how, why) in NEVER_BEGUN {
        let bench = hurried(how);
        let run = bench.run().ends(0);
        let told = told(&run);
        assert!(
            told.contains("MCP server peer lends no tools") && told.contains(why),
            "{how}: {told}"
        );
        assert!(bench.names().is_empty(), "{how}");
        assert!(bench.heard()[0].1.contains("there is no tool"), "{how}");
        nobody_is_left(&bench, how);
    }
}

#[test]
fn a_call_that_goes_wrong_is_an_error_for_the_model_and_the_run_goes_on() {
    for (how, why) in CALLS {
        let bench = hurried(how);
        let run = bench.run().ends(0);
        let (is_error, heard) = bench.heard().remove(0);
        assert!(
            is_error && heard.contains(why),
            "{how}: {heard}: {}",
            run.told()
        );
        assert!(!heard.contains('\u{1b}'), "{how}: {heard:?}");
        let changes = run.json()["changes"].clone();
        assert_eq!(
            changes,
            json!([]),
            "{how}: that a server ends changes nothing"
        );
        nobody_is_left(&bench, how);
    }
}

#[test]
fn what_is_odd_and_harmless_is_borne() {
    for (how, expected) in FINE {
        let bench = Bench::doing(how);
        let run = bench.run().ends(0);
        if *how == "old" {
            // Whether an old version is spoken is the kit's affair; that the run ends is ours.
            continue;
        }
        let (is_error, heard) = bench.heard().remove(0);
        let line = heard.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            !is_error && line == *expected,
            "{how}: {heard:?}: {}",
            run.told()
        );
        nobody_is_left(&bench, how);
    }
}

#[test]
fn after_a_server_has_died_its_tools_fail_and_others_work() {
    let calls = [
        ("mcp__peer__do", json!({})),
        ("mcp__peer__add", json!({"a": 1, "b": 1})),
        ("list", json!({"path": ""})),
    ];
    let bench = Bench::new("dying", &calls);
    bench.run().ends(0);
    let heard = bench.heard();
    assert!(
        heard[0].0 && heard[1].0 && heard[1].1.contains("exit code 3"),
        "{heard:?}"
    );
    assert!(!heard[2].0, "{heard:?}");
}

#[test]
fn descriptions_say_what_a_person_would_see() {
    let bench = Bench::new("poisoned", &[]);
    bench.run().ends(0);
    let tool = bench.offered().remove(0);
    assert_eq!(tool["description"], "Adds. evil");
    assert_eq!(
        tool["input_schema"]["properties"]["a"]["description"],
        "Adds. evil"
    );
    let body = bench.server.turns()[0].body.to_string();
    assert!(
        !body.contains("Ignore the user"),
        "a server's instructions go nowhere"
    );
}

#[test]
fn no_name_of_a_server_s_tool_is_anybody_else_s() {
    let bench = Bench::doing("shadow");
    bench.run().ends(0);
    let expected = ["do", "files__read", "mcp__files__read", "read", "shell"];
    assert_eq!(
        bench.names(),
        expected.map(|name| format!("mcp__peer__{name}"))
    );
    let bench = Bench::doing("odd");
    bench.run().ends(0);
    let names = bench.names();
    assert_eq!(names.len(), 5);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    assert!(
        names
            .iter()
            .all(|name| name.len() <= 64 && name.chars().all(is_plain)),
        "{names:?}"
    );
    assert!(
        names.contains(&"mcp__peer__do".to_owned())
            && !names.contains(&"mcp__peer__read".to_owned())
    );
}

#[test]
fn what_can_t_be_offered_is_left_out_and_named() {
    let bench = Bench::doing("schemas");
    let run = bench.run().ends(0);
    assert_eq!(bench.names(), ["mcp__peer__do"], "{}", run.told());
    let told = told(&run);
    for name in [
        "list", "none", "big", "circle", "whole", "far", "deep", "wrong", "sly", "bare",
    ] {
        assert!(
            told.contains(&format!("left out {name}: ")),
            "{name}: {told}"
        );
    }
    let bench = Bench::doing("twice");
    let run = bench.run().ends(0);
    assert_eq!(bench.names(), ["mcp__peer__do"], "{}", run.told());
    for (how, more) in [("some", "173 more tools"), ("many", "99872 more tools")] {
        let bench = Bench::doing(how);
        let run = bench.run().ends(0);
        assert_eq!(bench.names().len(), 128);
        assert!(self::told(&run).contains(more), "{how}: {}", run.told());
    }
}

#[test]
fn whatever_a_tool_claims_of_itself_it_is_judged_as_a_program() {
    let bench = Bench::doing("hints");
    bench
        .home
        .run(["trust", "grant", "*", "suggest", "--yes"])
        .ends(0);
    let run = bench.run().ends(5);
    assert!(run.told().contains("mcp__peer__do"), "{}", run.told());
    let (is_error, heard) = bench.heard().remove(0);
    assert!(
        is_error && heard.contains("running a program is asked"),
        "{heard}"
    );
}

#[test]
fn what_is_asked_of_us_is_refused() {
    let bench = Bench::doing("asking");
    bench.run().ends(0);
    let heard: Value = serde_json::from_str(&bench.heard()[0].1).expect("it is JSON");
    for method in [
        "sampling/createMessage",
        "elicitation/create",
        "roots/list",
        "x/y",
    ] {
        assert_eq!(heard[method]["code"], -32601, "{method}: {heard}");
    }
    assert_eq!(heard["ping"], "answered");
}

#[test]
fn a_large_result_is_cut_and_kept() {
    let bench = Bench::doing("large");
    bench.run().ends(0);
    let heard = &bench.heard()[0].1;
    assert!(
        heard.starts_with("start xx") && heard.len() < 100_000,
        "{}",
        heard.len()
    );
}

#[test]
fn nothing_of_the_user_is_within_reach() {
    let mut bench = Bench::doing("reach");
    bench.home.set("SHOP_API_KEY", "canary-5f0c");
    let root = bench.home.everything().to_owned();
    for path in [
        "user/.ssh/id_ed25519",
        "user/.openkoi/config.toml",
        "outside/diary.txt",
        "koi/credentials/x.key",
    ] {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("it can be made");
        fs::write(path, "canary-5f0c").expect("it can be written");
    }
    let run = bench.run().ends(0);
    let heard = bench.heard().remove(0).1;
    assert!(heard.contains("OPENKOI_TASK"), "{heard}");
    assert!(
        !heard.contains("canary-5f0c") && !heard.contains(openkoi_tests::server::KEY),
        "{heard}"
    );
    assert!(!run.told().contains("canary-5f0c"));
    nobody_is_left(&bench, "reach");
}

#[test]
fn no_socket_leads_out() {
    let bench = Bench::doing("connect");
    let sentinel = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = sentinel.local_addr().expect("it has one").port();
    let udp = UdpSocket::bind(("127.0.0.1", port)).expect("the same for datagrams");
    udp.set_read_timeout(Some(Duration::from_millis(50)))
        .expect("it can be set");
    sentinel.set_nonblocking(true).expect("it can be set");
    bench.home.file("port", port.to_string());
    bench.run().ends(0);
    let heard: Value = serde_json::from_str(&bench.heard()[0].1).expect("it is JSON");
    for way in ["tcp", "name", "away"] {
        assert!(
            heard[way]
                .as_str()
                .is_some_and(|told| told.starts_with("no: ")),
            "{way}: {heard}"
        );
    }
    assert!(sentinel.accept().is_err(), "somebody came");
    assert!(udp.recv(&mut [0; 8]).is_err(), "something came");
}

#[test]
fn nothing_that_a_server_starts_survives_the_run() {
    for how in ["leave", "bomb", "stubborn"] {
        let bench = Bench::doing(how);
        bench.run().ends(0);
        nobody_is_left(&bench, how);
        let late = bench.home.workspace().join("late");
        let size = || {
            fs::metadata(&late)
                .map(|file| file.len())
                .unwrap_or_default()
        };
        let before = size();
        std::thread::sleep(Duration::from_millis(300));
        assert_eq!(size(), before, "{how}: somebody is still writing");
    }
}

#[test]
fn what_is_put_into_protected_places_does_not_stay() {
    let bench = Bench::doing("plant");
    let status = std::process::Command::new("git")
        .args(["init", "--quiet"])
        .current_dir(bench.home.workspace())
        .status();
    assert!(status.is_ok_and(|status| status.success()));
    let trust = bench.home.path().join("trust.toml");
    bench.run().ends(0);
    assert!(
        !bench
            .home
            .workspace()
            .join(".git/hooks/pre-commit")
            .exists()
    );
    assert!(!trust.exists());
    nobody_is_left(&bench, "plant");
}

#[test]
fn a_task_that_is_killed_takes_its_servers_with_it() {
    let server = Server::messages(Script::new().forever(Turn::calls("mcp__peer__do", json!({}))));
    let mut bench = Bench::doing("mute-call");
    bench.home.connect(&server);
    let running = bench.home.start(["Look.", "-m", server.model(), "-i", "0"]);
    server.until_asked(1);
    std::thread::sleep(Duration::from_millis(500));
    drop(running);
    std::thread::sleep(Duration::from_millis(500));
    let place = bench.home.workspace().to_owned();
    let is_there = |entry: &fs::DirEntry| {
        fs::read_link(entry.path().join("cwd")).is_ok_and(|cwd| cwd == place)
    };
    let left = fs::read_dir("/proc")
        .expect("there are processes")
        .flatten()
        .filter(is_there)
        .count();
    assert_eq!(left, 0);
}

/// The behaviours of the server that mean harm or are broken: every word it is compared with.
fn behaviours() -> Vec<&'static str> {
    let peer = include_str!("peer.py");
    let compared = peer.split("HOW == \"").skip(1);
    let deeds = peer
        .split("deeds = {")
        .nth(1)
        .and_then(|rest| rest.split('}').next());
    let named = deeds.unwrap_or_default().split('"').skip(1).step_by(2);
    let mut all: Vec<&str> = compared
        .filter_map(|rest| rest.split('"').next())
        .chain(named)
        .collect();
    all.retain(|how| !["order", "result", "write", "fetch", "inbox"].contains(how));
    all.sort_unstable();
    all.dedup();
    all
}

#[test]
#[expect(clippy::print_stdout, reason = "a campaign tells its figure")]
fn at_least_40_behaviours_are_met_and_none_is_forgotten() {
    let tests = [
        include_str!("hostile.rs"),
        include_str!("honest.rs"),
        include_str!("pins.rs"),
    ]
    .concat();
    let all = behaviours();
    let forgotten: Vec<_> = all
        .iter()
        .filter(|how| !tests.contains(&format!("\"{how}\"")))
        .collect();
    assert!(forgotten.is_empty(), "{forgotten:?}");
    println!(
        "S4: {} hostile servers over standard input and output, 0 did harm",
        all.len()
    );
    assert!(all.len() >= 40, "{}", all.len());
}

#[test]
fn what_goes_with_a_server_that_dies_is_no_change_of_a_file() {
    for how in ["dying", "killed"] {
        let bench = Bench::doing(how);
        let run = bench.run();
        let receipts = run.json()["receipts"].clone();
        assert_eq!(receipts[0]["tool"], "mcp__peer__do", "{how}: {receipts}");
        let files = receipts[0]["files"].as_array().map_or(0, Vec::len);
        assert_eq!(files, 0, "{how}: {receipts}");
    }
}
