//! A service that people use, in a component.

use super::bindings::exports::openkoi::integration::service::{Delivery, GuestIndices};
use super::call::Callable;
use super::component::WasmComponent;
use super::contract::INTEGRATION;
use super::convert::{happening, tool};
use crate::domain::{Effect, Fault, ToolInfo};
use crate::port::{Happening, Integration};
use async_trait::async_trait;
use serde_json::Value;

pub struct WasmIntegration {
    guest: Callable,
    exports: GuestIndices,
    actions: Vec<ToolInfo>,
}

impl WasmIntegration {
    /// `actions` are the manifest's `[[actions]]`, which the component must describe as they are.
    pub async fn new(
        component: WasmComponent,
        actions: &[(String, Effect)],
    ) -> Result<Self, Fault> {
        let (guest, exports) = Callable::load(&INTEGRATION, component).await?;
        let mut call = guest.open::<GuestIndices>(&exports).await?;
        let described = call.api.call_describe(&mut call.store).await;
        let described = call.end(described)?.into_iter().map(tool::action).collect();
        let actions = guest.host.sound(tool::offered(described, actions))?;
        Ok(Self {
            guest,
            exports,
            actions,
        })
    }
}

#[async_trait]
impl Integration for WasmIntegration {
    fn component(&self) -> &str {
        &self.guest.host.name
    }

    fn actions(&self) -> &[ToolInfo] {
        &self.actions
    }

    async fn invoke(&self, action: &str, arguments: &Value) -> Result<Value, Fault> {
        let arguments = arguments.to_string();
        let mut call = self.guest.open(&self.exports).await?;
        let answer = call
            .api
            .call_invoke(&mut call.store, action, &arguments)
            .await;
        let answer = call.settle(answer)?;
        self.guest.check_output(answer.len())?;
        self.guest.host.sound(tool::answer(&answer))
    }

    async fn poll(
        &self,
        cursor: &str,
        channels: &[String],
    ) -> Result<(String, Vec<Happening>), Fault> {
        let mut call = self.guest.open(&self.exports).await?;
        let polled = call.api.call_poll(&mut call.store, cursor, channels).await;
        let polled = call.settle(polled)?;
        self.guest
            .check_output(polled.cursor.len() + happening::bytes(&polled.happenings))?;
        self.guest.host.sound(happening::polled(polled))
    }

    async fn receive(
        &self,
        headers: &[(String, String)],
        body: &[u8],
    ) -> Result<(Option<Vec<u8>>, Vec<Happening>), Fault> {
        let delivery = Delivery {
            headers: headers.to_vec(),
            body: body.to_vec(),
        };
        let mut call = self.guest.open(&self.exports).await?;
        let received = call.api.call_receive(&mut call.store, &delivery).await;
        let received = call.settle(received)?;
        let reply = received.reply.as_ref().map_or(0, Vec::len);
        self.guest
            .check_output(reply + happening::bytes(&received.happenings))?;
        self.guest.host.sound(happening::received(received))
    }
}
