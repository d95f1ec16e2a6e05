//! `openkoi mcp`: the servers that lend tools.

mod review;

use super::args::{Format, Globals, McpCommand};
use super::style::plain;
use super::trust::person::Person;
use super::{kernel, print};
use crate::config::Environment;
use crate::consent::escaped;
use crate::failure::Failure;
use crate::kernel::{Addition, Kernel, McpServer, Source};
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

pub(super) fn mcp(
    command: Option<McpCommand>,
    globals: &Globals,
    environment: Environment,
) -> Result<u8, Failure> {
    let (person, of_person) = (Person::of(&environment, globals), environment.clone());
    // What a task has started, and what nobody stands behind, changes nothing; the journal says that it tried.
    let pass = |yes: bool, deed: &str, name: &str| {
        let words = format!("{deed} the MCP server {}", escaped(name));
        person.pass(yes, &words, &of_person, globals)
    };
    let kernel = kernel(globals, environment)?;
    let wants_json = globals.output_format != Format::Text;
    match command.unwrap_or(McpCommand::List { json: false }) {
        McpCommand::List { json } => list(&kernel, json || wants_json)?,
        McpCommand::Get { name, json } => get(&kernel, &name, json || wants_json)?,
        McpCommand::Add {
            name,
            environment,
            yes,
            command,
        } => {
            pass(yes, "add", &name)?;
            let addition = addition(&name, &environment, command)?;
            kernel.add_server(&addition)?;
            let told = format!(
                "added {name}; its tools are pinned when a task first starts it, or now: openkoi mcp trust {name}\n"
            );
            print(&told)?;
        }
        McpCommand::Remove { name, yes } => {
            pass(yes, "remove", &name)?;
            kernel.remove_server(&name)?;
            print(&format!("removed {name}\n"))?;
        }
        McpCommand::Trust { name } => {
            // Nobody but a person who looks at it can say that it is right.
            pass(false, "trust the tools of", &name)?;
            review::review(&kernel, &name, &runtime()?)?;
        }
    }
    Ok(0)
}

fn runtime() -> Result<Runtime, Failure> {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("can't start the runtime: {error}"), ""))
}

fn addition(name: &str, variables: &[String], command: Vec<String>) -> Result<Addition, Failure> {
    let variable = |text: &String| match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err(Failure::usage(
            "--env takes NAME=VALUE",
            "write it like --env LEVEL=debug",
        )),
    };
    let mut words = command.into_iter();
    Ok(Addition {
        name: name.to_owned(),
        command: words.next().unwrap_or_default(),
        arguments: words.collect(),
        environment: variables.iter().map(variable).collect::<Result<_, _>>()?,
    })
}

fn list(kernel: &Kernel, as_json: bool) -> Result<(), Failure> {
    let servers = kernel.servers();
    if as_json {
        let rows: Result<Vec<Value>, Failure> = servers
            .iter()
            .map(|server| object(kernel, server))
            .collect();
        return print(&format!("{}\n", json!(rows?)));
    }
    if servers.is_empty() {
        return print("There are no MCP servers. openkoi mcp add NAME -- COMMAND adds one.\n");
    }
    let mut text = format!("{:<20}{:<10}{:<12}COMMAND\n", "NAME", "SOURCE", "STATE");
    for server in &servers {
        let name = escaped(&server.name);
        let (state, why) = state(kernel, server)?;
        let row = format!("{name:<20}{:<10}{state:<12}{}", source(server), server.line);
        text.push_str(&format!("{}\n", plain(row.trim_end())));
        if !why.is_empty() {
            text.push_str(&format!("    {}\n", plain(&why)));
        }
    }
    print(&text)
}

fn get(kernel: &Kernel, name: &str, as_json: bool) -> Result<(), Failure> {
    let server = kernel.server(name)?;
    let object = object(kernel, &server)?;
    if as_json {
        return print(&format!("{object}\n"));
    }
    let (state, why) = state(kernel, &server)?;
    let mut text = format!("{} ({})  {state}\n", escaped(&server.name), source(&server));
    if !why.is_empty() {
        text.push_str(&format!("    {}\n", plain(&why)));
    }
    text.push_str(&format!("starts      {}\n", plain(&server.line)));
    if !server.variables.is_empty() {
        text.push_str(&format!(
            "variables   {}\n",
            plain(&server.variables.join(", "))
        ));
    }
    match kernel.pins_of(&server)? {
        None => text.push_str("tools       not known: nothing has started it yet\n"),
        Some(pinned) => {
            let by = if pinned.approved {
                "you approved them"
            } else {
                "as first seen"
            };
            text.push_str(&format!("tools       pinned, {by}\n"));
            for tool in &pinned.tools {
                text.push_str(&review::one(tool));
            }
        }
    }
    print(&text)
}

fn source(server: &McpServer) -> &'static str {
    match server.source {
        Source::User => "user",
        Source::Project { .. } => "project",
    }
}

/// Where a server stands, in a word and in a line where there is more to say.
fn state(kernel: &Kernel, server: &McpServer) -> Result<(&'static str, String), Failure> {
    if let Source::Project { standing, item } = &server.source
        && *standing != crate::consent::Standing::Allowed
    {
        let why = format!("openkoi trust workspace show {item}");
        return Ok((standing.word(), why));
    }
    if let Err(why) = &server.launch {
        return Ok(("unusable", why.clone()));
    }
    if !kernel.lack().is_empty() {
        let why = format!(
            "outside of the sandbox no server is started, and here it is not whole ({}); openkoi status tells what helps",
            kernel.lack()
        );
        return Ok(("unusable", why));
    }
    Ok(match kernel.pins_of(server)? {
        None => ("new", String::new()),
        Some(pinned) if !pinned.drifted.is_empty() => {
            let names = escaped(&pinned.drifted.join(", "));
            let why = format!("changed: {names}; openkoi mcp trust {}", server.name);
            ("drifted", why)
        }
        Some(pinned) if pinned.approved => ("approved", String::new()),
        Some(_) => ("pinned", String::new()),
    })
}

fn object(kernel: &Kernel, server: &McpServer) -> Result<Value, Failure> {
    let (state, why) = state(kernel, server)?;
    let consent = match &server.source {
        Source::User => Value::Null,
        Source::Project { item, standing } => json!({"item": item, "standing": standing.word()}),
    };
    let pinned = kernel.pins_of(server)?;
    let tools = pinned.iter().flat_map(|pinned| &pinned.tools);
    let tools: Vec<Value> = tools
        .map(|tool| json!({"name": tool.name, "hash": tool.hash()}))
        .collect();
    Ok(json!({
        "name": server.name, "source": source(server), "command": server.line, "variables": server.variables,
        "state": state, "why": why, "consent": consent, "pinned": tools,
        "approved": pinned.as_ref().is_some_and(|pinned| pinned.approved),
        "drifted": pinned.map(|pinned| pinned.drifted).unwrap_or_default(),
    }))
}
