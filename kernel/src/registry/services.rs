//! The services that models can be had from: rows of manifests, and the user's own.

use super::ComponentKind;
use super::component::Component;
use super::manifest::{SecretEntry, ServiceEntry};
use super::selection::{Chosen, Selection};
use crate::config::{Complaint, Config, ConfigError, Environment, ProviderEntry, parse_base_url};
use std::sync::Arc;
use url::Url;

/// Who said where a service is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BaseUrlOrigin {
    Manifest,
    Config,
    /// A variable's name.
    Environment(String),
}

/// The credential of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceSecret {
    /// Also the name of its file: `credentials/<name>.key`.
    pub name: String,
    /// Looked up first, in this order.
    pub env: Vec<String>,
    pub header: String,
    /// `{secret}` stands for the secret.
    pub format: String,
    /// Hosts that get it besides the service's own.
    pub hosts: Vec<String>,
    /// Without it the service can't be used.
    pub is_required: bool,
}

/// One service.
#[derive(Debug, Clone)]
pub struct ServiceRow {
    /// What stands before the slash.
    pub id: String,
    /// For people.
    pub name: String,
    pub component: Arc<Component>,
    /// None: the component answers by itself.
    pub base_url: Option<Url>,
    pub base_url_origin: BaseUrlOrigin,
    /// None: it needs none.
    pub secret: Option<ServiceSecret>,
    pub settings: Vec<(String, String)>,
    /// Among connected services the lowest is the default.
    pub priority: u32,
    /// The user's choice. None: the service's first.
    pub default_model: Option<String>,
    /// The models that the user named; empty: ask the service.
    pub models: Vec<String>,
    /// Why it can't be used, where the component lacks a grant.
    pub blocked: Option<String>,
}

/// All services, by priority and id. The error lists everything that is wrong.
pub fn services(
    selection: &Selection,
    config: &Config,
    environment: &Environment,
) -> Result<Vec<ServiceRow>, ConfigError> {
    let mut rows = Vec::new();
    let mut complaints = Vec::new();
    for chosen in selection.of(ComponentKind::Provider) {
        for entry in &chosen.component.manifest.services {
            offer(&mut rows, from_manifest(chosen, entry));
        }
    }
    for (id, entry) in &config.providers {
        if let Some(row) = rows.iter_mut().find(|row| &row.id == id) {
            change(row, entry);
            continue;
        }
        match super::custom_service::row(selection, id, entry) {
            Ok(row) => rows.push(row),
            Err((message, remedy)) => complaints.push(Complaint {
                at: place(config, id),
                message,
                remedy,
            }),
        }
    }
    for row in &mut rows {
        complaints.extend(override_base_url(row, environment).err());
    }
    rows.sort_by(|a, b| (a.priority, &a.id).cmp(&(b.priority, &b.id)));
    if complaints.is_empty() {
        Ok(rows)
    } else {
        Err(ConfigError::Invalid(complaints))
    }
}

/// Where two components serve one id, the user's counts, once it is granted.
fn offer(rows: &mut Vec<ServiceRow>, row: ServiceRow) {
    match rows.iter_mut().find(|other| other.id == row.id) {
        None => rows.push(row),
        Some(other) if row.component.layer > other.component.layer && row.blocked.is_none() => {
            *other = row
        }
        Some(other) if row.component.layer < other.component.layer && other.blocked.is_some() => {
            *other = row
        }
        Some(_) => {}
    }
}

fn from_manifest(chosen: &Chosen, entry: &ServiceEntry) -> ServiceRow {
    let manifest = &chosen.component.manifest;
    let secret = entry
        .secret
        .as_ref()
        .and_then(|name| manifest.secrets.iter().find(|secret| &secret.name == name));
    let is_allowed = chosen.authority.services.contains(&entry.id)
        && secret.is_none_or(|secret| chosen.authority.secrets.contains(secret));
    ServiceRow {
        id: entry.id.clone(),
        name: entry.name.clone(),
        component: Arc::clone(&chosen.component),
        base_url: entry
            .base_url
            .as_deref()
            .and_then(|url| parse_base_url(url).ok()),
        base_url_origin: BaseUrlOrigin::Manifest,
        secret: secret.map(|secret| needed(secret.clone())),
        settings: entry.settings.clone().into_iter().collect(),
        priority: entry.priority,
        default_model: None,
        models: Vec::new(),
        blocked: (!is_allowed).then(|| super::advice::ungranted(&chosen.component)),
    }
}

fn needed(secret: SecretEntry) -> ServiceSecret {
    let SecretEntry {
        name,
        env,
        header,
        format,
        hosts,
    } = secret;
    ServiceSecret {
        name,
        env,
        header,
        format,
        hosts,
        is_required: true,
    }
}

/// The user's own word about a service that a component brings.
fn change(row: &mut ServiceRow, entry: &ProviderEntry) {
    if let Some(url) = entry
        .base_url
        .as_deref()
        .and_then(|url| parse_base_url(url).ok())
    {
        row.base_url = Some(url);
        row.base_url_origin = BaseUrlOrigin::Config;
    }
    if let (Some(secret), Some(variable)) = (&mut row.secret, &entry.api_key_env) {
        secret.env = vec![variable.clone()];
    }
    row.name = entry
        .display_name
        .clone()
        .unwrap_or_else(|| row.name.clone());
    row.default_model = entry.default_model.clone();
    row.models = entry.models.clone();
}

fn override_base_url(row: &mut ServiceRow, environment: &Environment) -> Result<(), Complaint> {
    let variable = format!("{}_BASE_URL", variable_prefix(&row.id));
    let Some(text) = environment
        .get(&variable)
        .filter(|_| row.base_url.is_some())
    else {
        return Ok(());
    };
    let url = parse_base_url(text).map_err(|reason| Complaint {
        at: variable.clone(),
        message: format!("it is no base URL for {}: {reason}", row.name),
        remedy: format!("Write {variable}=https://host/path, or unset it."),
    })?;
    row.base_url = Some(url);
    row.base_url_origin = BaseUrlOrigin::Environment(variable);
    Ok(())
}

/// An id as variables begin with it: upper case, "_" for all but letters and digits.
pub(super) fn variable_prefix(id: &str) -> String {
    id.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        })
        .collect()
}

fn place(config: &Config, id: &str) -> String {
    let prefix = format!("providers.{id}.");
    let setting = config
        .settings
        .iter()
        .find(|(path, _)| path.starts_with(&prefix));
    setting.map_or_else(
        || format!("[providers.{id}]"),
        |(_, setting)| setting.origin.to_string(),
    )
}
