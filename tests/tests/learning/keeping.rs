//! Lessons are shown, forgotten, taken back and made anew from the journal.

use super::*;
use openkoi_tests::Running;
use openkoi_tests::run::Input;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(60);

/// A home in which the shop was mended, and the lessons of it.
fn taught(server: &Server) -> (Home, Vec<String>) {
    let home = home(&Project::make(), server);
    let result = run(&home, server, "Fix the discount").ends(0).json();
    let ids = result["learned"].as_array().expect("a list").iter();
    let ids = ids.map(|lesson| lesson["id"].as_str().unwrap_or_default().to_owned());
    let ids = ids.collect();
    (home, ids)
}

fn recalled(home: &Home, server: &Server) -> Vec<String> {
    let result = run(home, server, "Explain the discount script").json();
    texts(&result["recalled"])
}

#[test]
fn a_lesson_is_listed_shown_and_searched_with_what_shows_it() {
    let server = Server::chat(mends());
    let (home, ids) = taught(&server);
    let list = home.run(["learn"]).ends(0);
    assert!(
        ids.iter().all(|id| list.stdout.contains(id)),
        "{}",
        list.told()
    );
    assert!(
        list.stdout.contains("learned once · recalled never"),
        "{}",
        list.told()
    );
    let show = home.run(["learn", "show", &ids[1][..6]]).ends(0);
    assert!(show.stdout.contains("shown by"), "{}", show.told());
    assert!(show.stdout.contains("r2"), "{}", show.told());
    let found = home
        .run(["learn", "--search", "discount", "--json"])
        .ends(0);
    assert_eq!(
        found.json().as_array().map(Vec::len),
        Some(1),
        "{}",
        found.told()
    );
    home.run(["learn", "show", "nosuch"])
        .ends(2)
        .tells(&["no lesson", "learn list --all"]);
}

#[test]
fn a_lesson_that_is_forgotten_is_kept_and_told_to_nobody_until_it_is_restored() {
    let server = Server::chat(mends());
    let (home, ids) = taught(&server);
    for id in &ids {
        home.run(["learn", "forget", id, "--yes"]).ends(0);
    }
    let told = |expected: usize| {
        let result = run(&home, &server, "Explain the discount script").json();
        let told = result["recalled"].as_array().expect("a list").iter();
        let of_first = told.filter(|lesson| ids.iter().any(|id| lesson["id"] == **id));
        assert_eq!(of_first.count(), expected, "{result}");
    };
    told(0);
    let all = home.run(["learn", "--all", "--json"]).ends(0).json();
    let kept = all.as_array().expect("a list").iter();
    let forgotten = kept.filter(|lesson| lesson["forgotten"] == true);
    assert_eq!(forgotten.count(), 2, "{all}");
    home.run(["learn", "restore", &ids[1], "--yes"]).ends(0);
    told(1);
}

#[test]
fn without_a_person_no_lesson_is_forgotten_and_the_attempt_is_in_the_log() {
    let server = Server::chat(mends());
    let (home, ids) = taught(&server);
    for deed in ["forget", "restore"] {
        home.run(["learn", deed, &ids[0]])
            .ends(5)
            .tells(&["there is no terminal", "--yes"]);
        let mut of_a_task = home.command(["learn", deed, &ids[0], "--yes"]);
        of_a_task.env("OPENKOI_TASK", "t1");
        let run = Running::start(of_a_task, Input::Nothing).end_within(PATIENCE);
        run.ends(5).tells(&["a program that a task has started"]);
    }
    let list = home.run(["learn", "--json"]).ends(0).json();
    assert_eq!(list.as_array().map(Vec::len), Some(ids.len()), "{list}");
    let log = home.run(["trust", "audit"]).ends(0);
    for deed in ["forget", "restore"] {
        let words = format!("{deed} the lesson {}", ids[0]);
        assert!(log.stdout.contains(&words), "{}", log.told());
    }
}

#[test]
fn what_was_taken_back_is_not_told_until_it_is_made_again() {
    let server = Server::chat(mends());
    let (home, ids) = taught(&server);
    home.run(["undo"]).ends(0);
    let list = home.run(["learn", "--json"]).ends(0).json();
    assert_eq!(list, json!([]));
    home.run(["redo"]).ends(0);
    let list = home.run(["learn", "--json"]).ends(0).json();
    assert_eq!(list.as_array().map(Vec::len), Some(ids.len()), "{list}");
}

#[test]
fn the_file_of_lessons_can_be_lost_and_is_made_anew_from_the_journal() {
    let server = Server::chat(mends());
    let (home, ids) = taught(&server);
    home.run(["learn"]).ends(0);
    let file = home.journal().with_file_name("memory.db");
    std::fs::remove_file(&file).expect("there are lessons");
    let list = home.run(["learn", "--json"]).ends(0).json();
    assert_eq!(list.as_array().map(Vec::len), Some(ids.len()), "{list}");
    std::fs::write(
        &file,
        "not a database, but long enough to be looked at\n".repeat(200),
    )
    .expect("it is ours");
    let list = home.run(["learn", "--json"]).ends(0).json();
    assert_eq!(list.as_array().map(Vec::len), Some(ids.len()), "{list}");
}

#[test]
fn a_memory_of_no_megabytes_keeps_nothing() {
    let server = Server::chat(mends());
    let (home, _) = taught(&server);
    home.own_file("config.toml", "[memory]\nmax_storage_mb = 0\n");
    assert_eq!(recalled(&home, &server), Vec::<String>::new());
}

#[test]
fn memory_that_can_t_be_read_is_told_and_the_task_goes_on() {
    let server = Server::chat(mends());
    let (home, _) = taught(&server);
    let file = home.journal().with_file_name("memory.db");
    std::fs::remove_file(&file).ok();
    std::fs::create_dir(&file).expect("a directory in its place");
    let run = run(&home, &server, "Explain the discount script");
    assert!(
        run.stderr.contains("nothing of earlier work is known"),
        "{}",
        run.told()
    );
    assert_eq!(run.json()["recalled"], json!([]));
}
