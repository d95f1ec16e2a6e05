//! Answers the questions of agencies and evaluators, under policy and budget.

use super::gate::Gate;
use super::intents::Intents;
use super::models::Caller;
use super::{prompt, schema};
use crate::domain::{
    Action, Answer, Ask, Command, Effect, Message, ModelQuestion, ModelRequest, Question, Reply,
    Role,
};
use crate::port::Workspace;
use futures_util::future::join_all;
use serde_json::json;
use std::sync::Arc;

/// The output that an answer carries, at most this many bytes a stream; of more, the end.
const OUTPUT: usize = 256 * 1024;

/// Whom to ask.
pub(super) struct Desk {
    pub(super) caller: Arc<Caller>,
    pub(super) workspace: Arc<dyn Workspace>,
    pub(super) gate: Gate,
    pub(super) intents: Arc<Intents>,
}

impl Desk {
    /// Answers all questions of one round. Those that only look or ask are answered in parallel; commands one after
    /// another, since they share the workspace.
    pub(super) async fn answer(&self, questions: &[Question]) -> Vec<Answer> {
        let (commands, others): (Vec<_>, Vec<_>) = questions
            .iter()
            .partition(|question| matches!(question.ask, Ask::Command(_)));
        let mut answers = join_all(others.into_iter().map(|question| self.one(question))).await;
        for question in commands {
            answers.push(self.one(question).await);
        }
        answers.sort_by_key(|answer| {
            questions
                .iter()
                .position(|question| question.id == answer.id)
        });
        answers
    }

    async fn one(&self, question: &Question) -> Answer {
        let outcome = match &question.ask {
            Ask::Model(question) => model(&self.caller, question).await,
            Ask::Command(command) => self.command(command).await,
            Ask::File(path) => self
                .workspace
                .text(path)
                .await
                .map(Reply::Text)
                .map_err(|fault| fault.message),
            Ask::Glob(pattern) => self
                .workspace
                .glob(pattern)
                .await
                .map(Reply::Paths)
                .map_err(|fault| fault.message),
            Ask::Other(word, _) => Err(format!("this kernel can't answer \"{word}\"")),
        };
        Answer {
            id: question.id.clone(),
            outcome,
        }
    }

    async fn command(&self, command: &Command) -> Result<Reply, String> {
        let action = Action {
            tool: "shell".into(),
            arguments: json!({"command": command.line, "directory": command.directory}),
            effect: Effect::Execute,
            tainted: false,
        };
        self.gate.check(&action).await?;
        self.intents.command(&action).await?;
        let mut outcome = self
            .workspace
            .run(command)
            .await
            .map_err(|fault| fault.message)?;
        for stream in [&mut outcome.stdout, &mut outcome.stderr] {
            let excess = stream.len().saturating_sub(OUTPUT);
            stream.drain(..excess);
        }
        Ok(Reply::Ran(outcome))
    }
}

/// An answer that does not satisfy the schema is asked for once more, then counts as none.
pub(super) async fn model(caller: &Caller, question: &ModelQuestion) -> Result<Reply, String> {
    if !caller.models.can_judge(&question.role) {
        return Err("no model that can judge is connected".into());
    }
    let mut request = ModelRequest {
        messages: vec![
            Message::text(Role::System, prompt::adviser()),
            Message::text(Role::User, &question.prompt),
        ],
        answer_schema: Some(question.schema.clone()),
        ..ModelRequest::default()
    };
    let mut why = String::new();
    for _attempt in 0..2 {
        let turn = caller
            .call_or_executor(&question.role, request.clone())
            .await
            .map_err(|fault| fault.to_string())?;
        let text = turn.text();
        match schema::parse(&text, &question.schema) {
            Ok(value) => return Ok(Reply::Json(value)),
            Err(error) => why = error,
        }
        let said = if text.is_empty() {
            "(nothing)".to_owned()
        } else {
            text
        };
        request.messages.push(Message::text(Role::Assistant, said));
        request.messages.push(Message::text(
            Role::User,
            format!("{why}. Answer again, with the JSON only."),
        ));
    }
    Err(format!("the model's answer does not fit: {why}"))
}
