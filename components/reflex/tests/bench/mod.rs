//! The kernel's part of a conversation: asks the component, carries out its tool calls for real in a folder of its own,
//! and goes on until it ends.

#![allow(dead_code, reason = "each test file uses a part of the bench")]

use openkoi_reflex::Reflex;
use openkoi_sdk::local_provider::{
    Event, Guest, Message, Part, Request, Role, ToolCall, ToolResult, ToolSpec,
};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

mod tools;

pub(crate) const TOOLS: [&str; 7] = ["read", "write", "edit", "list", "glob", "grep", "shell"];

/// A workspace on disk and the conversation about it.
pub(crate) struct Bench {
    pub(crate) root: PathBuf,
    pub(crate) request: Request,
    /// Every call that was made: name, arguments, result.
    pub(crate) calls: Vec<(String, Value, String)>,
}

/// How a conversation ended.
pub(crate) struct Ended {
    pub(crate) text: String,
    pub(crate) finish: String,
}

impl Drop for Bench {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.root));
    }
}

impl Bench {
    /// A workspace with these files.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!(
            "openkoi-reflex-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let root = std::env::temp_dir().join(name);
        fs::create_dir_all(&root).expect("a folder can be made");
        let bench = Self {
            root,
            request: request("", &TOOLS),
            calls: Vec::new(),
        };
        for (path, content) in files {
            bench.put(path, content.as_bytes());
        }
        bench
    }

    pub(crate) fn put(&self, path: &str, content: &[u8]) {
        let full = self.root.join(path);
        fs::create_dir_all(full.parent().expect("it lies in the workspace"))
            .expect("a folder can be made");
        fs::write(full, content).expect("a file can be written");
    }

    /// A file's text; empty where there is none.
    pub(crate) fn text(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap_or_default()
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    /// Copies a folder into the workspace, without what cargo built there.
    pub(crate) fn copy(&self, from: &Path) {
        for entry in fs::read_dir(from).expect("the folder is there").flatten() {
            let (source, name) = (entry.path(), entry.file_name());
            if name == "target" {
                continue;
            }
            if source.is_dir() {
                self.copy_into(&source, Path::new(&name));
            } else {
                self.put(
                    &name.to_string_lossy(),
                    &fs::read(&source).expect("it can be read"),
                );
            }
        }
    }

    fn copy_into(&self, from: &Path, to: &Path) {
        for entry in fs::read_dir(from).expect("the folder is there").flatten() {
            let target = to.join(entry.file_name());
            self.put(
                &target.to_string_lossy(),
                &fs::read(entry.path()).expect("it can be read"),
            );
        }
    }

    /// Gives the task and plays on to the end.
    pub(crate) fn ask(&mut self, task: &str) -> Ended {
        self.request.messages.push(message(
            Role::User,
            vec![
                Part::Text(task.into()),
                Part::Text("Directive: be careful.".into()),
            ],
        ));
        self.play()
    }

    /// Says that the work was not good enough.
    pub(crate) fn find(&mut self, findings: &str) -> Ended {
        self.request
            .messages
            .push(message(Role::User, vec![Part::Text(findings.into())]));
        self.play()
    }

    fn play(&mut self) -> Ended {
        for _ in 0..300 {
            let events = Reflex::complete(self.request.clone()).expect("it answers");
            assert_eq!(
                events,
                Reflex::complete(self.request.clone()).expect("it answers"),
                "the same request has the same answer"
            );
            let (text, calls, finish) = folded(&events);
            let mut parts = if text.is_empty() {
                vec![]
            } else {
                vec![Part::Text(text.clone())]
            };
            parts.extend(calls.iter().cloned().map(Part::ToolCall));
            self.request.messages.push(message(Role::Assistant, parts));
            if finish != "tool" {
                assert!(calls.is_empty(), "an end makes no calls");
                return Ended { text, finish };
            }
            assert!(!calls.is_empty(), "`tool` means calls");
            let results = calls
                .into_iter()
                .map(|call| Part::ToolResult(self.execute(&call)))
                .collect();
            self.request.messages.push(message(Role::Tool, results));
        }
        panic!("the conversation has no end");
    }

    fn execute(&mut self, call: &ToolCall) -> ToolResult {
        let made = self
            .request
            .messages
            .iter()
            .flat_map(|message| &message.parts);
        let same = made.filter(|part| matches!(part, Part::ToolCall(other) if other.id == call.id));
        assert_eq!(same.count(), 1, "ids are unique: {}", call.id);
        let arguments: Value = serde_json::from_str(&call.arguments).expect("arguments are JSON");
        let (content, is_error) = match tools::call(&self.root, &call.name, &arguments) {
            Ok(text) => (text, false),
            Err(text) => (text, true),
        };
        self.calls
            .push((call.name.clone(), arguments, content.clone()));
        ToolResult {
            id: call.id.clone(),
            content,
            is_error,
        }
    }

    /// Runs a command outside of the conversation.
    #[expect(
        clippy::disallowed_methods,
        reason = "the bench stands in for the door"
    )]
    pub(crate) fn code(&self, command: &str) -> Option<i32> {
        let output = Command::new("sh")
            .arg("-c")
            .arg(command)
            .current_dir(&self.root)
            .output()
            .expect("sh is there");
        output.status.code()
    }
}

/// A request without messages.
pub(crate) fn request(role: &str, tools: &[&str]) -> Request {
    let spec = |name: &&str| ToolSpec {
        name: (*name).into(),
        description: String::new(),
        parameters: "{}".into(),
    };
    Request {
        model: "rules".into(),
        messages: vec![message(
            Role::System,
            vec![Part::Text("You are an executor.".into())],
        )],
        tools: tools.iter().map(spec).collect(),
        tool_choice: None,
        max_tokens: None,
        temperature: None,
        effort: None,
        answer_schema: None,
        extra: if role.is_empty() {
            vec![]
        } else {
            vec![("role".into(), role.into())]
        },
    }
}

pub(crate) fn message(role: Role, parts: Vec<Part>) -> Message {
    Message {
        role,
        parts,
        cache_point: false,
    }
}

/// Text, calls and finish of an answer, as the kernel folds its events.
pub(crate) fn folded(events: &[Event]) -> (String, Vec<ToolCall>, String) {
    let (mut text, mut calls, mut finish) = (String::new(), Vec::<ToolCall>::new(), String::new());
    for event in events {
        assert!(finish.is_empty(), "nothing comes after the finish");
        match event {
            Event::Text(fragment) => text.push_str(fragment),
            Event::ToolStart(start) => calls.push(ToolCall {
                id: start.id.clone(),
                name: start.name.clone(),
                arguments: String::new(),
            }),
            Event::ToolArguments(more) => calls
                .last_mut()
                .expect("a call has begun")
                .arguments
                .push_str(&more.fragment),
            Event::Finish(why) => finish = why.clone(),
            Event::ToolEnd(_) | Event::Usage(_) | Event::Thinking(_) | Event::Other(_) => {}
        }
    }
    (text, calls, finish)
}
