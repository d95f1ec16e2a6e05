//! A provider that answers by itself, in a component.

use super::bindings::exports::openkoi::provider::local::GuestIndices;
use super::call::Callable;
use super::component::WasmComponent;
use super::contract::LOCAL_PROVIDER;
use super::convert::{Garbled, chat, model};
use crate::domain::{Fault, ModelInfo, ModelRequest};
use crate::port::{Provider, Sink};
use async_trait::async_trait;

pub struct WasmLocal {
    guest: Callable,
    local: GuestIndices,
    id: String,
}

impl WasmLocal {
    /// `id` is what stands before the slash.
    pub async fn new(component: WasmComponent, id: String) -> Result<Self, Fault> {
        let (guest, local) = Callable::load(&LOCAL_PROVIDER, component).await?;
        Ok(Self { guest, local, id })
    }
}

#[async_trait]
impl Provider for WasmLocal {
    fn id(&self) -> &str {
        &self.id
    }

    fn is_rule_based(&self) -> bool {
        true
    }

    async fn known(&self) -> Result<Vec<ModelInfo>, Fault> {
        let mut call = self.guest.open(&self.local).await?;
        let known = call.api.call_known(&mut call.store).await;
        let known = call.end(known)?;
        self.guest.host.sound(if known.is_empty() {
            Err(Garbled("it knows no models".to_owned()))
        } else {
            model::models(known)
        })
    }

    async fn list(&self) -> Result<Option<Vec<ModelInfo>>, Fault> {
        Ok(None)
    }

    async fn stream(&self, request: &ModelRequest, sink: &mut dyn Sink) -> Result<(), Fault> {
        let request = chat::request(request);
        let mut call = self.guest.open(&self.local).await?;
        let answer = call.api.call_complete(&mut call.store, &request).await;
        let events = self.guest.host.sound(chat::answer(call.settle(answer)?))?;
        events.into_iter().for_each(|event| sink.event(event));
        Ok(())
    }
}
