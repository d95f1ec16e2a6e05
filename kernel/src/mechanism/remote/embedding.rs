//! Vectors from a provider that is reached over the network.

use super::{RemoteProvider, is_success};
use crate::domain::Fault;
use crate::port::{Embed, Embedder};
use async_trait::async_trait;
use std::sync::Arc;
use tokio::time::sleep;

/// Sixty-four texts with vectors of the longest kind, as JSON.
const REPLY_LIMIT: usize = 16 * 1024 * 1024;

/// A service that speaks its dialect's part for vectors.
pub struct RemoteEmbedder {
    pub provider: RemoteProvider,
    pub embed: Arc<dyn Embed>,
}

#[async_trait]
impl Embedder for RemoteEmbedder {
    fn id(&self) -> &str {
        &self.provider.service.id
    }

    async fn embed(&self, model: &str, texts: &[String]) -> Result<Vec<Vec<f32>>, Fault> {
        let provider = &self.provider;
        let mut attempt = 0;
        loop {
            let fault = match self.attempt(model, texts).await {
                Ok(vectors) => return Ok(vectors),
                Err(fault) => provider.ours(fault),
            };
            let Some(pause) = provider.retry.pause(attempt, &fault, (provider.jitter)()) else {
                return Err(provider.retry.last_word(attempt, fault));
            };
            sleep(pause).await;
            attempt += 1;
        }
    }
}

impl RemoteEmbedder {
    async fn attempt(&self, model: &str, texts: &[String]) -> Result<Vec<Vec<f32>>, Fault> {
        let provider = &self.provider;
        let asked = self.embed.encode(&provider.service, model, texts).await?;
        let request = provider.request(asked)?;
        let reply = provider.exchange.fetch(request, REPLY_LIMIT).await?;
        if !is_success(reply.status) {
            return Err(provider.dialect.explain(&reply).await);
        }
        self.embed
            .read(&provider.service, &reply, texts.len())
            .await
    }
}
