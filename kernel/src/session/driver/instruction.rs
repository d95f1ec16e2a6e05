//! What kind of work the task is, and which instructions go with it.

use super::Session;
use crate::domain::{EventBody, Message, ModelRequest, Reached, Role};
use crate::mind::{self, CATEGORIES, Category, Instructions};
use crate::session::machine::Mode;
use crate::session::{instruction, prompt, schema, truncate};
use serde_json::json;
use std::sync::atomic::Ordering;

/// As much of the task as the small model reads.
const TASK: usize = 4 * 1024;
/// As much as it may say.
const ANSWER: u32 = 1_024;

impl Session {
    /// Settles the category, chooses the instructions and hands them to the executor. Before the first call of it.
    pub(super) async fn instruct(&mut self) -> Reached {
        let by_rules = mind::category(&self.task);
        let material = std::mem::take(&mut self.material);
        let category = match &material.category {
            // What somebody says from afar is what the work is judged as. What is delegated goes by the words.
            Some(name) => {
                self.toolbox.gate.delegated.settle(&by_rules.name);
                Category {
                    name: name.clone(),
                    why: "it was handed in as this".to_owned(),
                }
            }
            None if by_rules.name.is_empty() => self.asked().await.unwrap_or(by_rules),
            None => by_rules,
        };
        // Settled once: the first word holds.
        self.toolbox.gate.delegated.settle(&category.name);
        self.instructions = Instructions::choose(&self.task, category, material);
        self.recorder
            .record(EventBody::Instructed(self.instructions.told()))
            .await;
        let recalled = self.recall().await;
        let tainted = self.instructions.are_tainted() || recalled.is_tainted;
        if tainted {
            self.toolbox.tainted.store(true, Ordering::Relaxed);
        }
        let texts = [instruction::text(&self.instructions), recalled.text];
        let texts: Vec<String> = texts.into_iter().flatten().collect();
        let instructions = (!texts.is_empty()).then(|| texts.join("\n\n"));
        if let Some(text) = &instructions {
            self.machine.instruct(text.clone());
        }
        Reached::Begin {
            instructions,
            tainted,
        }
    }

    /// What the small model says, where there is one that is not the executor's. None: it can't be asked, or can't say.
    async fn asked(&self) -> Option<Category> {
        let models = &self.caller.models;
        let small = models.small.as_ref()?.reference();
        let may_ask = self.mode != Mode::Simulate
            && small != models.executor.reference()
            && models.can_judge("small")
            && self.recorder.broken().is_none();
        if !may_ask {
            return None;
        }
        let mut names = CATEGORIES.to_vec();
        names.push("other");
        let answer = json!({
            "type": "object",
            "properties": {"category": {"type": "string", "enum": names}},
            "required": ["category"],
            "additionalProperties": false,
        });
        let task = truncate::head(&self.task, usize::MAX, TASK);
        let request = ModelRequest {
            messages: vec![
                Message::text(Role::System, prompt::sorter()),
                Message::text(Role::User, task),
            ],
            answer_schema: Some(answer.clone()),
            max_tokens: Some(ANSWER),
            ..ModelRequest::default()
        };
        // A call that fails is in the journal; the task goes on without a category.
        let turn = self.caller.call("small", request, false).await.ok()?;
        let said = schema::parse(&turn.text(), &answer).ok()?;
        let name = said["category"].as_str().filter(|name| *name != "other")?;
        Some(Category {
            name: name.to_owned(),
            why: format!("said {small}"),
        })
    }
}
