//! Servers that lend tools: which there are, and how their tools come to a task.

mod expansion;
mod listing;
mod upkeep;

pub use listing::{McpServer, Source};
pub use upkeep::{Addition, Review};

use super::Kernel;
use crate::config::ConfigError;
use crate::domain::Definition;
use crate::door::process::{Shell, probe};
use crate::mechanism::mcp::{McpTool, Offer, Server, offered};
use crate::port::Tool;
use crate::registry::{Pinned, Pins};
use futures_util::future::join_all;
use std::sync::Arc;

/// A server that was started, with what it offers.
struct Started {
    server: Server,
    offers: Vec<Offer>,
    left_out: Vec<String>,
}

impl Kernel {
    /// Starts every server that may be started, and returns the tools that are what was pinned; and what is to be said.
    pub(super) async fn served(&self, shell: &Shell) -> (Vec<Arc<dyn Tool>>, Vec<String>) {
        let servers = self.servers();
        let each = servers.iter().map(|server| self.serve(server, shell));
        let (mut tools, mut told): (Vec<Arc<dyn Tool>>, _) = (Vec::new(), Vec::new());
        for (tool, notices) in join_all(each).await {
            tools.extend(tool.map(|tool| Arc::new(tool) as Arc<dyn Tool>));
            told.extend(notices);
        }
        (tools, told)
    }

    /// What the sandbox lacks on this machine, in a clause; empty: nothing.
    pub fn lack(&self) -> &'static str {
        &probe().lack
    }

    async fn serve(&self, server: &McpServer, shell: &Shell) -> (Option<McpTool>, Vec<String>) {
        let name = &server.name;
        if server.waits() {
            // The line about what waits for consent says it already.
            return (None, Vec::new());
        }
        let pinned = self.start(server, shell).await.and_then(|started| {
            let pinned = self.pinned(server, &started.offers);
            let pinned = pinned.map_err(|error| format!("{error}; {}", error.remedy()))?;
            Ok((started, pinned))
        });
        match pinned {
            Ok((started, (pinned, is_first))) => chosen(name, started, &pinned, is_first),
            Err(why) => {
                let name = crate::consent::escaped(name);
                let why = format!("MCP server {name} lends no tools: {why}");
                (None, vec![why])
            }
        }
    }

    async fn start(&self, server: &McpServer, shell: &Shell) -> Result<Started, String> {
        let program = server.launch.as_ref().map_err(Clone::clone)?;
        let served = shell.serve(program).await;
        let served = served.map_err(|fault| fault.message)?;
        let started = Server::start(&server.name, served, server.limits).await;
        let (process, definitions, mut left_out) = started.map_err(|fault| fault.message)?;
        let (offers, more) = offered(&server.name, definitions);
        left_out.extend(more);
        Ok(Started {
            server: process,
            offers,
            left_out,
        })
    }

    /// What is pinned of a server, now at the latest; and whether that was now.
    fn pinned(&self, server: &McpServer, offers: &[Offer]) -> Result<(Pinned, bool), ConfigError> {
        let (pins, origin) = (self.pins(), server.origin(&self.brought.workspace));
        if let Some(mut pinned) = pins.of(&origin, &server.name)? {
            let drifted = pinned.drift(&definitions(offers)).names();
            if pinned.drifted != drifted {
                pinned.drifted = drifted;
                pins.replace(&pinned)?;
            }
            return Ok((pinned, false));
        }
        let pinned = pins.first(Pinned {
            origin,
            server: server.name.clone(),
            approved: false,
            tools: definitions(offers),
            drifted: Vec::new(),
        })?;
        Ok((pinned, true))
    }

    pub(super) fn pins(&self) -> Pins {
        Pins::below(self.paths.home())
    }
}

fn definitions(offers: &[Offer]) -> Vec<Definition> {
    offers
        .iter()
        .map(|offer| offer.definition.clone())
        .collect()
}

/// The tools that are what was pinned, and a line for all others.
fn chosen(
    name: &str,
    started: Started,
    pinned: &Pinned,
    is_first: bool,
) -> (Option<McpTool>, Vec<String>) {
    let mut told: Vec<String> = started
        .left_out
        .iter()
        .map(|why| format!("MCP server {name}: left out {why}"))
        .collect();
    let drift = pinned.drift(&definitions(&started.offers));
    let turned: Vec<&str> = drift
        .changed
        .iter()
        .map(|(_, now)| now)
        .chain(&drift.added)
        .map(|definition| definition.name.as_str())
        .collect();
    let (offers, others): (Vec<_>, Vec<_>) = started
        .offers
        .into_iter()
        .partition(|offer| pinned.has(&offer.definition));
    if !others.is_empty() {
        let turned = crate::consent::escaped(&turned.join(", "));
        told.push(format!(
            "MCP server {name} has changed since its tools were pinned: {turned} not offered. To look at the change: \
             openkoi mcp trust {name}"
        ));
    }
    if is_first {
        let count = offers.len();
        told.push(format!(
            "MCP server {name}: {count} tools pinned as they are now; any change will be shown (openkoi mcp get {name})"
        ));
    }
    if offers.is_empty() {
        return (None, told);
    }
    (
        Some(McpTool::new(started.server, offers, pinned.approved)),
        told,
    )
}
