//! From streamed events to the kernel's.

use openkoi_sdk::provider::{
    Decoded, Event, Failure, Frame, Thinking, ToolArguments, ToolStart, Usage,
};
use serde::{Deserialize, Serialize};

use crate::conversation::REDACTED;
use crate::failure;
use crate::wire;

/// How many bytes the contract lets a state have.
const MOST_STATE: usize = 64 * 1024;

/// What has to be remembered between calls. What is as it was at first is left out, since this is read and written for
/// each socket read.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct State {
    /// The calls that are being written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    open: Vec<Call>,
    /// Input, output, cache read, cache write.
    usage: [u64; 4],
    #[serde(skip_serializing_if = "Option::is_none")]
    stop: Option<String>,
    /// The API said that the message is complete.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    done: bool,
}

#[derive(Serialize, Deserialize)]
struct Call {
    /// Which content block it is.
    index: u32,
    id: String,
    /// Some of its arguments have come.
    begun: bool,
}

pub(crate) fn decode(state: &str, frames: &[Frame], end: bool) -> Result<Decoded, Failure> {
    let mut state: State = match state {
        "" => State::default(),
        state => serde_json::from_str(state).map_err(|error| {
            Failure::invalid(format!(
                "The state of the stream is not this component's: {error}."
            ))
        })?,
    };
    let mut events = Vec::with_capacity(frames.len());
    for frame in frames {
        if !state.done {
            state.take(frame, &mut events)?;
        }
    }
    if end && !state.done {
        return Err(Failure::unavailable(
            "Anthropic's answer broke off before it was complete. Try again.",
        ));
    }
    let state = serde_json::to_string(&state).map_err(|error| {
        Failure::invalid(format!(
            "The state of the stream can't be written: {error}."
        ))
    })?;
    if state.len() > MOST_STATE {
        return Err(Failure::unavailable(
            "Anthropic's answer begins more tool calls than can be remembered. Try again.",
        ));
    }
    Ok(Decoded { state, events })
}

impl State {
    fn take(&mut self, frame: &Frame, events: &mut Vec<Event>) -> Result<(), Failure> {
        if frame
            .name
            .as_deref()
            .is_some_and(|name| !KINDS.contains(&name))
        {
            return Ok(());
        }
        let event: wire::Event = serde_json::from_str(&frame.data).map_err(|error| {
            Failure::unavailable(format!(
                "Anthropic's answer has an event that can't be read: {error}. Try again."
            ))
        })?;
        match event.kind.as_ref() {
            "message_start" => self.count(event.message.and_then(|message| message.usage), events),
            "content_block_start" => self.start(event.index, event.content_block, events),
            "content_block_delta" => self.grow(event.index, event.delta, events),
            "content_block_stop" => self.close(event.index, events),
            "message_delta" => {
                self.stop = event
                    .delta
                    .and_then(|delta| delta.stop_reason)
                    .or(self.stop.take());
                self.count(event.usage, events);
            }
            "message_stop" => {
                self.done = true;
                let stop = self.stop.take();
                events.push(Event::Finish(
                    finish(stop.as_deref().unwrap_or("end_turn")).to_owned(),
                ));
            }
            "error" => {
                let error = event.error.unwrap_or(wire::Error {
                    kind: "api_error".to_owned(),
                    message: String::new(),
                });
                return Err(failure::midway(&error));
            }
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, index: u32, block: Option<wire::Start>, events: &mut Vec<Event>) {
        let Some(block) = block else { return };
        match block.kind.as_str() {
            "tool_use" => {
                let (Some(id), Some(name)) = (block.id, block.name) else {
                    return;
                };
                self.open.push(Call {
                    index,
                    id: id.clone(),
                    begun: false,
                });
                events.push(Event::ToolStart(ToolStart { id, name }));
            }
            "redacted_thinking" => {
                let signature = block.data.map(|data| format!("{REDACTED}{data}"));
                events.push(Event::Thinking(Thinking {
                    text: String::new(),
                    signature,
                }));
            }
            _ => {
                let thinking = block.thinking.filter(|text| !text.is_empty());
                events.extend(thinking.map(|text| {
                    Event::Thinking(Thinking {
                        text,
                        signature: None,
                    })
                }));
                events.extend(block.text.filter(|text| !text.is_empty()).map(Event::Text));
            }
        }
    }

    fn grow(&mut self, index: u32, delta: Option<wire::Delta>, events: &mut Vec<Event>) {
        let Some(delta) = delta else { return };
        let some = |text: Option<String>| text.filter(|text| !text.is_empty());
        match delta.kind.as_ref() {
            "text_delta" => events.extend(some(delta.text).map(Event::Text)),
            "thinking_delta" => events.extend(some(delta.thinking).map(|text| {
                Event::Thinking(Thinking {
                    text,
                    signature: None,
                })
            })),
            "signature_delta" => events.extend(some(delta.signature).map(|signature| {
                Event::Thinking(Thinking {
                    text: String::new(),
                    signature: Some(signature),
                })
            })),
            "input_json_delta" => {
                let call = self.open.iter_mut().find(|call| call.index == index);
                if let (Some(call), Some(fragment)) = (call, some(delta.partial_json)) {
                    call.begun = true;
                    events.push(Event::ToolArguments(ToolArguments {
                        id: call.id.clone(),
                        fragment,
                    }));
                }
            }
            _ => {}
        }
    }

    /// Ends a call. A tool without parameters is called without a fragment of arguments, which means none of them.
    fn close(&mut self, index: u32, events: &mut Vec<Event>) {
        let Some(at) = self.open.iter().position(|call| call.index == index) else {
            return;
        };
        let call = self.open.remove(at);
        if !call.begun {
            events.push(Event::ToolArguments(ToolArguments {
                id: call.id.clone(),
                fragment: "{}".to_owned(),
            }));
        }
        events.push(Event::ToolEnd(call.id));
    }

    /// Takes over the totals that the API names; those that it leaves out stay.
    fn count(&mut self, usage: Option<wire::Usage>, events: &mut Vec<Event>) {
        let Some(usage) = usage else { return };
        let named = [
            usage.input_tokens,
            usage.output_tokens,
            usage.cache_read_input_tokens,
            usage.cache_creation_input_tokens,
        ];
        for (total, named) in self.usage.iter_mut().zip(named) {
            *total = named.unwrap_or(*total);
        }
        let [input, output, cache_read, cache_write] = self.usage;
        events.push(Event::Usage(Usage {
            input,
            output,
            cache_read,
            cache_write,
            extra: Vec::new(),
        }));
    }
}

/// The events that mean something here; the rest, such as "ping", is not even read.
const KINDS: &[&str] = &[
    "message_start",
    "content_block_start",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
    "error",
];

fn finish(reason: &str) -> &str {
    match reason {
        "end_turn" | "stop_sequence" => "stop",
        "max_tokens" | "model_context_window_exceeded" => "length",
        "tool_use" => "tool",
        other => other,
    }
}
