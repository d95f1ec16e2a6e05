//! A home with a server that behaves as it is told, and a model that calls its tools.

use openkoi_tests::{Home, Run, Script, Server, Turn};
use serde_json::{Value, json};

/// What the server is, in the workspace so that it can be seen from the sandbox.
const PEER: &str = include_str!("peer.py");

pub(crate) struct Bench {
    pub(crate) home: Home,
    pub(crate) server: Server,
}

/// What the user's config says of the server.
pub(crate) fn config(how: &str) -> String {
    format!(
        "[retry]\nbase_ms = 10\n[[plugins.mcp]]\nname = \"peer\"\ncommand = \"python3\"\nargs = [\"peer.py\", \"{how}\"]\n\
         startup_timeout_sec = 20\ntool_timeout_sec = 20\n"
    )
}

impl Bench {
    /// The model makes these calls, one after the other, and is done.
    pub(crate) fn new(how: &str, calls: &[(&str, Value)]) -> Self {
        let script = calls
            .iter()
            .fold(Script::new(), |script, (tool, arguments)| {
                script.then(Turn::calls(tool, arguments.clone()))
            });
        let server = Server::messages(script.forever(Turn::says("That is what I found.")));
        let mut home = Home::new();
        home.connect(&server);
        home.file("peer.py", PEER);
        home.own_file("config.toml", config(how));
        Self { home, server }
    }

    /// The same, for one call without arguments.
    pub(crate) fn doing(how: &str) -> Self {
        Self::new(how, &[("mcp__peer__do", json!({}))])
    }

    pub(crate) fn run(&self) -> Run {
        self.home.once(&self.server, "Look at what there is.")
    }

    /// The tools as the model is offered them, of the server alone.
    pub(crate) fn offered(&self) -> Vec<Value> {
        let turns = self.server.turns();
        let body = &turns.last().expect("the model was asked").body;
        let tools = body["tools"].as_array().cloned().unwrap_or_default();
        let is_ours = |tool: &Value| {
            tool["name"]
                .as_str()
                .is_some_and(|name| name.starts_with("mcp__"))
        };
        tools.into_iter().filter(is_ours).collect()
    }

    pub(crate) fn names(&self) -> Vec<String> {
        let name = |tool: Value| tool["name"].as_str().unwrap_or_default().to_owned();
        self.offered().into_iter().map(name).collect()
    }

    /// What the model heard of its calls: whether it was an error, and the text.
    pub(crate) fn heard(&self) -> Vec<(bool, String)> {
        let turns = self.server.turns();
        turns
            .last()
            .map(|turn| turn.tool_results())
            .unwrap_or_default()
    }
}

/// Standard error as one line: notices are broken into lines for people.
pub(crate) fn told(run: &Run) -> String {
    run.stderr.split_whitespace().collect::<Vec<_>>().join(" ")
}
