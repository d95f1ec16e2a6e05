//! What the executor has been told and has said.

use super::prompt;
use super::turn::Turn;
use crate::domain::{Message, Part, Plan, Role, ToolResult};
use serde_json::Value;

/// Results of the newest messages that stay whole when the conversation has to become smaller.
const KEPT_RESULTS: usize = 4;
/// What stands where a tool's result was left out.
const LEFT_OUT: &str = "[left out to make room; call the tool again if you need it]";

/// The messages of one task, oldest first. Only its end grows, so that what stood before it can be cached.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    messages: Vec<Message>,
}

impl Conversation {
    /// The system prompt, then the task word for word as the first part of the first user message.
    pub fn new(system: String, task: String, directive: &str) -> Self {
        let system = Message {
            cache_point: true,
            ..Message::text(Role::System, system)
        };
        let mut first = Message::text(Role::User, task);
        if !directive.is_empty() {
            first.parts.push(Part::Text(prompt::directive(directive)));
        }
        Self {
            messages: vec![system, first],
        }
    }

    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// Adds what was planned and decided to the first user message. Called before the executor has said anything.
    pub(super) fn brief(&mut self, plan: &Plan, conditions: &[String]) {
        if let Some(text) = prompt::brief(plan, conditions)
            && let Some(first) = self.messages.get_mut(1)
        {
            first.parts.push(Part::Text(text));
        }
    }

    /// Adds the form of the answer to the first user message. Called before the executor has said anything.
    pub(super) fn demand(&mut self, schema: &Value) {
        if let Some(first) = self.messages.get_mut(1) {
            first.parts.push(Part::Text(prompt::demand(schema)));
        }
    }

    pub(super) fn said(&mut self, turn: &Turn) {
        if !turn.parts.is_empty() {
            self.messages.push(Message {
                role: Role::Assistant,
                parts: turn.parts.clone(),
                cache_point: false,
            });
        }
    }

    pub(super) fn results(&mut self, results: Vec<ToolResult>) {
        let parts = results.into_iter().map(Part::ToolResult).collect();
        self.push_cached(Message {
            role: Role::Tool,
            parts,
            cache_point: false,
        });
    }

    pub(super) fn judged(&mut self, findings: &str) {
        self.push_cached(Message::text(Role::User, findings));
    }

    /// Appends a message and moves the moving cache point to it; the one of the system prompt stays.
    fn push_cached(&mut self, message: Message) {
        for earlier in self.messages.iter_mut().skip(1) {
            earlier.cache_point = false;
        }
        self.messages.push(Message {
            cache_point: true,
            ..message
        });
    }

    /// Makes the conversation smaller by leaving out older tool results; false if there is nothing left to leave out.
    /// The task, what was said and the newest results stay.
    pub(super) fn shrink(&mut self, _counted: Option<u64>) -> bool {
        let tools: Vec<usize> = self
            .messages
            .iter()
            .enumerate()
            .filter(|(_, message)| message.role == Role::Tool)
            .map(|(at, _)| at)
            .collect();
        let older = tools.len().saturating_sub(KEPT_RESULTS);
        // When only new results are there, all but the last have to go.
        let victims = if older > 0 {
            older
        } else {
            tools.len().saturating_sub(1)
        };
        let mut smaller = false;
        for at in tools.into_iter().take(victims) {
            for part in &mut self.messages[at].parts {
                if let Part::ToolResult(result) = part
                    && result.content.len() > LEFT_OUT.len()
                {
                    LEFT_OUT.clone_into(&mut result.content);
                    smaller = true;
                }
            }
        }
        smaller
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(content: &str) -> Vec<ToolResult> {
        vec![ToolResult {
            id: "c".into(),
            content: content.into(),
            is_error: false,
        }]
    }

    fn size(conversation: &Conversation) -> usize {
        serde_json::to_string(conversation.messages())
            .expect("messages are JSON")
            .len()
    }

    #[test]
    fn the_task_stands_word_for_word_as_the_first_part_of_the_first_user_message() {
        let mut conversation = Conversation::new("system".into(), "直して 🎏".into(), "be kind");
        conversation.brief(&Plan::default(), &["test it".into()]);
        assert_eq!(
            conversation.messages()[1].parts[0],
            Part::Text("直して 🎏".into())
        );
        assert_eq!(conversation.messages()[1].parts.len(), 3);
    }

    #[test]
    fn shrinking_leaves_out_old_results_until_there_are_none() {
        let mut conversation = Conversation::new("system".into(), "task".into(), "");
        for _ in 0..8 {
            conversation.results(result(&"x".repeat(1_000)));
        }
        let sizes: Vec<usize> =
            std::iter::from_fn(|| conversation.shrink(None).then(|| size(&conversation)))
                .take(10)
                .collect();
        assert_eq!(
            sizes.len(),
            1,
            "the second time nothing old is left: {sizes:?}"
        );
        assert!(sizes[0] < 6_000);
        assert_eq!(
            conversation.messages()[1].parts[0],
            Part::Text("task".into())
        );
    }

    #[test]
    fn only_the_end_grows_so_that_the_prefix_stays_the_same() {
        let mut conversation = Conversation::new("system".into(), "task".into(), "");
        let before: Vec<_> = conversation
            .messages()
            .iter()
            .map(|message| message.parts.clone())
            .collect();
        conversation.results(result("one"));
        conversation.judged("again");
        let after: Vec<_> = conversation
            .messages()
            .iter()
            .take(2)
            .map(|message| message.parts.clone())
            .collect();
        assert_eq!(before, after);
        let points: Vec<bool> = conversation
            .messages()
            .iter()
            .map(|message| message.cache_point)
            .collect();
        assert_eq!(points, [true, false, false, true]);
    }
}
