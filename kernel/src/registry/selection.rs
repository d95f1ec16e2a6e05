//! The components that a task uses, fixed for its duration.

use super::ComponentKind;
use super::component::Component;
use super::rights::Authority;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A component with what it may.
#[derive(Debug, Clone)]
pub struct Chosen {
    pub component: Arc<Component>,
    pub authority: Authority,
}

/// Immutable: what is installed, granted or revoked later concerns later tasks.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    active: Arc<BTreeMap<(ComponentKind, String), Chosen>>,
}

impl Selection {
    pub(super) fn new(active: BTreeMap<(ComponentKind, String), Chosen>) -> Self {
        Self {
            active: Arc::new(active),
        }
    }

    /// The components of a kind, by name; built-ins that are replaced are not among them.
    pub fn of(&self, kind: ComponentKind) -> impl Iterator<Item = &Chosen> {
        self.active
            .iter()
            .filter(move |((of, name), _)| *of == kind && !name.contains('@'))
            .map(|(_, chosen)| chosen)
    }

    /// A component by name; `name@builtin` is the built-in of that name, replaced or not.
    pub fn get(&self, kind: ComponentKind, name: &str) -> Option<&Chosen> {
        self.active.get(&(kind, name.to_owned())).or_else(|| {
            let name = name.strip_suffix(super::BUILT_IN)?;
            let chosen = self.active.get(&(kind, name.to_owned()))?;
            (chosen.component.layer == super::Layer::BuiltIn).then_some(chosen)
        })
    }
}
