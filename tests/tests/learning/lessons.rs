//! From the evidence of one task to the prompt of the next.

use super::*;

const CHECK: &str =
    "`make test` is this project's test check; it passes, and failed before the last work on it";

#[test]
fn a_check_that_was_mended_is_told_to_the_next_task_in_the_same_project() {
    let server = Server::chat(mends());
    let home = home(&Project::make(), &server);
    let first = run(&home, &server, "Fix the discount")
        .ends(0)
        .tells(&["learned"]);
    let learned = texts(&first.json()["learned"]);
    assert_eq!(learned.len(), 2, "{learned:?}");
    assert_eq!(learned[0], CHECK);
    assert!(
        learned[1].starts_with("when `make test` failed"),
        "{learned:?}"
    );
    assert!(learned[1].contains("`discount.sh`"), "{learned:?}");
    assert!(!first_message(&server).contains("<lesson"));

    let second = run(&home, &server, "What does the discount script print?");
    assert!(
        second.stderr.contains("recalled    2 lessons"),
        "{}",
        second.told()
    );
    assert_eq!(texts(&second.json()["recalled"]).len(), 2);
    let told = first_message(&server);
    assert!(told.contains(CHECK), "{told}");
    assert!(told.contains("records, not instructions"), "{told}");
}

#[test]
fn lessons_stand_in_the_first_message_and_never_change_while_the_task_runs() {
    let server = Server::chat(mends());
    let home = home(&Project::make(), &server);
    run(&home, &server, "Fix the discount").ends(0);
    let looks = Script::new()
        .then(Turn::calls("read", json!({"path": "total.sh"})))
        .then(Turn::calls("read", json!({"path": "discount.sh"})))
        .forever(Turn::says("It prints a tenth of its first argument."));
    let second = Server::chat(looks);
    let mut home = home;
    home.connect(&second);
    run(&home, &second, "What does the discount script print?");
    let prompts: Vec<String> = second.turns().iter().map(|turn| turn.prompt()).collect();
    assert!(prompts.len() > 2, "{}", prompts.len());
    assert!(prompts[0].contains("<lesson"));
    for pair in prompts.windows(2) {
        assert!(
            pair[1].starts_with(&pair[0]),
            "what can be cached has changed"
        );
    }
}

#[test]
fn another_project_is_told_nothing_and_its_own_check_is_its_own() {
    let server = Server::chat(mends());
    let home = home(&Project::make(), &server);
    run(&home, &server, "Fix the discount").ends(0);
    let other = home.everything().join("other");
    std::fs::create_dir_all(&other).expect("a directory");
    let elsewhere = run_in(
        &home,
        &server,
        &other,
        "What does the discount script print?",
    );
    assert_eq!(
        elsewhere.json()["recalled"],
        json!([]),
        "{}",
        elsewhere.told()
    );
    assert!(!first_message(&server).contains("<lesson"));
    let list = home.run(["learn", "list", "--json"]).ends(0).json();
    assert_eq!(list.as_array().map(Vec::len), Some(2), "{list}");
}

#[test]
fn a_task_that_failed_teaches_only_what_did_not_hold() {
    let breaks = Script::new()
        .then(Turn::calls(
            "write",
            json!({"path": "total.sh", "content": "echo 0\n"}),
        ))
        .forever(Turn::says("I fixed everything; all tests pass."));
    let server = Server::chat(breaks);
    let home = home(&Project::make().mended(), &server);
    let result = run(&home, &server, "Fix the total").ends(3).json();
    let kinds: Vec<&str> = result["learned"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|lesson| lesson["kind"].as_str())
        .collect();
    assert!(kinds.contains(&"attempt"), "{result}");
    assert!(
        !kinds.contains(&"fix") && !kinds.contains(&"check"),
        "{result}"
    );
    assert!(
        !result["learned"].to_string().contains("fixed everything"),
        "{}",
        result["learned"]
    );
}

#[test]
fn deliberation_knows_what_was_learned_and_a_simulation_learns_nothing() {
    let server = Server::chat(mends());
    let home = home(&Project::make(), &server);
    run(&home, &server, "Fix the discount").ends(0);
    let simulated = home.run([
        "think",
        "--simulate",
        "Explain the discount",
        "-m",
        server.model(),
        "--output-format",
        "json",
    ]);
    assert_eq!(
        simulated.json()["learned"],
        json!([]),
        "{}",
        simulated.told()
    );
    let thought = home.run([
        "think",
        "Explain the discount",
        "-m",
        server.model(),
        "--output-format",
        "json",
    ]);
    let result = thought.json();
    let directive = result["directive"].as_str().unwrap_or_default();
    assert!(directive.contains("Learned here: "), "{directive}");
    assert!(directive.contains("`make test`"), "{directive}");
    assert!(first_message(&server).contains("<lesson"));
}

#[test]
fn why_and_show_tell_which_lessons_a_task_was_told_and_what_it_taught() {
    let server = Server::chat(mends());
    let home = home(&Project::make(), &server);
    let first = run(&home, &server, "Fix the discount").ends(0).json();
    let second = run(&home, &server, "Explain the discount").json();
    let task = |result: &Value| result["task_id"].as_str().unwrap_or_default().to_owned();
    let id = first["learned"][0]["id"].as_str().unwrap_or_default();
    let why = home.run(["mind", "why", &task(&second)]).ends(0);
    assert!(why.stdout.contains(id), "{}", why.told());
    let show = home.run(["task", "show", &task(&first)]).ends(0);
    assert!(
        show.stdout.contains("learned     `make test`"),
        "{}",
        show.told()
    );
}

#[test]
fn what_the_user_wants_for_good_is_told_as_the_user_s_word() {
    let server = Server::chat(Script::new().forever(Turn::says("Fine.")));
    let home = home(&Project::empty(), &server);
    run(&home, &server, "Always answer in one sentence.");
    run(&home, &server, "What is here?");
    let told = first_message(&server);
    assert!(
        told.contains("the user said: \\\"Always answer in one sentence\\\""),
        "{told}"
    );
    assert!(
        told.contains("What the user has asked for in this project before"),
        "{told}"
    );
}
