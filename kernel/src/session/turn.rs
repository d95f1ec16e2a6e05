//! A model's whole answer: the fold of its events.

use crate::domain::{Fault, Garbled, ModelEvent, Part, Said, Thinking, ToolCall, Usage};
use serde_json::Value;

/// A tool call as the model asked for it. Arguments that never became a JSON object stay what they were: text and why.
#[derive(Debug, Clone, PartialEq)]
pub enum Requested {
    Call(ToolCall),
    Garbled {
        id: String,
        name: String,
        text: String,
        why: String,
    },
}

impl Requested {
    pub fn id(&self) -> &str {
        match self {
            Self::Call(call) => &call.id,
            Self::Garbled { id, .. } => id,
        }
    }

    /// How the conversation remembers it; a garbled call is echoed with no arguments.
    pub fn as_call(&self) -> ToolCall {
        match self {
            Self::Call(call) => call.clone(),
            Self::Garbled { id, name, .. } => ToolCall {
                id: id.clone(),
                name: name.clone(),
                arguments: Value::Object(serde_json::Map::new()),
            },
        }
    }
}

/// One answer of a model.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Turn {
    /// Text, thinking and calls in the order in which they were said.
    pub parts: Vec<Part>,
    pub calls: Vec<Requested>,
    pub usage: Usage,
    /// "stop", "length", "tool", "refusal" or another word.
    pub finish: String,
}

impl Turn {
    /// All of the answer's text.
    pub fn text(&self) -> String {
        let texts: Vec<&str> = self
            .parts
            .iter()
            .filter_map(|part| {
                if let Part::Text(text) = part {
                    Some(text.as_str())
                } else {
                    None
                }
            })
            .collect();
        texts.join("\n").trim().to_owned()
    }

    /// The answer as the journal keeps it.
    pub fn said(&self) -> Said {
        let garbled = self.calls.iter().enumerate().filter_map(|(at, call)| {
            let Requested::Garbled { text, why, .. } = call else {
                return None;
            };
            let (text, why) = (text.clone(), why.clone());
            Some(Garbled { at, text, why })
        });
        Said::new(self.parts.clone(), garbled.collect())
    }

    /// The answer that the journal kept.
    pub fn again(said: &Said, usage: &Usage, finish: &str) -> Self {
        let calls = said.parts.iter().filter_map(|part| match part {
            Part::ToolCall(call) => Some(call),
            _ => None,
        });
        let calls = calls.enumerate().map(|(at, call)| {
            match said.garbled.iter().find(|garbled| garbled.at == at) {
                Some(garbled) => Requested::Garbled {
                    id: call.id.clone(),
                    name: call.name.clone(),
                    text: garbled.text.clone(),
                    why: garbled.why.clone(),
                },
                None => Requested::Call(call.clone()),
            }
        });
        Self {
            calls: calls.collect(),
            parts: said.parts.clone(),
            usage: usage.clone(),
            finish: finish.to_owned(),
        }
    }
}

/// Folds events to a turn.
#[derive(Debug, Default)]
pub(super) struct Fold {
    turn: Turn,
    open: Vec<(String, String, String)>,
}

impl Fold {
    pub(super) fn event(&mut self, event: ModelEvent) {
        match event {
            ModelEvent::Text(text) => match self.turn.parts.last_mut() {
                Some(Part::Text(so_far)) => so_far.push_str(&text),
                _ => self.turn.parts.push(Part::Text(text)),
            },
            ModelEvent::Thinking(thinking) => self.thinking(thinking),
            ModelEvent::ToolStart { id, name } => self.open.push((id, name, String::new())),
            ModelEvent::ToolArguments { id, fragment } => {
                if let Some((_, _, text)) = self.open.iter_mut().find(|(open, _, _)| *open == id) {
                    text.push_str(&fragment);
                }
            }
            ModelEvent::ToolEnd(id) => {
                if let Some(at) = self.open.iter().position(|(open, _, _)| *open == id) {
                    let (id, name, text) = self.open.remove(at);
                    self.close(id, name, text);
                }
            }
            ModelEvent::Usage(usage) => self.turn.usage = usage,
            ModelEvent::Finish(word) => self.turn.finish = word,
            ModelEvent::Other(..) => {}
        }
    }

    /// Fragments of one block are joined; a signature ends the block.
    fn thinking(&mut self, thinking: Thinking) {
        match self.turn.parts.last_mut() {
            Some(Part::Thinking(so_far)) if so_far.signature.is_none() => {
                so_far.text.push_str(&thinking.text);
                so_far.signature = thinking.signature;
            }
            _ => self.turn.parts.push(Part::Thinking(thinking)),
        }
    }

