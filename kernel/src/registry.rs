//! Which components there are, and what they may.
//!
//! Three layers, keyed by kind and name: what is part of the binary, what the user dropped in (which replaces a built-in
//! of the same name; that one stays reachable as `name@builtin`), and what a project brings along, which is listed and
//! never runs. What a component may do is what its manifest asks for and the user granted to exactly these bytes;
//! built-ins are granted by being part of the binary.

mod advice;
pub mod bundle;
mod component;
mod custom_service;
mod error;
mod grants;
mod inspect;
mod kind;
mod layers;
mod manifest;
mod manifest_keys;
mod manifest_rules;
mod pins;
mod rights;
mod selection;
mod services;
mod trust;

#[cfg(test)]
mod tests;

pub use component::{Component, Digest, Layer};
pub use error::RegistryError;
pub use grants::{Grant, Grants, Standing};
pub use inspect::{Inspection, Row};
pub use kind::{CONTRACT, ComponentKind};
pub use layers::Unusable;
pub use manifest::{
    Access, ActionEntry, AgencyEntry, EvaluatorEntry, FilesRule, KvRequest, Limits, Manifest,
    NetworkRule, ProcessRequest, Runtime, SecretEntry, ServiceEntry,
};
pub use pins::{Drift, Pinned, Pins};
pub use rights::{Authority, rights};
pub use selection::{Chosen, Selection};
pub use services::{BaseUrlOrigin, ServiceRow, ServiceSecret, services};
pub use trust::{Trust, TrustGrant, TrustRule, is_domain};

use crate::config::Paths;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// What follows the name of a built-in that is meant even where it is replaced.
pub const BUILT_IN: &str = "@builtin";

/// A component of the binary, as the build left it.
#[derive(Debug, Clone)]
pub struct BuiltIn {
    /// The text of its manifest.
    pub manifest: String,
    pub digest: Digest,
}

type Key = (ComponentKind, String);

/// All components.
#[derive(Debug)]
pub struct Registry {
    active: BTreeMap<Key, Arc<Component>>,
    /// Built-ins that the user replaced.
    replaced: BTreeMap<Key, Arc<Component>>,
    broken: Vec<Unusable>,
    inert: Vec<Unusable>,
    grants: Grants,
}

impl Registry {
    /// Finds all components. A broken one of the user's is listed as broken and does not disturb the others.
    pub fn load(
        built_ins: Vec<BuiltIn>,
        paths: &Paths,
        project: Option<&Path>,
    ) -> Result<Self, RegistryError> {
        let brought_along = project.and_then(|project| paths.brought_along(project));
        let mut registry = Self {
            active: BTreeMap::new(),
            replaced: BTreeMap::new(),
            broken: Vec::new(),
            inert: brought_along
                .map(|folder| layers::brought_along(&folder.join("components")))
                .unwrap_or_default(),
            grants: Grants::load(&paths.grants())?,
        };
        for BuiltIn {
            manifest: text,
            digest,
        } in built_ins
        {
            let manifest = Manifest::parse("component.toml", &text).map_err(|mut complaints| {
                let mut first = complaints.swap_remove(0);
                first.at = format!(
                    "{} of {}",
                    first.at,
                    text.lines()
                        .find(|line| line.starts_with("name"))
                        .unwrap_or("?")
                );
                RegistryError::BuiltIn(first)
            })?;
            let component = Arc::new(Component::built_in(manifest, text, digest));
            registry
                .active
                .insert((component.kind(), component.name().to_owned()), component);
        }
        let (dropped_in, broken) = layers::dropped_in(&paths.components());
        registry.broken = broken;
        dropped_in
            .into_iter()
            .for_each(|component| registry.drop_in(component));
        Ok(registry)
    }

    fn drop_in(&mut self, component: Component) {
        let key = (component.kind(), component.name().to_owned());
        match self.active.get(&key) {
            Some(other) if other.layer == Layer::User => {
                let other = other.entry().unwrap_or_default();
                let folder = component
                    .entry()
                    .and_then(|entry| entry.parent().map(Path::to_owned))
                    .unwrap_or_default();
                let reason = format!(
                    "{component} is there twice; the other is {}. Rename or remove one.",
                    other.display()
                );
                self.broken.push(Unusable {
                    folder,
                    reason,
                    gates: component.kind().gates(),
                });
            }
            Some(_) | None => {
                let replaced = self.active.insert(key.clone(), Arc::new(component));
                self.replaced
                    .extend(replaced.map(|built_in| (key, built_in)));
            }
        }
    }

    /// A component by name; `name@builtin` is the built-in of that name, replaced or not.
    pub fn get(&self, kind: ComponentKind, name: &str) -> Option<&Arc<Component>> {
        let Some(name) = name.strip_suffix(BUILT_IN) else {
            return self.active.get(&(kind, name.to_owned()));
        };
        let key = (kind, name.to_owned());
        let active = self
            .active
            .get(&key)
            .filter(|component| component.layer == Layer::BuiltIn);
        self.replaced.get(&key).or(active)
    }

