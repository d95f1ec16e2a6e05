//! What agencies and evaluators are told, ask and hear, for those who want to listen; and notes.

use super::super::style::{counted, grouped, plain};
use super::{Progress, stance};
use crate::domain::{Ask, Brief, EventBody, Outcome, Question, Reply, Spend, Tempo};

/// Of a longer text, this many characters are shown.
const SAID: usize = 2_000;

impl Progress {
    pub(super) fn talk(&self, body: &EventBody) -> Option<Vec<String>> {
        Some(match body {
            EventBody::Note { source, line, .. } => {
                self.labelled("note", &format!("{}: {}", plain(source), plain(line)))
            }
            // A command of the project's is shown before it runs, to everybody.
            EventBody::Asked {
                question:
                    Question {
                        ask: Ask::Command(command),
                        ..
                    },
                ..
            } if !self.verbose => self.labelled("runs", &plain(&command.line)),
            _ if !self.verbose => return None,
            EventBody::Briefed { brief } => self.brief(brief),
            EventBody::Asked { by, question } => self.question(by, question),
            EventBody::Answered { by, answer } => self.answer(by, &answer.outcome),
            EventBody::Verdict {
                agency,
                tempo: Tempo::Action,
                subject,
                verdict,
            } => {
                let subject = plain(subject.as_deref().unwrap_or_default());
                let told = stance(self.style(), verdict);
                self.labelled("action", &format!("{subject}: {} {told}", plain(agency)))
            }
            _ => return None,
        })
    }

    /// What every agency was told. The directive and the plan stand elsewhere on the screen.
    pub(in crate::cli) fn brief(&self, brief: &Brief) -> Vec<String> {
        let mut lines = self.labelled("brief", &format!("the task: {}", said(&brief.task)));
        let steps = counted(brief.plan.len(), "step");
        let estimate = format!(
            "a plan of {steps}, about {}; left: {}",
            amount(&brief.estimate),
            amount(&brief.budget)
        );
        lines.extend(self.labelled("", &estimate));
        let judge = if brief.model_available {
            "a model can be asked for judgement"
        } else {
            "no model can be asked for judgement"
        };
        lines.extend(self.labelled("", judge));
        let records = brief.tools.iter().map(|tool| {
            let calls = counted(usize::try_from(tool.calls).unwrap_or(usize::MAX), "call");
            format!("{}: {calls}, {} failed", plain(&tool.name), tool.failures)
        });
        let facts = brief.facts.iter().map(|fact| {
            let (subject, statement) = (plain(&fact.subject), plain(&fact.statement));
            format!("{subject}: {statement} ({:.2})", fact.confidence)
        });
        for line in records.chain(facts) {
            lines.extend(self.labelled("", &line));
        }
        lines
    }

    pub(in crate::cli) fn question(&self, by: &str, question: &Question) -> Vec<String> {
        let asked = match &question.ask {
            Ask::Model(model) => format!("the {} model:\n{}", model.role, said(&model.prompt)),
            Ask::Command(command) if command.directory.is_empty() => {
                format!("a run of {}", said(&command.line))
            }
            Ask::Command(command) => {
                let (line, directory) = (said(&command.line), plain(&command.directory));
                format!("a run of {line} in {directory}")
            }
            Ask::File(path) => format!("the file {}", plain(path)),
            Ask::Glob(pattern) => format!("the files that match {}", plain(pattern)),
            Ask::Other(word, value) => format!("{} {}", plain(word), said(&value.to_string())),
        };
        self.labelled("asks", &format!("{}: {asked}", plain(by)))
    }

    pub(in crate::cli) fn answer(&self, by: &str, outcome: &Result<Reply, String>) -> Vec<String> {
        let told = match outcome {
            Ok(Reply::Json(value)) => said(&value.to_string()),
            Ok(Reply::Ran(outcome)) => ran(outcome),
            Ok(Reply::Text(text)) if text.is_empty() => "an empty text".to_owned(),
            Ok(Reply::Text(text)) => said(text),
            Ok(Reply::Paths(paths)) if paths.is_empty() => "no files".to_owned(),
            Ok(Reply::Paths(paths)) => said(&paths.join(", ")),
            Err(why) => format!("no answer: {}", plain(why)),
        };
        self.labelled("answer", &format!("to {}: {told}", plain(by)))
    }
}

fn ran(outcome: &Outcome) -> String {
    let code = match (outcome.timed_out, outcome.code) {
        (true, _) => "it took too long".to_owned(),
        (false, Some(code)) => format!("exit {code}"),
        (false, None) => "ended by a signal".to_owned(),
    };
    let output = [&outcome.stdout, &outcome.stderr].map(|stream| String::from_utf8_lossy(stream));
    let output = output.concat();
    if output.trim().is_empty() {
        format!("{code}, nothing printed")
    } else {
        format!("{code}\n{}", said(output.trim_end()))
    }
}

fn amount(spend: &Spend) -> String {
    let (tokens, usd, seconds) = (grouped(spend.tokens), spend.usd, spend.seconds);
    format!("{tokens} tokens, ${usd:.2}, {seconds} s")
}

/// The beginning of a text, and how much more there is.
fn said(text: &str) -> String {
    let text = plain(text);
    match text.char_indices().nth(SAID) {
        Some((at, _)) => {
            let left = text[at..].chars().count();
            let (head, left) = (&text[..at], counted(left, "more character"));
            format!("{head} … {left}")
        }
        None => text,
    }
}
