//! From streamed chunks to the kernel's events.

use openkoi_sdk::embedder::{Decoded, Event, Failure, Frame, Thinking, Usage};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::calls::Calls;
use crate::failure;
use crate::tags::{Fragment, Tags};
use crate::wire::{self, Chunk, Delta, text};

/// How many bytes the contract lets a state have.
const MOST_STATE: usize = 64 * 1024;

/// What has to be remembered between calls. What is as it was at first is left out, since this is read and written for
/// each socket read.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct State {
    tags: Tags,
    #[serde(skip_serializing_if = "Calls::none")]
    calls: Calls,
    /// Input, output, cache read, cache write.
    #[serde(skip_serializing_if = "is_zero")]
    usage: [u64; 4],
    /// Why the model stopped, which is told last though usage comes later.
    #[serde(skip_serializing_if = "Option::is_none")]
    stop: Option<String>,
    /// The model refused in words.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    refused: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    done: bool,
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
        if state.stop.is_none() {
            return Err(Failure::unavailable(
                "The service's answer broke off before it was complete. Try again.",
            ));
        }
        state.finish(&mut events);
    }
    let state = serde_json::to_string(&state).map_err(|error| {
        Failure::invalid(format!(
            "The state of the stream can't be written: {error}."
        ))
    })?;
    if state.len() > MOST_STATE {
        return Err(Failure::unavailable(
            "The service's answer begins more tool calls than can be remembered. Try again.",
        ));
    }
    Ok(Decoded { state, events })
}

impl State {
    fn take(&mut self, frame: &Frame, events: &mut Vec<Event>) -> Result<(), Failure> {
        let data = frame.data.trim();
        match data {
            "" => return Ok(()),
            "[DONE]" => {
                self.finish(events);
                return Ok(());
            }
            _ => {}
        }
        let chunk: Chunk = serde_json::from_str(data).map_err(|error| {
            Failure::unavailable(format!(
                "The service's answer has a chunk that can't be read: {error}. Try again."
            ))
        })?;
        let nameless = chunk.choices.is_none() && text(chunk.message).is_some();
        let code = chunk.base_resp.map_or(0, |response| response.status_code);
        if chunk.error.is_some_and(|error| error.get() != "null") || nameless || code != 0 {
            return Err(failure::midway(data));
        }
        for mut choice in chunk.choices.into_iter().flatten().take(1) {
            if let Some(delta) = choice.delta.take().or(choice.message.take()) {
                self.say(delta, chunk.id, events);
            }
            if let Some(reason) = choice
                .finish_reason
                .filter(|reason| !matches!(reason.as_str(), "" | "null"))
            {
                self.settle(events);
                self.stop = Some(self.stop(&reason)?);
            }
        }
        if let Some(usage) = chunk.usage {
            self.count(&usage, events);
        }
        Ok(())
    }

    fn say(&mut self, delta: Delta, answer: Option<&RawValue>, events: &mut Vec<Event>) {
        if let Some(thought) = text(delta.reasoning_content).or_else(|| text(delta.reasoning)) {
            events.push(thinking(thought));
        }
        if let Some(said) = text(delta.content) {
            let mut fragments = Vec::with_capacity(2);
            self.tags.take(said, &mut fragments);
            events.extend(fragments.into_iter().map(event));
        }
        if let Some(refusal) = text(delta.refusal) {
            self.refused = true;
            events.push(Event::Text(refusal));
        }
        for call in delta.tool_calls.into_iter().flatten() {
            self.calls.take(&call, answer, events);
        }
    }

    /// Tells what was held back: nothing more will be said.
    fn settle(&mut self, events: &mut Vec<Event>) {
        let mut fragments = Vec::new();
        self.tags.finish(&mut fragments);
        events.extend(fragments.into_iter().map(event));
        self.calls.finish(events);
    }

    fn finish(&mut self, events: &mut Vec<Event>) {
        self.settle(events);
        let called = if self.calls.none() { "stop" } else { "tool" };
        events.push(Event::Finish(
            self.stop.take().unwrap_or_else(|| called.to_owned()),
        ));
        self.done = true;
    }

    /// The kernel's word for why the model stopped. A failure where it was made to.
    fn stop(&self, reason: &str) -> Result<String, Failure> {
        Ok(match reason {
            _ if self.refused => "refusal",
            // Some services say "stop" after calls too.
            "stop" | "eos" | "end_turn" | "tool_calls" | "function_call" if !self.calls.none() => {
                "tool"
            }
            "stop" | "eos" | "end_turn" | "tool_calls" | "function_call" => "stop",
            "length" | "max_tokens" | "model_length" => "length",
            "content_filter" => "refusal",
            "error" | "insufficient_system_resource" => {
                return Err(Failure::unavailable(
                    "The service gave up in the middle of the answer. Try again.",
                ));
            }
            other => other,
        }
        .to_owned())
    }

    /// Takes over the totals. Some services repeat them in each chunk; the kernel hears of changes.
    fn count(&mut self, usage: &wire::Usage, events: &mut Vec<Event>) {
        let totals = totals(usage);
        if totals == self.usage {
            return;
        }
        self.usage = totals;
        let [input, output, cache_read, cache_write] = totals;
        let extra = usage
            .cost
            .map(|cost| ("cost-usd".to_owned(), cost.get().to_owned()))
            .into_iter()
            .collect();
        events.push(Event::Usage(Usage {
            input,
            output,
            cache_read,
            cache_write,
            extra,
        }));
    }
}

fn is_zero(totals: &[u64; 4]) -> bool {
    *totals == [0; 4]
}

/// Input, output, cache read, cache write, as the contract counts them.
fn totals(usage: &wire::Usage) -> [u64; 4] {
    let details = usage.prompt_tokens_details.as_ref();
    let prompt = usage.prompt_tokens.unwrap_or(0);
    let read = details
        .and_then(|details| details.cached_tokens)
        .or(usage.prompt_cache_hit_tokens)
        .or(usage.cached_tokens);
    let read = read.unwrap_or(0).min(prompt);
    let write = details
        .and_then(|details| details.cache_write_tokens)
        .unwrap_or(0)
        .min(prompt - read);
    // Where reasoning is left out of the completion, the total still has it.
    let rest = usage.total_tokens.unwrap_or(0).saturating_sub(prompt);
    [
        prompt - read - write,
        usage.completion_tokens.unwrap_or(0).max(rest),
        read,
        write,
    ]
}

fn event(fragment: Fragment) -> Event {
    match fragment {
        Fragment::Text(text) => Event::Text(text),
        Fragment::Thinking(text) => thinking(text),
    }
}

fn thinking(text: String) -> Event {
    Event::Thinking(Thinking {
        text,
        signature: None,
    })
}
