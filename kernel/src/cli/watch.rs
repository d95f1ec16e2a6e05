//! Watches a task for the screen that was asked for.

use super::args::Format;
use super::progress::Progress;
use super::stream;
use super::style::{counted, duration, plain};
use crate::domain::{Event, EventBody, Fault};
use crate::mind::Story;
use crate::session::Observer;
use serde_json::json;
use std::io::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How many lines of a command's output are shown while it runs, unless `--verbose` asks for all.
const OUTPUT_LINES: usize = 6;

/// Folds events to the story, and shows them.
pub(super) struct Watch {
    format: Format,
    quiet: bool,
    progress: Progress,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    story: Story,
    /// Lines of the running command that were shown or counted.
    output: usize,
}

impl Watch {
    pub(super) fn new(format: Format, quiet: bool, progress: Progress) -> Self {
        Self {
            format,
            quiet,
            progress,
            state: Mutex::default(),
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
        state.output += 1;
        if state.output <= OUTPUT_LINES || self.progress.verbose {
            self.say(&[format!(
                "            │ {}",
                super::style::cut(&plain(line), 66)
            )]);
        }
    }

    pub(super) fn say(&self, lines: &[String]) {
        if self.quiet || lines.is_empty() {
            return;
        }
        let mut text = lines.join("\n");
        text.push('\n');
        // A closed stderr only means that nobody watches.
        drop(std::io::stderr().write_all(text.as_bytes()));
    }

    /// A line of the JSON stream.
    pub(super) fn stream(&self, value: &serde_json::Value) {
        if self.format == Format::StreamJson {
            // A closed stdout only means that nobody reads; the journal has it all.
            drop(super::print(&format!("{value}\n")));
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves a story that is still what happened.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Watch {
    fn event(&self, event: &Event) {
        let mut state = self.lock();
        state.story.add(event);
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
        for line in stream::event(event) {
            self.stream(&line);
        }
    }

    fn text(&self, fragment: &str) {
        self.stream(&json!({"type": "text", "text": fragment}));
    }

    fn restart(&self, why: &Fault, pause: Duration) {
        let pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
        self.say(&self.progress.retry(&why.message, pause_ms));
        let pause = duration(pause_ms);
        self.stream(&json!({"type": "retry", "reason": why.message, "pause": pause}));
    }
}
