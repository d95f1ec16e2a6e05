//! Manners: what goes where, in which colours, and what is read.

use openkoi_tests::run::Input;
use openkoi_tests::{Home, Script, Server, Turn, terminal};
use std::time::Duration;

#[test]
fn errors_begin_with_error_and_indent_the_remedy() {
    let home = Home::new();
    let run = home.run(["-m", "nowhere/nothing", "Say hello"]).ends(2);
    let lines: Vec<_> = run.stderr.lines().collect();
    let at = lines
        .iter()
        .position(|line| line.starts_with("error: "))
        .unwrap_or_else(|| panic!("{}", run.told()));
    assert!(
        lines.get(at + 1).is_some_and(|line| line.starts_with("  ")),
        "{}",
        run.told()
    );
}

#[test]
fn the_result_goes_to_stdout_and_everything_else_to_stderr() {
    let server = Server::chat(Script::new().forever(Turn::says("Plain answer.")));
    let home = Home::connected(&server);
    let run = home
        .run(["Say hello", "-m", server.model(), "-i", "0"])
        .ends(0);
    assert_eq!(run.stdout, "Plain answer.\n");
    assert!(run.stderr.contains(server.model()), "{}", run.told());
    let quiet = home
        .run(["--quiet", "Say hello", "-m", server.model(), "-i", "0"])
        .ends(0);
    assert_eq!(
        (quiet.stdout.as_str(), quiet.stderr.as_str()),
        ("Plain answer.\n", "")
    );
}

#[test]
fn off_a_terminal_nothing_is_coloured_unless_asked_for() {
    let server = Server::chat(Script::new());
    let home = Home::connected(&server);
    let think =
        |color: &str| home.run(["think", "Say hello", "-m", server.model(), "--color", color]);
    for color in ["auto", "never"] {
        let run = think(color);
        assert!(
            !run.stdout.contains('\x1b') && !run.stderr.contains('\x1b'),
            "{}",
            run.told()
        );
    }
    assert!(think("always").stderr.contains('\x1b'));
    for arguments in [
        ["status"].as_slice(),
        &["--help"],
        &["component", "list"],
        &["--nonsense"],
    ] {
        let run = home.run(arguments);
        assert!(
            !run.stdout.contains('\x1b') && !run.stderr.contains('\x1b'),
            "{arguments:?} {}",
            run.told()
        );
    }
}

#[test]
fn on_a_terminal_colours_are_shown_unless_declined() {
    let server = Server::chat(Script::new());
    let home = Home::connected(&server);
    let arguments = ["think", "Say hello", "-m", server.model()];
    let coloured = terminal::run(&home, &arguments, &[]);
    assert!(coloured.screen.contains("\x1b["), "{}", coloured.screen);
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let plain = terminal::run(&home, &arguments, &[(name, value)]);
        assert!(!plain.screen.contains("\x1b["), "{name}: {}", plain.screen);
    }
}

#[test]
fn a_terminal_without_a_task_is_told_what_to_do_and_not_waited_for() {
    let home = Home::new();
    let shown = terminal::run(&home, &[], &[]);
    assert_eq!(shown.code, Some(2), "{}", shown.screen);
    assert!(shown.screen.contains("openkoi \""), "{}", shown.screen);
}

#[test]
fn what_a_model_says_cannot_steer_the_terminal() {
    let server =
        Server::chat(Script::new().forever(Turn::says("a\x1b[2Jb\x1b]0;title\x07c\u{9b}31md")));
    let home = Home::connected(&server);
    let run = home
        .run(["Say hello", "-m", server.model(), "-i", "0"])
        .ends(0);
    assert!(
        !run.stdout.contains(['\x1b', '\x07', '\u{9b}']),
        "{:?}",
        run.stdout
    );
}

#[test]
fn piped_input_is_the_task_or_joins_it() {
    let server = Server::chat(Script::new());
    let home = Home::connected(&server);
    let rows = [
        ("Say hello", vec![], "Say hello"),
        (
            "one\ntwo\n",
            vec!["Count the lines"],
            "Count the lines\n\n---\n\none\ntwo",
        ),
        ("", vec!["Say hello"], "Say hello"),
        ("  \n", vec!["Say hello"], "Say hello"),
    ];
    for (input, words, task) in rows {
        let before = server.turns().len();
        let arguments = [words, vec!["-m", server.model(), "-i", "0"]].concat();
        home.pipe(input, arguments).ends(0);
        let messages = &server.turns()[before].body["messages"];
        let first = messages
            .as_array()
            .and_then(|messages| messages.iter().find(|message| message["role"] == "user"))
            .expect("the user speaks");
        let text = first["content"]
            .as_str()
            .or_else(|| first["content"][0]["text"].as_str())
            .unwrap_or_default();
        assert!(text.starts_with(task), "{input:?}: {text:?}");
    }
}

#[test]
fn a_pipe_that_nobody_closes_is_not_waited_for_when_there_are_words() {
    let server = Server::chat(Script::new());
    let home = Home::connected(&server);
    let run = home
        .run_with(
            Input::Silence,
            ["Say hello", "-m", server.model(), "-i", "0"],
        )
        .ends(0);
    assert!(run.elapsed < Duration::from_secs(30), "{:?}", run.elapsed);
}

#[test]
fn nothing_to_do_ends_with_2_and_an_example() {
    let home = Home::new();
    for run in [
        home.run([""; 0]),
        home.run([""]),
        home.run(["think"]),
        home.pipe("", [""; 0]),
        home.pipe(" \n\t", ["think"]),
    ] {
        run.ends(2).tells(&["openkoi \""]);
    }
}

#[test]
fn a_closed_pipe_is_no_panic() {
    let home = Home::new();
    let mut command = std::process::Command::new("bash");
    command.arg("-c").arg(format!(
        "'{}' component list | true; echo ${{PIPESTATUS[0]}}",
        openkoi_tests::binary().display()
    ));
    home.dress(&mut command);
    let output = command.output().expect("bash runs");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!told.contains("panicked"), "{told}");
    assert_ne!(String::from_utf8_lossy(&output.stdout).trim(), "101");
}
