//! Where a layer of the sandbox can't be had, a person may let a command run without it, and nobody else.

use openkoi_tests::terminal::{Reply, Shown, converse};
use openkoi_tests::{Home, Run, Script, Server, Turn};
use serde_json::json;
use std::fs;

const QUESTION: &str = "[N]o? ";

/// Each layer that a kernel, a container or an administrator can withhold, and what is said of it.
const LAYERS: [(&str, &str); 5] = [
    ("namespaces", "no namespaces: they are refused"),
    ("proc", "no proc: a /proc of its own"),
    ("landlock", "no landlock: this kernel offers none"),
    ("seccomp", "no seccomp: this kernel offers none"),
    ("file view", "no file view: mounts can't be made read-only"),
];

fn runs(lines: &[&str]) -> Script {
    let calls = lines.iter().fold(Script::new(), |script, line| {
        script.then(Turn::calls("shell", json!({"command": line})))
    });
    calls.then(Turn::says("Done."))
}

fn home(server: &Server, layer: &'static str) -> Home {
    let mut home = Home::connected(server);
    home.without(layer);
    home
}

fn asked(home: &Home, server: &Server, replies: &[(&str, Reply)]) -> Shown {
    let model = server.model();
    converse(home, &["Do it", "-m", model, "-i", "0"], &[], replies)
}

/// As one line, however it was wrapped.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn alone(home: &Home, server: &Server) -> Run {
    home.run(["Do it", "-m", server.model(), "-i", "0"])
}

#[test]
fn a_person_is_told_what_is_missing_and_decides() {
    for (layer, why) in LAYERS {
        for (keys, is_yes) in [("o\n", true), ("n\n", false), ("a\n", false)] {
            let server = Server::messages(runs(&["echo ran > ran.txt"]));
            let home = home(&server, layer);
            let shown = asked(&home, &server, &[(QUESTION, Reply::Keys(keys))]);
            let flat = flat(&shown.screen);
            for part in ["$ echo ran > ran.txt", "without the sandbox", why] {
                assert!(flat.contains(part), "{layer}: {part}: {}", shown.screen);
            }
            assert!(!flat.contains("lways here"), "{layer}: {}", shown.screen);
            let is_there = home.workspace().join("ran.txt").exists();
            assert_eq!(is_there, is_yes, "{layer} {keys:?}: {}", shown.screen);
        }
    }
}

#[test]
fn yes_is_for_this_call_or_for_equal_ones_of_this_task() {
    for (keys, expected) in [("o\n", 2), ("t\n", 1)] {
        let server = Server::messages(runs(&["echo x >> rows", "echo x >> rows"]));
        let home = home(&server, "landlock");
        let reply = (QUESTION, Reply::Keys(keys));
        let shown = asked(&home, &server, &[reply, reply]);
        let questions = shown.screen.matches(QUESTION).count();
        assert_eq!(questions, expected, "{keys:?}: {}", shown.screen);
        assert_eq!(home.read("rows"), "x\nx\n", "{}", shown.screen);
    }
}

#[test]
fn without_a_terminal_nothing_is_run_and_the_end_is_blocked() {
    for (layer, why) in LAYERS {
        let server = Server::messages(runs(&["echo ran > ran.txt"]));
        let home = home(&server, layer);
        let run = alone(&home, &server).ends(5);
        let told = flat(&run.told());
        for part in [
            "nobody was there to allow",
            "outside the sandbox is asked",
            why,
        ] {
            assert!(told.contains(part), "{layer}: {part}: {told}");
        }
        assert!(!home.workspace().join("ran.txt").exists(), "{layer}");
    }
}

/// The commands that the run advises, as they can be typed.
fn advised(run: &Run) -> Vec<String> {
    let told = flat(&run.stderr);
    let mut advised = Vec::new();
    for piece in told.split("openkoi trust allow '").skip(1) {
        let (rule, _) = piece.split_once("' --here").expect("it is for here");
        advised.push(rule.replace("'\\''", "'"));
    }
    advised
}

#[test]
fn what_is_advised_without_a_terminal_helps() {
    let lines = ["echo ran > ran.txt", "echo \"it's\" > ran.txt && ls"];
    for (layer, _) in LAYERS {
        for line in lines {
            let again = runs(&[line]).then(Turn::calls("shell", json!({"command": line})));
            let server = Server::messages(again.then(Turn::says("Done.")));
            let home = home(&server, layer);
            let run = alone(&home, &server).ends(5);
            for part in [
                "openkoi status tells",
                "without the sandbox",
                "on a terminal",
            ] {
                assert!(flat(&run.stderr).contains(part), "{part}: {}", run.told());
            }
            let rules = advised(&run);
            assert_eq!(rules.len(), 1, "{layer}: {line}: {}", run.told());
            home.run(["trust", "allow", &rules[0], "--here", "--yes"])
                .ends(0);
            let run = alone(&home, &server).ends(0);
            let is_there = home.workspace().join("ran.txt").exists();
            assert!(is_there, "{layer}: {line}: {}", run.told());
        }
        let status = home(&Server::messages(Script::new()), layer)
            .run(["status"])
            .ends(0);
        let name = format!("{layer}: ");
        assert!(status.stdout.contains(&name), "{}", status.told());
    }
}