    /// The component that `kind/name` names, or `name` where no other kind has it too.
    pub fn find(&self, text: &str) -> Result<&Arc<Component>, RegistryError> {
        let found: Vec<_> = match text.split_once('/') {
            Some((kind, name)) => ComponentKind::from_word(kind)
                .and_then(|kind| self.get(kind, name))
                .into_iter()
                .collect(),
            None => ComponentKind::ALL
                .into_iter()
                .filter_map(|kind| self.get(kind, text))
                .collect(),
        };
        match found.as_slice() {
            [one] => Ok(one),
            _ => Err(RegistryError::Unknown(self.not_found(text, &found))),
        }
    }

    fn not_found(&self, text: &str, found: &[&Arc<Component>]) -> String {
        let shown = text.escape_debug();
        if !found.is_empty() {
            let all: Vec<String> = found
                .iter()
                .map(|component| component.to_string())
                .collect();
            return format!("that {shown} alone names: {}", all.join(" or "));
        }
        let wanted = text.rsplit('/').next().unwrap_or(text);
        let broken = self.broken.iter().find(|broken| {
            broken.folder.ends_with(wanted) || broken.folder.ends_with("components")
        });
        if let Some(broken) = broken {
            let folder = broken.folder.display();
            return format!("{shown}: {folder} can't be used: {}", broken.reason);
        }
        match crate::config::nearest(wanted, self.active.keys().map(|(_, name)| name.as_str())) {
            Some(name) => format!("{shown}; did you mean {name}?"),
            None => shown.to_string(),
        }
    }

    /// Where a component stands with its grant.
    pub fn standing(&self, component: &Component) -> Result<Standing, RegistryError> {
        if component.layer == Layer::BuiltIn {
            return Ok(Standing::BuiltIn);
        }
        let asked = rights(&component.manifest);
        if asked.is_empty() {
            return Ok(Standing::Pure);
        }
        Ok(self.grants.standing(
            component.kind(),
            component.name(),
            &component.digest()?,
            &asked,
        ))
    }

    /// What a component may do: manifest ∩ grant.
    pub fn effective(&self, component: &Component) -> Result<Authority, RegistryError> {
        let manifest = &component.manifest;
        Ok(match self.standing(component)? {
            Standing::BuiltIn | Standing::Pure => Authority::whole(manifest),
            Standing::Granted => match self.grants.of(component.kind(), component.name()) {
                Some(grant) => Authority::granted(manifest, &grant.rights),
                None => Authority::pure(manifest),
            },
            Standing::Ungranted | Standing::Changed { .. } => Authority::pure(manifest),
        })
    }

    /// Grants a component everything that it asks for now.
    pub fn grant(&mut self, kind: ComponentKind, name: &str) -> Result<Grant, RegistryError> {
        let grant = self.asked(kind, name)?;
        self.adopt(grant.clone())?;
        Ok(grant)
    }

    /// What a component asks for, as it is now.
    pub fn asked(&self, kind: ComponentKind, name: &str) -> Result<Grant, RegistryError> {
        let component = self
            .get(kind, name)
            .ok_or_else(|| RegistryError::Unknown(format!("{kind}/{name}")))?;
        let digest = component.digest()?.to_string();
        Ok(Grant {
            kind,
            name: name.to_owned(),
            digest,
            rights: rights(&component.manifest),
        })
    }

    /// Takes a grant into the list.
    pub fn adopt(&mut self, grant: Grant) -> Result<(), RegistryError> {
        self.grants.grant(grant)
    }

    /// Takes a component's grant back. False: there was none.
    pub fn revoke(&mut self, kind: ComponentKind, name: &str) -> Result<bool, RegistryError> {
        self.grants.revoke(kind, name)
    }

    /// The components as they are now, for one task.
    pub fn selection(&self) -> Selection {
        let active = self
            .active
            .iter()
            .map(|((kind, name), component)| ((*kind, name.clone()), component));
        let replaced = self
            .replaced
            .iter()
            .map(|((kind, name), component)| ((*kind, format!("{name}{BUILT_IN}")), component));
        let chosen = active.chain(replaced).map(|(key, component)| {
            // One whose entry can't be read fails when it is run, with the reason; until then it may do nothing.
            let authority = self
                .effective(component)
                .unwrap_or_else(|_| Authority::pure(&component.manifest));
            (
                key,
                Chosen {
                    component: Arc::clone(component),
                    authority,
                },
            )
        });
        Selection::new(chosen.collect())
    }

    /// Folders of the user's that are no usable components.
    pub fn broken(&self) -> &[Unusable] {
        &self.broken
    }

    /// Folders of the project's, which never run.
    pub fn inert(&self) -> &[Unusable] {
        &self.inert
    }
}
