//! What one task teaches is told to the next in the same project, and to nobody else.

mod keeping;
mod lessons;
mod meaning;
mod poison;

use openkoi_tests::{Home, Project, Run, Script, Server, Turn};
use serde_json::{Value, json};
use std::path::Path;

/// The model mends the shop's discount and says so.
fn mends() -> Script {
    let (path, wrong, right) = Project::make().bug();
    Script::new()
        .then(Turn::calls("read", json!({"path": path})))
        .then(Turn::calls(
            "edit",
            json!({"path": path, "old_string": wrong, "new_string": right}),
        ))
        .then(Turn::calls("shell", json!({"command": "make test"})))
        .forever(Turn::says(
            "I fixed the discount in discount.sh; `make test` passes.",
        ))
}

/// A home whose workspace is a project, connected to a server.
fn home(project: &Project, server: &Server) -> Home {
    let mut home = project.settle();
    home.hurried();
    home.connect(server);
    home
}

fn run(home: &Home, server: &Server, task: &str) -> Run {
    home.run([task, "-m", server.model(), "--output-format", "json"])
}

/// The same, from another directory.
fn run_in(home: &Home, server: &Server, place: &Path, task: &str) -> Run {
    let mut command = home.command([task, "-m", server.model(), "--output-format", "json"]);
    command.current_dir(place);
    openkoi_tests::Running::start(command, openkoi_tests::run::Input::Nothing)
        .end_within(std::time::Duration::from_secs(120))
}

/// What the model was told first in its newest task.
fn first_message(server: &Server) -> String {
    let turns = server.turns();
    let begins = turns
        .iter()
        .rev()
        .find(|turn| turn.tool_results().is_empty());
    let body = begins.expect("a task began").body["messages"].to_string();
    serde_json::from_str::<Value>(&body)
        .expect("it was sent as JSON")
        .to_string()
}

fn texts(list: &Value) -> Vec<String> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    let text = |lesson: &Value| lesson["text"].as_str().unwrap_or_default().to_owned();
    list.iter().map(text).collect()
}
