//! Tools in a component.

use super::bindings::exports::openkoi::tool::tools::GuestIndices;
use super::call::Callable;
use super::component::WasmComponent;
use super::contract::TOOL;
use super::convert::tool;
use crate::domain::{Effect, Fault, ToolInfo, ToolOutput};
use crate::port::Tool;
use async_trait::async_trait;
use serde_json::Value;

pub struct WasmTool {
    guest: Callable,
    exports: GuestIndices,
    tools: Vec<ToolInfo>,
}

impl WasmTool {
    /// `actions` are the manifest's `[[actions]]`, which the component must describe as they are.
    pub async fn new(
        component: WasmComponent,
        actions: &[(String, Effect)],
    ) -> Result<Self, Fault> {
        let (guest, exports) = Callable::load(&TOOL, component).await?;
        let mut call = guest.open::<GuestIndices>(&exports).await?;
        let described = call.api.call_describe(&mut call.store).await;
        let described = call.end(described)?.into_iter().map(tool::tool).collect();
        let tools = guest.host.sound(tool::offered(described, actions))?;
        Ok(Self {
            guest,
            exports,
            tools,
        })
    }
}

#[async_trait]
impl Tool for WasmTool {
    fn component(&self) -> &str {
        &self.guest.host.name
    }

    fn tools(&self) -> &[ToolInfo] {
        &self.tools
    }

    async fn call(&self, name: &str, arguments: &Value) -> Result<ToolOutput, Fault> {
        let arguments = arguments.to_string();
        let mut call = self.guest.open(&self.exports).await?;
        let output = call.api.call_call(&mut call.store, name, &arguments).await;
        let output = call.settle(output)?;
        let data = output.data.as_ref().map_or(0, String::len);
        self.guest.check_output(output.text.len() + data)?;
        self.guest.host.sound(tool::output(output))
    }
}
