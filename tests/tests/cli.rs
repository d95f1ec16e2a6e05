//! The command line: flags, commands and exit codes.

use openkoi_tests::run::Input;
use openkoi_tests::server::KEY;
use openkoi_tests::{Fault, Home, Running, Script, Server, Turn};
use serde_json::json;
use std::time::Duration;

/// The same command line with its flags in other places; words are parted by "|".
const PLACES: [&str; 8] = [
    "-m|openai/gpt-4.1|-i|0|--output-format|json|Say hello",
    "Say hello|-m|openai/gpt-4.1|-i|0|--output-format|json",
    "-i|0|Say|-m|openai/gpt-4.1|hello|--output-format|json",
    "--model=openai/gpt-4.1|--iterate=0|--output-format=json|Say hello",
    "think|-m|openai/gpt-4.1|-i|0|--output-format|json|Say hello",
    "think|Say hello|-m|openai/gpt-4.1|-i|0|--output-format|json",
    "-m|openai/gpt-4.1|--output-format|json|think|Say hello|-i|0",
    "--quiet|-m|openai/gpt-4.1|-i0|--output-format|json|--|Say hello",
];

#[test]
fn flags_stand_anywhere() {
    let server = Server::chat(Script::new());
    let home = Home::connected(&server);
    for line in PLACES {
        let result = home.run(line.split('|')).ends(0).json();
        assert_eq!(result["model"], server.model(), "{line}");
        assert_eq!(result["result"], "Done.", "{line}");
        let task = home.run(["task", "list", "-n", "1"]).ends(0).stdout;
        assert!(task.contains("Say hello"), "{line}: {task}");
    }
}

#[test]
fn every_exit_code_is_reached_by_its_situation() {
    let server = Server::messages(Script::new());
    let home = Home::connected(&server);
    let model = server.model();
    home.run(["Say hello", "-m", model, "-i", "0"]).ends(0);
    Home::new().run(["Compose a fugue about carp"]).ends(1);
    home.run(["--no-such-flag"]).ends(2);
    home.run(["think", "rm -rf ~", "-m", "reflex/rules"])
        .ends(5);
    home.run(["think", "Wait", "-m", model, "--time", "1s"])
        .ends(0);

    let busy = Server::messages(Script::new().fault(Fault::Silence));
    Home::connected(&busy)
        .run(["think", "Wait", "-m", model, "--time", "2s"])
        .ends(4);

    let refusing = Server::messages(Script::new().whoever_asks(20, &Fault::Status(401)));
    Home::connected(&refusing)
        .run(["Say hello", "-m", model])
        .ends(6);

    let mut lonely = Home::new();
    lonely.hurried();
    lonely
        .set("ANTHROPIC_API_KEY", KEY)
        .set("ANTHROPIC_BASE_URL", "http://127.0.0.1:1");
    lonely.run(["Say hello", "-m", model]).ends(7);
}

#[test]
fn work_that_the_judge_finds_poor_ends_with_3() {
    let poor = |request: &openkoi_tests::server::Received| {
        let schema = request.schema.clone().unwrap_or_default().to_string();
        schema.contains("score").then(|| {
            let mut value =
                openkoi_tests::server::instance(&request.schema.clone().unwrap_or_default());
            lower(&mut value);
            value
        })
    };
    let script = Script::new()
        .forever(Turn::says("I believe that it is done."))
        .asides(poor);
    let server = Server::messages(script);
    let home = Home::connected(&server);
    let result = home
        .run([
            "Explain the sea",
            "-m",
            server.model(),
            "-i",
            "1",
            "--output-format",
            "json",
        ])
        .ends(3)
        .json();
    assert_eq!(result["subtype"], "not-good-enough");
    assert_eq!(result["is_error"], true);
}

/// Every number becomes the lowest.
fn lower(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Number(_) => *value = json!(0.0),
        serde_json::Value::Array(items) => items.iter_mut().for_each(lower),
        serde_json::Value::Object(fields) => fields.values_mut().for_each(lower),
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::String(_) => {}
    }
}

#[test]
fn usage_errors_end_with_2_and_say_what_to_do() {
    let home = Home::new();
    let rows: [(&[&str], &[&str]); 9] = [
        (&[], &["openkoi \""]),
        (&["--no-such-flag", "x"], &["no-such-flag"]),
        (&["--output-format", "xml", "x"], &["xml", "stream-json"]),
        (&["-i", "many", "x"], &["many"]),
        (&["-q", "2", "x"], &["2"]),
        (&["think", "x", "--time", "soon"], &["soon"]),
        (&["think", "x", "--budget", "-1"], &["-1"]),
        (&["--config", "nowhere.toml", "x"], &["nowhere.toml"]),
        (&["component", "inspect", "guardain"], &["guardian"]),
    ];
    for (arguments, words) in rows {
        let run = home.run(arguments).ends(2).tells(words);
        assert_eq!(run.stdout, "", "{arguments:?}");
    }
}

#[test]
fn help_tells_the_exit_codes_and_version_is_one_line() {
    let home = Home::new();
    let help = home.run(["--help"]).ends(0).stdout;
    for code in ["0", "1", "2", "3", "4", "5", "6", "7", "130"] {
        let listed = help
            .lines()
            .any(|line| line.trim_start().starts_with(&format!("{code} ")));
        assert!(listed, "{code} is not in\n{help}");
    }
    for command in [
        "think",
        "status",
        "task",
        "component",
        "config",
        "completions",
    ] {
        assert!(help.contains(command), "{command} is not in\n{help}");
        home.run([command, "--help"]).ends(0);
    }
    let version = home.run(["--version"]).ends(0).stdout;
    assert_eq!(version.lines().count(), 1);
    assert!(version.starts_with("openkoi 0."), "{version}");
}

