//! A person at a terminal says how a call went of which nobody else knows: of a command, and of a file that somebody has
//! changed since.

use openkoi_tests::faults::Faults;
use openkoi_tests::terminal::{Reply, Shown, converse};
use openkoi_tests::{Home, Script, Server, Turn};
use rustix::process::Signal;
use serde_json::{Value, json};
use std::time::Duration;

const QUESTION: &str = "did it happen? [r]epeat it / it is [d]one / [s]top (default): ";

/// One call, and then it is done.
fn once(tool: &'static str, arguments: Value) -> Server {
    let script = Script::new().in_whole_events();
    Server::messages(
        script.reading(move |request| match request.tool_results().len() {
            0 => Turn::calls(tool, arguments.clone()),
            _ => Turn::says("Done."),
        }),
    )
}

fn resumed(home: &Home, keys: &'static str) -> Shown {
    converse(
        home,
        &["task", "resume"],
        &[],
        &[(QUESTION, Reply::Keys(keys))],
    )
}

/// What is typed, the exit code, and whether the call was made again.
const ANSWERS: [(&str, i32, bool); 6] = [
    ("r\n", 0, true),
    ("repeat\n", 0, true),
    ("d\n", 0, false),
    ("s\n", 5, false),
    ("\n", 5, false),
    ("yes\n", 5, false),
];

#[test]
fn of_a_command_that_was_cut_off_the_person_decides() {
    for (keys, code, is_repeated) in ANSWERS {
        let server = once(
            "shell",
            json!({"command": "echo hit >> hits.txt; sleep 0.5"}),
        );
        let home = Home::connected(&server);
        let running = home.start(["Do it", "-m", server.model(), "-i", "0"]);
        let hits = home.workspace().join("hits.txt");
        running.until("the command", |_| hits.exists());
        running.signal(Signal::KILL);
        running.end_within(Duration::from_secs(30));
        let shown = resumed(&home, keys);
        assert_eq!(shown.code, Some(code), "{keys:?}\n{}", shown.screen);
        assert!(shown.screen.contains("echo hit >> hits.txt; sleep 0.5"));
        let times = 1 + usize::from(is_repeated);
        assert_eq!(home.read("hits.txt").lines().count(), times, "{keys:?}");
        // Who did not decide is asked again.
        let again = home.run(["task", "resume"]);
        assert_eq!(
            again.code,
            if code == 5 { 5 } else { 2 },
            "{}",
            again.told()
        );
    }
}

#[test]
fn of_a_file_that_somebody_changed_meanwhile_the_person_decides_and_it_is_not_lost() {
    let faults = Faults::new();
    let words = |server: &Server| ["Do it", "-m", server.model(), "-i", "0"];
    let write = json!({"path": "a.txt", "content": "one\n"});
    let at = {
        let server = once("write", write.clone());
        let (run, names) = faults.kill(&Home::connected(&server), &words(&server), 0);
        run.ends(0);
        let is_written =
            |name: &String| name.starts_with("rename") && name.ends_with("/work/a.txt");
        names
            .iter()
            .position(is_written)
            .expect("it is put in its place")
    };
    for (keys, code, is_repeated) in ANSWERS {
        let server = once("write", write.clone());
        let home = Home::connected(&server);
        // Calls are counted from 1: right after the file came into its place.
        faults.kill(&home, &words(&server), at + 2).0.ends(137);
        assert_eq!(home.read("a.txt"), "one\n");
        home.file("a.txt", "my own words\n");
        let shown = resumed(&home, keys);
        assert_eq!(shown.code, Some(code), "{keys:?}\n{}", shown.screen);
        assert!(
            shown
                .screen
                .contains("a.txt was changed by somebody else since"),
            "{}",
            shown.screen
        );
        let expected = if is_repeated {
            "one\n"
        } else {
            "my own words\n"
        };
        assert_eq!(home.read("a.txt"), expected, "{keys:?}");
    }
}
