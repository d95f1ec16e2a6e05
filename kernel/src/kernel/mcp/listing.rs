//! Which servers there are, whose they are, and whether they may be started.

use super::expansion::expanded;
use crate::config::McpEntry;
use crate::consent::{Entry, Item, ItemKind, Standing, Workspace, escaped};
use crate::door::process::Program;
use crate::kernel::Kernel;
use crate::mechanism::mcp::{Limits, is_server_name};
use std::collections::BTreeSet;
use std::time::Duration;

/// Words in the names of variables whose values nobody should see.
const SECRETS: [&str; 4] = ["KEY", "TOKEN", "SECRET", "PASSWORD"];

/// Who wants a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The user's config.
    User,
    /// A file of the project; the entry as consents name it.
    Project { item: String, standing: Standing },
}

/// A server, whether it can be started or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct McpServer {
    pub name: String,
    pub source: Source,
    /// The command and its arguments as they are written, for people.
    pub line: String,
    /// The names of the variables that it is given.
    pub variables: Vec<String>,
    /// What is started; or why nothing is.
    pub launch: Result<Program, String>,
    pub limits: Limits,
}

impl McpServer {
    /// Nobody has consented to it yet, or somebody has refused it.
    pub(super) fn waits(&self) -> bool {
        match &self.source {
            Source::User => false,
            Source::Project { standing, .. } => *standing != Standing::Allowed,
        }
    }

    /// By what its pins are told from those of another server of the same name.
    pub(super) fn origin(&self, workspace: &Workspace) -> String {
        match &self.source {
            Source::User => "user".to_owned(),
            Source::Project { .. } => {
                format!(
                    "{:?} {}",
                    workspace.root().as_os_str(),
                    workspace.identity()
                )
            }
        }
    }
}

impl Kernel {
    /// The user's servers, then the project's. Of several with one name the first one counts.
    pub fn servers(&self) -> Vec<McpServer> {
        let own = self.config.plugins.mcp.iter();
        let own = own.map(|entry| self.users(entry));
        let items = self.brought.of(ItemKind::Mcp);
        let mut servers: Vec<McpServer> = own
            .chain(items.map(|(item, standing)| projects(item, standing)))
            .collect();
        let mut names = BTreeSet::new();
        for server in &mut servers {
            if !is_server_name(&server.name) {
                server.launch = Err(
                    "its name is none: letters, digits, \"-\" and single \"_\" within, at most 32"
                        .to_owned(),
                );
            } else if !names.insert(server.name.clone()) {
                server.launch = Err("there is another server with this name before it".to_owned());
            }
        }
        servers
    }

    /// How many servers there are, by looking at config and project alone.
    pub fn server_count(&self) -> usize {
        self.config.plugins.mcp.len() + self.brought.of(ItemKind::Mcp).count()
    }

    fn users(&self, entry: &McpEntry) -> McpServer {
        let value = |name: &str| self.environment.get(name).map(str::to_owned);
        let written = Entry {
            name: entry.name.clone(),
            command: entry.command.clone(),
            arguments: entry.args.clone(),
            environment: entry
                .env
                .iter()
                .map(|(name, value)| (name.clone(), value.reveal().to_owned()))
                .collect(),
            directory: String::new(),
        };
        let launch = program(&written, &value)
            .map_err(|name| format!("its config asks for ${{{name}}}, which is not set"));
        let launch = match entry.transport.as_deref() {
            None | Some("stdio") => launch,
            Some(other) => Err(format!(
                "its transport is {other:?}, and only \"stdio\" is spoken so far"
            )),
        };
        if let Ok(program) = &launch {
            // Nobody but the server should see them.
            let variables = program.environment.iter();
            for (_, value) in variables.filter(|(name, _)| is_secret(name)) {
                self.redactor().know(value);
            }
        }
        let seconds =
            |seconds: Option<u64>, usual: Duration| seconds.map_or(usual, Duration::from_secs);
        let usual = Limits::default();
        McpServer {
            limits: Limits {
                start: seconds(entry.startup_timeout_sec, usual.start),
                call: seconds(entry.tool_timeout_sec, usual.call),
            },
            ..server(&written, Source::User, launch)
        }
    }
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    SECRETS.iter().any(|word| name.contains(word))
}

/// A project's server gets nothing of the user's.
fn projects(item: &Item, standing: Standing) -> McpServer {
    let source = Source::Project {
        item: item.id(),
        standing,
    };
    match Entry::of(item) {
        Ok(entry) => {
            let launch = program(&entry, &|_| None).map_err(|name| {
                let name = escaped(&name);
                format!("it asks for ${{{name}}}, and a project's server is given none of your variables")
            });
            server(&entry, source, launch)
        }
        Err((name, why)) => McpServer {
            name,
            source,
            line: String::new(),
            variables: Vec::new(),
            launch: Err(why),
            limits: Limits::default(),
        },
    }
}

fn server(entry: &Entry, source: Source, launch: Result<Program, String>) -> McpServer {
    let words = std::iter::once(&entry.command).chain(&entry.arguments);
    let words: Vec<String> = words.map(|word| escaped(word)).collect();
    McpServer {
        name: entry.name.clone(),
        source,
        line: words.join(" "),
        variables: entry.environment.keys().map(|name| escaped(name)).collect(),
        launch,
        limits: Limits::default(),
    }
}

fn program(entry: &Entry, value: &dyn Fn(&str) -> Option<String>) -> Result<Program, String> {
    let expand = |text: &String| expanded(text, value);
    let variable = |(name, text): (&String, &String)| Ok((name.clone(), expand(text)?));
    Ok(Program {
        command: expand(&entry.command)?,
        arguments: entry
            .arguments
            .iter()
            .map(expand)
            .collect::<Result<_, String>>()?,
        directory: expand(&entry.directory)?,
        environment: entry
            .environment
            .iter()
            .map(variable)
            .collect::<Result<_, String>>()?,
    })
}
