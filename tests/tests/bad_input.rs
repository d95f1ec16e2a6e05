//! What people and disks get wrong.

use openkoi_tests::server::KEY;
use openkoi_tests::{Home, Script, Server, Turn};
use serde_json::json;
use std::fs;

#[test]
fn a_corrupt_config_is_refused_with_its_line() {
    let rows = [
        ("[iteration\nmax_iterations = 3\n", "1"),
        (
            "[iteration]\nmax_iterations = 3\nquality_treshold = 0.5\n",
            "3",
        ),
        ("[iteration]\n\nmax_iterations = \"three\"\n", "3"),
        ("[safety]\nmax_cost_usd = -1.0\n", "2"),
        ("\n\n\u{0}\n", "3"),
    ];
    for (config, line) in rows {
        let home = Home::new();
        home.own_file("config.toml", config);
        for arguments in [
            ["config", "validate"].as_slice(),
            &["Say hello"],
            &["status"],
        ] {
            let run = home.run(arguments);
            if arguments == ["status"] {
                assert!([0, 2].contains(&run.code), "{}", run.told());
                continue;
            }
            let run = run.ends(2).tells(&["config.toml"]);
            let named = [format!("line {line}"), format!(":{line}")]
                .iter()
                .any(|place| run.stderr.contains(place));
            assert!(
                named,
                "line {line} of {config:?} is not named\n{}",
                run.told()
            );
        }
    }
}

#[test]
fn an_unknown_key_is_refused_with_the_nearest_one() {
    let home = Home::new();
    home.own_file("config.toml", "[iteration]\nquality_treshold = 0.5\n");
    home.run(["config", "validate"])
        .ends(2)
        .tells(&["quality_treshold", "quality_threshold"]);
}

#[test]
fn a_home_that_cannot_be_written_is_named() {
    let server = Server::chat(Script::new());
    let mut home = Home::connected(&server);
    home.file("in-the-way", "a file");
    let place = home
        .workspace()
        .join("in-the-way/koi")
        .display()
        .to_string();
    home.set("OPENKOI_HOME", &place);
    let run = home.run(["Say hello", "-m", server.model(), "-i", "0"]);
    assert!([1, 2].contains(&run.code), "{}\n{}", run.code, run.told());
    assert!(run.stderr.contains("in-the-way/koi"), "{}", run.told());
    let has_remedy = run.stderr.lines().any(|line| line.starts_with("  "));
    assert!(has_remedy, "it says what to do: {}", run.told());
}

#[test]
fn a_corrupt_journal_is_kept_aside_and_told_and_the_run_goes_on() {
    let garbage = b"SQLite format 3\0 and then nothing that makes sense ".repeat(200);
    let server = Server::chat(Script::new());
    let home = Home::connected(&server);
    home.run(["Say hello", "-m", server.model(), "-i", "0"])
        .ends(0);
    let journal = home.journal();
    let name = journal
        .file_name()
        .expect("a file has a name")
        .to_string_lossy()
        .into_owned();
    for rest in ["-wal", "-shm"] {
        let beside = journal.with_file_name(format!("{name}{rest}"));
        if beside.exists() {
            fs::remove_file(beside).expect("a file of ours can be removed");
        }
    }
    for content in [garbage.as_slice(), b"x".repeat(5000).as_slice()] {
        fs::write(&journal, content).expect("a file of ours can be written");
        let run = home
            .run(["Say hello again", "-m", server.model(), "-i", "0"])
            .ends(0);
        assert_eq!(run.stdout, "Done.\n");
        assert!(run.stderr.contains(&name), "it is told\n{}", run.told());
        let kept = home
            .files()
            .into_iter()
            .any(|(path, bytes)| path != journal && bytes == content);
        assert!(kept, "the old journal is gone");
        let list = home.run(["task", "list"]).ends(0).stdout;
        assert!(list.contains("Say hello again"), "{list}");
    }
}

#[test]
fn a_task_may_have_one_mebibyte_and_not_a_byte_more() {
    let server = Server::chat(Script::new());
    let home = Home::connected(&server);
    let arguments = ["-m", server.model(), "-i", "0"];
    let most = 1_048_576;
    home.pipe("x".repeat(most), arguments).ends(0);
    let sent = server.turns()[0].body.to_string().len();
    assert!(sent > most, "only {sent} bytes were sent");
    home.pipe("x".repeat(most + 1), arguments)
        .ends(2)
        .tells(&["1048576"]);
    assert_eq!(server.turns().len(), 1);
}

#[test]
fn a_task_in_any_script_arrives_as_it_was_written() {
    for task in [
        "テストを直してください",
        "🐟🎏 say «hello» 👩‍👩‍👧‍👦",
        "مرحبا",
        "a\tb\u{301} \"quoted\" \\back\\ $HOME `x` %s {}",
    ] {
        let server = Server::messages(Script::new().forever(Turn::says("はい 🎏")));
        let home = Home::connected(&server);
        let run = home.run([task, "-m", server.model(), "-i", "0"]).ends(0);
        assert_eq!(run.stdout, "はい 🎏\n");
        let first = &server.turns()[0].body["messages"][0]["content"];
        let text = first
            .as_str()
            .or_else(|| first[0]["text"].as_str())
            .unwrap_or_default();
        assert!(text.starts_with(task), "{text:?}");
        let list = home.run(["task", "list"]).ends(0).stdout;
        let first = task.chars().next().expect("a task has letters");
        assert!(list.contains(first), "{task}: {list}");
    }
}

