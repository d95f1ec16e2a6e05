//! `openkoi component list`, `inspect`, `grant` and `revoke`.

use super::args::{ComponentCommand, Format, Globals};
use super::kernel;
use super::style::plain;
use super::trust::person::Person;
use crate::config::Environment;
use crate::failure::Failure;
use crate::kernel::Kernel;
use crate::registry::Inspection;
use serde_json::json;

pub(super) fn component(
    command: Option<ComponentCommand>,
    globals: &Globals,
    environment: Environment,
) -> Result<u8, Failure> {
    let (person, of_person) = (Person::of(&environment, globals), environment.clone());
    // A grant is bound to the bytes of the one component that it names: it takes no terminal and no --yes.
    let pass = |words: String| person.pass(true, &words, &of_person, globals);
    let mut kernel = kernel(globals, environment)?;
    let is_text = globals.output_format == Format::Text;
    let text = match command.unwrap_or(ComponentCommand::List) {
        ComponentCommand::List if is_text => list(&kernel),
        ComponentCommand::List => format!("{}\n", json!(kernel.registry.rows())),
        ComponentCommand::Inspect { name } => {
            let inspection = kernel.inspect(&name)?;
            if is_text {
                inspect(&inspection)
            } else {
                format!("{}\n", json!(inspection))
            }
        }
        ComponentCommand::Grant { name } => {
            pass(format!("component grant {name}"))?;
            let component = kernel.registry.find(&name)?.clone();
            let grant = kernel.grant(&component)?;
            let rights: String = grant
                .rights
                .iter()
                .map(|right| format!("  {}\n", plain(right)))
                .collect();
            format!(
                "granted to {component}, as it is now ({}):\n{rights}",
                grant.digest
            )
        }
        ComponentCommand::Revoke { name } => {
            pass(format!("component revoke {name}"))?;
            let component = kernel.registry.find(&name)?.clone();
            let had = kernel.revoke(&component)?;
            let told = if had {
                "what was granted is taken back"
            } else {
                "there was no grant"
            };
            format!("{component}: {told}\n")
        }
    };
    super::print(&text)?;
    Ok(0)
}

fn list(kernel: &Kernel) -> String {
    let rows = kernel.registry.rows();
    let row = |row: &crate::registry::Row| {
        let note = plain(&row.note.replace('\n', " "));
        format!(
            "{:<12}{:<13}{:<9}{:<9}{:<14}{note}\n",
            row.kind,
            plain(&row.name),
            row.version,
            row.layer,
            row.state
        )
    };
    let heading = format!(
        "{:<12}{:<13}{:<9}{:<9}{:<14}{}\n",
        "KIND", "NAME", "VERSION", "LAYER", "STATE", "DESCRIPTION"
    );
    heading + &rows.iter().map(row).collect::<String>()
}

fn inspect(it: &Inspection) -> String {
    let mut lines = Vec::new();
    let mut row = |label: &str, text: String| lines.push(format!("{label:<13}{text}"));
    row(
        "component",
        format!("{}/{} {}", it.kind, it.name, it.version),
    );
    row("description", plain(&it.description));
    row("contract", it.contract.clone());
    row("layer", it.layer.to_owned());
    row(
        "shadows",
        if it.shadows_builtin {
            format!("{}@builtin", it.name)
        } else {
            "nothing".to_owned()
        },
    );
    row(
        "path",
        it.path
            .as_deref()
            .map_or("in this binary".to_owned(), plain),
    );
    row("digest", it.digest.clone());
    row(
        "imports",
        if it.imports.is_empty() {
            "nothing".to_owned()
        } else {
            it.imports.join(", ")
        },
    );
    row(
        "standing",
        plain(&it.standing).replace('\n', "\n             "),
    );
    for (right, is_granted) in &it.rights {
        row(
            "asks for",
            format!(
                "{} ({})",
                plain(right),
                if *is_granted {
                    "granted"
                } else {
                    "not granted"
                }
            ),
        );
    }
    for (action, effect) in &it.actions {
        row("action", format!("{action}: {effect}"));
    }
    row(
        "limits",
        format!(
            "memory {}, time {} ms, output {}",
            it.memory, it.time_ms, it.output
        ),
    );
    lines.join("\n") + "\n"
}
