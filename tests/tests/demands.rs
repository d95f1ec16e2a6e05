//! What the user may demand of a result: that it is verified, and that it has a form.

use openkoi_tests::server::Received;
use openkoi_tests::{Dialect, Home, Run, Script, Server, Turn};
use serde_json::{Value, json};

const CARGO: &str =
    "[package]\nname = \"sum\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n";
const TESTED: &str = "#[test]\nfn it_is_two() {\n    assert_eq!(1 + 1, 2);\n}\n";

#[test]
fn less_than_verified_is_not_good_enough_where_verified_is_required() {
    let writes = || {
        let script = Script::new().then(Turn::calls(
            "write",
            json!({"path": "a.txt", "content": "a\n"}),
        ));
        Server::messages(script)
    };
    let server = writes();
    let home = Home::connected(&server);
    let run = home.run([
        "Write a.txt",
        "-m",
        server.model(),
        "--output-format",
        "json",
    ]);
    assert_eq!(run.ends(0).json()["verification"], "partial");

    let by_flag: (&str, &[&str]) = ("", &["--require-verified"]);
    let by_config: (&str, &[&str]) = ("[iteration]\nrequire_verified = true\n", &[]);
    for (config, flags) in [by_flag, by_config] {
        let server = writes();
        let home = Home::connected(&server);
        home.own_file("config.toml", config);
        let arguments = [
            "Write a.txt",
            "-m",
            server.model(),
            "--output-format",
            "json",
        ];
        let result = home.run([&arguments, flags].concat()).ends(3).json();
        assert_eq!(result["subtype"], "not-good-enough");
        let reason = result["reason"].as_str().unwrap_or_default();
        assert!(reason.contains("no check of the project ran"), "{reason}");
        let id = result["task_id"].as_str().unwrap_or_default();
        let shown = home
            .run(["task", "show", id, "--output-format", "json"])
            .ends(0)
            .json();
        assert_eq!(shown["subtype"], "not-good-enough");
    }
}

#[test]
fn verified_work_passes_and_worse_ends_keep_their_code() {
    let script = Script::new().then(Turn::calls(
        "write",
        json!({"path": "src/lib.rs", "content": TESTED}),
    ));
    let server = Server::messages(script.forever(Turn::says("It is tested.")));
    let mut home = Home::connected(&server);
    home.patient_for(std::time::Duration::from_secs(400));
    home.file("Cargo.toml", CARGO).file("src/lib.rs", TESTED);
    let task = "Test that one and one is two";
    let run = home.run([
        task,
        "-m",
        server.model(),
        "--require-verified",
        "--output-format",
        "json",
    ]);
    assert_eq!(run.ends(0).json()["verification"], "verified");
    let blocked = Home::new().run([
        "think",
        "rm -rf ~",
        "-m",
        "reflex/rules",
        "--require-verified",
    ]);
    blocked.ends(5);
}

fn schema() -> Value {
    json!({
        "type": "object", "properties": {"count": {"type": "integer"}}, "required": ["count"], "additionalProperties": false,
    })
}

fn with_schema(home: &Home, server: &Server, more: &[&str]) -> Run {
    home.file("schema.json", schema().to_string());
    let arguments = [
        "How many koi?",
        "-m",
        server.model(),
        "--json-schema",
        "schema.json",
    ];
    home.run([&arguments, more].concat())
}

fn is_form(request: &Received) -> bool {
    request
        .schema
        .as_ref()
        .is_some_and(|schema| schema["properties"]["count"].is_object())
}

#[test]
fn an_answer_in_the_form_is_taken_as_it_is() {
    for dialect in [Dialect::Messages, Dialect::Chat] {
        let server = Server::start(dialect, Script::new().forever(Turn::says("{\"count\": 3}")));
        let home = Home::connected(&server);
        let result = with_schema(&home, &server, &["--output-format", "json"])
            .ends(0)
            .json();
        assert_eq!(result["structured_output"], json!({"count": 3}));
        assert!(
            !server.asides().iter().any(is_form),
            "it needed no second call"
        );
        let told = server.turns()[0].body.to_string();
        assert!(
            told.contains("additionalProperties"),
            "the executor is told the schema: {told}"
        );
        assert!(!server.asides().is_empty(), "it is judged all the same");
        let text = with_schema(&home, &server, &["--quiet"]).ends(0);
        assert_eq!(text.stdout, "{\"count\":3}\n");
    }
}

#[test]
fn an_answer_in_words_is_asked_for_once_more_without_tools() {
    for dialect in [Dialect::Messages, Dialect::Chat] {
        let script = Script::new()
            .forever(Turn::says("There are three koi."))
            .asides(|request| is_form(request).then(|| json!({"count": 3})));
        let server = Server::start(dialect, script);
        let home = Home::connected(&server);
        let result = with_schema(&home, &server, &["-i", "0", "--output-format", "json"])
            .ends(0)
            .json();
        assert_eq!(result["structured_output"], json!({"count": 3}));
        let forms: Vec<_> = server.asides().into_iter().filter(is_form).collect();
        assert_eq!(forms.len(), 1);
        assert!(forms[0].body.to_string().contains("There are three koi."));
        let id = result["task_id"].as_str().unwrap_or_default();
        let shown = home
            .run(["task", "show", id, "--output-format", "json"])
            .ends(0)
            .json();
        assert_eq!(shown["structured_output"], json!({"count": 3}));
    }
}

#[test]
fn an_answer_that_never_takes_the_form_fails() {
    let script = Script::new()
        .forever(Turn::says("There are three koi."))
        .asides(|request| is_form(request).then(|| json!({"count": "three"})));
    let server = Server::messages(script);
    let home = Home::connected(&server);
    let result = with_schema(&home, &server, &["--output-format", "json"])
        .ends(1)
        .json();
    assert_eq!(
        (&result["subtype"], &result["structured_output"]),
        (&json!("failed"), &Value::Null)
    );
    let reason = result["reason"].as_str().unwrap_or_default();
    assert!(reason.contains("/count"), "{reason}");

    let rules = Home::new();
    rules.file("schema.json", schema().to_string());
    let arguments = [
        "Create a.txt containing a",
        "-m",
        "reflex/rules",
        "--json-schema",
        "schema.json",
    ];
    rules
        .run(arguments)
        .ends(1)
        .tells(&["does not satisfy the JSON schema", "follows rules"]);
}

#[test]
fn a_schema_file_that_is_none_is_refused_with_a_remedy() {
    let home = Home::new();
    home.file("words.json", "not JSON")
        .file("wrong.json", "{\"type\": \"objekt\"}");
    let rows = [
        ("missing.json", ["missing.json", "name a file"]),
        ("words.json", ["not JSON", "mend it"]),
        ("wrong.json", ["not a JSON schema", "objekt"]),
    ];
    for (file, words) in rows {
        home.run(["x", "--json-schema", file]).ends(2).tells(&words);
    }
}