#[test]
fn input_that_is_no_text_is_refused() {
    let home = Home::new();
    home.pipe(vec![b'a', 0xff, 0xfe, b'b'], ["-m", "reflex/rules"])
        .ends(2)
        .tells(&["utf-8"]);
}

#[test]
fn a_directory_that_is_no_project_is_a_workspace_too() {
    let server = Server::messages(Script::new().then(Turn::calls("list", json!({}))));
    let home = Home::connected(&server);
    let run = home
        .run([
            "think",
            "Look around",
            "-m",
            server.model(),
            "--output-format",
            "json",
        ])
        .ends(0);
    assert_eq!(run.json()["diff"], "");
    assert_ne!(
        run.json()["verification"],
        "verified",
        "there is nothing that could verify it"
    );
}

#[test]
fn two_runs_in_one_home_are_both_journaled() {
    let server = Server::chat(Script::new().forever(Turn::says("Done.")));
    let home = Home::connected(&server);
    let names: Vec<String> = (1..=4)
        .map(|number| format!("Say hello number {number}"))
        .collect();
    let runs: Vec<_> = names
        .iter()
        .map(|task| home.start([task.as_str(), "-m", server.model(), "-i", "0"]))
        .collect();
    for run in runs {
        run.end_within(std::time::Duration::from_secs(120)).ends(0);
    }
    let list = home.run(["task", "list"]).ends(0).stdout;
    for name in names {
        assert!(list.contains(&name), "{name} is not in\n{list}");
    }
}

#[test]
fn a_workspace_s_name_may_have_spaces_and_any_letters() {
    for name in [
        "a folder with spaces",
        "プロジェクト 🎏",
        "it's \"quoted\" & $odd",
    ] {
        let script = Script::new()
            .then(Turn::calls("read", json!({"path": "häagen dazs.txt"})))
            .then(Turn::calls("edit", json!({"path": "häagen dazs.txt", "old_string": "vanilla", "new_string": "まっちゃ"})))
            .then(Turn::calls("shell", json!({"command": "cat 'häagen dazs.txt'"})));
        let server = Server::messages(script);
        let mut home = Home::with_workspace(name);
        home.hurried();
        home.connect(&server);
        home.file("häagen dazs.txt", "vanilla\n");
        let run = home
            .run([
                "Change the taste",
                "-m",
                server.model(),
                "-i",
                "0",
                "--output-format",
                "json",
            ])
            .ends(0);
        assert_eq!(home.read("häagen dazs.txt"), "まっちゃ\n");
        assert!(server.turns()[3].last_result().contains("まっちゃ"));
        assert_eq!(run.json()["changes"][0]["path"], "häagen dazs.txt");
    }
}

#[test]
fn a_working_directory_that_is_gone_is_named_as_the_problem() {
    let home = Home::new();
    home.file("gone/x", "");
    let gone = home.workspace().join("gone");
    let mut command = std::process::Command::new("bash");
    home.dress(&mut command);
    command.current_dir(&gone).arg("-c").arg(format!(
        "rm -r '{}'; '{}' Say hello",
        gone.display(),
        openkoi_tests::binary().display()
    ));
    let output = command.output().expect("bash runs");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("directory"), "{told}");
}

#[test]
fn without_a_key_the_rules_say_what_they_cannot_and_how_to_connect() {
    let home = Home::new();
    let run = home.run(["Compose a fugue about carp"]).ends(1);
    let told = format!("{}{}", run.stdout, run.stderr);
    assert!(told.contains("ANTHROPIC_API_KEY"), "{told}");
}

#[test]
fn a_named_service_without_its_key_ends_with_6_and_names_the_variable() {
    let home = Home::new();
    home.run(["Say hello", "-m", "anthropic/claude-sonnet-4-5-20250929"])
        .ends(6)
        .tells(&["ANTHROPIC_API_KEY"]);
}

#[test]
fn a_key_with_a_line_end_is_used_without_it_or_refused() {
    let server = Server::messages(Script::new());
    let mut home = Home::connected(&server);
    home.set("ANTHROPIC_API_KEY", format!("{KEY}\n"));
    let run = home.run(["Say hello", "-m", server.model(), "-i", "0"]);
    assert!(
        [0, 2, 6].contains(&run.code),
        "{}\n{}",
        run.code,
        run.told()
    );
    assert!(!run.stderr.contains(KEY), "{}", run.told());
}

#[test]
fn a_base_url_that_is_none_is_named() {
    let mut home = Home::new();
    home.set("ANTHROPIC_API_KEY", KEY)
        .set("ANTHROPIC_BASE_URL", "not a url");
    let run = home.run(["Say hello", "-m", "anthropic/claude-sonnet-4-5-20250929"]);
    assert!(
        [1, 2, 7].contains(&run.code),
        "{}\n{}",
        run.code,
        run.told()
    );
    assert!(
        run.stderr.contains("not a url") || run.stderr.contains("ANTHROPIC_BASE_URL"),
        "{}",
        run.told()
    );
}
