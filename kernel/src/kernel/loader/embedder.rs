//! The model that makes vectors of lessons, where the user names one.

use super::{Loader, broken};
use crate::domain::{Fault, ModelInfo};
use crate::failure::Failure;
use crate::mechanism::remote::RemoteEmbedder;
use crate::mechanism::wasm::WasmEmbed;
use crate::port::{Embed, Embedder};
use crate::registry::ComponentKind;
use crate::session::Vectors;
use async_trait::async_trait;
use openkoi_redact::Vault;
use std::sync::Arc;

impl Loader {
    /// `provider/model`. Nobody is asked over the network before there is something to embed.
    pub(in crate::kernel) async fn embedder(&self, name: &str) -> Result<Vectors, Failure> {
        let remedy =
            "models.embedder is written as provider/model; openkoi status shows the providers";
        let service = name.split_once('/').and_then(|(id, model)| {
            let row = self.services.iter().find(|row| row.id == id)?;
            Some((row, model))
        });
        let Some((row, model)) = service else {
            let message = format!("{name:?} is no model of a provider that is there");
            return Err(Failure::usage(message, remedy));
        };
        let chosen = self
            .selection
            .get(ComponentKind::Provider, row.component.name());
        let (Some(chosen), Some(base_url), None) = (chosen, &row.base_url, &row.blocked) else {
            let message = format!("{} can't make vectors of texts", row.id);
            return Err(Failure::usage(message, remedy));
        };
        let component = || self.component(chosen, None).map_err(broken);
        let embed = Arc::new(WasmEmbed::new(component()?).await.map_err(broken)?);
        let provider = self.remote(row, base_url, component()?).await?;
        let known = embed.known(&provider.service).await.map_err(broken)?;
        let found = known.into_iter().find(|known| known.id == model);
        let embedder = Veiled {
            embedder: RemoteEmbedder { provider, embed },
            vault: Arc::clone(&self.vault),
        };
        Ok(Vectors {
            embedder: Arc::new(embedder),
            model: found.unwrap_or_else(|| unpriced(model)),
        })
    }
}

/// A model of which nothing but its name is known.
fn unpriced(name: &str) -> ModelInfo {
    ModelInfo {
        id: name.to_owned(),
        name: name.to_owned(),
        context: 0,
        output: 0,
        tools: false,
        vision: false,
        reasoning: false,
        price: None,
    }
}

/// It reads placeholders in the place of credentials, as every model does.
struct Veiled {
    embedder: RemoteEmbedder,
    vault: Arc<Vault>,
}

#[async_trait]
impl Embedder for Veiled {
    fn id(&self) -> &str {
        self.embedder.id()
    }

    async fn embed(&self, model: &str, texts: &[String]) -> Result<Vec<Vec<f32>>, Fault> {
        let mut texts = texts.to_vec();
        for text in &mut texts {
            self.vault.learn(text);
        }
        let hidden: Vec<String> = texts
            .iter()
            .map(|text| self.vault.hide(text).into_owned())
            .collect();
        self.embedder.embed(model, &hidden).await
    }
}
