//! What a person does with servers: look at them, approve what they say, add and remove their own.

use super::{McpServer, Source, definitions};
use crate::config::{Checked, KEYS};
use crate::domain::{Definition, TaskId, TrustChange};
use crate::failure::Failure;
use crate::kernel::Kernel;
use crate::kernel::loader::Silence;
use crate::mechanism::mcp::is_server_name;
use crate::registry::{Drift, Pinned};
use std::collections::BTreeMap;
use std::sync::Arc;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, value};

/// What a server says of its tools now, beside what is pinned.
#[derive(Debug, Clone)]
pub struct Review {
    pub pinned: Option<Pinned>,
    pub now: Vec<Definition>,
    pub drift: Drift,
    /// The tools that can't be offered, and why.
    pub left_out: Vec<String>,
}

/// A server of the user's, to be written into the config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    pub name: String,
    pub command: String,
    pub arguments: Vec<String>,
    pub environment: BTreeMap<String, String>,
}

impl Kernel {
    /// The server of this name: the first one, which is the one that counts.
    pub fn server(&self, name: &str) -> Result<McpServer, Failure> {
        let mut servers = self.servers().into_iter();
        servers.find(|server| server.name == name).ok_or_else(|| {
            let name = crate::consent::escaped(name);
            Failure::usage(
                format!("there is no MCP server {name}"),
                "openkoi mcp list shows all that there are",
            )
        })
    }

    /// What is pinned of a server. None: it was not started yet.
    pub fn pins_of(&self, server: &McpServer) -> Result<Option<Pinned>, Failure> {
        let origin = server.origin(&self.brought.workspace);
        Ok(self.pins().of(&origin, &server.name)?)
    }

    /// Starts a server to see what it says of its tools now; it is gone when this returns.
    pub async fn review(&self, server: &McpServer) -> Result<Review, Failure> {
        let name = &server.name;
        if server.waits() {
            let message = format!("the project's MCP server {name} waits for your consent");
            return Err(Failure::usage(message, "openkoi trust workspace"));
        }
        let task = TaskId(uuid::Uuid::now_v7().simple().to_string());
        let loader = self.loader(
            &task,
            &self.place(),
            Arc::new(Silence),
            Arc::new(|_line: &str| {}),
            None,
        );
        let started = self.start(server, loader.shell()).await;
        let started = started.map_err(|why| {
            let message = format!("MCP server {name} can't be looked at: {why}");
            Failure::new(
                message,
                format!("openkoi mcp get {name} shows how it is started"),
            )
        })?;
        let pinned = self.pins_of(server)?;
        let now = definitions(&started.offers);
        Ok(Review {
            drift: pinned.clone().unwrap_or_default().drift(&now),
            pinned,
            now,
            left_out: started.left_out,
        })
    }

    /// Pins the tools that a person has looked at and said yes to. The journal has it first.
    pub fn approve(&self, server: &McpServer, tools: &[Definition]) -> Result<(), Failure> {
        self.audited(TrustChange::of(format!(
            "trust the tools of the MCP server {}",
            server.name
        )))?;
        let pinned = Pinned {
            origin: server.origin(&self.brought.workspace),
            server: server.name.clone(),
            approved: true,
            tools: tools.to_vec(),
            drifted: Vec::new(),
        };
        Ok(self.pins().replace(&pinned)?)
    }

    /// Writes a server into the user's config, beside what stands there.
    pub fn add_server(&self, addition: &Addition) -> Result<(), Failure> {
        let name = &addition.name;
        if !is_server_name(name) {
            let message = format!("{} is no name for a server", crate::consent::escaped(name));
            let remedy = "letters, digits, \"-\" and single \"_\" within, at most 32";
            return Err(Failure::usage(message, remedy));
        }
        let own = &self.config.plugins.mcp;
        if own.iter().any(|entry| entry.name == *name) {
            let remedy = format!("openkoi mcp remove {name}, or choose another name");
            return Err(Failure::usage(
                format!("there is a server {name} already"),
                remedy,
            ));
        }
        let words = format!("add the MCP server {name}");
        self.audited(TrustChange::of(words))?;
        self.edit_config(|servers| servers.push(table(addition)))
    }

    /// Takes a server out of the user's config, and forgets what was pinned of it.
    pub fn remove_server(&self, name: &str) -> Result<(), Failure> {
        let server = self.server(name)?;
        if let Source::Project { item, .. } = &server.source {
            let message = format!("the MCP server {name} is the project's");
            let remedy = format!("openkoi trust workspace deny {item}");
            return Err(Failure::usage(message, remedy));
        }
        let words = format!("remove the MCP server {name}");
        self.audited(TrustChange::of(words))?;
        let is_it = |table: &Table| table.get("name").and_then(Item::as_str) == Some(name);
        self.edit_config(|servers| servers.retain(|table| !is_it(table)))?;
        let origin = server.origin(&self.brought.workspace);
        Ok(self.pins().forget(&origin, name)?)
    }

    /// Changes the list of servers in the user's config, and nothing else in it.
    fn edit_config(&self, change: impl FnOnce(&mut ArrayOfTables)) -> Result<(), Failure> {
        let path = self.paths.config_file();
        if let Some(folder) = path.parent() {
            openkoi_state::private_folder(folder).map_err(unwritten)?;
        }
        let _held = openkoi_state::lock(path).map_err(unwritten)?;
        let text = openkoi_state::read(path).map_err(unwritten)?;
        let mut document: DocumentMut =
            text.unwrap_or_default()
                .parse()
                .map_err(|error: toml_edit::TomlError| {
                    Failure::usage(error.to_string(), "openkoi config validate")
                })?;
        let plugins = document.entry("plugins").or_insert_with(|| {
            let mut table = Table::new();
            table.set_implicit(true);
            Item::Table(table)
        });
        let servers = plugins
            .as_table_mut()
            .map(|table| {
                table
                    .entry("mcp")
                    .or_insert(Item::ArrayOfTables(ArrayOfTables::new()))
            })
            .and_then(Item::as_array_of_tables_mut);
        let Some(servers) = servers else {
            let message = format!("{} lists its servers in another way", path.display());
            return Err(Failure::usage(message, "write each as [[plugins.mcp]]"));
        };
        change(servers);
        let text = document.to_string();
        let checked = Checked::read(&path.display().to_string(), &text, KEYS);
        if let Some(complaint) = checked.complaints.first() {
            let message = format!("{}: {}", complaint.at, complaint.message);
            return Err(Failure::usage(message, complaint.remedy.clone()));
        }
        openkoi_state::write(path, text.as_bytes()).map_err(unwritten)
    }
}

fn unwritten(error: openkoi_state::StateError) -> Failure {
    let remedy = error.remedy();
    Failure::new(error.to_string(), remedy)
}

fn table(addition: &Addition) -> Table {
    let mut table = Table::new();
    table.insert("name", value(&addition.name));
    table.insert("command", value(&addition.command));
    let arguments: Array = addition.arguments.iter().collect();
    table.insert("args", value(arguments));
    if !addition.environment.is_empty() {
        let mut environment = InlineTable::new();
        for (name, text) in &addition.environment {
            environment.insert(name, text.into());
        }
        table.insert("env", value(environment));
    }
    table
}
