//! Texts to vectors, by a remote provider's component.

use super::bindings::exports::openkoi::provider::{catalog, embed};
use super::call::Callable;
use super::component::WasmComponent;
use super::contract::EMBEDDER;
use super::convert::{Garbled, model, remote};
use crate::domain::{Fault, ModelInfo, Service};
use crate::mechanism::sound;
use crate::port::{DialectRequest, Embed, RemoteReply};
use async_trait::async_trait;

pub struct WasmEmbed {
    guest: Callable,
    embed: embed::GuestIndices,
    catalog: catalog::GuestIndices,
}

impl WasmEmbed {
    /// A component that does not export the interface is refused.
    pub async fn new(component: WasmComponent) -> Result<Self, Fault> {
        let (guest, embed) = Callable::load(&EMBEDDER, component).await?;
        let catalog = guest.find(&EMBEDDER).await?;
        Ok(Self {
            guest,
            embed,
            catalog,
        })
    }
}

#[async_trait]
impl Embed for WasmEmbed {
    async fn known(&self, service: &Service) -> Result<Vec<ModelInfo>, Fault> {
        let service = remote::service(service);
        let mut call = self.guest.open(&self.catalog).await?;
        let known = call.api.call_known(&mut call.store, &service).await;
        self.guest.host.sound(model::embedders(call.end(known)?))
    }

    async fn encode(
        &self,
        service: &Service,
        model: &str,
        texts: &[String],
    ) -> Result<DialectRequest, Fault> {
        let service = remote::service(service);
        let mut call = self.guest.open(&self.embed).await?;
        let encoded = call
            .api
            .call_encode(&mut call.store, &service, model, texts)
            .await;
        self.guest
            .host
            .sound(remote::request(call.settle(encoded)?))
    }

    async fn read(
        &self,
        service: &Service,
        reply: &RemoteReply,
        count: usize,
    ) -> Result<Vec<Vec<f32>>, Fault> {
        let (service, reply) = (remote::service(service), remote::reply(reply));
        let mut call = self.guest.open(&self.embed).await?;
        let read = call.api.call_read(&mut call.store, &service, &reply).await;
        let vectors = call.settle(read)?;
        let checked = sound::vectors(&vectors, count).map_err(Garbled);
        self.guest.host.sound(checked.map(|()| vectors))
    }
}
