//! What earlier work has taught, and what this one teaches.

use super::super::style::{counted, plain};
use super::Progress;
use crate::domain::{EventBody, Recalled};

impl Progress {
    pub(super) fn lesson(&self, body: &EventBody) -> Option<Vec<String>> {
        Some(match body {
            EventBody::Recalled(recalled) => self.recalled(recalled),
            EventBody::Learned { lesson } => self.labelled("learned", &plain(&lesson.text)),
            _ => return None,
        })
    }

    fn recalled(&self, recalled: &Recalled) -> Vec<String> {
        let by = match &recalled.embedder {
            Some(embedder) => format!(", by their words and by {embedder}"),
            None => String::new(),
        };
        let count = counted(recalled.lessons.len(), "lesson");
        let mut lines = self.labelled("recalled", &plain(&format!("{count}{by}")));
        if let Some(why) = &recalled.without {
            let why = format!("by their words alone: {why}");
            lines.extend(self.labelled("", &plain(&why)));
        }
        if self.verbose {
            let texts = recalled.lessons.iter();
            lines.extend(texts.flat_map(|lesson| {
                self.labelled("", &plain(&format!("{}: {}", lesson.id, lesson.text)))
            }));
        }
        lines
    }
}
