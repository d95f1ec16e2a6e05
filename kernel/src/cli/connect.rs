//! `openkoi connect` and `openkoi disconnect`: the keys of services, from a person's hands to where they are kept.

mod hidden;

use super::args::{ConnectArgs, DisconnectArgs, Format, Globals};
use super::style::plain;
use super::trust::person::Person;
use super::{kernel, print};
use crate::config::Environment;
use crate::failure::Failure;
use crate::kernel::{Connection, Kernel};
use serde_json::json;
use std::io::{IsTerminal, Read};
use zeroize::Zeroizing;

/// The word that asks instead of connecting.
const STATUS: &str = "status";
/// No key is longer.
const MOST: u64 = 64 * 1024;

pub(super) fn connect(
    arguments: ConnectArgs,
    globals: &Globals,
    environment: Environment,
) -> Result<u8, Failure> {
    let (person, of_person) = (
        Person::of(&environment, globals).beside_tasks(),
        environment.clone(),
    );
    let kernel = kernel(globals, environment)?;
    let service = match arguments.service.as_deref() {
        None | Some(STATUS) => return status(&kernel, globals),
        Some(service) => service,
    };
    // Nothing that a task has started gives or takes keys.
    person.pass(true, &format!("connect {service}"), &of_person, globals)?;
    let name = kernel.takes_key(service)?;
    let key = key(name, service, globals.stdin)?;
    kernel.redactor().know(&key);
    let made = kernel.connect(service, &key, arguments.file)?;
    let line = format!(
        "connected {}: its key is in {}",
        made.service,
        made.places.join(", ")
    );
    tell(&made, &line, globals)
}

pub(super) fn disconnect(
    arguments: &DisconnectArgs,
    globals: &Globals,
    environment: Environment,
) -> Result<u8, Failure> {
    let person = Person::of(&environment, globals).beside_tasks();
    let words = format!("disconnect {}", arguments.service);
    person.pass(true, &words, &environment, globals)?;
    let kernel = kernel(globals, environment)?;
    let gone = kernel.disconnect(&arguments.service)?;
    let line = match gone.places.as_slice() {
        [] => format!("no key of {} is kept", gone.service),
        places => format!(
            "disconnected {}: its key is gone from {}",
            gone.service,
            places.join(" and ")
        ),
    };
    tell(&gone, &line, globals)
}

/// Which services there are, and where the key of each lives; no value, and nobody is asked.
fn status(kernel: &Kernel, globals: &Globals) -> Result<u8, Failure> {
    let services = kernel.overview().services;
    let text = match globals.output_format {
        Format::Text => services
            .iter()
            .map(|service| {
                let mark = if service.is_connected {
                    "connected"
                } else {
                    ""
                };
                plain(&format!("{:<12}{mark:<11}{}", service.id, service.told)) + "\n"
            })
            .collect(),
        Format::Json | Format::StreamJson => {
            let rows: Vec<_> = services
                .iter()
                .map(|service| json!({"id": service.id, "connected": service.is_connected, "detail": service.told}))
                .collect();
            format!("{}\n", json!(rows))
        }
    };
    print(&text)?;
    Ok(0)
}

fn tell(connection: &Connection, line: &str, globals: &Globals) -> Result<u8, Failure> {
    match globals.output_format {
        Format::Text => {
            let notes = connection.notes.iter().map(|note| format!("  {note}\n"));
            print(&plain(&format!("{line}\n{}", notes.collect::<String>())))?;
        }
        Format::Json | Format::StreamJson => {
            let Connection {
                service,
                places,
                notes,
            } = connection;
            print(&format!(
                "{}\n",
                json!({"service": service, "places": places, "notes": notes})
            ))?;
        }
    }
    Ok(0)
}

/// The key that a person types where nobody sees it, or that standard input holds.
fn key(name: &str, service: &str, from_stdin: bool) -> Result<Zeroizing<String>, Failure> {
    let remedy = format!(
        "openkoi connect {service} on a terminal, or with --stdin and the key alone as input"
    );
    let mut key = if from_stdin {
        piped(&remedy)?
    } else if std::io::stdin().is_terminal() && std::io::stderr().is_terminal() {
        hidden::ask(&format!(
            "The key for {}, which is not shown: ",
            plain(name)
        ))?
    } else {
        return Err(Failure::usage(
            "there is no terminal to ask for the key at",
            remedy,
        ));
    };
    let length = key.trim_end_matches(['\n', '\r']).len();
    key.truncate(length);
    if key.is_empty() {
        return Err(Failure::usage(
            "there is no key; nothing was changed",
            remedy,
        ));
    }
    Ok(key)
}

fn piped(remedy: &str) -> Result<Zeroizing<String>, Failure> {
    let mut key = Zeroizing::new(String::with_capacity(MOST as usize + 1));
    let read = std::io::stdin()
        .lock()
        .take(MOST + 1)
        .read_to_string(&mut key);
    match read {
        Ok(_) if key.len() as u64 <= MOST => Ok(key),
        Ok(_) => Err(Failure::usage(
            format!("a key has at most {MOST} bytes"),
            remedy,
        )),
        Err(error) => Err(Failure::usage(
            format!("standard input can't be read: {error}"),
            remedy,
        )),
    }
}