    fn close(&mut self, id: String, name: String, text: String) {
        // Models may call a tool without arguments by saying nothing at all.
        let source = if text.trim().is_empty() { "{}" } else { &text };
        let requested = match serde_json::from_str::<Value>(source) {
            Ok(arguments @ Value::Object(_)) => Requested::Call(ToolCall {
                id,
                name,
                arguments,
            }),
            Ok(other) => {
                let why = format!("the arguments are {}, not a JSON object", kind(&other));
                Requested::Garbled {
                    id,
                    name,
                    text,
                    why,
                }
            }
            Err(error) => Requested::Garbled {
                id,
                name,
                text,
                why: format!("the arguments are not JSON: {error}"),
            },
        };
        self.turn.parts.push(Part::ToolCall(requested.as_call()));
        self.turn.calls.push(requested);
    }

    /// The turn; calls that never ended are left out of it, since nobody knows what they would have become.
    pub(super) fn finish(self, source: &str) -> Result<Turn, Fault> {
        let cut_short = !self.open.is_empty() && self.turn.finish != "length";
        if cut_short {
            let message = "the answer ended within a tool call";
            return Err(Fault::new(
                source,
                crate::domain::FaultKind::Unavailable,
                message,
            ));
        }
        Ok(self.turn)
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fold(events: Vec<ModelEvent>) -> Result<Turn, Fault> {
        let mut fold = Fold::default();
        for event in events {
            fold.event(event);
        }
        fold.finish("scripted")
    }

    fn call(fragments: &[&str]) -> Vec<ModelEvent> {
        let mut events = vec![ModelEvent::ToolStart {
            id: "c1".into(),
            name: "read".into(),
        }];
        events.extend(fragments.iter().map(|fragment| ModelEvent::ToolArguments {
            id: "c1".into(),
            fragment: (*fragment).into(),
        }));
        events.push(ModelEvent::ToolEnd("c1".into()));
        events
    }

    #[test]
    fn fragments_join_to_one_text_and_one_block_of_thinking() {
        let thinking = |text: &str, signature: Option<&str>| {
            ModelEvent::Thinking(Thinking {
                text: text.into(),
                signature: signature.map(Into::into),
            })
        };
        let turn = fold(vec![
            thinking("a", None),
            thinking("b", None),
            thinking("", Some("s1")),
            thinking("c", Some("s2")),
            ModelEvent::Text("Hel".into()),
            ModelEvent::Text("lo".into()),
            ModelEvent::Finish("stop".into()),
        ])
        .expect("a whole turn");
        let thought = |text: &str, signature: &str| {
            Part::Thinking(Thinking {
                text: text.into(),
                signature: Some(signature.into()),
            })
        };
        assert_eq!(
            turn.parts,
            [
                thought("ab", "s1"),
                thought("c", "s2"),
                Part::Text("Hello".into())
            ]
        );
        assert_eq!(
            (turn.text().as_str(), turn.finish.as_str()),
            ("Hello", "stop")
        );
    }

    #[test]
    fn only_a_json_object_becomes_a_call() {
        let rows: [(&[&str], Result<Value, &str>); 5] = [
            (&["{\"path\":", "\"a\"}"], Ok(json!({"path": "a"}))),
            (&[], Ok(json!({}))),
            (&["{\"path\": \"a"], Err("not JSON")),
            (&["[1]"], Err("an array")),
            (&["\"x\""], Err("a string")),
        ];
        for (fragments, expected) in rows {
            let turn = fold(call(fragments)).expect("a whole turn");
            match (&turn.calls[0], expected) {
                (Requested::Call(call), Ok(arguments)) => assert_eq!(call.arguments, arguments),
                (Requested::Garbled { why, .. }, Err(part)) => assert!(why.contains(part), "{why}"),
                (other, _) => panic!("{fragments:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_turn_is_told_again_as_it_was_said() {
        let mut events = vec![ModelEvent::Text("Look.".into())];
        events.extend(call(&["{\"path\": \"a"]));
        events.extend([
            ModelEvent::ToolStart {
                id: "c2".into(),
                name: "list".into(),
            },
            ModelEvent::ToolEnd("c2".into()),
            ModelEvent::Finish("tool".into()),
        ]);
        let turn = fold(events).expect("a whole turn");
        assert_eq!(turn.calls.len(), 2);
        let stored = serde_json::to_string(&turn.said()).expect("JSON");
        let read = serde_json::from_str(&stored).expect("what was written");
        assert_eq!(Turn::again(&read, &turn.usage, &turn.finish), turn);
    }

    #[test]
    fn a_call_that_never_ended_is_never_made() {
        let mut events = call(&["{\"path\":"]);
        events.pop();
        assert!(fold(events.clone()).is_err());
        events.push(ModelEvent::Finish("length".into()));
        assert_eq!(fold(events).expect("cut by length").calls, []);
    }
}
