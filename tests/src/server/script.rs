//! What the server says, in which order.

use super::{Dialect, Received, schema};
use serde_json::{Value, json};
use std::collections::VecDeque;

/// One answer of the model.
#[derive(Debug, Clone, Default)]
pub struct Turn {
    pub thinking: Option<(String, String)>,
    pub text: String,
    /// Name, and the arguments as the model wrote them: not necessarily JSON.
    pub calls: Vec<(String, String)>,
    /// Fresh input, output, read from the cache, written to the cache.
    pub usage: Usage,
    /// The vendor's own word; empty for the natural one.
    pub stop: String,
}

/// Tokens as the vendor counts them.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    pub input: u64,
    pub output: u64,
    pub cache_read: u64,
    pub cache_write: u64,
}

impl Default for Usage {
    fn default() -> Self {
        Self {
            input: 100,
            output: 20,
            cache_read: 0,
            cache_write: 0,
        }
    }
}

impl Turn {
    /// An answer in words, which ends the model's work.
    pub fn says(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            ..Self::default()
        }
    }

    /// One call of a tool.
    pub fn calls(tool: &str, arguments: Value) -> Self {
        Self::default().and_calls(tool, arguments)
    }

    /// One call whose arguments are this text.
    pub fn calls_with_text(tool: &str, arguments: &str) -> Self {
        Self {
            calls: vec![(tool.to_owned(), arguments.to_owned())],
            ..Self::default()
        }
    }

    #[must_use]
    pub fn and_calls(mut self, tool: &str, arguments: Value) -> Self {
        self.calls.push((tool.to_owned(), arguments.to_string()));
        self
    }

    /// Thinks first; the signature has to come back with the next request.
    #[must_use]
    pub fn after_thinking(mut self, text: &str, signature: &str) -> Self {
        self.thinking = Some((text.to_owned(), signature.to_owned()));
        self
    }

    #[must_use]
    pub fn with_text(mut self, text: &str) -> Self {
        text.clone_into(&mut self.text);
        self
    }

    #[must_use]
    pub fn costing(mut self, usage: Usage) -> Self {
        self.usage = usage;
        self
    }

    /// Stops for this reason, in the vendor's word.
    #[must_use]
    pub fn stopping(mut self, reason: &str) -> Self {
        reason.clone_into(&mut self.stop);
        self
    }

    /// The answer to a request with a schema.
    pub(super) fn structured(value: &Value) -> Self {
        Self::says(&value.to_string())
    }
}

