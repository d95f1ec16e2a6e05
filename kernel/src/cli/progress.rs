//! A task's events as lines for people, as they happen and when they are shown again.

mod deliberation;
mod judgement;
mod lesson;
mod talk;
mod work;

use super::style::{Style, cut, plain, wrapped};
use crate::domain::Event;
use std::collections::HashMap;

pub(super) use deliberation::stance;

/// The columns that progress keeps to.
pub(super) const COLUMNS: usize = 80;
/// Those that a label takes.
const LABEL: usize = 12;

/// Renders events; a line at a time, without state beyond names and looks.
#[derive(Debug, Clone, Default)]
pub(super) struct Progress {
    pub(super) style: Option<Style>,
    /// Agency to emoji.
    pub(super) symbols: HashMap<String, String>,
    /// Briefs, questions, answers, verdicts on single actions, and whole diffs too.
    pub(super) verbose: bool,
}

impl Progress {
    pub(super) fn style(&self) -> Style {
        self.style.unwrap_or(Style { colors: false })
    }

    /// The lines that an event is worth; none for some.
    pub(super) fn lines(&self, event: &Event) -> Vec<String> {
        let body = &event.body;
        let lines = self
            .deliberation(body)
            .or_else(|| self.work(event))
            .or_else(|| self.judgement(body))
            .or_else(|| self.lesson(body));
        lines.or_else(|| self.talk(body)).unwrap_or_default()
    }

    /// The line with which a task begins on the screen.
    pub(super) fn header(&self, version: &str, model: &str) -> Vec<String> {
        let header = plain(&format!("openkoi {version} · {model}"));
        let lines = wrapped(&header, COLUMNS).into_iter();
        lines.map(|line| self.style().bold(&line)).collect()
    }

    /// One line; of what is too long, the beginning.
    pub(super) fn row(&self, label: &str, text: &str) -> String {
        // Padded before it is coloured: escape codes have no width on the screen.
        let label = format!("{:<11}", cut(label, LABEL - 1));
        let text = cut(text, COLUMNS - LABEL);
        format!("{} {text}", self.style().dim(&label))
    }

    /// A label and text that may need several lines.
    pub(super) fn labelled(&self, label: &str, text: &str) -> Vec<String> {
        let labels = std::iter::once(label).chain(std::iter::repeat(""));
        wrapped(text, COLUMNS - LABEL)
            .into_iter()
            .zip(labels)
            .map(|(line, label)| self.row(label, &line))
            .collect()
    }
}
