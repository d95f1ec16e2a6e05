//! Watches a task for the screen that was asked for.

use super::args::Format;
use super::progress::Progress;
use super::style::{counted, duration, plain};
use crate::domain::{Event, EventBody, Fault};
use crate::mind::{Story, stream_lines};
use crate::session::Observer;
use openkoi_redact::{Redactor, Streaming};
use serde_json::{Value, json};
use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How many lines of a command's output are shown while it runs, unless `--verbose` asks for all.
const OUTPUT_LINES: usize = 6;

/// Folds events to the story, and shows them.
pub(super) struct Watch {
    format: Format,
    quiet: bool,
    progress: Progress,
    redactor: Redactor,
    state: Mutex<State>,
    /// Lines that wait until a question is answered; none: there is no question.
    held: Mutex<Option<Vec<String>>>,
}

#[derive(Default)]
struct State {
    story: Story,
    /// Lines of the running command that were shown or counted.
    output: usize,
    /// What the running command prints, on its way to the screen: a credential may have several lines.
    printed: Option<Streaming>,
    /// The beginning of a line whose end is not known yet.
    begun: String,
}

impl Watch {
    pub(super) fn new(format: Format, quiet: bool, progress: Progress, redactor: Redactor) -> Self {
        Self {
            format,
            quiet,
            progress,
            redactor,
            state: Mutex::default(),
            held: Mutex::default(),
        }
    }

    /// Takes what happened before, without showing it.
    pub(super) fn remember(&self, events: &[Event]) {
        let mut state = self.lock();
        for event in events {
            state.story.add(event);
        }
    }

    pub(super) fn story(&self) -> Story {
        self.lock().story.clone()
    }

    pub(super) fn progress(&self) -> &Progress {
        &self.progress
    }

    /// A line that a running command prints.
    pub(super) fn output(&self, line: &str) {
        let mut state = self.lock();
        let printed = state
            .printed
            .get_or_insert_with(|| self.redactor.streaming());
        let shown = printed.push(format!("{line}\n").as_bytes());
        self.print_lines(&mut state, &shown);
    }

    /// What a command that has ended printed last.
    fn end_output(&self, state: &mut State) {
        if let Some(mut printed) = state.printed.take() {
            let mut shown = printed.finish();
            if !state.begun.is_empty() && !shown.ends_with(b"\n") {
                shown.push(b'\n');
            }
            self.print_lines(state, &shown);
        }
    }

    fn print_lines(&self, state: &mut State, shown: &[u8]) {
        state.begun.push_str(&String::from_utf8_lossy(shown));
        while let Some(end) = state.begun.find('\n') {
            let line: String = state.begun.drain(..=end).collect();
            state.output += 1;
            if state.output <= OUTPUT_LINES || self.progress.verbose {
                self.say(&[format!(
                    "            │ {}",
                    super::style::cut(&plain(line.trim_end_matches('\n')), 66)
                )]);
            }
        }
    }

    /// A result for programs. Its answer is the user's own: nothing but known values is struck out of it.
    pub(super) fn redacted(&self, mut value: Value) -> Value {
        let answer = value["result"]
            .as_str()
            .map(|answer| self.redactor.mask_known(answer).into_owned());
        self.redactor.redact_json(&mut value);
        if let Some(answer) = answer {
            value["result"] = answer.into();
        }
        value
    }

    pub(super) fn say(&self, lines: &[String]) {
        if self.quiet || lines.is_empty() {
            return;
        }
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        match held.as_mut() {
            Some(held) => held.extend_from_slice(lines),
            None => write(lines, &self.redactor),
        }
    }

    /// What went wrong. It is told whatever else is not.
    pub(super) fn complain(&self, line: &str) {
        write(&[line.to_owned()], &self.redactor);
    }

    /// Keeps all lines back until the answer is dropped, so that they don't run through a question.
    pub(super) fn hold(self: &Arc<Self>) -> Held {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.get_or_insert_default();
        Held(Arc::clone(self))
    }

    /// A line of the JSON stream.
    pub(super) fn stream(&self, value: &serde_json::Value) {
        if self.format == Format::StreamJson {
            // A closed stdout only means that nobody reads; the journal has it all.
            drop(super::print(&format!("{value}\n")));
        }
    }

    /// A line with the model's own words.
    fn said(&self, value: &Value) {
        if self.format == Format::StreamJson {
            let line = value.to_string();
            let line = self.redactor.mask_known(&line);
            // As above.
            drop(super::print(&format!("{line}\n")));
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves a story that is still what happened.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A question is open.
pub(super) struct Held(Arc<Watch>);

impl Drop for Held {
    fn drop(&mut self) {
        let mut held = self.0.held.lock().unwrap_or_else(PoisonError::into_inner);
        let lines = held.take().unwrap_or_default();
        if !lines.is_empty() {
            write(&lines, &self.0.redactor);
        }
    }
}

fn write(lines: &[String], redactor: &Redactor) {
    let mut text = lines.join("\n");
    text.push('\n');
    // A closed stderr only means that nobody watches.
    drop(std::io::stderr().write_all(redactor.redact(&text).as_bytes()));
}

impl Observer for Watch {
    fn event(&self, event: &Event) {
        let mut state = self.lock();
        state.story.add(event);
        self.end_output(&mut state);
        let hidden = state.output.saturating_sub(OUTPUT_LINES);
        let ran = matches!(
            event.body,
            EventBody::ToolCalled { .. } | EventBody::Measured { .. } | EventBody::Answered { .. }
        );
        if ran {
            state.output = 0;
            if hidden > 0 && !self.progress.verbose {
                let hidden = counted(hidden, "more line");
                self.say(&[format!("            │ … {hidden}")]);
            }
        }
        drop(state);
        self.say(&self.progress.lines(event));
        for mut line in stream_lines(event) {
            if line["type"] == "assistant" {
                self.said(&line);
            } else {
                self.redactor.redact_json(&mut line);
                self.stream(&line);
            }
        }
    }

    fn text(&self, fragment: &str) {
        self.said(&json!({"type": "text", "text": fragment}));
    }

    fn restart(&self, why: &Fault, pause: Duration) {
        let pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
        self.say(&self.progress.retry(&why.message, pause_ms));
        let pause = duration(pause_ms);
        self.stream(&json!({"type": "retry", "reason": why.message, "pause": pause}));
    }
}
