//! `openkoi trust workspace`: what a project brings along, and what you say to it.

mod ask;
mod shown;

pub(super) use ask::asked;

use super::args::{Format, Globals};
use super::print;
use super::style::{Style, counted};
use super::trust::person::Person;
use crate::config::{Environment, Paths};
use crate::consent::{Answer, Item, ItemKind, Standing};
use crate::failure::Failure;
use crate::kernel::Brought;
use ask::Said;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

#[derive(Debug, Args)]
pub(super) struct WorkspaceArgs {
    #[command(subcommand)]
    command: Option<WorkspaceCommand>,
}

#[derive(Debug, Subcommand)]
enum WorkspaceCommand {
    /// Everything that the project brings along, what it would do, and what you said to it.
    List,
    /// One thing as a whole; where it changed since you allowed it, the difference.
    Show {
        /// As the list names it, with or without the kind before it.
        item: String,
    },
    /// Allow things as they are now; any change asks again.
    Allow {
        /// As the list names them.
        #[arg(required_unless_present = "all")]
        items: Vec<String>,
        /// Everything that waits for an answer.
        #[arg(long, conflicts_with = "items")]
        all: bool,
        /// Don't ask; needed where there is no terminal.
        #[arg(long)]
        yes: bool,
    },
    /// Refuse things as they are now; they are not asked about again.
    Deny {
        /// As the list names them.
        #[arg(required = true)]
        items: Vec<String>,
        /// Needed where there is no terminal.
        #[arg(long)]
        yes: bool,
    },
    /// Forget what you said here: about these things, or about all.
    Forget {
        /// As the list names them.
        items: Vec<String>,
        /// Needed where there is no terminal.
        #[arg(long)]
        yes: bool,
    },
}

pub(super) fn workspace(
    arguments: WorkspaceArgs,
    globals: &Globals,
    environment: &Environment,
    style: Style,
) -> Result<u8, Failure> {
    let person = |yes: bool, words: String| {
        Person::of(environment, globals).pass(yes, &words, environment, globals)
    };
    let mut brought = brought(globals, environment)?;
    match arguments.command.unwrap_or(WorkspaceCommand::List) {
        WorkspaceCommand::List => list(&brought, globals, style)?,
        WorkspaceCommand::Show { item } => {
            let (item, standing) = find(&brought, &item)?;
            print(&shown::whole(&brought, &item, &standing))?;
        }
        WorkspaceCommand::Allow { items, all, yes } => {
            let what = if all {
                "everything".into()
            } else {
                items.join(", ")
            };
            person(yes, format!("allow {what} of the project"))?;
            let items = if all {
                let open = brought.all().filter(|(_, standing)| standing.is_open());
                open.map(|(item, standing)| (item.clone(), standing))
                    .collect()
            } else {
                found(&brought, &items)?
            };
            allow(&mut brought, &items, yes, style)?;
        }
        WorkspaceCommand::Deny { items, yes } => {
            person(yes, format!("deny {} of the project", items.join(", ")))?;
            for (item, _) in found(&brought, &items)? {
                brought.consent(&item, Answer::Deny)?;
                print(&format!("denied {}\n", item.id()))?;
            }
        }
        WorkspaceCommand::Forget { items, yes } => {
            let what = if items.is_empty() {
                "all".into()
            } else {
                items.join(", ")
            };
            person(yes, format!("forget {what} of the project"))?;
            forget(&mut brought, &items)?;
        }
    }
    Ok(0)
}

/// The project here as it is now.
fn brought(globals: &Globals, environment: &Environment) -> Result<Brought, Failure> {
    let paths = Paths::resolve(environment, globals.config.as_deref())?;
    let brought = Brought::open(&paths, environment, &super::directory()?)?;
    Ok(brought.redacting(globals.redactor.clone()))
}

fn list(brought: &Brought, globals: &Globals, style: Style) -> Result<(), Failure> {
    match globals.output_format {
        Format::Text => print(&shown::list(brought, style)),
        Format::Json | Format::StreamJson => {
            let items = brought
                .all()
                .map(|(item, standing)| object(item, &standing));
            let value = json!({
                "workspace": brought.workspace.root(), "items": items.collect::<Vec<_>>(), "notes": brought.notes(),
            });
            print(&format!("{value}\n"))
        }
    }
}

fn object(item: &Item, standing: &Standing) -> Value {
    let why = match standing {
        Standing::Unusable(why) => Some(why),
        Standing::New | Standing::Allowed | Standing::Denied | Standing::Changed { .. } => None,
    };
    json!({
        "kind": item.kind.word(), "name": item.name, "state": standing.word(), "hash": item.hash,
        "does": item.told, "consequence": item.kind.consequence(), "unusable": why,
    })
}

fn allow(
    brought: &mut Brought,
    items: &[(Item, Standing)],
    yes: bool,
    style: Style,
) -> Result<(), Failure> {
    let mut allowed = 0;
    for (item, standing) in items {
        let said = if yes || item.hindrance.is_some() {
            Said::Yes
        } else {
            ask::one(brought, item, standing, style)?
        };
        match said {
            Said::Yes => {
                brought.consent(item, Answer::Allow)?;
                print(&format!("allowed {}, as it is now\n", item.id()))?;
                allowed += 1;
            }
            Said::No => {}
            Said::Nothing => break,
        }
    }
    print(&format!("{} allowed\n", counted(allowed, "thing")))
}

fn forget(brought: &mut Brought, items: &[String]) -> Result<(), Failure> {
    let mut forgotten = 0;
    if items.is_empty() {
        forgotten = brought.forget(None)?;
    }
    for wanted in items {
        let answered = brought.answered();
        let about: Vec<_> = answered
            .iter()
            .filter(|(kind, name)| is_named(*kind, name, wanted))
            .collect();
        match about.as_slice() {
            [(kind, name)] => forgotten += brought.forget(Some((*kind, name)))?,
            [] => {
                return Err(unknown(
                    wanted,
                    "nothing was said about a thing of that name here",
                ));
            }
            _ => return Err(unknown(wanted, "more than one thing has that name")),
        }
    }
    print(&format!("{} forgotten\n", counted(forgotten, "answer")))
}

fn found(brought: &Brought, names: &[String]) -> Result<Vec<(Item, Standing)>, Failure> {
    names.iter().map(|name| find(brought, name)).collect()
}

/// The one thing of this name.
fn find(brought: &Brought, wanted: &str) -> Result<(Item, Standing), Failure> {
    let all = brought.all();
    let named: Vec<_> = all
        .filter(|(item, _)| is_named(item.kind, &item.name, wanted))
        .collect();
    match named.as_slice() {
        [(item, standing)] => Ok(((*item).clone(), standing.clone())),
        [] => Err(unknown(
            wanted,
            "this project brings along nothing of that name",
        )),
        _ => Err(unknown(wanted, "more than one thing has that name")),
    }
}

fn is_named(kind: ItemKind, name: &str, wanted: &str) -> bool {
    let of_kind = wanted.strip_prefix(kind.word());
    let is_end = |mark: char| {
        name.strip_suffix(wanted)
            .is_some_and(|before| before.ends_with(mark))
    };
    name == wanted
        || is_end('/')
        || is_end('#')
        || of_kind.and_then(|rest| rest.strip_prefix('/')) == Some(name)
}

fn unknown(wanted: &str, why: &str) -> Failure {
    let wanted = crate::consent::escaped(wanted);
    Failure::usage(
        format!("{wanted}: {why}"),
        "openkoi trust workspace lists all, each with its kind and name",
    )
}
