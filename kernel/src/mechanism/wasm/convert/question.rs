//! Questions that a pure step asks, and the answers to them.

use super::{Garbled, all, json, object};
use crate::domain::{Answer, Ask, Command, ModelQuestion, Outcome, Question, Reply};
use crate::mechanism::sound;
use crate::mechanism::wasm::bindings::openkoi::types::question;

/// Questions of one step: at least one, at most so many, each with an id of its own.
pub(in crate::mechanism::wasm) fn questions(
    asked: Vec<question::Question>,
    most: usize,
) -> Result<Vec<Question>, Garbled> {
    // Before any of them is read.
    sound::at_most("questions", asked.len(), most).map_err(Garbled)?;
    let questions = all(asked, |question| {
        Ok(Question {
            id: question.id,
            ask: ask(question.ask)?,
        })
    })?;
    sound::questions(&questions, most).map_err(Garbled)?;
    Ok(questions)
}

fn ask(ask: question::Ask) -> Result<Ask, Garbled> {
    Ok(match ask {
        question::Ask::Model(model) => Ask::Model(ModelQuestion {
            schema: object("the schema of a question", &model.schema)?,
            role: model.role,
            prompt: model.prompt,
        }),
        question::Ask::Command(command) => Ask::Command(Command {
            line: command.line,
            directory: command.directory,
            stdin: Vec::new(),
            timeout_ms: command.timeout_ms,
        }),
        question::Ask::File(path) => Ask::File(path),
        question::Ask::Glob(pattern) => Ask::Glob(pattern),
        question::Ask::Other((name, arguments)) => {
            let arguments = json("the arguments of a question", &arguments)?;
            Ask::Other(name, arguments)
        }
    })
}

pub(in crate::mechanism::wasm) fn answers(answers: &[Answer]) -> Vec<question::Answer> {
    let answer = |answer: &Answer| question::Answer {
        id: answer.id.clone(),
        outcome: answer.outcome.as_ref().map(reply).map_err(Clone::clone),
    };
    answers.iter().map(answer).collect()
}

fn reply(reply: &Reply) -> question::Reply {
    match reply {
        Reply::Json(value) => question::Reply::Json(value.to_string()),
        Reply::Ran(outcome) => question::Reply::Ran(ran(outcome)),
        Reply::Text(text) => question::Reply::Text(text.clone()),
        Reply::Paths(paths) => question::Reply::Paths(paths.clone()),
    }
}

fn ran(outcome: &Outcome) -> question::Outcome {
    question::Outcome {
        code: outcome.code,
        stdout: end(&outcome.stdout),
        stderr: end(&outcome.stderr),
        timed_out: outcome.timed_out,
        duration_ms: outcome.duration_ms,
    }
}

/// The end of what a command printed, as far as the contract hands it over.
fn end(bytes: &[u8]) -> String {
    const KEPT: usize = 256 << 10;
    let text = String::from_utf8_lossy(bytes);
    let from = text.ceil_char_boundary(text.len().saturating_sub(KEPT));
    text[from..].to_owned()
}
