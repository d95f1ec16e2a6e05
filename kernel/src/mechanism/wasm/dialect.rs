//! A remote provider's dialect and catalog in a component.

use super::bindings::exports::openkoi::provider::{catalog, dialect};
use super::call::Callable;
use super::component::WasmComponent;
use super::contract::REMOTE_PROVIDER;
use super::convert::{chat, fault, model, remote};
use crate::domain::{Fault, ModelEvent, ModelInfo, ModelRequest, Service};
use crate::port::{Dialect, DialectRequest, Frame, RemoteReply};
use async_trait::async_trait;

pub struct WasmDialect {
    guest: Callable,
    dialect: dialect::GuestIndices,
    catalog: catalog::GuestIndices,
}

impl WasmDialect {
    pub async fn new(component: WasmComponent) -> Result<Self, Fault> {
        let (guest, dialect) = Callable::load(&REMOTE_PROVIDER, component).await?;
        let catalog = guest.find(&REMOTE_PROVIDER).await?;
        Ok(Self {
            guest,
            dialect,
            catalog,
        })
    }
}

#[async_trait]
impl Dialect for WasmDialect {
    fn component(&self) -> &str {
        &self.guest.host.name
    }

    async fn encode(
        &self,
        service: &Service,
        request: &ModelRequest,
    ) -> Result<DialectRequest, Fault> {
        let (service, request) = (remote::service(service), chat::request(request));
        let mut call = self.guest.open(&self.dialect).await?;
        let encoded = call
            .api
            .call_encode(&mut call.store, &service, &request)
            .await;
        self.guest
            .host
            .sound(remote::request(call.settle(encoded)?))
    }

    async fn decode(
        &self,
        state: String,
        frames: &[Frame],
        end: bool,
    ) -> Result<(String, Vec<ModelEvent>), Fault> {
        let frames = remote::frames(frames);
        let mut call = self.guest.open(&self.dialect).await?;
        let decoded = call
            .api
            .call_decode(&mut call.store, &state, &frames, end)
            .await;
        self.guest
            .host
            .sound(remote::decoded(call.settle(decoded)?))
    }

    async fn explain(&self, reply: &RemoteReply) -> Fault {
        let reply = remote::reply(reply);
        let mut call = match self.guest.open(&self.dialect).await {
            Ok(call) => call,
            Err(fault) => return fault,
        };
        let explained = call.api.call_explain(&mut call.store, &reply).await;
        match call.end(explained) {
            Ok(failure) => fault::fault(&self.guest.host.name, failure),
            Err(fault) => fault,
        }
    }

    async fn known(&self, service: &Service) -> Result<Vec<ModelInfo>, Fault> {
        let service = remote::service(service);
        let mut call = self.guest.open(&self.catalog).await?;
        let known = call.api.call_known(&mut call.store, &service).await;
        self.guest.host.sound(model::models(call.end(known)?))
    }

    async fn ask(&self, service: &Service) -> Result<Option<DialectRequest>, Fault> {
        let service = remote::service(service);
        let mut call = self.guest.open(&self.catalog).await?;
        let asked = call.api.call_ask(&mut call.store, &service).await;
        self.guest
            .host
            .sound(call.end(asked)?.map(remote::request).transpose())
    }

    async fn read(&self, service: &Service, reply: &RemoteReply) -> Result<Vec<ModelInfo>, Fault> {
        let (service, reply) = (remote::service(service), remote::reply(reply));
        let mut call = self.guest.open(&self.catalog).await?;
        let read = call.api.call_read(&mut call.store, &service, &reply).await;
        self.guest.host.sound(model::models(call.settle(read)?))
    }
}
