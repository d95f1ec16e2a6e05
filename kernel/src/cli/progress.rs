//! The phases of a task as lines for people, as they happen.

use super::style::{Style, cut, duration, grouped, plain, wrapped};
use crate::domain::{
    Decision, Event, EventBody, Fault, Instructed, Measurement, Phase, Report, Severity, Tempo,
    Verdict,
};
use std::collections::HashMap;

/// The columns that progress keeps to.
const COLUMNS: usize = 80;
/// How many lines of a diff are shown; all of them are in `task show` and in the JSON result.
const DIFF_LINES: usize = 120;

/// Renders events; a line at a time, without state beyond names and looks.
#[derive(Debug, Clone, Default)]
pub(super) struct Progress {
    pub(super) style: Option<Style>,
    /// Agency to emoji.
    pub(super) symbols: HashMap<String, String>,
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
            .or_else(|| self.judgement(body));
        lines.or_else(|| self.talk(body)).unwrap_or_default()
    }

    /// Directive, plan, verdicts.
    fn deliberation(&self, body: &EventBody) -> Option<Vec<String>> {
        let style = self.style();
        Some(match body {
            EventBody::Directive { text } => self.labelled("directive", &plain(text)),
            EventBody::Instructed(instructed) => self.instructed(instructed),
            EventBody::Planned { plan } if !plan.steps.is_empty() => {
                let estimate = &plan.estimate;
                let (tokens, usd) = (grouped(estimate.tokens), estimate.usd);
                let about = format!("about {tokens} tokens, ${usd:.2}, {} s", estimate.seconds);
                let mut lines = vec![self.row(
                    "plan",
                    &format!("{}, {about}", counted(plan.steps.len(), "step")),
                )];
                for (number, step) in (1..).zip(&plan.steps) {
                    lines.extend(self.labelled(
                        "",
                        &format!("{number}. {} [{}]", plain(&step.text), step.effect),
                    ));
                }
                lines
            }
            EventBody::Verdict {
                agency,
                tempo: Tempo::Task,
                verdict,
                ..
            } => self.verdict(agency, verdict),
            EventBody::Deliberated {
                approved, reason, ..
            } => {
                let word = if *approved {
                    style.green("approved")
                } else {
                    style.red("blocked")
                };
                self.labelled("parliament", &format!("{word}: {}", plain(reason)))
            }
            _ => return None,
        })
    }

    /// The kind of work, and what it is done and judged by.
    fn instructed(&self, instructed: &Instructed) -> Vec<String> {
        let mut lines = Vec::new();
        if !instructed.category.is_empty() {
            let told = format!("{} ({})", instructed.category, plain(&instructed.why));
            lines.extend(self.labelled("category", &told));
        }
        // The rubric of everything goes without saying.
        let special = !instructed.category.is_empty() || !instructed.skills.is_empty();
        let rubric = instructed.evaluator.iter().filter(|_| special);
        let rubric = rubric.map(|name| format!("rubric {name}"));
        let skills: Vec<String> = instructed.skills.iter().cloned().chain(rubric).collect();
        if !skills.is_empty() {
            lines.extend(self.labelled("skills", &plain(&skills.join(", "))));
        }
        if !instructed.instructions.is_empty() {
            lines.extend(self.labelled("read", &plain(&instructed.instructions.join(", "))));
        }
        for note in &instructed.notes {
            lines.extend(self.labelled("note", &plain(note)));
        }
        lines
    }

    /// Iterations, model calls, tool calls, changes.
    fn work(&self, event: &Event) -> Option<Vec<String>> {
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
            EventBody::ToolCalled { receipt } => {
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
                vec![self.row(&receipt.id.0, &format!("{mark} {told}  {took}{code}"))]
            }
            EventBody::Compacted {
                before,
                after,
                window,
                dropped,
                ..
            } => {
                let told = format!(
                    "{} of {} tokens: left out {}, now about {}",
                    grouped(*before),
                    grouped(*window),
                    left_out(dropped),
                    grouped(*after)
                );
                let mut lines = self.labelled("context", &told);
                if self.verbose {
                    let each = dropped.iter().map(|one| self.row("", &plain(one)));
                    lines.extend(each);
                }
                lines
            }
            EventBody::ToolDenied {
                summary, reason, ..
            } => self.labelled(
                "denied",
                &format!("{}: {}", style.yellow(&plain(summary)), plain(reason)),
            ),
            EventBody::Changed { files } => {
                let told = |file: &crate::domain::FileChange| {
                    self.row(
                        "changed",
                        &format!("{} +{} −{}", plain(&file.path), file.added, file.removed),
                    )
                };
                let mut lines: Vec<String> = files.iter().map(told).collect();
                lines.extend(self.diff(files.iter().flat_map(|file| file.diff.lines())));
                lines
            }
            EventBody::Tried { candidate } => super::futures::lines(self, candidate),
            _ => return None,
        })
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
            let told = format!(
                "{model} as {role}: {used}, {cost}, {}",
                duration(*duration_ms)
            );
            lines.extend(self.labelled("model", &told));
        }
        lines
    }

    /// Measurements, scores, findings, decisions.
    fn judgement(&self, body: &EventBody) -> Option<Vec<String>> {
        Some(match body {
            EventBody::Measured {
                phase,
                measurements,
                ..
            } => {
                let label = if *phase == Phase::Baseline {
                    "before"
                } else {
                    "after"
                };
                measurements
                    .iter()
                    .map(|measurement| self.row(label, &self.measurement(measurement)))
                    .collect()
            }
            EventBody::Judged {
                report: Ok(report), ..
            } => self.report(report),
            EventBody::Judged {
                evaluator,
                report: Err(fault),
            } => self.labelled(
                "evaluator",
                &format!("{evaluator} could not run: {}", plain(&fault.message)),
            ),
            EventBody::Decided { score, decision } => {
                let score = score.map_or("nothing to score".to_owned(), |score| {
                    format!("score {score:.2}")
                });
                vec![self.row("", &format!("{score} → {decision}"))]
            }
            _ => return None,
        })
    }

    /// Questions and answers, for those who want to hear them; notes.
    fn talk(&self, body: &EventBody) -> Option<Vec<String>> {
        Some(match body {
            EventBody::Asked { by, question } if self.verbose => {
                let asked =
                    serde_json::to_string(&question.ask).unwrap_or_else(|error| error.to_string());
                self.labelled("asks", &format!("{by}: {}", cut(&plain(&asked), 400)))
            }
            EventBody::Answered { by, answer } if self.verbose => {
                let text = match &answer.outcome {
                    Ok(reply) => {
                        serde_json::to_string(reply).unwrap_or_else(|error| error.to_string())
                    }
                    Err(why) => format!("no answer: {why}"),
                };
                self.labelled("answer", &format!("to {by}: {}", cut(&plain(&text), 400)))
            }
            EventBody::Note { source, line, .. } => {
                self.labelled("note", &format!("{source}: {}", plain(line)))
            }
            _ => return None,
        })
    }

    fn verdict(&self, agency: &str, verdict: &Result<Verdict, Fault>) -> Vec<String> {
        let style = self.style();
        let symbol = self.symbols.get(agency).map_or("·", String::as_str);
        let (word, told, conditions) = match verdict {
            Ok(verdict) => {
                let conditions: &[String] =
                    if let Decision::ApproveIf(conditions) = &verdict.decision {
                        conditions
                    } else {
                        &[]
                    };
                let word = match &verdict.decision {
                    Decision::Approve => style.green("APPROVE"),
                    Decision::ApproveIf(_) => style.yellow("APPROVE+"),
                    Decision::Block => style.red("BLOCK"),
                    Decision::Abstain => style.dim("ABSTAIN"),
                };
                (
                    word,
                    format!("{:.2}  {}", verdict.probability, plain(&verdict.reason)),
                    conditions,
                )
            }
            Err(fault) => (style.red("NO VERDICT"), plain(&fault.message), &[][..]),
        };
        let mut lines = self.labelled(agency, &format!("{symbol} {word} {told}"));
        for condition in conditions {
            lines.extend(self.labelled("", &format!("if: {}", plain(condition))));
        }
        lines
    }

    fn measurement(&self, measurement: &Measurement) -> String {
        let style = self.style();
        let counts = match (measurement.passed, measurement.failed) {
            (0, 0) => measurement
                .code
                .map_or("no exit code".into(), |code| format!("exit {code}")),
            (passed, failed) => format!("{passed} passed, {failed} failed"),
        };
        let good = measurement.code == Some(0) && measurement.failed == 0;
        let counts = if good {
            style.green(&counts)
        } else {
            style.red(&counts)
        };
        let took = duration(u64::from(measurement.duration_ms));
        format!(
            "{} ({}): {counts}, {took}",
            cut(&plain(&measurement.command), 40),
            measurement.kind
        )
    }

    fn report(&self, report: &Report) -> Vec<String> {
        let style = self.style();
        let mut lines = Vec::new();
        for score in &report.scores {
            let reason = cut(&plain(&score.reason), 48);
            lines.push(self.row(
                "score",
                &format!(
                    "{} {:.2}  {}",
                    score.dimension,
                    score.value,
                    style.dim(&reason)
                ),
            ));
        }
        for finding in &report.findings {
            let word = match &finding.severity {
                Severity::Blocker => style.red("blocker"),
                Severity::Important => style.yellow("important"),
                Severity::Suggestion => style.dim("suggestion"),
                Severity::Other(word) => plain(word),
            };
            let place = finding
                .location
                .as_ref()
                .map(|place| format!(" ({})", plain(place)))
                .unwrap_or_default();
            lines.extend(self.labelled(
                "finding",
                &format!("{word}: {}{place}", plain(&finding.title)),
            ));
        }
        lines
    }

    /// A unified diff, with colours where there are any.
    pub(super) fn diff<'a>(&self, lines: impl Iterator<Item = &'a str>) -> Vec<String> {
        let style = self.style();
        let lines: Vec<&str> = lines.collect();
        let mut shown: Vec<String> = lines
            .iter()
            .take(DIFF_LINES)
            .map(|line| {
                let text = plain(line);
                let text = match line.as_bytes().first() {
                    Some(b'+') => style.green(&text),
                    Some(b'-') => style.red(&text),
                    Some(b'@') => style.dim(&text),
                    _ => text,
                };
                format!("    {text}")
            })
            .collect();
        if lines.len() > DIFF_LINES {
            shown.push(format!("    … {} more lines", lines.len() - DIFF_LINES));
        }
        shown
    }

    pub(super) fn row(&self, label: &str, text: &str) -> String {
        // Padded before it is coloured: escape codes have no width on the screen.
        let label = self.style().dim(&format!("{label:<11}"));
        format!("{label} {text}")
    }

    /// A label and text that may need several lines.
    pub(super) fn labelled(&self, label: &str, text: &str) -> Vec<String> {
        let labels = std::iter::once(label).chain(std::iter::repeat(""));
        wrapped(text, COLUMNS - 12)
            .into_iter()
            .zip(labels)
            .map(|(line, label)| self.row(label, &line))
            .collect()
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

/// "1 step", "2 steps".
fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}