/// Something that goes wrong.
#[derive(Debug, Clone)]
pub enum Fault {
    /// A status with the vendor's usual body for it.
    Status(u16),
    /// 429, and a `retry-after` of this many seconds.
    Busy(&'static str),
    /// 400, in the vendor's own words for a prompt that is too long.
    Overflow,
    /// The stream of this answer ends after so many bytes.
    CutAfter(usize, Turn),
    /// The stream of this answer, and after so many bytes a reset connection.
    ResetAfter(usize, Turn),
    /// A chunk that is not JSON, in the midst of the stream.
    Malformed(Turn),
    /// An error inside the stream, by the vendor's name for it.
    ErrorEvent(&'static str),
    /// The headers, the beginning of an answer, then silence.
    Hang(Turn),
    /// Silence from the start.
    Silence,
    /// One byte at a time.
    Drip(Turn),
    /// A status of 200 and a page for people.
    Page,
}

/// What happens with one request.
#[derive(Debug, Clone)]
pub enum Step {
    Turn(Turn),
    Fault(Fault),
    Models(Value),
}

type Aside = Box<dyn FnMut(&Received) -> Option<Value> + Send>;
type Vectors = Box<dyn FnMut(&[String]) -> Value + Send>;
type Reader = Box<dyn FnMut(&Received) -> Turn + Send>;

/// The plan for one server.
pub struct Script {
    steps: VecDeque<Step>,
    /// Once the steps are used up.
    last: Turn,
    /// Met by whoever asks first, asides and lists included.
    for_anyone: VecDeque<Fault>,
    aside: Option<Aside>,
    /// Answers by what stands in the request instead of by steps.
    reader: Option<Reader>,
    /// Answers requests for vectors.
    vectors: Option<Vectors>,
    models: Option<Vec<String>>,
    /// The window that the list tells of every model.
    window: Option<u64>,
    /// Each event of a stream arrives by itself.
    pub(super) in_whole_events: bool,
}

impl Default for Script {
    fn default() -> Self {
        Self::new()
    }
}

impl Script {
    pub fn new() -> Self {
        let listed = [
            "claude-sonnet-4-5-20250929",
            "claude-haiku-4-5-20251001",
            "gpt-4.1",
            "gpt-4.1-mini",
            "text-embedding-3-small",
        ];
        let models = Some(listed.map(str::to_owned).to_vec());
        Self {
            steps: VecDeque::new(),
            last: Turn::says("Done."),
            for_anyone: VecDeque::new(),
            aside: None,
            reader: None,
            vectors: None,
            models,
            window: None,
            in_whole_events: false,
        }
    }

    /// Streams arrive event by event, as a model speaks, instead of cut where it hurts: for measuring.
    #[must_use]
    pub fn in_whole_events(mut self) -> Self {
        self.in_whole_events = true;
        self
    }

    #[must_use]
    pub fn then(mut self, turn: Turn) -> Self {
        self.steps.push_back(Step::Turn(turn));
        self
    }

    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Self {
        self.steps.push_back(Step::Fault(fault));
        self
    }

    /// The same fault again and again.
    #[must_use]
    pub fn faults(mut self, times: usize, fault: &Fault) -> Self {
        self.steps
            .extend(std::iter::repeat_n(Step::Fault(fault.clone()), times));
        self
    }

    /// What it says forever after the steps.
    #[must_use]
    pub fn forever(mut self, turn: Turn) -> Self {
        self.last = turn;
        self
    }

    /// Faults for the next requests, whatever they ask for.
    #[must_use]
    pub fn whoever_asks(mut self, times: usize, fault: &Fault) -> Self {
        self.for_anyone
            .extend(std::iter::repeat_n(fault.clone(), times));
        self
    }

    /// Answers requests for a structured answer; none for the usual answer.
    #[must_use]
    pub fn asides(
        mut self,
        answer: impl FnMut(&Received) -> Option<Value> + Send + 'static,
    ) -> Self {
        self.aside = Some(Box::new(answer));
        self
    }

    /// Answers by what stands in the request, so that the same request gets the same answer however often it comes.
    #[must_use]
    pub fn reading(mut self, answer: impl FnMut(&Received) -> Turn + Send + 'static) -> Self {
        self.reader = Some(Box::new(answer));
        self
    }

    /// Makes a vector of each text; the answer tells them last to first, as a service may.
    #[must_use]
    pub fn embedding(self, mut vector: impl FnMut(&str) -> Vec<f32> + Send + 'static) -> Self {
        self.embedding_as(move |texts| {
            let row = |(index, text): (usize, &String)| {
                json!({"object": "embedding", "index": index, "embedding": vector(text)})
            };
            let mut rows: Vec<Value> = texts.iter().enumerate().map(row).collect();
            rows.reverse();
            json!({"object": "list", "data": rows, "model": "embedding",
                "usage": {"prompt_tokens": 8, "total_tokens": 8}})
        })
    }

    /// Answers requests for vectors with whatever this makes of the texts.
    #[must_use]
    pub fn embedding_as(mut self, answer: impl FnMut(&[String]) -> Value + Send + 'static) -> Self {
        self.vectors = Some(Box::new(answer));
        self
    }

    /// There is no list of models: 404.
    #[must_use]
    pub fn without_models(mut self) -> Self {
        self.models = None;
        self
    }

    /// Lists one more model, and says of all that their window has so many tokens.
    #[must_use]
    pub fn listing(mut self, model: &str, window: u64) -> Self {
        self.models
            .get_or_insert_default()
            .insert(0, model.to_owned());
        self.window = Some(window);
        self
    }

    pub(super) fn next_fault_for_anyone(&mut self) -> Option<Fault> {
        self.for_anyone.pop_front()
    }

    pub(super) fn next_step(&mut self, request: &Received) -> Step {
        if let Some(reader) = &mut self.reader {
            return Step::Turn(reader(request));
        }
        self.steps
            .pop_front()
            .unwrap_or_else(|| Step::Turn(self.last.clone()))
    }

    pub(super) fn vectors(&mut self, request: &Received) -> Step {
        let texts: Vec<String> =
            serde_json::from_value(request.body["input"].clone()).unwrap_or_default();
        match &mut self.vectors {
            Some(answer) => Step::Models(answer(&texts)),
            None => Step::Fault(Fault::Status(404)),
        }
    }

    pub(super) fn aside(&mut self, request: &Received, wanted: &Value) -> Value {
        self.aside
            .as_mut()
            .and_then(|answer| answer(request))
            .unwrap_or_else(|| schema::instance(wanted))
    }

    pub(super) fn models(&self, dialect: Dialect) -> Step {
        let Some(models) = &self.models else {
            return Step::Fault(Fault::Status(404));
        };
        let row = |id: &String| match dialect {
            Dialect::Messages => {
                json!({"type": "model", "id": id, "display_name": id, "created_at": "2025-09-29T00:00:00Z"})
            }
            Dialect::Chat => {
                json!({"id": id, "object": "model", "created": 1_700_000_000, "owned_by": "test"})
            }
        };
        let mut data: Vec<Value> = models.iter().map(row).collect();
        if let Some(window) = self.window {
            let field = match dialect {
                Dialect::Messages => "max_input_tokens",
                Dialect::Chat => "context_length",
            };
            data.iter_mut().for_each(|row| row[field] = window.into());
        }
        Step::Models(match dialect {
            Dialect::Messages => {
                json!({"data": data, "has_more": false, "first_id": models.first(), "last_id": models.last()})
            }
            Dialect::Chat => json!({"object": "list", "data": data}),
        })
    }
}
