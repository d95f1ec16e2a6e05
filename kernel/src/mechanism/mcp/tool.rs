//! A server's tools as the kernel's port.

use super::offer::{Offer, offered};
use super::server::Server;
use crate::domain::{Definition, Fault, FaultKind, ToolInfo, ToolOutput};
use crate::port::Tool;
use async_trait::async_trait;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// The tools of one server that are offered for a task.
pub struct McpTool {
    component: String,
    server: Server,
    tools: Vec<ToolInfo>,
    definitions: Vec<Definition>,
    /// Whether a person has read what stands in the definitions.
    is_vouched_for: bool,
    /// The server's names of tools that are not any more what they were when the task began.
    turned: Mutex<BTreeSet<String>>,
}

impl McpTool {
    pub fn new(server: Server, offers: Vec<Offer>, is_vouched_for: bool) -> Self {
        let (tools, definitions) = offers
            .into_iter()
            .map(|offer| (offer.info, offer.definition))
            .unzip();
        Self {
            component: format!("mcp/{}", server.name()),
            server,
            tools,
            definitions,
            is_vouched_for,
            turned: Mutex::default(),
        }
    }

    /// Takes a server at its word that its tools have changed: those that are not what they were are not called any more.
    async fn look_again(&self) -> Result<(), Fault> {
        let Some(now) = self.server.changed().await else {
            return Ok(());
        };
        let (now, _) = offered(self.server.name(), now?);
        let hashes: BTreeSet<String> = now.iter().map(|offer| offer.definition.hash()).collect();
        let gone = self
            .definitions
            .iter()
            .filter(|definition| !hashes.contains(&definition.hash()));
        let mut turned = self.turned.lock().unwrap_or_else(PoisonError::into_inner);
        turned.extend(gone.map(|definition| definition.name.clone()));
        Ok(())
    }

    fn has_turned(&self, tool: &str) -> bool {
        let turned = self.turned.lock().unwrap_or_else(PoisonError::into_inner);
        turned.contains(tool)
    }
}

#[async_trait]
impl Tool for McpTool {
    fn component(&self) -> &str {
        &self.component
    }

    fn tools(&self) -> &[ToolInfo] {
        &self.tools
    }

    fn is_untrusted(&self) -> bool {
        !self.is_vouched_for
    }

    async fn call(&self, name: &str, arguments: &Value) -> Result<ToolOutput, Fault> {
        let at = self.tools.iter().position(|info| info.spec.name == name);
        let Some(definition) = at.and_then(|at| self.definitions.get(at)) else {
            let message = format!("there is no tool {name:?}");
            return Err(Fault::new(self.component(), FaultKind::Invalid, message));
        };
        self.look_again().await?;
        if self.has_turned(&definition.name) {
            let message = format!(
                "{name} was not called: its server has changed what it is since the task began. To look at what it is now: \
                 openkoi mcp trust {}",
                self.server.name()
            );
            return Err(Fault::new(self.component(), FaultKind::Refused, message));
        }
        self.server.call(&definition.name, arguments).await
    }
}
