//! The models on offer: those known here, and what a service says of its own.

use openkoi_sdk::embedder::{Failure, Framing, HttpRequest, Model, Price, Reply};
use serde_json::Value;

use crate::embedding;
use crate::facts::{self, Fact};
use crate::failure;
use crate::reasoning;
use crate::request::http;
use crate::settings::Settings;

/// Tokens to assume where neither the service nor its settings say.
const CONTEXT: u64 = 128_000;
const OUTPUT: u64 = 16_384;

pub(crate) fn known(service: &str, settings: &Settings) -> Vec<Model> {
    let mut models: Vec<Model> = facts::of(service).map(model).collect();
    models.sort_by_key(|model| Some(model.id.as_str()) != settings.default_model);
    models.extend(embedding::known(service));
    models
}

pub(crate) fn ask() -> HttpRequest {
    http("GET", "/models", Vec::new(), Framing::Whole)
}

/// Those that can chat: the default first, then the known ones in their order, then the others as they are listed.
pub(crate) fn read(
    service: &str,
    settings: &Settings,
    reply: &Reply,
) -> Result<Vec<Model>, Failure> {
    if !(200..300).contains(&reply.status) {
        return Err(failure::explain(reply));
    }
    let unreadable = |error: String| {
        Failure::unavailable(format!(
            "The service's list of models can't be read: {error}. Name the model in the configuration."
        ))
    };
    let body: Value =
        serde_json::from_slice(&reply.body).map_err(|error| unreadable(error.to_string()))?;
    let lists = [&body, &body["data"], &body["models"]];
    let listed = lists.into_iter().find_map(Value::as_array);
    let listed = listed.ok_or_else(|| unreadable("it has no field `data`".to_owned()))?;
    let order: Vec<&str> = facts::of(service).map(|fact| fact.id).collect();
    let rank = |id: &str| {
        order
            .iter()
            .position(|known| *known == id)
            .unwrap_or(order.len())
    };
    let mut models: Vec<Model> = listed
        .iter()
        .filter_map(|entry| merge(service, settings, entry))
        .collect();
    models.sort_by_key(|model| {
        (
            Some(model.id.as_str()) != settings.default_model,
            rank(&model.id),
        )
    });
    Ok(models)
}

fn merge(service: &str, settings: &Settings, entry: &Value) -> Option<Model> {
    let id = entry["id"].as_str()?.to_owned();
    if !chats(&id, entry) {
        return None;
    }
    let fact = facts::find(service, &id);
    let names = |list: &Value, name: &str| {
        list.as_array()
            .map(|list| list.iter().any(|entry| entry == name))
    };
    let supported = &entry["supported_parameters"];
    let sees = names(&entry["architecture"]["input_modalities"], "image")
        .or(entry["supports_image_in"].as_bool());
    let free = settings.free.then_some(Price {
        input: 0.0,
        output: 0.0,
        cache_read: 0.0,
        cache_write: 0.0,
    });
    let reasons = names(supported, "reasoning").or(entry["supports_reasoning"].as_bool());
    Some(Model {
        name: text(entry, &["display_name", "name"])
            .unwrap_or(&id)
            .to_owned(),
        context: number(entry, CONTEXT_FIELDS)
            .or(fact.map(|fact| fact.context))
            .or(settings.context)
            .unwrap_or(CONTEXT),
        output: number(entry, OUTPUT_FIELDS)
            .or(fact.map(|fact| fact.output))
            .or(settings.output)
            .unwrap_or(OUTPUT),
        tools: names(supported, "tools").unwrap_or(true),
        vision: sees.or(fact.map(|fact| fact.vision)).unwrap_or(false),
        reasoning: reasons
            .or(fact.map(|fact| fact.reasoning))
            .unwrap_or_else(|| reasoning::takes_effort(&id)),
        price: free
            .or_else(|| price(&entry["pricing"]))
            .or(fact.and_then(known_price)),
        extra: Vec::new(),
        id,
    })
}

const CONTEXT_FIELDS: &[&str] = &[
    "/context_length",
    "/context_window",
    "/max_context_length",
    "/max_model_len",
    "/meta/n_ctx",
    "/meta/n_ctx_train",
];

const OUTPUT_FIELDS: &[&str] = &[
    "/top_provider/max_completion_tokens",
    "/max_completion_tokens",
    "/max_output_tokens",
];

fn number(entry: &Value, fields: &[&str]) -> Option<u64> {
    fields
        .iter()
        .find_map(|field| entry.pointer(field)?.as_u64().filter(|number| *number > 0))
}

fn text<'a>(entry: &'a Value, fields: &[&str]) -> Option<&'a str> {
    fields
        .iter()
        .find_map(|field| entry[*field].as_str().filter(|text| !text.is_empty()))
}

/// Whether it answers in words: as its entry says, else by its name.
fn chats(id: &str, entry: &Value) -> bool {
    match entry["type"].as_str() {
        Some("chat" | "language" | "code" | "model") => true,
        Some(_) => false,
        None => !SPEECHLESS
            .iter()
            .any(|word| id.to_ascii_lowercase().contains(word)),
    }
}

/// What stands in the names of models that do something else.
const SPEECHLESS: &[&str] = &[
    "embed",
    "whisper",
    "tts",
    "dall-e",
    "image",
    "audio",
    "realtime",
    "moderation",
    "transcribe",
    "davinci",
    "babbage",
    "sora",
    "rerank",
    "prompt-guard",
    "safeguard",
];

/// OpenRouter names dollars for a token, as text; others dollars for a million, as numbers. A price below zero means
/// that it varies.
fn price(pricing: &Value) -> Option<Price> {
    let dollars = |names: [&str; 2]| -> Option<f64> {
        let found = names.iter().find_map(|name| match &pricing[*name] {
            Value::String(token) => token.parse::<f64>().ok().map(|token| token * 1e6),
            other => other.as_f64(),
        });
        // Millionths of a millionth are what the multiplication added.
        found
            .filter(|dollars| *dollars >= 0.0)
            .map(|dollars| (dollars * 1e6).round() / 1e6)
    };
    let input = dollars(["prompt", "input"])?;
    let output = dollars(["completion", "output"])?;
    let cache_read = dollars(["input_cache_read", "cached_input"]).unwrap_or(input);
    let cache_write = dollars(["input_cache_write", "cached_write"]).unwrap_or(input);
    Some(Price {
        input,
        output,
        cache_read,
        cache_write,
    })
}

/// Writing to a cache costs no more than reading the input does at these services.
fn known_price(fact: &Fact) -> Option<Price> {
    let [input, output, cache_read] = fact.price?;
    Some(Price {
        input,
        output,
        cache_read,
        cache_write: input,
    })
}

fn model(fact: &Fact) -> Model {
    Model {
        id: fact.id.to_owned(),
        name: fact.id.to_owned(),
        context: fact.context,
        output: fact.output,
        tools: true,
        vision: fact.vision,
        reasoning: fact.reasoning,
        price: known_price(fact),
        extra: Vec::new(),
    }
}
