//! What is about to be done, told before it is.

use super::{Effect, ToolInfo};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// "e1", "e2", …: an effect within its task.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EffectId(pub String);

impl fmt::Display for EffectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A call with an effect, durable before the call is made. Its arguments stand in the answer that asked for it. A command of
/// those who judge is one too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    pub id: EffectId,
    /// The id that the model gave the call; empty for a command of those who judge.
    pub call: String,
    pub tool: String,
    /// The call in one line.
    pub summary: String,
    /// The whole of what is asked, for people: the command, or all arguments.
    pub shown: String,
    pub effect: Effect,
    /// blake3 of the arguments, hexadecimal.
    pub input_hash: String,
    pub repeat: Repeat,
    /// What the far side knows a repetition by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

impl Intent {
    /// By what arguments are known again.
    pub fn hash(arguments: &Value) -> String {
        let text = arguments.to_string();
        blake3::hash(text.as_bytes()).to_hex().to_string()
    }
}

/// What is to be done about a call of which nobody knows how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repeat {
    /// It looks only, or it is a check: it is made again.
    Pure,
    /// It is made again under the same key, and the far side does it once.
    Keyed,
    /// It writes files: they are compared with what they were and what they were to become.
    Reconcilable,
    /// Nobody but a person can tell.
    Unknown,
}

impl Repeat {
    /// The argument by which a tool takes a key: a tool whose schema has it is given one by the kernel.
    pub const KEY: &'static str = "idempotency_key";

    /// By what a tool declares: its effect, and whether it takes a key.
    pub fn of(tool: &ToolInfo) -> Self {
        let takes_key = tool.spec.parameters["properties"][Self::KEY]["type"] == "string";
        match &tool.effect {
            Effect::Read => Self::Pure,
            _ if takes_key => Self::Keyed,
            Effect::WriteWorkspace => Self::Reconcilable,
            Effect::Execute
            | Effect::Network
            | Effect::MessageOthers
            | Effect::Irreversible
            | Effect::Other(_) => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ToolSpec;
    use serde_json::json;

    #[test]
    fn how_a_call_is_repeated_follows_from_what_its_tool_declares() {
        let plain = json!({"type": "object", "properties": {"path": {"type": "string"}}});
        let keyed =
            json!({"type": "object", "properties": {"idempotency_key": {"type": "string"}}});
        let other =
            json!({"type": "object", "properties": {"idempotency_key": {"type": "number"}}});
        let rows: [(&str, &Value, Repeat); 13] = [
            ("read", &plain, Repeat::Pure),
            ("read", &keyed, Repeat::Pure),
            ("write-workspace", &plain, Repeat::Reconcilable),
            ("write-workspace", &keyed, Repeat::Keyed),
            ("execute", &plain, Repeat::Unknown),
            ("execute", &keyed, Repeat::Keyed),
            ("network", &plain, Repeat::Unknown),
            ("network", &keyed, Repeat::Keyed),
            ("network", &other, Repeat::Unknown),
            ("message-others", &plain, Repeat::Unknown),
            ("message-others", &keyed, Repeat::Keyed),
            ("irreversible", &plain, Repeat::Unknown),
            ("a word of tomorrow", &plain, Repeat::Unknown),
        ];
        for (effect, parameters, expected) in rows {
            let tool = ToolInfo {
                spec: ToolSpec {
                    name: "tool".into(),
                    description: String::new(),
                    parameters: parameters.clone(),
                },
                effect: Effect::from_word(effect),
            };
            assert_eq!(Repeat::of(&tool), expected, "{effect} {parameters}");
        }
    }
}
