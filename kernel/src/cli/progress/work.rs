//! Iterations, model calls, tool calls, changes.

use super::super::style::{counted, cut, duration, grouped, plain};
use super::{COLUMNS, Progress};
use crate::domain::{Event, EventBody, FileChange, Receipt};

/// How many lines of a diff are shown unless all are wanted; the JSON result has all of them.
const DIFF_LINES: usize = 120;

impl Progress {
    pub(super) fn work(&self, event: &Event) -> Option<Vec<String>> {
        let style = self.style();
        Some(match &event.body {
            EventBody::IterationStarted => {
                vec![style.bold(&format!("iteration {}", event.iteration))]
            }
            EventBody::ModelCalled { .. } => self.called(&event.body),
            EventBody::ModelFailed {
                model,
                fault,
                retry_in_ms: None,
                ..
            } => self.labelled(
                "model",
                &format!("{model}: {}", style.red(&plain(&fault.message))),
            ),
            EventBody::ToolCalled { receipt, .. } | EventBody::Unsettled { receipt, .. } => {
                vec![self.receipt(receipt)]
            }
            EventBody::ToolDenied {
                summary, reason, ..
            } => self.labelled(
                "denied",
                &format!("{}: {}", style.yellow(&plain(summary)), plain(reason)),
            ),
            EventBody::Compacted { .. } => self.compacted(&event.body),
            EventBody::Changed { files } => self.changed(files),
            EventBody::Tried { candidate } => super::super::futures::lines(self, candidate),
            _ => return None,
        })
    }

    /// A failed call that is tried again.
    pub(in crate::cli) fn retry(&self, why: &str, pause_ms: u64) -> Vec<String> {
        let pause = duration(pause_ms);
        self.labelled("retry", &format!("in {pause}: {}", plain(why)))
    }

    fn receipt(&self, receipt: &Receipt) -> String {
        let style = self.style();
        let code = receipt
            .code
            .map(|code| format!(", exit {code}"))
            .unwrap_or_default();
        let mark = if receipt.is_error {
            style.red("✗")
        } else {
            style.green("✓")
        };
        let told = cut(&plain(&receipt.summary), 48);
        let took = duration(receipt.duration_ms);
        self.row(&receipt.id.0, &format!("{mark} {told}  {took}{code}"))
    }

    fn called(&self, body: &EventBody) -> Vec<String> {
        let EventBody::ModelCalled {
            role,
            model,
            usage,
            cost,
            duration_ms,
            finish,
            text,
            ..
        } = body
        else {
            return Vec::new();
        };
        let mut lines = Vec::new();
        if finish == "tool"
            && role == "executor"
            && let Some(first) = text.lines().next()
        {
            lines.push(self.row("", &self.style().dim(&cut(&plain(first), 66))));
        }
        if usage.total() > 0 || self.verbose {
            let cost = cost.map_or("price unknown".to_owned(), |cost| cost.to_string());
            let used = format!(
                "{} in, {} out",
                grouped(usage.total() - usage.output),
                grouped(usage.output)
            );
            let took = duration(*duration_ms);
            let told = format!("{model} as {role}: {used}, {cost}, {took}");
            lines.extend(self.labelled("model", &plain(&told)));
        }
        lines
    }

    fn changed(&self, files: &[FileChange]) -> Vec<String> {
        let told = |file: &FileChange| {
            let counts = format!(" +{} −{}", file.added, file.removed);
            let room = COLUMNS - super::LABEL - counts.chars().count();
            let path = cut(&plain(&file.path), room);
            self.row("changed", &format!("{path}{counts}"))
        };
        let mut lines: Vec<String> = files.iter().map(told).collect();
        lines.extend(self.diff(files.iter().flat_map(|file| file.diff.lines())));
        lines
    }

    /// What was left out of the conversation.
    fn compacted(&self, body: &EventBody) -> Vec<String> {
        let EventBody::Compacted {
            before,
            after,
            window,
            dropped,
            ..
        } = body
        else {
            return Vec::new();
        };
        let told = format!(
            "{} of {} tokens: left out {}, now about {}",
            grouped(*before),
            grouped(*window),
            left_out(dropped),
            grouped(*after)
        );
        let mut lines = self.labelled("context", &told);
        if self.verbose {
            lines.extend(dropped.iter().map(|one| self.row("", &plain(one))));
        }
        lines
    }

    /// A unified diff, with colours where there are any: whole where all is wanted, else as much as a screen bears.
    pub(in crate::cli) fn diff<'a>(&self, lines: impl Iterator<Item = &'a str>) -> Vec<String> {
        let style = self.style();
        let lines: Vec<&str> = lines.collect();
        let most = if self.verbose { usize::MAX } else { DIFF_LINES };
        let mut shown: Vec<String> = lines
            .iter()
            .take(most)
            .map(|line| {
                let text = plain(line);
                let text = if self.verbose {
                    text
                } else {
                    cut(&text, COLUMNS - 4)
                };
                let text = match line.as_bytes().first() {
                    Some(b'+') => style.green(&text),
                    Some(b'-') => style.red(&text),
                    Some(b'@') => style.dim(&text),
                    _ => text,
                };
                format!("    {text}")
            })
            .collect();
        if lines.len() > most {
            shown.push(format!(
                "    … {}",
                counted(lines.len() - most, "more line")
            ));
        }
        shown
    }
}

/// Old results, and turns that went as a whole.
fn left_out(dropped: &[String]) -> String {
    let (results, turns): (Vec<&String>, Vec<_>) = dropped
        .iter()
        .partition(|line| line.starts_with("result of "));
    match (results.len(), turns.len()) {
        (results, 0) => counted(results, "old result"),
        (0, turns) => counted(turns, "old turn"),
        (results, turns) => format!(
            "{} and {}",
            counted(results, "old result"),
            counted(turns, "old turn")
        ),
    }
}