#[test]
fn shells_get_completions() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = home.run(["completions", shell]).ends(0).stdout;
        assert!(
            script.contains("openkoi")
                && script.contains("think")
                && script.contains("output-format"),
            "{shell}"
        );
    }
    let script = home.run(["completions", "bash"]).ends(0).stdout;
    home.file("openkoi.bash", &script);
    let checked = std::process::Command::new("bash")
        .arg("-n")
        .arg(home.workspace().join("openkoi.bash"))
        .status();
    assert!(
        checked.expect("bash runs").success(),
        "bash can't parse its completions"
    );
    home.run(["completions", "tcsh"]).ends(2);
}

#[test]
fn looking_around_in_a_fresh_home_makes_nothing() {
    let rows: [&[&str]; 9] = [
        &["status"],
        &["task", "list"],
        &["task", "list", "-n", "3"],
        &["config", "path"],
        &["config", "validate"],
        &["component", "list"],
        &["component", "inspect", "guardian"],
        &["--version"],
        &["completions", "fish"],
    ];
    for arguments in rows {
        let home = Home::new();
        let run = home.run(arguments).ends(0);
        assert!(!run.stdout.is_empty(), "{arguments:?} says nothing");
        let made: Vec<_> = home.files().into_iter().map(|(path, _)| path).collect();
        assert!(made.is_empty(), "{arguments:?} made {made:?}");
    }
}

#[test]
fn the_config_path_is_told_and_follows_the_environment() {
    let mut home = Home::new();
    let told = |home: &Home| {
        home.run(["config", "path"])
            .ends(0)
            .stdout
            .trim()
            .to_owned()
    };
    assert_eq!(
        told(&home),
        home.path().join("config.toml").display().to_string()
    );
    let other = home.workspace().join("other.toml").display().to_string();
    home.file("other.toml", "");
    home.set("OPENKOI_CONFIG", &other);
    assert_eq!(told(&home), other);
}

#[test]
fn tasks_are_listed_and_shown_by_the_start_of_their_id() {
    let server = Server::chat(Script::new());
    let home = Home::connected(&server);
    let result = home
        .run([
            "Say a first hello",
            "-m",
            server.model(),
            "-i",
            "0",
            "--output-format",
            "json",
        ])
        .ends(0)
        .json();
    home.run(["Say a second hello", "-m", server.model(), "-i", "0"])
        .ends(0);
    let list = home.run(["task", "list"]).ends(0).stdout;
    let first = list
        .find("Say a first hello")
        .unwrap_or_else(|| panic!("{list}"));
    let second = list
        .find("Say a second hello")
        .unwrap_or_else(|| panic!("{list}"));
    assert!(second < first, "the newest stands first:\n{list}");
    let newest = home.run(["task", "list", "-n", "1"]).ends(0).stdout;
    assert!(
        newest.contains("second") && !newest.contains("first"),
        "{newest}"
    );
    let id = result["task_id"].as_str().expect("an id is text");
    let shown = home.run(["task", "show", id]).ends(0).stdout;
    assert!(
        shown.contains("Say a first hello") && shown.contains("Done."),
        "{shown}"
    );
    home.run(["task", "show", "ffffffff"]).tells(&["ffffffff"]);
}

#[test]
fn the_past_of_a_task_that_is_not_named_is_that_of_the_newest_one_of_the_directory() {
    let home = Home::new();
    let about: [&[&str]; 4] = [
        &["task", "show"],
        &["task", "diff"],
        &["task", "replay", "--speed", "100"],
        &["mind", "why"],
    ];
    let elsewhere = tempfile::tempdir().expect("a directory");
    for arguments in about {
        home.run(arguments).ends(2).tells(&["no tasks yet"]);
    }
    for name in ["first", "second"] {
        let task = format!("Create {name}.txt containing koi");
        home.run([task.as_str(), "-i", "0"]).ends(0);
    }
    for arguments in about {
        let shown = home.run(arguments).ends(0).told();
        assert!(
            shown.contains("second.txt") && !shown.contains("first.txt"),
            "{arguments:?}: {shown}"
        );
        let mut command = home.command(arguments);
        command.current_dir(elsewhere.path());
        let run = Running::start(command, Input::Nothing).end_within(Duration::from_secs(60));
        run.ends(2).tells(&["no task has run in", "task list"]);
    }
}

#[test]
fn the_model_of_the_environment_is_used_unless_a_flag_names_another() {
    let server = Server::chat(Script::new());
    let mut home = Home::connected(&server);
    home.set("OPENKOI_MODEL", "openai/gpt-4.1-mini");
    let model = |arguments: &[&str]| {
        home.run(
            [
                arguments,
                &["Say hello", "-i", "0", "--output-format", "json"],
            ]
            .concat(),
        )
        .ends(0)
        .json()["model"]
            .clone()
    };
    assert_eq!(model(&[]), "openai/gpt-4.1-mini");
    assert_eq!(model(&["-m", "openai/gpt-4.1"]), "openai/gpt-4.1");
}
