//! Components as people see them: rows of a list, and one in full.

use super::component::{Component, Layer};
use super::grants::Standing;
use super::rights::rights;
use super::{Registry, RegistryError};
use crate::config::show_size;
use serde::Serialize;

/// A row of `component list`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// "tool", or "" for a folder whose manifest can't be read.
    pub kind: String,
    pub name: String,
    pub version: String,
    /// "builtin", "user" or "project".
    pub layer: &'static str,
    /// "active", "replaced", "needs a grant", "changed", "broken" or "inert".
    pub state: &'static str,
    /// Its description, or why it is not active.
    pub note: String,
}

/// Everything about one component. Secrets are there by name only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Inspection {
    pub kind: String,
    pub name: String,
    pub version: String,
    pub description: String,
    pub contract: String,
    pub layer: &'static str,
    /// It stands in place of a built-in.
    pub shadows_builtin: bool,
    /// None: it is part of the binary.
    pub path: Option<String>,
    pub digest: String,
    /// What it imports, as the caller read it from the component itself.
    pub imports: Vec<String>,
    /// What it asks for, a line each, and whether that is granted.
    pub rights: Vec<(String, bool)>,
    /// In words, with the command that would change it.
    pub standing: String,
    /// Call and effect.
    pub actions: Vec<(String, String)>,
    pub secrets: Vec<String>,
    pub memory: String,
    pub time_ms: u64,
    pub output: String,
}

impl Registry {
    /// All components, active or not, by kind and name.
    pub fn rows(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = self
            .active
            .values()
            .map(|component| row(component, self.state(component)))
            .collect();
        rows.extend(
            self.replaced
                .values()
                .map(|component| row(component, "replaced")),
        );
        rows.sort_by(|a, b| (&a.kind, &a.name, a.layer).cmp(&(&b.kind, &b.name, b.layer)));
        let unusable = [
            (&self.broken, "user", "broken"),
            (&self.inert, "project", "inert"),
        ];
        for (list, layer, state) in unusable {
            rows.extend(list.iter().map(|folder| {
                Row {
                    kind: String::new(),
                    name: folder
                        .folder
                        .file_name()
                        .unwrap_or_default()
                        .to_string_lossy()
                        .escape_debug()
                        .to_string(),
                    version: String::new(),
                    layer,
                    state,
                    note: folder.reason.clone(),
                }
            }));
        }
        rows
    }

    /// One component in full. `imports` is what the component itself imports.
    pub fn inspect(
        &self,
        component: &Component,
        imports: Vec<String>,
    ) -> Result<Inspection, RegistryError> {
        let manifest = &component.manifest;
        let standing = self.standing(component)?;
        let granted = |right: &String| match standing {
            Standing::BuiltIn | Standing::Pure => true,
            Standing::Granted => self
                .grants
                .of(component.kind(), component.name())
                .is_some_and(|grant| grant.rights.contains(right)),
            Standing::Ungranted | Standing::Changed { .. } => false,
        };
        let key = (component.kind(), component.name().to_owned());
        Ok(Inspection {
            kind: component.kind().to_string(),
            name: manifest.name.clone(),
            version: manifest.version.clone(),
            description: manifest.description.clone(),
            contract: manifest.contract.clone(),
            layer: component.layer.word(),
            shadows_builtin: component.layer != Layer::BuiltIn && self.replaced.contains_key(&key),
            path: component.entry().map(|path| path.display().to_string()),
            digest: component.digest()?.to_string(),
            imports,
            rights: rights(manifest)
                .into_iter()
                .map(|right| (right.clone(), granted(&right)))
                .collect(),
            standing: in_words(component, &standing),
            actions: manifest
                .actions
                .iter()
                .map(|action| (action.name.clone(), action.effect.to_string()))
                .collect(),
            secrets: manifest
                .secrets
                .iter()
                .map(|secret| secret.name.clone())
                .collect(),
            memory: show_size(manifest.limits.memory),
            time_ms: u64::try_from(manifest.limits.time.as_millis()).unwrap_or(u64::MAX),
            output: show_size(manifest.limits.output),
        })
    }

    fn state(&self, component: &Component) -> &'static str {
        match self.standing(component) {
            Ok(Standing::BuiltIn | Standing::Pure | Standing::Granted) => "active",
            Ok(Standing::Ungranted) => "needs a grant",
            Ok(Standing::Changed { .. }) => "changed",
            Err(_) => "broken",
        }
    }
}

fn row(component: &Component, state: &'static str) -> Row {
    Row {
        kind: component.kind().to_string(),
        name: component.name().to_owned(),
        version: component.manifest.version.clone(),
        layer: component.layer.word(),
        state,
        note: component.manifest.description.clone(),
    }
}

fn in_words(component: &Component, standing: &Standing) -> String {
    match standing {
        Standing::BuiltIn => "part of this binary".to_owned(),
        Standing::Pure => "asks for nothing".to_owned(),
        Standing::Granted => {
            format!("granted; to take it back: openkoi component revoke {component}")
        }
        Standing::Ungranted => super::advice::ungranted(component),
        Standing::Changed { added, removed } => {
            let lines = |sign: &str, lines: &[String]| -> String {
                lines
                    .iter()
                    .map(|line| format!("\n  {sign} {line}"))
                    .collect()
            };
            let code = if added.is_empty() && removed.is_empty() {
                "\n  the same rights, other code"
            } else {
                ""
            };
            format!(
                "it has changed since it was granted:{}{}{code}\n{}",
                lines("+", added),
                lines("-", removed),
                super::advice::ungranted(component)
            )
        }
    }
}