#[test]
fn what_is_advised_helps_a_projects_check_as_well() {
    let script = || {
        let write = Turn::calls("write", json!({"path": "new.txt", "content": "new\n"}));
        Script::new().then(write).forever(Turn::says("Done."))
    };
    let server = Server::messages(script());
    let mut home = home(&server, "landlock");
    home.file("Makefile", "test:\n\t@echo checked >> checked\n");
    let run = home.run(["Add new.txt", "-m", server.model(), "-i", "1"]);
    assert!(!home.workspace().join("checked").exists(), "{}", run.told());
    let rules = advised(&run);
    assert!(!rules.is_empty(), "{}", run.told());
    for rule in rules {
        home.run(["trust", "allow", &rule, "--here", "--yes"])
            .ends(0);
    }
    let server = Server::messages(script());
    home.connect(&server);
    let run = home.run(["Add new.txt", "-m", server.model(), "-i", "1"]);
    assert!(home.workspace().join("checked").exists(), "{}", run.told());
}

#[test]
fn where_no_rule_can_help_none_is_advised() {
    let server = Server::messages(runs(&["eval \"$WHAT\"; echo ran > ran.txt"]));
    let home = home(&server, "landlock");
    let run = alone(&home, &server).ends(5);
    assert_eq!(advised(&run), [""; 0], "{}", run.told());
    assert!(
        flat(&run.stderr).contains("on a terminal"),
        "{}",
        run.told()
    );
}

#[test]
fn the_highest_level_and_every_flag_still_ask() {
    let server = Server::messages(runs(&["echo ran > ran.txt"]));
    let home = home(&server, "namespaces");
    home.run(["trust", "grant", "*", "autonomous", "--yes"])
        .ends(0);
    alone(&home, &server).ends(5);
    assert!(!home.workspace().join("ran.txt").exists());
}

/// What a program can tell of what is around it.
const LOOK: &str = "env | cut -d= -f1 | sort > names; ls /proc/self/fd | sort -n | tail -1 > fds; ulimit -c > core; \
    grep -E 'NoNewPrivs|Seccomp_filters:' /proc/self/status > status; (setsid sleep 300 & echo $! > left) >/dev/null 2>&1";

#[test]
fn what_can_hold_without_a_layer_holds() {
    for (layer, _) in LAYERS {
        let server = Server::messages(runs(&["sh look.sh"]));
        let mut home = home(&server, layer);
        home.set("SECRET_OF_MINE", "s3cret").file("look.sh", LOOK);
        let shown = asked(&home, &server, &[(QUESTION, Reply::Keys("o\n"))]);
        assert_eq!(shown.code, Some(0), "{layer}: {}", shown.screen);
        let names = home.read("names");
        assert!(names.contains("OPENKOI_TASK"), "{layer}: {names}");
        assert!(!names.contains("SECRET_OF_MINE"), "{layer}: {names}");
        let fds: u32 = home.read("fds").trim().parse().expect("a number");
        // The list itself is the highest.
        assert!(fds <= 3, "{layer}: {fds}");
        assert_eq!(home.read("core").trim(), "0", "{layer}");
        let status = home.read("status");
        assert!(status.contains("NoNewPrivs:\t1"), "{layer}: {status}");
        let filters = status
            .lines()
            .find_map(|line| line.strip_prefix("Seccomp_filters:"));
        let filters: u32 = filters.map_or("", str::trim).parse().expect("a number");
        // One may be what the layer is withheld with.
        assert_eq!(filters > 1, layer != "seccomp", "{layer}: {status}");
        if ["namespaces", "proc", "file view"].contains(&layer) {
            // Its number means something out here.
            let left = format!("/proc/{}/stat", home.read("left").trim());
            let stat = fs::read_to_string(left).unwrap_or_default();
            assert!(!stat.contains("(sleep)"), "{layer}: {stat}");
        }
    }
}

#[test]
fn the_landlock_of_the_kernel_still_keeps_a_command_from_what_is_not_its_own() {
    let server = Server::messages(runs(&["sh reach.sh"]));
    let home = home(&server, "namespaces");
    home.file(
        "reach.sh",
        "cat \"$HOME/.ssh/id\" > stolen; echo x > \"$HOME/planted\"; echo end > end",
    );
    let user = home.everything().join("user");
    fs::create_dir_all(user.join(".ssh")).expect("a folder");
    fs::write(user.join(".ssh/id"), "secret").expect("a file");
    let shown = asked(&home, &server, &[(QUESTION, Reply::Keys("o\n"))]);
    assert_eq!(home.read("end"), "end\n", "{}", shown.screen);
    assert_eq!(home.read("stolen"), "", "{}", shown.screen);
    assert!(!user.join("planted").exists(), "{}", shown.screen);
}

#[test]
fn the_projects_own_checks_are_asked_like_every_other_command() {
    let write = Turn::calls("write", json!({"path": "new.txt", "content": "new\n"}));
    for (keys, expected) in [("t\n", true), ("n\n", false)] {
        let script = Script::new().then(write.clone());
        let server = Server::messages(script.forever(Turn::says("Done.")));
        let home = home(&server, "landlock");
        home.file("Makefile", "test:\n\t@echo checked >> checked\n");
        let shown = converse(
            &home,
            &["Add new.txt", "-m", server.model(), "-i", "1"],
            &[],
            &[(QUESTION, Reply::Keys(keys)); 4],
        );
        assert!(shown.screen.contains("$ make"), "{}", shown.screen);
        assert!(
            shown.screen.contains("without the sandbox"),
            "{}",
            shown.screen
        );
        let is_there = home.workspace().join("checked").exists();
        assert_eq!(is_there, expected, "{keys:?}: {}", shown.screen);
    }
}
