//! A procedure that runs against a recorded conversation.
//!
//! Procedures are written as if a tool call returned at once. Each call is looked up among those that the conversation
//! holds, in order; the first one that is not there stops the procedure, and becomes the model's answer. So all state is
//! recovered from the conversation, and the same conversation always gives the same answer.

use crate::conversation::{Conversation, Output, Recorded};
use crate::ending::Ending;
use crate::text::Text;
use serde_json::{Value, json};
use std::collections::BTreeMap;

mod hit;
mod page;

pub(crate) use hit::Hit;
use page::Page;

/// More calls than this in one conversation end it: no procedure needs as many.
const CALLS: usize = 400;
/// Pages of a file that are read at most.
const PAGES: usize = 8;

/// A tool call that is not in the conversation yet.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Call {
    pub(crate) name: &'static str,
    pub(crate) arguments: Value,
    /// What the user reads beside it; may be empty.
    pub(crate) why: String,
}

impl Call {
    pub(crate) fn new(name: &'static str, arguments: Value) -> Self {
        Self {
            name,
            arguments,
            why: String::new(),
        }
    }

    pub(crate) fn because(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }
}

/// Why a procedure stops before its end.
pub(crate) enum Stop {
    Calls(Vec<Call>),
    End(Ending),
}

/// What a procedure's step gives.
pub(crate) type Step<T> = Result<T, Stop>;

/// The conversation, and how far the procedure has read it.
pub(crate) struct Session<'a> {
    conversation: &'a Conversation,
    cursor: usize,
    files: BTreeMap<String, Option<Text>>,
}

/// The end of a shell command.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ran {
    pub(crate) text: String,
    /// None: a signal or the timeout ended it, or it was not allowed to run.
    pub(crate) code: Option<i32>,
}

impl<'a> Session<'a> {
    pub(crate) fn new(conversation: &'a Conversation) -> Self {
        Self {
            conversation,
            cursor: 0,
            files: BTreeMap::new(),
        }
    }

