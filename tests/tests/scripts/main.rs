//! Components that are scripts: what an author can do with a few lines, and what no script can do.

mod hostile;

use openkoi_tests::{Home, Script, Server, Turn};
use serde_json::{Value, json};

/// Installs a script as a component of the user's own and grants what it asks for.
pub(crate) fn install(home: &Home, name: &str, manifest: &str, script: &str) {
    home.own_file(
        &format!("components/{name}/component.toml"),
        format!("name = \"{name}\"\nversion = \"0.1.0\"\nruntime = \"rhai\"\nentry = \"{name}.rhai\"\n{manifest}"),
    );
    home.own_file(&format!("components/{name}/{name}.rhai"), script);
    home.run(["component", "grant", name]).ends(0);
}

/// What the model was told of its last call.
pub(crate) fn last_result(server: &Server) -> (bool, String) {
    let turns = server.turns();
    let last = turns.last().expect("the model was asked");
    last.tool_results().pop().expect("there was a call")
}

/// The manifest of a tool with one action that may do all that a tool can be lent.
pub(crate) const TOOL: &str = r#"
kind = "tool"
contract = "openkoi:tool@0.1.0"

[[files]]
root = "workspace:"
access = "write"

[process]
reason = "Runs what it is told."

[kv]
quota = "1 MiB"

[[actions]]
name = "try"
effect = "read"
"#;

/// A script whose one tool does this.
pub(crate) fn tool(body: &str) -> String {
    format!(
        "fn describe() {{ [#{{name: \"try\", description: \"Tries.\", parameters: #{{type: \"object\"}}, effect: \"read\"}}] }}\n\
         fn invoke(name, arguments) {{\n{body}\n}}\n"
    )
}

#[track_caller]
fn told_of(body: &str, arguments: Value) -> (bool, String) {
    let server = Server::messages(Script::new().then(Turn::calls("try", arguments)));
    let home = Home::connected(&server);
    home.file("notes.txt", "twelve koi\n");
    install(&home, "mine", TOOL, &tool(body));
    home.once(&server, "Try it.").ends(0);
    last_result(&server)
}

#[test]
fn a_tool_reads_computes_and_answers() {
    let rows = [
        (
            "\"hello \" + arguments.who",
            json!({"who": "Ada"}),
            "hello Ada",
        ),
        ("read(\"workspace:notes.txt\")", json!({}), "twelve koi"),
        (
            "glob(\"workspace:\", \"*.txt\")[0]",
            json!({}),
            "workspace:notes.txt",
        ),
        (
            "search(\"workspace:\", \"koi\")[0].text",
            json!({}),
            "twelve koi",
        ),
        (
            "write(\"workspace:new.txt\", \"x\"); entries(\"workspace:\").len().to_string()",
            json!({}),
            "2",
        ),
        ("kv_set(\"a\", \"b\"); kv_get(\"a\")", json!({}), "b"),
        (
            "let ran = run(\"echo from a program\"); ran.stdout",
            json!({}),
            "from a program",
        ),
        (
            "parse_json(`{\"a\": [1, 2]}`).a[1].to_string()",
            json!({}),
            "2",
        ),
        (
            "to_json(#{a: arguments.list.len()})",
            json!({"list": [1, 2, 3]}),
            "{\"a\":3}",
        ),
    ];
    for (body, arguments, expected) in rows {
        let (failed, text) = told_of(body, arguments);
        assert!(!failed && text.contains(expected), "{body}: {text}");
    }
}

#[test]
fn what_goes_wrong_in_a_script_names_its_line() {
    let rows = [
        (
            "let a = 1;\nthrow \"no such city\"",
            &["no such city", "line"][..],
        ),
        ("read(\"workspace:missing\")", &["missing", "line 3"]),
        ("nowhere()", &["nowhere", "line 3"]),
        ("#{data: 1, text: \"x\"}", &["not a JSON object"]),
    ];
    for (body, words) in rows {
        let (failed, text) = told_of(body, json!({}));
        assert!(failed, "{body}: {text}");
        for word in words {
            assert!(text.contains(word), "{body}: {word:?} is not in {text}");
        }
    }
}

#[test]
fn a_script_that_was_not_granted_can_compute_and_nothing_else() {
    let server = Server::messages(Script::new().then(Turn::calls("try", json!({}))));
    let home = Home::connected(&server);
    home.file("notes.txt", "twelve koi\n");
    install(&home, "mine", TOOL, &tool("read(\"workspace:notes.txt\")"));
    home.run(["component", "revoke", "mine"]).ends(0);
    home.once(&server, "Try it.").ends(0);
    let (failed, text) = last_result(&server);
    assert!(failed && text.contains("not granted"), "{text}");
}

