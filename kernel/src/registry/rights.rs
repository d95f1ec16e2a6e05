//! Rights: what a manifest asks for, a line each, and what is left of it after the grant.

use super::manifest::{Access, FilesRule, Limits, Manifest, NetworkRule, SecretEntry};
use crate::config::show_size;
use std::collections::BTreeSet;

/// What a component may do: manifest ∩ grant. Whoever lends an ability to a component reads it here.
#[derive(Debug, Clone, PartialEq)]
pub struct Authority {
    /// Whether its services may be reached; only providers have any.
    pub services: Vec<String>,
    pub network: Vec<NetworkRule>,
    pub secrets: Vec<SecretEntry>,
    pub files: Vec<FilesRule>,
    pub process: bool,
    /// Bytes of the component's own store; 0: it has none.
    pub kv_quota: u64,
    pub limits: Limits,
}

impl Authority {
    /// Everything that the manifest asks for.
    pub(super) fn whole(manifest: &Manifest) -> Self {
        Self::within(manifest, |_| true)
    }

    /// Only what needs no right.
    pub(super) fn pure(manifest: &Manifest) -> Self {
        Self::within(manifest, |_| false)
    }

    /// What the manifest asks for and the lines of a grant allow.
    pub(super) fn granted(manifest: &Manifest, lines: &BTreeSet<String>) -> Self {
        Self::within(manifest, |line| lines.contains(line))
    }

    fn within(manifest: &Manifest, allows: impl Fn(&str) -> bool) -> Self {
        let services = manifest
            .services
            .iter()
            .filter(|service| allows(&service_line(&service.id, service.base_url.as_deref())));
        let mut ids: Vec<String> = services.map(|service| service.id.clone()).collect();
        if manifest.custom_services && allows(CUSTOM_SERVICES) {
            ids.push(super::custom_service::CUSTOM.to_owned());
        }
        Self {
            services: ids,
            network: manifest
                .network
                .iter()
                .flat_map(single_rules)
                .filter(|rule| allows(&network_line(rule)))
                .collect(),
            secrets: manifest
                .secrets
                .iter()
                .filter(|secret| allows(&secret_line(secret)))
                .cloned()
                .collect(),
            files: manifest
                .files
                .iter()
                .filter_map(|rule| files_within(rule, &allows))
                .collect(),
            process: manifest.process.is_some() && allows(PROCESS),
            kv_quota: manifest
                .kv
                .map(|kv| kv.quota)
                .filter(|quota| allows(&kv_line(*quota)))
                .unwrap_or(0),
            limits: manifest.limits,
        }
    }
}

const PROCESS: &str = "process";
const CUSTOM_SERVICES: &str = "services of [providers.<id>]";

/// The rights that a manifest asks for, a line each, as they are shown, granted and compared.
pub fn rights(manifest: &Manifest) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    lines.extend(
        manifest
            .services
            .iter()
            .map(|service| service_line(&service.id, service.base_url.as_deref())),
    );
    lines.extend(manifest.custom_services.then(|| CUSTOM_SERVICES.to_owned()));
    lines.extend(
        manifest
            .network
            .iter()
            .flat_map(single_rules)
            .map(|rule| network_line(&rule)),
    );
    lines.extend(manifest.secrets.iter().map(secret_line));
    lines.extend(
        manifest
            .files
            .iter()
            .map(|rule| files_line(&rule.root, rule.access)),
    );
    lines.extend(manifest.process.as_ref().map(|_| PROCESS.to_owned()));
    lines.extend(manifest.kv.map(|kv| kv_line(kv.quota)));
    lines
}

/// One rule for each method and path, so that each can be granted alone.
fn single_rules(rule: &NetworkRule) -> Vec<NetworkRule> {
    let mut rules = Vec::new();
    for method in &rule.methods {
        for path in &rule.paths {
            rules.push(NetworkRule {
                host: rule.host.clone(),
                methods: vec![method.clone()],
                paths: vec![path.clone()],
            });
        }
    }
    rules
}

/// Writing includes reading: with the line for reading alone, reading is left.
fn files_within(rule: &FilesRule, allows: impl Fn(&str) -> bool) -> Option<FilesRule> {
    let access = [Access::Write, Access::Read]
        .into_iter()
        .filter(|access| *access <= rule.access)
        .find(|access| allows(&files_line(&rule.root, *access)))?;
    Some(FilesRule {
        root: rule.root.clone(),
        access,
    })
}

fn service_line(id: &str, base_url: Option<&str>) -> String {
    match base_url {
        Some(base_url) => format!("service {id} {base_url}"),
        None => format!("service {id}"),
    }
}

fn network_line(rule: &NetworkRule) -> String {
    format!(
        "network {} {} {}",
        rule.methods.join(","),
        rule.host,
        rule.paths.join(",")
    )
}

/// Where a secret goes is part of the right to use it.
fn secret_line(secret: &SecretEntry) -> String {
    let hosts = if secret.hosts.is_empty() {
        String::new()
    } else {
        format!(" for {}", secret.hosts.join(","))
    };
    let variables = if secret.env.is_empty() {
        String::new()
    } else {
        format!(" from {}", secret.env.join(","))
    };
    format!(
        "secret {}{variables} in {}{hosts}",
        secret.name, secret.header
    )
}

fn files_line(root: &str, access: Access) -> String {
    let word = match access {
        Access::Read => "read",
        Access::Write => "write",
    };
    format!("files {root} {word}")
}

fn kv_line(quota: u64) -> String {
    format!("kv {}", show_size(quota))
}