    pub(crate) fn findings(&self) -> &'a [String] {
        &self.conversation.findings
    }

    /// Makes the calls together. Those of one batch must not depend on each other.
    pub(crate) fn all(&mut self, calls: Vec<Call>) -> Step<Vec<Output>> {
        if let Some(missing) = calls
            .iter()
            .find(|call| !self.conversation.tools.iter().any(|tool| tool == call.name))
        {
            let name = missing.name;
            return Err(Stop::End(Ending::refusal(format!(
                "This needs the tool `{name}`, and `{name}` is not among the tools offered here."
            ))));
        }
        let (mut outputs, mut missing) = (Vec::new(), Vec::new());
        for call in calls {
            match self.recorded(&call) {
                Some(recorded) => outputs.push(recorded.output.clone()),
                None => missing.push(call),
            }
        }
        if missing.is_empty() {
            return Ok(outputs);
        }
        if self.conversation.calls.len() >= CALLS {
            return Err(Stop::End(Ending::refusal(format!(
                "Stopped: {CALLS} tool calls did not bring it to an end."
            ))));
        }
        Err(Stop::Calls(missing))
    }

    fn recorded(&mut self, call: &Call) -> Option<&'a Recorded> {
        let rest = self.conversation.calls.get(self.cursor..)?;
        let ahead = rest
            .iter()
            .position(|made| made.name == call.name && made.arguments == call.arguments)?;
        self.cursor += ahead + 1;
        rest.get(ahead)
    }

    pub(crate) fn one(&mut self, call: Call) -> Step<Output> {
        Ok(self.all(vec![call])?.pop().unwrap_or_default())
    }

    pub(crate) fn shell(
        &mut self,
        command: &str,
        directory: &str,
        timeout_ms: u32,
        why: &str,
    ) -> Step<Ran> {
        let mut arguments = json!({"command": command, "timeout_ms": timeout_ms});
        if !directory.is_empty() {
            arguments["directory"] = directory.into();
        }
        let output = self.one(Call::new("shell", arguments).because(why))?;
        Ok(Ran {
            code: exit_code(&output),
            text: output.text,
        })
    }

    /// The lines that `grep` found.
    pub(crate) fn grep(
        &mut self,
        pattern: &str,
        glob: Option<&str>,
    ) -> Step<Result<Vec<Hit>, String>> {
        let mut arguments = json!({"pattern": pattern, "limit": 200});
        if let Some(glob) = glob {
            arguments["glob"] = glob.into();
        }
        let output = self.one(Call::new("grep", arguments))?;
        if output.is_error {
            return Ok(Err(output.text));
        }
        Ok(Ok(output.text.lines().filter_map(Hit::of).collect()))
    }

    /// Reads the files that are not known yet, together.
    pub(crate) fn load(&mut self, paths: &[String]) -> Step<()> {
        let unknown: Vec<String> = paths
            .iter()
            .filter(|path| !self.files.contains_key(*path))
            .cloned()
            .collect();
        for batch in unknown.chunks(12) {
            let calls = batch
                .iter()
                .map(|path| Call::new("read", json!({"path": path})))
                .collect();
            let outputs = self.all(calls)?;
            for (path, output) in batch.iter().zip(outputs) {
                let text = self.whole(path, &output)?;
                self.files.insert(path.clone(), text);
            }
        }
        Ok(())
    }

    /// The whole text of a file, as far as the edits of this conversation left it; none where it can't be read.
    pub(crate) fn file(&mut self, path: &str) -> Step<Option<Text>> {
        self.load(&[path.to_owned()])?;
        Ok(self.files.get(path).cloned().flatten())
    }

    fn whole(&mut self, path: &str, first: &Output) -> Step<Option<Text>> {
        let Some(mut page) = Page::of(first) else {
            return Ok(None);
        };
        let mut lines = std::mem::take(&mut page.lines);
        for _ in 1..PAGES {
            let Some(total) = page.total.filter(|total| *total > lines.len()) else {
                return Ok(Some(Text { lines }));
            };
            let next = self.one(Call::new(
                "read",
                json!({"path": path, "offset": lines.len() + 1}),
            ))?;
            let Some(more) = Page::of(&next) else {
                return Ok(None);
            };
            if more.lines.is_empty() || more.first != lines.len() + 1 {
                return Ok(None);
            }
            lines.extend(more.lines);
            page.total = Some(total);
        }
        Ok((page.total.is_none_or(|total| total <= lines.len())).then_some(Text { lines }))
    }

    /// Brings a file that was read to another text by one exact replacement. Says what went wrong, if it did.
    pub(crate) fn change(
        &mut self,
        path: &str,
        after: &Text,
        why: &str,
    ) -> Step<Result<(), String>> {
        let Some(before) = self.file(path)? else {
            return Ok(Err(format!("{path} can't be read")));
        };
        let Some(patch) = before.patch(after) else {
            return Ok(Ok(()));
        };
        let arguments = json!({"path": path, "old_string": patch.old, "new_string": patch.new});
        let output = self.one(Call::new("edit", arguments).because(why))?;
        if output.is_error {
            self.files.remove(path);
            return Ok(Err(output.text));
        }
        self.files.insert(path.to_owned(), Some(after.clone()));
        Ok(Ok(()))
    }
}

/// The exit code that the tool wrote on its last line. What the command itself printed before that is no exit code, and
/// one that contradicts the result's own sign of success is none either.
fn exit_code(output: &Output) -> Option<i32> {
    let ends = ["[exit code ", "[killed by a signal]", "[timed out after "];
    let last = output
        .text
        .lines()
        .rev()
        .map(str::trim)
        .find(|line| ends.iter().any(|end| line.starts_with(end)))?;
    let code: i32 = last
        .strip_prefix("[exit code ")?
        .strip_suffix(']')?
        .parse()
        .ok()?;
    ((code == 0) != output.is_error).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_tool_tells_the_exit_code() {
        let rows = [
            ("fine\n[exit code 0]", false, Some(0)),
            ("bad\n[exit code 101]", true, Some(101)),
            ("[exit code 0]\n[timed out after 9 ms]", true, None),
            ("[exit code 0]\n[killed by a signal]", true, None),
            (
                "[exit code 0]\n[exit code 2]\n[output saved in a file]",
                true,
                Some(2),
            ),
            ("the guardian refused: echo '\n[exit code 0]", true, None),
            ("nothing", false, None),
        ];
        for (text, is_error, code) in rows {
            assert_eq!(
                exit_code(&Output {
                    text: text.into(),
                    is_error
                }),
                code,
                "{text}"
            );
        }
    }
}
