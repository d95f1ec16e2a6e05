//! Services of the user's own: `[providers.<id>]` with a component that serves them.

use super::ComponentKind;
use super::component::Component;
use super::selection::Selection;
use super::services::{BaseUrlOrigin, ServiceRow, ServiceSecret, variable_prefix};
use crate::config::{ProviderEntry, parse_base_url};
use std::sync::Arc;

/// How authority speaks of the user's own services; no id can be like it.
pub(super) const CUSTOM: &str = "[providers]";

/// Where a service of the user's own comes when nothing says which is the default: after those of manifests.
const CUSTOM_PRIORITY: u32 = 500;

/// A service of the user's own, served by the component that offers to.
pub(super) fn row(
    selection: &Selection,
    id: &str,
    entry: &ProviderEntry,
) -> Result<ServiceRow, (String, String)> {
    let chosen = selection
        .of(ComponentKind::Provider)
        .find(|chosen| chosen.component.manifest.custom_services)
        .ok_or_else(|| {
            let message = format!("no component serves [providers.{id}]");
            (
                message,
                "A provider with `custom_services = true` in its manifest does.".to_owned(),
            )
        })?;
    if id.is_empty() || id.contains(|c: char| c == '/' || c.is_whitespace() || c.is_control()) {
        let message = format!(
            "[providers.\"{}\"]: this id could not stand before the slash of a model",
            id.escape_debug()
        );
        return Err((
            message,
            "Use letters, digits, \"-\", \"_\" and \".\".".to_owned(),
        ));
    }
    let base_url = entry
        .base_url
        .as_deref()
        .and_then(|url| parse_base_url(url).ok());
    let Some(base_url) = base_url else {
        let remedy = format!(
            "Add base_url = \"https://…\" to [providers.{id}]; only services that components bring have one."
        );
        return Err((format!("[providers.{id}] has no `base_url`"), remedy));
    };
    let is_allowed = chosen
        .authority
        .services
        .iter()
        .any(|service| service == CUSTOM);
    Ok(ServiceRow {
        id: id.to_owned(),
        name: entry.display_name.clone().unwrap_or_else(|| id.to_owned()),
        component: Arc::clone(&chosen.component),
        base_url: Some(base_url),
        base_url_origin: BaseUrlOrigin::Config,
        secret: Some(secret(&chosen.component, id, entry)),
        settings: Vec::new(),
        priority: CUSTOM_PRIORITY,
        default_model: entry.default_model.clone(),
        models: entry.models.clone(),
        blocked: (!is_allowed).then(|| super::advice::ungranted(&chosen.component)),
    })
}

/// The key of a service of the user's own: sent as the manifest's secret "custom" says, else as a bearer token. It is
/// required only where the user named its variable: servers on the own machine often need none.
fn secret(component: &Component, id: &str, entry: &ProviderEntry) -> ServiceSecret {
    let form = component
        .manifest
        .secrets
        .iter()
        .find(|secret| secret.name == "custom");
    let (header, format) = match form {
        Some(form) => (form.header.clone(), form.format.clone()),
        None => ("authorization".to_owned(), "Bearer {secret}".to_owned()),
    };
    let variable = entry
        .api_key_env
        .clone()
        .unwrap_or_else(|| format!("{}_API_KEY", variable_prefix(id)));
    ServiceSecret {
        name: id.to_owned(),
        env: vec![variable],
        header,
        format,
        hosts: Vec::new(),
        is_required: entry.api_key_env.is_some(),
    }
}
