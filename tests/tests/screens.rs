//! What a person sees: lines that fit, claims with what they rest on, sources, and the whole story afterwards.

use openkoi_tests::server::{Received, instance};
use openkoi_tests::{Home, Run, Script, Server, Turn};
use serde_json::{Value, json};

const COLUMNS: usize = 80;

/// The columns of a line, as terminals count them: East Asian characters and emojis take two.
fn columns(line: &str) -> usize {
    let wide = |c: char| {
        matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
            | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{1f300}'..='\u{1faff}')
    };
    let nothing = |c: char| matches!(c, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}');
    line.chars()
        .map(|c| {
            if nothing(c) {
                0
            } else if wide(c) {
                2
            } else {
                1
            }
        })
        .sum()
}

#[track_caller]
fn assert_fits(text: &str) {
    for line in text.lines() {
        let wide = columns(line);
        assert!(wide <= COLUMNS, "{wide} columns: {line}");
    }
}

/// A judge that says this of the answer.
fn judge(claims: Value) -> impl FnMut(&Received) -> Option<Value> {
    move |request| {
        let schema = request.schema.clone()?;
        schema.to_string().contains("\"claims\"").then(|| {
            let mut opinion = instance(&schema);
            opinion["claims"] = claims.clone();
            opinion
        })
    }
}

#[test]
fn progress_keeps_to_80_columns_whatever_it_has_to_say() {
    let long = "日本語の長い文章は空白なしで続き、".repeat(12);
    let path = format!("verzeichnis/{}/datei.txt", "größenänderungen".repeat(7));
    let claims = json!([{"text": long, "standing": "unsupported", "evidence": []}]);
    let script = Script::new()
        .then(
            Turn::calls(
                "write",
                json!({"path": path, "content": format!("{long}\n\tx\n")}),
            )
            .with_text(&long),
        )
        .then(Turn::calls(
            "shell",
            json!({"command": format!("echo {long}")}),
        ))
        .then(Turn::calls(
            "shell",
            json!({"command": format!("rm -rf ~/{long}")}),
        ))
        .forever(Turn::says(&long))
        .asides(judge(claims));
    let server = Server::messages(script);
    let home = Home::connected(&server);
    let run = home.run(["think", &long, "-m", server.model(), "-i", "1"]);
    assert!(run.stderr.contains("日本語"), "{}", run.told());
    assert!(run.stderr.contains("denied"), "{}", run.told());
    assert!(run.stderr.contains("changed"), "{}", run.told());
    assert_fits(&run.stderr);
    let id = last(&home);
    for arguments in [
        ["task", "replay", &id].as_slice(),
        &["mind", "parliament"],
        &["mind", "why", &id],
        &["mind", "replay", &id],
        &["mind", "dissent"],
        &["mind", "agencies"],
    ] {
        assert_fits(&home.run(arguments).ends(0).stdout);
    }
    let verbose = home.run([
        "think",
        &long,
        "-m",
        server.model(),
        "--simulate",
        "--verbose",
    ]);
    assert_fits(&verbose.stderr);
}

/// The id of the newest task.
fn last(home: &Home) -> String {
    let list = home
        .run(["task", "list", "-n", "1", "--output-format", "json"])
        .ends(0);
    let id = list.json()[0]["task_id"].clone();
    id.as_str().expect("an id is text").to_owned()
}

