//! The models on offer: those known here, and what the API says of them.

use openkoi_sdk::provider::{Failure, Framing, HttpRequest, Model, Price, Reply};

use crate::failure;
use crate::models::{self, CLAUDES, Claude, HAIKU_5_5, Thinking};
use crate::request::http;
use crate::wire::{Capability, ModelInfo, Models};

pub(crate) fn known() -> Vec<Model> {
    CLAUDES
        .iter()
        .map(|claude| model(claude.id.to_owned(), claude))
        .collect()
}

pub(crate) fn ask() -> HttpRequest {
    http("GET", "/v1/models?limit=1000", Vec::new(), Framing::Whole)
}

/// Those that the account can use: the known ones in their order, then the others as the API lists them.
pub(crate) fn read(reply: &Reply) -> Result<Vec<Model>, Failure> {
    if !(200..300).contains(&reply.status) {
        return Err(failure::explain(reply));
    }
    let listed: Models = serde_json::from_slice(&reply.body).map_err(|error| {
        Failure::unavailable(format!(
            "Anthropic's list of models can't be read: {error}. Try again later."
        ))
    })?;
    let mut models: Vec<Model> = listed.data.into_iter().map(merge).collect();
    models.sort_by_key(|model| rank(&model.id));
    Ok(models)
}

fn rank(id: &str) -> usize {
    CLAUDES
        .iter()
        .position(|claude| models::find(id).is_some_and(|row| row.id == claude.id))
        .unwrap_or(CLAUDES.len())
}

fn merge(info: ModelInfo) -> Model {
    // What the API lists is not retired, whatever the table says.
    let row = Claude {
        retired: false,
        ..models::traits(&info.id)
    };
    let mut model = model(info.id, &row);
    let supported =
        |capability: Option<Capability>| capability.map(|capability| capability.supported);
    model.name = info.display_name.unwrap_or(model.name);
    model.context = info
        .max_input_tokens
        .filter(|tokens| *tokens > 0)
        .unwrap_or(model.context);
    model.output = info
        .max_tokens
        .filter(|tokens| *tokens > 0)
        .unwrap_or(model.output);
    if let Some(capabilities) = info.capabilities {
        model.vision = supported(capabilities.image_input).unwrap_or(model.vision);
        model.reasoning = supported(capabilities.thinking).unwrap_or(model.reasoning);
    }
    model
}

fn model(id: String, claude: &Claude) -> Model {
    let [input, output, cache_read, cache_write] = claude.price;
    let mut extra = Vec::new();
    if claude.retired {
        extra.push(("retired".to_owned(), "true".to_owned()));
    }
    if claude.id == HAIKU_5_5 {
        extra.push((
            "price-above-100000-tokens".to_owned(),
            "5 times as much".to_owned(),
        ));
    }
    Model {
        name: if claude.name.is_empty() {
            id.clone()
        } else {
            claude.name.to_owned()
        },
        id,
        context: claude.context,
        output: claude.output.into(),
        tools: true,
        vision: true,
        reasoning: claude.thinking != Thinking::Never,
        price: (input > 0.0).then_some(Price {
            input,
            output,
            cache_read,
            cache_write,
        }),
        extra,
    }
}
