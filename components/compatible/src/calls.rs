//! Tool calls out of fragments that services number, name and repeat in different ways.

use openkoi_sdk::embedder::{Event, ToolArguments, ToolStart};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::wire::{self, CallDelta};

/// The calls that are being written.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Calls {
    open: Vec<Call>,
    /// How many there were.
    count: u32,
}

#[derive(Serialize, Deserialize)]
struct Call {
    index: Option<u32>,
    id: String,
    /// Empty until the service says it; the kernel hears of the call only then.
    name: String,
    /// Arguments that came before the name.
    held: String,
    /// Some of its arguments have come.
    begun: bool,
    /// They came whole, in one fragment.
    whole: bool,
}

impl Calls {
    /// Whether the model called no tool.
    pub(crate) fn none(&self) -> bool {
        self.count == 0
    }

    /// Takes a fragment. `answer` is the service's id of the whole answer, from which a call without an id gets one.
    pub(crate) fn take(
        &mut self,
        delta: &CallDelta,
        answer: Option<&RawValue>,
        events: &mut Vec<Event>,
    ) {
        let id = wire::text(delta.id);
        let name = delta
            .function
            .as_ref()
            .and_then(|function| wire::text(function.name));
        let arguments = delta
            .function
            .as_ref()
            .and_then(|function| arguments(function.arguments));
        let at = self
            .continued(delta.index, id.as_deref(), name.as_deref())
            .unwrap_or_else(|| {
                let id = id.unwrap_or_else(|| self.id(answer));
                self.count += 1;
                self.open.push(Call {
                    index: delta.index,
                    id,
                    name: String::new(),
                    held: String::new(),
                    begun: false,
                    whole: false,
                });
                self.open.len() - 1
            });
        if let Some(call) = self.open.get_mut(at) {
            call.grow(name, arguments, events);
        }
    }

    /// No more fragments of these calls will come.
    pub(crate) fn finish(&mut self, events: &mut Vec<Event>) {
        for mut call in self.open.drain(..) {
            if call.name.is_empty() {
                events.push(Event::Other(("call-without-name".to_owned(), call.held)));
                continue;
            }
            if !call.begun {
                call.grow(None, Some("{}".to_owned()), events);
            }
            events.push(Event::ToolEnd(call.id));
        }
    }

    /// Which call a fragment goes on with: the one with its id, else the last one with its number, else the last. None:
    /// it begins another, as it does where another name comes, or any name after whole arguments.
    fn continued(&self, index: Option<u32>, id: Option<&str>, name: Option<&str>) -> Option<usize> {
        if let Some(at) = self
            .open
            .iter()
            .rposition(|call| Some(call.id.as_str()) == id)
        {
            return Some(at);
        }
        let at = self
            .open
            .iter()
            .rposition(|call| index.is_none() || call.index == index)?;
        let call = self.open.get(at)?;
        let same = match name {
            None => id.is_none() || call.index.is_some(),
            Some(name) => {
                call.name.is_empty() || (id.is_none() && call.name == name && !call.whole)
            }
        };
        same.then_some(at)
    }

    /// An id for a call that got none: unique in the conversation as far as the answer's own id is.
    fn id(&self, answer: Option<&RawValue>) -> String {
        let answer = wire::text(answer).unwrap_or_default();
        let skipped = answer.chars().count().saturating_sub(24);
        let tail: String = answer.chars().skip(skipped).collect();
        format!("call_{tail}_{}", self.count)
    }
}

impl Call {
    fn grow(&mut self, name: Option<String>, arguments: Option<String>, events: &mut Vec<Event>) {
        if self.name.is_empty()
            && let Some(name) = name
        {
            self.name.clone_from(&name);
            events.push(Event::ToolStart(ToolStart {
                id: self.id.clone(),
                name,
            }));
        }
        let Some(fragment) = arguments else {
            return self.release(events);
        };
        if !self.begun && self.held.is_empty() {
            self.whole =
                fragment.starts_with('{') && serde_json::from_str::<IgnoredAny>(&fragment).is_ok();
        }
        self.held.push_str(&fragment);
        self.release(events);
    }

    /// Tells the held arguments once the call has a name.
    fn release(&mut self, events: &mut Vec<Event>) {
        if !self.name.is_empty() && !self.held.is_empty() {
            self.begun = true;
            let fragment = std::mem::take(&mut self.held);
            events.push(Event::ToolArguments(ToolArguments {
                id: self.id.clone(),
                fragment,
            }));
        }
    }
}

/// The arguments' JSON text, whether it came as a string or as the object itself.
fn arguments(raw: Option<&RawValue>) -> Option<String> {
    let raw = raw?;
    match raw.get().as_bytes().first() {
        Some(b'{') => Some(raw.get().to_owned()),
        _ => wire::text(Some(raw)),
    }
}
