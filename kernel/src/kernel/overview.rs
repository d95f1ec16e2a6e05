//! What is set up and connected, for `openkoi status`.

use super::Kernel;
use crate::door::process::{Standing, probe};
use crate::door::secrets::{Origin, Secrets};
use crate::failure::Failure;
use crate::registry::{BaseUrlOrigin, Inspection, ServiceRow};

/// One service as `status` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceState {
    pub id: String,
    pub name: String,
    pub is_connected: bool,
    /// Where its key was found, or what is missing.
    pub told: String,
}

/// What `status` tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// By priority: the first connected one serves by default.
    pub services: Vec<ServiceState>,
    /// The model that the user chose.
    pub chosen: Option<String>,
    /// Active components.
    pub components: usize,
    /// Those of the user's config and of the project, whether they may be started or not.
    pub servers: usize,
    pub sandbox: &'static Standing,
}

impl Kernel {
    /// One component in full; its imports are read from its code.
    pub fn inspect(&self, name: &str) -> Result<Inspection, Failure> {
        let component = self.registry.find(name)?;
        let imports = super::loader::imports(component, &self.paths);
        Ok(self.registry.inspect(component, imports)?)
    }

    /// Loads nothing and asks nobody.
    pub fn overview(&self) -> Overview {
        let services = self.services.iter().map(|row| ServiceState {
            id: row.id.clone(),
            name: row.name.clone(),
            is_connected: is_connected(&self.secrets, row),
            told: told(&self.secrets, row),
        });
        let components = self
            .registry
            .rows()
            .iter()
            .filter(|row| row.state == "active")
            .count();
        Overview {
            services: services.collect(),
            chosen: self.config.models.executor.clone(),
            components,
            servers: self.server_count(),
            sandbox: probe(),
        }
    }
}

/// A service is connected if it has its key; or it needs none, and the user said where it is or it answers by itself.
pub(super) fn is_connected(secrets: &Secrets, row: &ServiceRow) -> bool {
    let users_word = row.base_url.is_none() || row.base_url_origin != BaseUrlOrigin::Manifest;
    let has_key = match &row.secret {
        None => users_word,
        Some(spec) => match secrets.locate(&spec.name, &spec.env) {
            Ok(Some(_)) => true,
            Ok(None) => !spec.is_required && users_word,
            Err(_) => false,
        },
    };
    has_key && row.blocked.is_none()
}

fn told(secrets: &Secrets, row: &ServiceRow) -> String {
    if row.blocked.is_some() {
        return "its component lacks a grant".to_owned();
    }
    let place = match &row.base_url_origin {
        BaseUrlOrigin::Manifest => String::new(),
        BaseUrlOrigin::Config => format!(
            " at {} (config)",
            row.base_url.as_ref().map_or("", |url| url.as_str())
        ),
        BaseUrlOrigin::Environment(name) => format!(
            " at {} ({name})",
            row.base_url.as_ref().map_or("", |url| url.as_str())
        ),
    };
    let key = match &row.secret {
        None if row.base_url.is_none() => "part of this binary".to_owned(),
        None => "needs no key".to_owned(),
        Some(spec) => match secrets.locate(&spec.name, &spec.env) {
            Ok(Some(origin)) => format!("key from {}", place_of(&origin)),
            Ok(None) if !spec.is_required => "no key".to_owned(),
            Ok(None) => format!(
                "openkoi connect {}, or set {}",
                row.id,
                spec.env.join(" or ")
            ),
            Err(fault) => fault.message,
        },
    };
    format!("{key}{place}")
}

/// Where a credential lives, for people.
pub(super) fn place_of(origin: &Origin) -> String {
    match origin {
        Origin::Environment(name) => name.clone(),
        Origin::Keyring => "the system's keyring".to_owned(),
        Origin::File(path) => path.display().to_string(),
    }
}
