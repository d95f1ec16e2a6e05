//! Models.

use super::{Garbled, all};
use crate::domain::{ModelInfo, Price};
use crate::mechanism::wasm::bindings::openkoi::provider::models;

pub(in crate::mechanism::wasm) fn models(
    models: Vec<models::Model>,
) -> Result<Vec<ModelInfo>, Garbled> {
    let chats = models.into_iter().filter(|model| !embeds(model));
    all(chats.collect::<Vec<_>>(), model)
}

/// Those that make vectors and do nothing else.
pub(in crate::mechanism::wasm) fn embedders(
    models: Vec<models::Model>,
) -> Result<Vec<ModelInfo>, Garbled> {
    let embed = models.into_iter().filter(embeds);
    all(embed.collect::<Vec<_>>(), model)
}

fn embeds(model: &models::Model) -> bool {
    let mut extra = model.extra.iter();
    extra.any(|(name, value)| name == "use" && value == "embedding")
}

fn model(model: models::Model) -> Result<ModelInfo, Garbled> {
    let price = model
        .price
        .map(|price| price_of(&model.id, &price))
        .transpose()?;
    Ok(ModelInfo {
        id: model.id,
        name: model.name,
        context: model.context,
        output: model.output,
        tools: model.tools,
        vision: model.vision,
        reasoning: model.reasoning,
        price,
    })
}

fn price_of(model: &str, price: &models::Price) -> Result<Price, Garbled> {
    let prices = [
        price.input,
        price.output,
        price.cache_read,
        price.cache_write,
    ];
    if prices
        .iter()
        .any(|price| !price.is_finite() || *price < 0.0)
    {
        return Err(Garbled(format!(
            "the price of {model} is not an amount of money"
        )));
    }
    Ok(Price {
        input: price.input,
        output: price.output,
        cache_read: price.cache_read,
        cache_write: price.cache_write,
    })
}
