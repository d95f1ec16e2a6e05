//! What a project brings along is asked about at a terminal, thing by thing; what is not plainly a yes is none.

use openkoi_tests::terminal::{Reply, Shown, converse};
use openkoi_tests::{Home, Script, Server, Turn};
use std::collections::BTreeMap;
use std::fs;

/// How the question about one thing ends.
const QUESTION: &str = "n: no [n] ";

fn server() -> Server {
    Server::messages(Script::new().then(Turn::says("Done.")))
}

fn skill(home: &Home, name: &str) {
    let text = format!("---\nname: {name}\ndescription: how it is done here\n---\nDo it so.\n");
    home.file(&format!(".openkoi/skills/{name}/SKILL.md"), text);
}

fn asked(home: &Home, server: &Server, replies: &[(&str, Reply)]) -> Shown {
    converse(
        home,
        &["Hello", "-m", server.model(), "-i", "0"],
        &[],
        replies,
    )
}

/// Each thing, and where it stands.
fn standings(home: &Home) -> BTreeMap<String, String> {
    let listed = home
        .run(["trust", "workspace", "list", "--output-format", "json"])
        .ends(0)
        .json();
    let items = listed["items"].as_array().expect("a list").iter();
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    items
        .map(|item| (text(&item["name"]), text(&item["state"])))
        .collect()
}

#[test]
fn each_answer_means_what_it_says_and_leaving_says_nothing() {
    let rows = [
        ("y\n", "allowed"),
        ("yes\n", "allowed"),
        (" YES \n", "allowed"),
        ("n\n", "denied"),
        ("no\n", "denied"),
        ("\n", "denied"),
        ("\u{4}", "new"),
    ];
    for (keys, expected) in rows {
        let server = server();
        let home = Home::connected(&server);
        skill(&home, "deploy");
        let shown = asked(&home, &server, &[(QUESTION, Reply::Keys(keys))]);
        assert_eq!(shown.code, Some(0), "{keys:?}: {}", shown.screen);
        assert!(
            shown.screen.contains("how it is done here"),
            "{}",
            shown.screen
        );
        let now = standings(&home);
        assert!(
            now.values().all(|state| state == expected),
            "{keys:?}: {now:?}"
        );
    }
}

#[test]
fn what_is_no_answer_is_asked_again_and_all_of_it_can_be_seen_before() {
    let server = server();
    let home = Home::connected(&server);
    skill(&home, "deploy");
    let replies = ["maybe\n", "yy\n", "s\n", "y\n"].map(|keys| (QUESTION, Reply::Keys(keys)));
    let shown = asked(&home, &server, &replies);
    assert_eq!(
        shown.screen.matches(QUESTION).count(),
        4,
        "{}",
        shown.screen
    );
    assert!(shown.screen.contains("Do it so."), "{}", shown.screen);
    assert!(standings(&home).values().all(|state| state == "allowed"));
}

#[test]
fn an_interrupt_ends_it_and_says_nothing() {
    let server = server();
    let home = Home::connected(&server);
    skill(&home, "deploy");
    let shown = asked(&home, &server, &[(QUESTION, Reply::Interrupt)]);
    assert!(
        matches!(shown.code, None | Some(130)),
        "{:?}: {}",
        shown.code,
        shown.screen
    );
    assert!(standings(&home).values().all(|state| state == "new"));
    assert!(server.received().is_empty(), "no task has begun");
}

#[test]
fn a_yes_is_for_one_thing_and_what_was_typed_before_the_next_is_none() {
    let server = server();
    let home = Home::connected(&server);
    skill(&home, "build");
    skill(&home, "deploy");
    let replies = [
        (QUESTION, Reply::Keys("y\ny\n")),
        (QUESTION, Reply::Keys("\n")),
    ];
    let shown = asked(&home, &server, &replies);
    assert_eq!(
        shown.screen.matches(QUESTION).count(),
        2,
        "{}",
        shown.screen
    );
    let states: Vec<String> = standings(&home).into_values().collect();
    assert_eq!(states, ["allowed", "denied"], "{}", shown.screen);
}

#[test]
fn the_command_asks_in_the_same_way() {
    for (keys, expected) in [("y\n", "allowed"), ("\n", "new"), ("\u{4}", "new")] {
        let home = Home::new();
        skill(&home, "deploy");
        let words = ["trust", "workspace", "allow", "--all"];
        let shown = converse(&home, &words, &[], &[(QUESTION, Reply::Keys(keys))]);
        assert_eq!(shown.code, Some(0), "{}", shown.screen);
        assert!(
            standings(&home).values().all(|state| state == expected),
            "{keys:?}"
        );
    }
}

#[test]
fn no_name_and_no_text_of_a_project_steers_the_terminal() {
    let server = server();
    let home = Home::connected(&server);
    let names = [
        "a\u{1b}[2Jb",
        "a\u{202e}b",
        "a\rallow it b",
        "a\u{1b}]0;title\u{7}b",
    ];
    for name in names {
        skill(&home, name);
    }
    let text =
        "---\nname: plain\ndescription: \"x\\u001b[2J\\u202e y\"\n---\n\u{1b}[31mred\u{1b}[2J\n";
    home.file(".openkoi/skills/plain/SKILL.md", text);
    home.file("AGENTS.md", "Be \u{1b}[2Jquick\u{202e}.\n");
    let replies = ["s\n", "n\n"]
        .map(|keys| (QUESTION, Reply::Keys(keys)))
        .repeat(8);
    let task = asked(&home, &server, &replies);
    let list = converse(&home, &["trust", "workspace", "list"], &[], &[]);
    for shown in [&task, &list] {
        for raw in [
            "\u{1b}[2J",
            "\u{202e}",
            "\u{1b}]0;",
            "\u{1b}[31mred",
            "\rallow",
        ] {
            assert!(!shown.screen.contains(raw), "{raw:?}: {}", shown.screen);
        }
    }
    assert!(list.screen.contains("\\u{1b}[2J"), "{}", list.screen);
    assert!(task.screen.contains("\\u{1b}"), "{}", task.screen);
    assert!(fs::read_dir(home.workspace().join(".openkoi/skills")).is_ok());
}