#[test]
fn each_claim_is_listed_with_what_it_rests_on_or_with_the_lack_of_it() {
    let claims = json!([
        {"text": "a.txt was written", "standing": "supported", "evidence": ["r1"]},
        {"text": "it was read back", "standing": "supported", "evidence": ["r77"]},
        {"text": "nothing else was touched", "standing": "contradicted", "evidence": ["r1"]},
        {"text": "it is the best file", "standing": "unsupported", "evidence": []},
    ]);
    let script = Script::new()
        .then(Turn::calls(
            "write",
            json!({"path": "a.txt", "content": "a\n"}),
        ))
        .forever(Turn::says("a.txt was written."))
        .asides(judge(claims));
    let server = Server::messages(script);
    let home = Home::connected(&server);
    let run = home.run(["Write a.txt", "-m", server.model(), "-i", "1"]);
    let id = last(&home);
    let shown = home.run(["task", "show", &id]).ends(0);
    for text in [&run.stderr, &shown.stdout] {
        for line in [
            "claim       ✓ \"a.txt was written.\"  diff, r1\n",
            "claim       ? \"it was read back\"  no evidence\n",
            "claim       ✗ \"nothing else was touched\"  contradicted by r1\n",
            "claim       ? \"it is the best file\"  no evidence\n",
        ] {
            assert!(text.contains(line), "{line}\n{}", run.told());
        }
    }
    let result = home
        .run(["task", "show", &id, "--output-format", "json"])
        .ends(0)
        .json();
    let standings: Vec<_> = result["claims"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|claim| (claim["standing"].clone(), claim["evidence"].clone()))
        .collect();
    assert_eq!(
        standings,
        [
            (json!("supported"), json!(["diff", "r1"])),
            (json!("unsupported"), json!([])),
            (json!("contradicted"), json!(["r1"])),
            (json!("unsupported"), json!([])),
        ]
    );
    assert_eq!(result["receipts"][0]["id"], "r1");
}

#[test]
fn a_question_closes_with_the_sources_that_were_read_and_a_change_does_not() {
    let ask = |turn: Turn| {
        let script = Script::new()
            .then(Turn::calls("read", json!({"path": "b.txt"})))
            .then(Turn::calls("grep", json!({"pattern": "koi"})))
            .then(Turn::calls("read", json!({"path": "missing.txt"})))
            .then(turn);
        let server = Server::chat(script);
        let home = Home::connected(&server);
        home.file("a.txt", "koi\n").file("b.txt", "koi\n");
        let run = home.once(&server, "Where is the koi?").ends(0);
        (run.json(), home.run(["task", "show", &last(&home)]).ends(0))
    };
    let (result, shown) = ask(Turn::says("In both."));
    let mut sources = result["sources"].as_array().cloned().unwrap_or_default();
    assert_eq!(sources.first(), Some(&json!("b.txt")));
    sources.sort_by_key(ToString::to_string);
    assert_eq!(sources, [json!("a.txt"), json!("b.txt")]);
    assert!(
        shown.stdout.contains("\nsources     b.txt, a.txt\n"),
        "{}",
        shown.told()
    );
    let (result, shown) = ask(Turn::calls(
        "write",
        json!({"path": "c.txt", "content": "c\n"}),
    ));
    assert_eq!(result["sources"], json!([]));
    assert!(!shown.stdout.contains("\nsources"), "{}", shown.told());
}

fn deliberated() -> (Home, Run) {
    let script = Script::new()
        .then(Turn::calls("shell", json!({"command": "echo koi"})))
        .forever(Turn::says("The command printed koi."));
    let server = Server::messages(script);
    let home = Home::connected(&server);
    let task = "Fix everything quickly!!! and deploy to production";
    let run = home.run(["think", task, "-m", server.model(), "-i", "1", "--verbose"]);
    (home, run)
}

#[test]
fn verbose_shows_briefs_questions_answers_and_verdicts_on_actions() {
    let (home, run) = deliberated();
    let id = last(&home);
    let shown = home.run(["task", "show", &id, "--verbose"]).ends(0);
    for text in [&run.stderr, &shown.stdout] {
        for word in ["\nbrief ", "\nasks ", "\nanswer ", "\naction "] {
            assert!(text.contains(word), "{word:?}\n{}", run.told());
        }
    }
    let plain = home.run(["task", "show", &id]).ends(0).stdout;
    assert!(
        !plain.contains("\nbrief ") && !plain.contains("\naction "),
        "{plain}"
    );
}

#[test]
fn the_whole_story_is_told_afterwards_and_plain() {
    let (home, _) = deliberated();
    let shown = home.run(["task", "show", &last(&home)]).ends(0).stdout;
    let words = [
        "task ",
        "in ",
        "directive ",
        "guardian ",
        "if: ",
        "parliament ",
        "iteration 1",
        "r1 ",
        "exit 0",
        "score ",
        "share ",
        "result ",
        "cost ",
        "The command printed koi.",
    ];
    for word in words {
        assert!(shown.contains(word), "{word:?}\n{shown}");
    }
    assert!(!shown.contains('\x1b'), "{shown}");
}