#[test]
fn a_changed_byte_of_a_script_needs_a_new_grant() {
    let server = Server::messages(Script::new().then(Turn::calls("try", json!({}))));
    let home = Home::connected(&server);
    home.file("notes.txt", "twelve koi\n");
    install(&home, "mine", TOOL, &tool("1.to_string()"));
    home.own_file(
        "components/mine/mine.rhai",
        tool("read(\"workspace:notes.txt\")"),
    );
    let list = home.run(["component", "list"]).ends(0).stdout;
    let row = list.lines().find(|line| line.contains(" mine "));
    assert!(row.is_some_and(|row| row.contains("changed")), "{list}");
    home.once(&server, "Try it.").ends(0);
    let (failed, text) = last_result(&server);
    assert!(failed && text.contains("not granted"), "{text}");
}

const AGENCY: &str = r#"
kind = "agency"
contract = "openkoi:agency@0.1.0"

[agency]
tempos = ["task", "action"]
symbol = "*"
veto = true
"#;

#[test]
fn an_agency_in_a_few_lines_stops_an_action() {
    let server = Server::messages(Script::new().then(Turn::calls(
        "write",
        json!({"path": "b.txt", "content": "x"}),
    )));
    let home = Home::connected(&server);
    let script = "fn advise(brief, answers) {\n    if brief.tempo == \"action\" && brief.action.arguments.path == \"b.txt\" {\n        \
                  return #{decision: \"block\", probability: 0.1, reason: \"Not that file.\"};\n    }\n    \
                  #{decision: \"approve\", probability: 0.9, reason: \"Fine.\"}\n}\n";
    install(&home, "keeper", AGENCY, script);
    home.once(&server, "Write b.txt.");
    let (failed, text) = last_result(&server);
    assert!(failed && text.contains("Not that file."), "{text}");
    assert!(!home.tree().contains_key("b.txt"));
}

#[test]
fn an_agency_that_says_nothing_sensible_counts_as_a_no() {
    let rows = [
        ("garbled", "fn advise(brief, answers) { 7 }"),
        (
            "beyond 1",
            "fn advise(brief, answers) { #{decision: \"approve\", probability: 2.0, reason: \"\"} }",
        ),
        (
            "conditions without any",
            "fn advise(brief, answers) { #{decision: #{\"approve-if\": []}, probability: 0.5, reason: \"\"} }",
        ),
        ("no questions", "fn advise(brief, answers) { #{ask: []} }"),
        ("throws", "fn advise(brief, answers) { throw \"x\" }"),
        ("no such function", "fn other() { 1 }"),
        ("no script", "fn advise(brief, answers) {"),
    ];
    for (name, script) in rows {
        let server = Server::messages(Script::new().then(Turn::calls(
            "write",
            json!({"path": "b.txt", "content": "x"}),
        )));
        let home = Home::connected(&server);
        install(&home, "keeper", AGENCY, script);
        home.once(&server, "Write b.txt.");
        assert!(!home.tree().contains_key("b.txt"), "{name}");
    }
}

const EVALUATOR: &str = "kind = \"evaluator\"\ncontract = \"openkoi:evaluator@0.1.0\"\n\n[evaluator]\nbaseline = false\n";

#[test]
fn an_evaluator_in_a_few_lines_vetoes_and_may_ask_first() {
    let server = Server::messages(Script::new().then(Turn::calls(
        "write",
        json!({"path": "a.txt", "content": "TODO"}),
    )));
    let home = Home::connected(&server);
    let script = "fn judge(work, answers) {\n    if answers.len() == 0 {\n        return #{ask: [#{id: \"f\", ask: #{file: \"a.txt\"}}]};\n    }\n    \
                  let findings = [];\n    if answers[0].outcome.Ok.text.contains(\"TODO\") {\n        \
                  findings.push(#{severity: \"blocker\", dimension: \"style\", title: \"A TODO was left\", detail: \"In a.txt.\"});\n    }\n    \
                  #{findings: findings}\n}\n";
    install(&home, "tidy", EVALUATOR, script);
    let run = home.run([
        "Write a.txt.",
        "-m",
        server.model(),
        "-i",
        "1",
        "--output-format",
        "json",
    ]);
    assert_eq!(run.code, 3, "{}", run.told());
    assert!(run.stdout.contains("A TODO was left"), "{}", run.told());
}
