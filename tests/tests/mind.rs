//! The parliament's records: what was said, by whom, against whom, and what came of it.

use openkoi_tests::{Home, Script, Server};
use serde_json::{Value, json};

/// A home in which a task was approved and another one blocked.
fn home() -> (Home, String, String) {
    let home = Home::new();
    let think = |task: &str, code| {
        let arguments = [
            "think",
            task,
            "-m",
            "reflex/rules",
            "--output-format",
            "json",
        ];
        let result = home.run(arguments).ends(code).json();
        result["task_id"]
            .as_str()
            .expect("an id is text")
            .to_owned()
    };
    let approved = think("Create hello.txt with the content \"hello\"", 0);
    let blocked = think("rm -rf ~", 5);
    (home, approved, blocked)
}

fn json_of(home: &Home, arguments: &[&str]) -> Value {
    let arguments = [arguments, &["--output-format", "json"]].concat();
    home.run(arguments).ends(0).json()
}

#[test]
fn an_empty_home_is_told_what_to_do_and_an_unknown_task_too() {
    let home = Home::new();
    for command in ["parliament", "agencies", "dissent"] {
        let run = home.run(["mind", command]).ends(0);
        assert!(run.stdout.contains("openkoi think"), "{}", run.told());
    }
    let rows = [
        ("parliament", json!(null)),
        ("agencies", json!([])),
        ("dissent", json!([])),
    ];
    for (command, nothing) in rows {
        assert_eq!(json_of(&home, &["mind", command]), nothing, "{command}");
    }
    for command in ["parliament", "why", "replay"] {
        home.run(["mind", command, "01"])
            .ends(2)
            .tells(&["no tasks yet", "openkoi think"]);
    }
    assert!(!home.path().exists(), "looking creates nothing");
    let (home, _, _) = self::home();
    for command in ["parliament", "why", "replay"] {
        home.run(["mind", command, "zz"])
            .ends(2)
            .tells(&["zz", "openkoi task list"]);
    }
}

#[test]
fn the_parliament_is_shown_as_it_sat_the_last_one_unless_another_is_named() {
    let (home, approved, blocked) = home();
    for (arguments, id, outcome) in [
        (vec!["mind", "parliament"], &blocked, false),
        (vec!["mind", "parliament", &approved], &approved, true),
    ] {
        let sitting = json_of(&home, &arguments);
        assert_eq!(&sitting["task_id"], id);
        assert_eq!(sitting["outcome"]["approved"], outcome);
        assert_eq!(sitting["verdicts"].as_array().map(Vec::len), Some(5));
        let text = home.run(&arguments).ends(0).stdout;
        for word in [
            "directive ",
            "economist ",
            "guardian ",
            "parliament ",
            "rule ",
        ] {
            assert!(text.contains(word), "{word:?}\n{text}");
        }
    }
}

#[test]
fn questions_of_agencies_are_shown_with_their_answers() {
    let server = Server::messages(Script::new());
    let home = Home::connected(&server);
    let task = "drop the \"users\" table";
    home.run(["think", task, "-m", server.model(), "--simulate"]);
    let sitting = json_of(&home, &["mind", "parliament"]);
    let asked: Vec<_> = sitting["verdicts"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|verdict| verdict["asked"].as_array().cloned().unwrap_or_default())
        .collect();
    assert!(!asked.is_empty(), "{sitting}");
    assert!(
        asked.iter().all(|asked| !asked["answer"].is_null()),
        "{asked:?}"
    );
    let text = home.run(["mind", "parliament"]).ends(0).stdout;
    assert!(
        text.contains("\nasks ") && text.contains("\nanswer "),
        "{text}"
    );
}

#[test]
fn a_task_without_a_deliberation_says_so() {
    let server = Server::chat(Script::new());
    let home = Home::connected(&server);
    let result = home.once(&server, "Say hello").ends(0).json();
    let id = result["task_id"].as_str().expect("an id is text");
    for command in ["parliament", "replay"] {
        let run = home.run(["mind", command, id]).ends(0);
        assert!(run.stdout.contains("was not deliberated"), "{}", run.told());
    }
}

