//! What a model gets to read: placeholders in the place of credentials, and its answers with the values again.

use super::Kernel;
use crate::config::Redaction;
use crate::domain::{
    Fault, Message, ModelEvent, ModelInfo, ModelRequest, Part, ToolCall, ToolResult,
};
use crate::failure::Failure;
use crate::port::{Provider, Sink};
use async_trait::async_trait;
use openkoi_redact::{Category, CustomPattern, PatternError, Redactor, Restorer, Vault};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

/// Tells the handle of all sinks what the user's config adds.
pub(super) fn prepare(redactor: &Redactor, config: &Redaction) -> Result<(), Failure> {
    for literal in &config.literal_secrets {
        redactor.know_literal(literal.reveal());
    }
    let entropy = is_on(config, Category::HighEntropy);
    redactor.look_for(&patterns(config), entropy).map_err(wrong)
}

fn is_on(config: &Redaction, category: Category) -> bool {
    config.categories.get(category.key()).copied() == Some(true)
}

fn patterns(config: &Redaction) -> Vec<CustomPattern> {
    let patterns = config.custom_patterns.iter();
    patterns
        .map(|custom| CustomPattern {
            name: custom.name.clone(),
            pattern: custom.pattern.clone(),
        })
        .collect()
}

fn wrong(error: PatternError) -> Failure {
    Failure::usage(
        error.to_string(),
        "mend it under redaction.custom_patterns in the config",
    )
}

impl Kernel {
    /// One task's placeholders. Known credentials are hidden always; shapes, patterns and words where the user wants it.
    pub(super) fn vault(&self) -> Arc<Vault> {
        let config = &self.config.redaction;
        let vault = Vault::new(self.redactor().clone(), &config.placeholder_prefix);
        if !config.enabled {
            return Arc::new(vault);
        }
        let categories = Category::ALL
            .into_iter()
            .filter(|category| is_on(config, *category));
        let literals: Vec<&str> = config
            .literal_secrets
            .iter()
            .map(|literal| literal.reveal())
            .collect();
        let vault = vault
            .hiding(categories, &patterns(config), &literals)
            .expect("the patterns were checked when the kernel was opened");
        let vault = Arc::new(vault);
        self.redactor().teach(&vault);
        vault
    }
}

/// A provider that reads placeholders.
pub(super) struct Veiled {
    provider: Arc<dyn Provider>,
    vault: Arc<Vault>,
}

impl Veiled {
    pub(super) fn new(provider: Arc<dyn Provider>, vault: Arc<Vault>) -> Self {
        Self { provider, vault }
    }
}

#[async_trait]
impl Provider for Veiled {
    fn id(&self) -> &str {
        self.provider.id()
    }

    fn is_rule_based(&self) -> bool {
        self.provider.is_rule_based()
    }

    async fn known(&self) -> Result<Vec<ModelInfo>, Fault> {
        self.provider.known().await
    }

    async fn list(&self) -> Result<Option<Vec<ModelInfo>>, Fault> {
        self.provider.list().await
    }

    async fn stream(&self, request: &ModelRequest, sink: &mut dyn Sink) -> Result<(), Fault> {
        let hidden = hidden(&self.vault, request);
        let is_json = request.answer_schema.is_some();
        let mut sink = Unveiling::new(&self.vault, is_json, sink);
        self.provider.stream(&hidden, &mut sink).await
    }
}

/// The request with placeholders: everything is looked at before anything is replaced, since what is found in one place is
/// hidden in all.
fn hidden(vault: &Vault, request: &ModelRequest) -> ModelRequest {
    let mut hidden = request.clone();
    each_text(&mut hidden, &mut |text| vault.learn(text));
    each_text(&mut hidden, &mut |text| {
        if let std::borrow::Cow::Owned(with) = vault.hide(text) {
            *text = with;
        }
    });
    hidden
}

/// Every text of a request that is not the kernel's own word.
fn each_text(request: &mut ModelRequest, change: &mut dyn FnMut(&mut String)) {
    for message in &mut request.messages {
        let Message { parts, .. } = message;
        for part in parts {
            match part {
                Part::Text(text) | Part::ToolResult(ToolResult { content: text, .. }) => {
                    change(text);
                }
                Part::ToolCall(ToolCall { arguments, .. }) => each_value(arguments, change),
                // Reasoning goes back untouched: its vendor signed it, and wrote it with placeholders.
                Part::Thinking(_) | Part::Image { .. } => {}
                Part::Other(_, text) => change(text),
            }
        }
    }
    for tool in &mut request.tools {
        change(&mut tool.description);
    }
}

fn each_value(value: &mut Value, change: &mut dyn FnMut(&mut String)) {
    match value {
        Value::String(text) => change(text),
        Value::Array(values) => values
            .iter_mut()
            .for_each(|value| each_value(value, change)),
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|value| each_value(value, change)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Hands events on with the values again.
struct Unveiling<'a> {
    vault: &'a Vault,
    is_json: bool,
    text: Restorer<'a>,
    /// One for each call whose arguments are arriving.
    calls: Vec<(String, Restorer<'a>)>,
    sink: &'a mut dyn Sink,
}

impl<'a> Unveiling<'a> {
    fn new(vault: &'a Vault, is_json: bool, sink: &'a mut dyn Sink) -> Self {
        Self {
            vault,
            is_json,
            text: Restorer::new(vault, is_json),
            calls: Vec::new(),
            sink,
        }
    }

    /// What was kept back comes before whatever else follows.
    fn end_text(&mut self) {
        let rest = self.text.finish();
        if !rest.is_empty() {
            self.sink.event(ModelEvent::Text(rest));
        }
    }

    fn arguments(&mut self, id: String, fragment: &str) {
        let call = self.calls.iter_mut().find(|(known, _)| *known == id);
        let fragment = match call {
            Some((_, restorer)) => restorer.push(fragment),
            None => fragment.to_owned(),
        };
        self.sink.event(ModelEvent::ToolArguments { id, fragment });
    }

    fn end_call(&mut self, id: String) {
        if let Some(at) = self.calls.iter().position(|(known, _)| *known == id) {
            let (_, mut restorer) = self.calls.remove(at);
            let fragment = restorer.finish();
            if !fragment.is_empty() {
                let id = id.clone();
                self.sink.event(ModelEvent::ToolArguments { id, fragment });
            }
        }
        self.sink.event(ModelEvent::ToolEnd(id));
    }
}

impl Sink for Unveiling<'_> {
    fn event(&mut self, event: ModelEvent) {
        if let ModelEvent::Text(text) = event {
            let text = self.text.push(&text);
            if !text.is_empty() {
                self.sink.event(ModelEvent::Text(text));
            }
            return;
        }
        if let ModelEvent::Usage(usage) = event {
            return self.sink.event(ModelEvent::Usage(usage));
        }
        self.end_text();
        match event {
            ModelEvent::ToolStart { id, name } => {
                self.calls
                    .push((id.clone(), Restorer::new(self.vault, true)));
                self.sink.event(ModelEvent::ToolStart { id, name });
            }
            ModelEvent::ToolArguments { id, fragment } => self.arguments(id, &fragment),
            ModelEvent::ToolEnd(id) => self.end_call(id),
            event @ (ModelEvent::Text(_)
            | ModelEvent::Thinking(_)
            | ModelEvent::Usage(_)
            | ModelEvent::Finish(_)
            | ModelEvent::Other(..)) => self.sink.event(event),
        }
    }

    fn restart(&mut self, why: &Fault, pause: Duration) {
        self.text = Restorer::new(self.vault, self.is_json);
        self.calls.clear();
        self.sink.restart(why, pause);
    }
}
