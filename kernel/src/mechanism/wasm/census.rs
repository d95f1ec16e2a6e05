//! Counts what a component would become, before any of it is compiled.
//!
//! Components nest, and a nested component can be instantiated many times by one that is instantiated many times: a
//! few hundred bytes may name more instances than there is memory. Compilation unfolds them all, so they are counted
//! first.

use super::limits::TABLE_ENTRIES;
use wasmparser::{
    ComponentAlias, ComponentExternalKind, ComponentInstance, ComponentOuterAliasKind,
    ComponentType, Encoding, Instance, Parser, Payload,
};

/// Instances that a component may consist of.
const INSTANCES: u64 = 1_000;
/// Nesting that any toolchain has a use for.
const DEPTH: usize = 16;

/// Why a component is not compiled.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It can't be read: why and where.
    Damaged(String),
    /// It can be read, and no.
    TooMuch(String),
    /// What it begins with is more than a call may take of it.
    OverLimit(&'static str),
}

/// One component, or core module, while its sections are read.
#[derive(Default)]
struct Scope {
    is_component: bool,
    /// Instances that come with this component.
    weight: u64,
    /// What each component of its index space weighs.
    components: Vec<u64>,
}

/// Goes over all sections, and refuses more than [`INSTANCES`] instances or a nesting deeper than [`DEPTH`].
pub(super) fn count(wasm: &[u8]) -> Result<(), Refusal> {
    let damaged = |error: wasmparser::BinaryReaderError| Refusal::Damaged(error.to_string());
    // The innermost last; core modules, which hold no components, among them.
    let mut scopes = vec![];
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.map_err(damaged)? {
            Payload::Version { encoding, .. } => open(&mut scopes, encoding)?,
            Payload::End(_) => close(&mut scopes),
            Payload::InstanceSection(section) => {
                for instance in section {
                    if let Instance::Instantiate { .. } = instance.map_err(damaged)? {
                        add(&mut scopes, 1)?;
                    }
                }
            }
            Payload::TableSection(section) => {
                for table in section {
                    // A place for a table is as large as a call's limit, and is never tried with a larger one.
                    if table.map_err(damaged)?.ty.initial > TABLE_ENTRIES as u64 {
                        return Err(Refusal::OverLimit("table"));
                    }
                }
            }
            Payload::ComponentTypeSection(section) => {
                for kind in section {
                    type_of(&kind.map_err(damaged)?)?;
                }
            }
            Payload::ComponentInstanceSection(section) => {
                for instance in section {
                    if let ComponentInstance::Instantiate {
                        component_index, ..
                    } = instance.map_err(damaged)?
                    {
                        let weight = weight_of(&scopes, 0, component_index)?;
                        add(&mut scopes, weight.saturating_add(1))?;
                    }
                }
            }
            Payload::ComponentAliasSection(section) => {
                for alias in section {
                    alias_of(&mut scopes, &alias.map_err(damaged)?)?;
                }
            }
            Payload::ComponentImportSection(section) => {
                for import in section {
                    if import.map_err(damaged)?.ty.kind() == ComponentExternalKind::Component {
                        return Err(handed_around());
                    }
                }
            }
            Payload::ComponentExportSection(section) => {
                for export in section {
                    let export = export.map_err(damaged)?;
                    if export.kind == ComponentExternalKind::Component {
                        define(&mut scopes, 0, export.index)?;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// A component or a module begins inside what is open.
fn open(scopes: &mut Vec<Scope>, encoding: Encoding) -> Result<(), Refusal> {
    if scopes.len() == DEPTH {
        let what = format!("components nested deeper than {DEPTH}");
        return Err(Refusal::TooMuch(what));
    }
    scopes.push(Scope {
        is_component: encoding == Encoding::Component,
        ..Scope::default()
    });
    Ok(())
}

/// The innermost component ends and becomes one of those that its parent can name.
fn close(scopes: &mut Vec<Scope>) {
    let ended = scopes.pop();
    if let (Some(ended), Some(parent)) = (ended, scopes.last_mut())
        && ended.is_component
    {
        parent.components.push(ended.weight);
    }
}

fn add(scopes: &mut [Scope], weight: u64) -> Result<(), Refusal> {
    let Some(scope) = scopes.last_mut() else {
        return Ok(());
    };
    scope.weight = scope.weight.saturating_add(weight);
    if scope.weight > INSTANCES {
        return Err(Refusal::TooMuch(format!("more than {INSTANCES} instances")));
    }
    Ok(())
}

/// Handles grow in the host, where no limit of a call counts them.
fn type_of(kind: &ComponentType<'_>) -> Result<(), Refusal> {
    if let ComponentType::Resource { .. } = kind {
        let what = "resources of its own, which no contract has";
        return Err(Refusal::TooMuch(what.to_owned()));
    }
    Ok(())
}

fn alias_of(scopes: &mut [Scope], alias: &ComponentAlias<'_>) -> Result<(), Refusal> {
    match *alias {
        ComponentAlias::Outer {
            kind: ComponentOuterAliasKind::Component,
            count,
            index,
        } => define(scopes, count as usize, index),
        ComponentAlias::InstanceExport {
            kind: ComponentExternalKind::Component,
            ..
        } => Err(handed_around()),
        ComponentAlias::Outer { .. }
        | ComponentAlias::InstanceExport { .. }
        | ComponentAlias::CoreInstanceExport { .. } => Ok(()),
    }
}

/// Gives the innermost component another name for one that is known.
fn define(scopes: &mut [Scope], outward: usize, index: u32) -> Result<(), Refusal> {
    let weight = weight_of(scopes, outward, index)?;
    if let Some(scope) = scopes.last_mut() {
        scope.components.push(weight);
    }
    Ok(())
}

fn weight_of(scopes: &[Scope], outward: usize, index: u32) -> Result<u64, Refusal> {
    let scope = scopes
        .len()
        .checked_sub(outward + 1)
        .and_then(|at| scopes.get(at));
    scope
        .and_then(|scope| scope.components.get(index as usize).copied())
        .ok_or_else(|| Refusal::Damaged(format!("there is no component {index}")))
}

fn handed_around() -> Refusal {
    Refusal::TooMuch(
        "components that are handed around as values, which can't be counted".to_owned(),
    )
}
