//! What policy lets pass by narrow rules does what the rules name and nothing else: lines are generated, those that are
//! allowed run, and every program that is started and every file that changes is seen from outside.

#![expect(clippy::print_stdout, reason = "a campaign prints its figure and seed")]

use openkoi_tests::run::Input;
use openkoi_tests::worn::Random;
use openkoi_tests::{Home, Running, Script, Server, Turn};
use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use std::time::Duration;

/// What may run without being asked: programs that only look.
const NAMED: [&str; 7] = ["ls", "cat", "wc", "grep", "head", "sort", "uniq"];

/// Of lines that are generated, so many go into one run.
const BATCH: usize = 150;

/// What else a line could begin with.
const OTHERS: [&str; 14] = [
    "touch planted",
    "rm a.txt",
    "sh -c 'touch planted'",
    "cp a.txt planted",
    "tee planted",
    "env ls",
    "x=1 ls",
    "command ls",
    "find . -exec touch planted ';'",
    "awk 'BEGIN{system(\"touch planted\")}'",
    "sed -n 'w planted' a.txt",
    "xargs touch",
    "python3 -c 'open(\"planted\",\"w\")'",
    "eval touch planted",
];

/// What stands behind a program's name.
const WORDS: [&str; 34] = [
    "a.txt",
    "b.txt",
    ".",
    "-l",
    "-n",
    "-c",
    "-r x",
    "'x y'",
    "\"x\"",
    "*.txt",
    "{a,b}.txt",
    "--",
    "$HOME",
    "~",
    "\\x",
    "$((1+1))",
    "# touch planted",
    "$(touch planted)",
    "`touch planted`",
    "\"$(touch planted)\"",
    "${x:-$(touch planted)}",
    "<(touch planted)",
    "> planted",
    ">> a.txt",
    "2> planted",
    ">| planted",
    "-o planted",
    "-oplanted",
    "--output=planted",
    "--compress-program=./own.sh -S 1k",
    "-f own.sh",
    "$'\\ntouch planted'",
    "\\\ntouch planted",
    "&> planted",
];

const JOINTS: [&str; 8] = [
    " ; ",
    " && ",
    " || ",
    " | ",
    "\n",
    " & ",
    " |& ",
    ";touch planted;",
];

fn line(random: &mut Random) -> String {
    let mut line = String::new();
    for part in 0..=random.below(3) {
        if part > 0 {
            line.push_str(JOINTS[random.below(JOINTS.len())]);
        }
        if random.below(6) == 0 {
            line.push_str(OTHERS[random.below(OTHERS.len())]);
            continue;
        }
        line.push_str(NAMED[random.below(NAMED.len())]);
        line.push_str(" a.txt");
        for _word in 0..random.below(3) {
            line.push(' ');
            // Mostly what is harmless, or nothing would ever pass.
            let among = if random.below(3) > 0 { 11 } else { WORDS.len() };
            line.push_str(WORDS[random.below(among)]);
        }
    }
    line
}

/// What was started that no rule names; strace tells of each beginning.
fn strangers(trace: &str) -> BTreeSet<String> {
    // The user's git is asked for the user's name.
    let asks = "\"config\", \"--global\", \"--includes\", \"--null\", \"--list\"]";
    let started = trace
        .lines()
        .filter(|line| !line.contains(" = -1 ") && !line.contains(asks));
    let paths = started.filter_map(|line| line.split_once("execve(\"")?.1.split('"').next());
    let names = paths.map(|path| path.rsplit('/').next().unwrap_or(path).to_owned());
    let binary = openkoi_tests::binary();
    let own = binary.file_name().unwrap_or_default().to_string_lossy();
    // `env` before a program that is named starts that one.
    let ours = [&*own, "exe", "sh", "env"];
    names
        .filter(|name| !NAMED.contains(&name.as_str()) && !ours.contains(&name.as_str()))
        .collect()
}

/// Runs a batch; how many of its lines were allowed.
fn batch(lines: &[String]) -> usize {
    let mut script = Script::new().in_whole_events();
    for few in lines.chunks(30) {
        let turn = few.iter().fold(Turn::default(), |turn, line| {
            turn.and_calls("shell", json!({"command": line}))
        });
        script = script.then(turn);
    }
    let server = Server::messages(script.forever(Turn::says("Done.")));
    let mut home = Home::in_memory();
    let rules: Vec<String> = NAMED.iter().map(|name| format!("Bash({name}:*)")).collect();
    home.own_file(
        "config.toml",
        format!("[permissions]\nallow = {}\n", json!(rules)),
    );
    home.run(["trust", "grant", "*", "ask", "--yes"]).ends(0);
    home.file("a.txt", "x\ny\n").file("b.txt", "x\n");
    home.file("own.sh", "#!/bin/sh\ntouch planted\n");
    home.connect(&server);
    let (before, log) = (home.tree(), home.everything().join("trace.log"));
    let mut command = Command::new("strace");
    command
        .args([
            "-f",
            "-qq",
            "--seccomp-bpf",
            "-e",
            "trace=execve,execveat",
            "-o",
        ])
        .arg(&log)
        .arg("--")
        .arg(openkoi_tests::binary())
        .args(["Look", "-m", server.model(), "-i", "0"])
        .current_dir(home.workspace());
    home.dress(&mut command);
    let run = Running::start(command, Input::Nothing).end_within(Duration::from_secs(600));
    assert!([0, 4, 5].contains(&run.code), "{}", run.told());
    assert_eq!(home.tree(), before, "something was written\n{}", run.told());
    let trace = fs::read_to_string(&log).expect("the observer writes what it saw");
    let strangers = strangers(&trace);
    assert!(
        strangers.is_empty(),
        "{strangers:?} were started\n{}",
        run.told()
    );
    let words = ["trust", "audit", "-n", "100000", "--output-format", "json"];
    let audit = home.run(words).ends(0).json();
    let rows = audit.as_array().expect("a list").iter();
    let ruled: Vec<_> = rows.filter(|row| row["kind"] == "ruled").collect();
    assert_eq!(ruled.len(), lines.len(), "every line was ruled on");
    ruled.iter().filter(|row| row["permit"] == "allow").count()
}

fn campaign(count: usize, usual: u64) {
    let mut random = Random::seeded(usual);
    let (mut allowed, mut made) = (0, 0);
    while made < count {
        let lines: Vec<String> = (0..BATCH.min(count - made))
            .map(|_| line(&mut random))
            .collect();
        made += lines.len();
        allowed += batch(&lines);
    }
    println!(
        "S7: {made} lines, {allowed} allowed by rules that name programs: nothing else was started, nothing written"
    );
    assert!(allowed * 8 > made, "{allowed} of {made}");
}

#[test]
fn what_narrow_rules_allow_starts_and_writes_nothing_else() {
    campaign(300, 71);
}

/// Twenty thousand lines in four parts, each with a seed of its own. A line that is allowed takes about a tenth of a second
/// under observation, so a part takes some five minutes on a core of its own.
macro_rules! parts {
    ($($name:ident: $seed:literal),+) => {$(
        #[test]
        #[ignore = "nightly: a part of 20,000 lines, minutes"]
        fn $name() {
            campaign(5_000, $seed);
        }
    )+};
}

parts!(
    nightly_narrow_rules_part_1_of_4: 72,
    nightly_narrow_rules_part_2_of_4: 73,
    nightly_narrow_rules_part_3_of_4: 74,
    nightly_narrow_rules_part_4_of_4: 75
);
