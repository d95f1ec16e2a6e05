//! Whoever looks into a workspace after a run was killed finds nothing of ours there.

#![cfg(target_os = "linux")]

use openkoi_tests::{Home, Script, Server, Turn};
use rustix::process::Signal;
use serde_json::json;
use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);

/// A server of the user's that only waits.
const SERVER: &str = "[retry]\nbase_ms = 10\n[[plugins.mcp]]\nname = \"idle\"\ncommand = \"sh\"\n\
    args = [\"-c\", \"sleep 600\"]\nstartup_timeout_sec = 1\n";

/// What a workspace is like, and what stands in there for what is missing while a program runs.
type Row = (&'static str, fn(&Home), &'static [&'static str]);

const ROWS: [Row; 3] = [
    (
        "empty",
        |_home| {},
        &[".openkoi", ".agents", ".git", ".mcp.json"],
    ),
    (
        "a repository without hooks",
        |home| {
            let mut git = Command::new("git");
            home.dress(&mut git);
            git.args(["init", "--quiet", "--template="])
                .current_dir(home.workspace())
                .stdout(Stdio::null());
            assert!(git.status().is_ok_and(|status| status.success()));
        },
        &[
            ".openkoi",
            ".agents",
            ".mcp.json",
            ".git/hooks",
            ".git/commondir",
        ],
    ),
    (
        "beside a server",
        |home| {
            home.own_file("config.toml", SERVER);
        },
        &[".openkoi", ".agents", ".git", ".mcp.json"],
    ),
];

/// Everything in the workspace, folders too, but what git keeps for itself.
fn names(home: &Home) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![home.workspace().to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = path.strip_prefix(home.workspace()).expect("it is below");
            found.insert(name.display().to_string());
            if path.is_dir() {
                open.push(path);
            }
        }
    }
    found
}

#[test]
fn what_stands_in_for_missing_paths_goes_with_a_run_that_is_killed() {
    for (what, prepare, stand_ins) in ROWS {
        let call = Turn::calls("shell", json!({"command": "touch begun; sleep 600"}));
        let server = Server::messages(Script::new().then(call));
        let home = Home::connected(&server);
        prepare(&home);
        let before = names(&home);
        let run = home.start(["Wait", "-m", server.model(), "-i", "0"]);
        let is_begun = |home: &Home| home.workspace().join("begun").exists();
        run.until("the command to begin", |_| is_begun(&home));
        let while_it_runs = names(&home);
        for name in stand_ins {
            assert!(while_it_runs.contains(*name), "{what}: {while_it_runs:?}");
        }
        run.signal(Signal::KILL);
        run.end_within(PATIENCE);
        let deadline = Instant::now() + PATIENCE;
        let left = || -> Vec<String> {
            let after = names(&home);
            let new = after.difference(&before);
            new.filter(|name| *name != "begun").cloned().collect()
        };
        while !left().is_empty() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(left(), [""; 0], "{what}");
    }
}