#[test]
fn each_agency_has_its_record_at_both_tempos() {
    let (home, _, _) = home();
    let records = json_of(&home, &["mind", "agencies"]);
    let guardian = records
        .as_array()
        .into_iter()
        .flatten()
        .find(|record| record["agency"] == "guardian")
        .unwrap_or_else(|| panic!("{records}"));
    assert_eq!(
        (&guardian["tasks"]["approve"], &guardian["tasks"]["block"]),
        (&json!(1), &json!(1))
    );
    assert!(
        guardian["actions"]["approve"].as_u64() > Some(0),
        "{guardian}"
    );
    assert!(guardian["tasks"]["mean_probability"].is_f64(), "{guardian}");
    let text = home.run(["mind", "agencies"]).ends(0).stdout;
    assert!(
        text.contains("2 sittings: 1 approve, 1 block; mean probability"),
        "{text}"
    );
}

#[test]
fn dissent_names_those_who_stood_apart_from_what_came_out() {
    let (home, _, blocked) = home();
    let all = json_of(&home, &["mind", "dissent"]);
    let last = &all[0];
    assert_eq!(
        (&last["task_id"], &last["approved"]),
        (&json!(blocked), &json!(false))
    );
    for verdict in last["apart"].as_array().expect("a list") {
        assert_ne!(verdict["decision"], "BLOCK", "{verdict}");
        assert!(
            verdict["reason"]
                .as_str()
                .is_some_and(|why| !why.is_empty()),
            "{verdict}"
        );
    }
    let one = json_of(&home, &["mind", "dissent", "-n", "1"]);
    assert_eq!(one.as_array().map(Vec::len), Some(1));
}

#[test]
fn why_goes_from_the_words_of_the_task_to_its_end() {
    let (home, approved, blocked) = home();
    let steps = |id: &str| -> Vec<String> {
        let why = json_of(&home, &["mind", "why", id]);
        let causes = why["causes"].as_array().cloned().unwrap_or_default();
        causes
            .iter()
            .filter_map(|cause| cause["step"].as_str().map(str::to_owned))
            .collect()
    };
    assert_eq!(steps(&blocked), ["asked", "directive", "verdicts", "end"]);
    let done = steps(&approved);
    assert_eq!(done[..3], ["asked", "directive", "verdicts"]);
    assert_eq!(done[done.len() - 2..], ["iteration 1", "end"]);
    let text = home.run(["mind", "why", &approved]).ends(0).stdout;
    assert!(text.contains("(r1") && text.contains("accepted"), "{text}");
    let text = home.run(["mind", "why", &blocked]).ends(0).stdout;
    assert!(
        text.contains("guardian BLOCK; so it was blocked") || text.contains("guardian BLOCK,"),
        "{text}"
    );
}

#[test]
fn a_replayed_deliberation_comes_to_the_same() {
    let (home, approved, blocked) = home();
    for id in [&approved, &blocked] {
        let again = json_of(&home, &["mind", "replay", id]);
        assert_eq!(again["same"], true, "{again}");
        assert_eq!(again["again"], again["outcome"]);
        assert_eq!(
            again["brief"]["tempo"], "task",
            "what they were told is there too"
        );
        let text = home.run(["mind", "replay", id]).ends(0).stdout;
        assert!(
            text.contains("come to the same") && text.contains("\nbrief "),
            "{text}"
        );
    }
}

#[test]
fn verdicts_that_come_to_something_else_than_was_recorded_are_noticed() {
    let (home, approved, _) = home();
    let journal = home.journal();
    let mut bytes = std::fs::read(&journal).expect("the journal can be read");
    let (from, to) = (b"\"decision\":\"approve\"", b"\"decision\":\"abstain\"");
    let found: Vec<usize> = bytes
        .windows(from.len())
        .enumerate()
        .filter_map(|(at, window)| (window == from).then_some(at))
        .collect();
    assert!(!found.is_empty(), "somebody approved");
    for at in found {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    std::fs::write(&journal, bytes).expect("the journal can be written");
    let again = json_of(&home, &["mind", "replay", &approved]);
    assert_eq!(
        (&again["same"], &again["outcome"]["approved"]),
        (&json!(false), &json!(true))
    );
    let text = home.run(["mind", "replay", &approved]).ends(0).stdout;
    let words: Vec<_> = text.split_whitespace().collect();
    assert!(words.join(" ").contains("not what was recorded"), "{text}");
}
