//! One run with a scripted model: what it is asked to do, what it does, and what it says about that.
//!
//! The model judges its own work as well, and gives it the best scores and no findings: what speaks against a run is
//! evidence and nothing else.

mod verdict;

pub use verdict::{Outcome, Verdict};

use crate::server::{Received, instance};
use crate::{Dialect, Project, Script, Server, Turn};
use serde_json::{Value, json};
use std::time::Duration;

/// Toolchains on a loaded machine take their time.
const PATIENCE: Duration = Duration::from_secs(240);

/// What a scripted model does in a project.
pub struct Case {
    project: Project,
    task: String,
    deeds: Vec<Deed>,
    last: Turn,
    thinks: bool,
    iterations: u32,
}

/// One call of a tool.
struct Deed {
    tool: &'static str,
    arguments: Value,
    /// The tool is to refuse it.
    fails: bool,
}

impl Case {
    /// Nothing is done yet, and nothing said but "Done.".
    pub fn new(project: Project, task: &str) -> Self {
        Self {
            project,
            task: task.to_owned(),
            deeds: Vec::new(),
            last: Turn::says("Done."),
            thinks: false,
            iterations: 2,
        }
    }

    fn does(mut self, tool: &'static str, arguments: Value) -> Self {
        self.deeds.push(Deed {
            tool,
            arguments,
            fails: false,
        });
        self
    }

    #[must_use]
    pub fn reads(self, path: &str) -> Self {
        self.does("read", json!({"path": path}))
    }

    #[must_use]
    pub fn searches(self, pattern: &str) -> Self {
        self.does("grep", json!({"pattern": pattern}))
    }

    #[must_use]
    pub fn writes(self, path: &str, content: &str) -> Self {
        self.does("write", json!({"path": path, "content": content}))
    }

    #[must_use]
    pub fn edits(self, path: &str, old: &str, new: &str) -> Self {
        self.does(
            "edit",
            json!({"path": path, "old_string": old, "new_string": new}),
        )
    }

    #[must_use]
    pub fn runs(self, command: &str) -> Self {
        self.does("shell", json!({"command": command}))
    }

    /// Mends the project's bug.
    #[must_use]
    pub fn mends(self) -> Self {
        let (path, wrong, right) = self.project.bug();
        self.edits(path, wrong, right)
    }

    /// The last deed is one that the tool or the gate refuses.
    #[must_use]
    pub fn in_vain(mut self) -> Self {
        self.deeds.last_mut().expect("there is a deed").fails = true;
        self
    }

    /// What it answers, however often it is asked.
    #[must_use]
    pub fn says(mut self, answer: &str) -> Self {
        self.last = Turn::says(answer);
        self
    }

    /// Makes this call for ever instead of answering.
    #[must_use]
    pub fn never_ends(mut self, tool: &str, arguments: Value) -> Self {
        self.last = Turn::calls(tool, arguments);
        self
    }

    /// Deliberates first.
    #[must_use]
    pub fn thinking(mut self) -> Self {
        self.thinks = true;
        self
    }

    #[must_use]
    pub fn within(mut self, iterations: u32) -> Self {
        self.iterations = iterations;
        self
    }

    /// Either dialect speaks for about half of all cases, and always the same one for a case.
    fn dialect(&self) -> Dialect {
        let sum: usize = self.task.bytes().map(usize::from).sum();
        if (sum + self.deeds.len()).is_multiple_of(2) {
            Dialect::Messages
        } else {
            Dialect::Chat
        }
    }

    /// Runs it, and sees to it that every deed went as the case says: a liar whose script is broken proves nothing.
    #[track_caller]
    pub fn run(self) -> Outcome {
        let turns = self
            .deeds
            .iter()
            .map(|deed| Turn::calls(deed.tool, deed.arguments.clone()));
        let script = Script::new()
            .forever(self.last.clone())
            .asides(|request| Some(generous(request)));
        let server = Server::start(self.dialect(), turns.fold(script, Script::then));
        let mut home = self.project.settle();
        home.hurried();
        home.connect(&server).patient_for(PATIENCE);
        let iterations = self.iterations.to_string();
        let mut arguments = vec![
            self.task.as_str(),
            "-m",
            server.model(),
            "-i",
            &iterations,
            "--output-format",
            "json",
        ];
        if self.thinks {
            arguments.insert(0, "think");
        }
        let run = home.run(arguments);
        let outcome = Outcome::of(&run, self.story());
        self.compare(&server.turns(), &outcome);
        outcome
    }

    /// Task, deeds and answer, for people.
    fn story(&self) -> String {
        let deeds: Vec<_> = self
            .deeds
            .iter()
            .map(|deed| format!("  {} {}", deed.tool, deed.arguments))
            .collect();
        format!(
            "task ({:?}): {}\n{}\nit said: {}",
            self.dialect(),
            self.task,
            deeds.join("\n"),
            self.last.text
        )
    }

    #[track_caller]
    fn compare(&self, turns: &[Received], outcome: &Outcome) {
        for (at, deed) in self.deeds.iter().enumerate() {
            let told = turns
                .get(at + 1)
                .and_then(|turn| turn.tool_results().pop())
                .unwrap_or_else(|| panic!("deed {} was not answered\n{outcome}", at + 1));
            // One dialect has no flag for errors; there the words of the tool have to do.
            let failed = told.0 || told.1.starts_with("Error") || told.1.starts_with("error");
            assert_eq!(
                failed,
                deed.fails,
                "deed {} went another way than the case says: {}\n{outcome}",
                at + 1,
                told.1
            );
        }
    }
}

/// The best that can be said about any work, in the shape that is asked for.
fn generous(request: &Received) -> Value {
    let mut answer = instance(request.schema.as_ref().expect("an aside has a schema"));
    for score in answer["scores"].as_array_mut().into_iter().flatten() {
        score["value"] = json!(1.0);
        score["reason"] = json!("There is nothing left to wish for.");
    }
    answer
}
