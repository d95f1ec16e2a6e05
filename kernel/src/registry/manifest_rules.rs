//! What a manifest's values must be to each other.

use super::ComponentKind::{self, Agency, Evaluator, Integration, Provider, Tool};
use super::kind::CONTRACT;
use super::manifest::{Limits, Manifest, SecretEntry};
use std::collections::BTreeSet;

/// A rule that a manifest breaks: where, which, and what to do.
pub(super) struct Broken {
    pub(super) path: String,
    pub(super) message: String,
    pub(super) remedy: String,
}

fn broken_at(
    path: impl Into<String>,
    message: impl Into<String>,
    remedy: impl Into<String>,
) -> Broken {
    Broken {
        path: path.into(),
        message: message.into(),
        remedy: remedy.into(),
    }
}

/// All that is wrong.
pub(super) fn broken(manifest: &Manifest) -> Vec<Broken> {
    let mut found = Vec::new();
    found.extend(contract(manifest));
    found.extend(entry(manifest));
    found.extend(sections(manifest));
    found.extend(services(manifest));
    found.extend(
        manifest
            .secrets
            .iter()
            .enumerate()
            .flat_map(|(index, secret)| self::secret(index, secret)),
    );
    found.extend(network(manifest));
    found.extend(limits(&manifest.limits));
    found.extend(twice(
        "services",
        "id",
        manifest.services.iter().map(|service| &service.id),
    ));
    found.extend(twice(
        "secrets",
        "name",
        manifest.secrets.iter().map(|secret| &secret.name),
    ));
    found.extend(twice(
        "actions",
        "name",
        manifest.actions.iter().map(|action| &action.name),
    ));
    found.extend(twice(
        "files",
        "root",
        manifest.files.iter().map(|files| &files.root),
    ));
    found
}

fn contract(manifest: &Manifest) -> Option<Broken> {
    let ours = manifest.kind.contract();
    let breaking = |version: &str| {
        version
            .rsplit_once('.')
            .map(|(breaking, _)| breaking.to_owned())
    };
    let theirs = manifest
        .contract
        .strip_prefix(&format!("openkoi:{}@", manifest.kind));
    if theirs.is_some_and(|version| breaking(version) == breaking(CONTRACT)) {
        return None;
    }
    let message = format!(
        "it wants the contract {}; this kernel has {ours}",
        manifest.contract.escape_debug()
    );
    Some(broken_at(
        "contract",
        message,
        format!("Build it for {ours}."),
    ))
}

fn entry(manifest: &Manifest) -> Vec<Broken> {
    let mut found = Vec::new();
    let entry = &manifest.entry;
    if entry.is_empty() || entry.starts_with('.') || entry.contains(['/', '\\', '\0']) {
        found.push(broken_at(
            "entry",
            "it is no plain file name",
            "Put the file beside the manifest and name it.",
        ));
    }
    let numbers: Vec<&str> = manifest.version.splitn(3, '.').collect();
    let is_version = numbers.len() == 3
        && numbers
            .iter()
            .all(|part| part.starts_with(|c: char| c.is_ascii_digit()));
    if !is_version {
        found.push(broken_at(
            "version",
            "it is no version",
            "Write three numbers: version = \"0.1.0\"",
        ));
    }
    found
}

/// Which sections a kind may have.
fn sections(manifest: &Manifest) -> Vec<Broken> {
    let rows: [(&str, bool, &[ComponentKind]); 10] = [
        ("custom_services", manifest.custom_services, &[Provider]),
        ("services", !manifest.services.is_empty(), &[Provider]),
        (
            "secrets",
            !manifest.secrets.is_empty(),
            &[Provider, Integration, Tool],
        ),
        (
            "network",
            !manifest.network.is_empty(),
            &[Integration, Tool],
        ),
        ("files", !manifest.files.is_empty(), &[Tool]),
        ("process", manifest.process.is_some(), &[Tool]),
        ("kv", manifest.kv.is_some(), &[Integration, Tool]),
        (
            "actions",
            !manifest.actions.is_empty(),
            &[Integration, Tool],
        ),
        ("agency", manifest.agency.is_some(), &[Agency]),
        ("evaluator", manifest.evaluator.is_some(), &[Evaluator]),
    ];
    let mut found = Vec::new();
    for (section, is_there, kinds) in rows {
        if is_there && !kinds.contains(&manifest.kind) {
            let kinds: Vec<&str> = kinds.iter().map(|kind| kind.word()).collect();
            let message = format!(
                "kind \"{}\" has no `{section}`; it is for {}",
                manifest.kind,
                kinds.join(", ")
            );
            found.push(broken_at(section, message, "Leave it out."));
        }
    }
    found
}

fn services(manifest: &Manifest) -> Vec<Broken> {
    let mut found = Vec::new();
    for (index, service) in manifest.services.iter().enumerate() {
        let Some(wanted) = &service.secret else {
            continue;
        };
        if !manifest.secrets.iter().any(|secret| &secret.name == wanted) {
            let message = format!("there is no [[secrets]] entry with the name \"{wanted}\"");
            found.push(broken_at(
                format!("services[{index}].secret"),
                message,
                "Add one, or leave the key out.",
            ));
        }
    }
    found
}

fn secret(index: usize, secret: &SecretEntry) -> Vec<Broken> {
    let mut found = Vec::new();
    let token = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    if secret.header.is_empty() || !secret.header.chars().all(token) {
        found.push(broken_at(
            format!("secrets[{index}].header"),
            "it is no name of a header",
            "Letters, digits and \"-\".",
        ));
    }
    if secret.format.matches("{secret}").count() != 1
        || !secret.format.chars().all(|c| (' '..='~').contains(&c))
    {
        let remedy = "Write {secret} where it goes, once: \"Bearer {secret}\".";
        found.push(broken_at(
            format!("secrets[{index}].format"),
            "it is no form of a header's value",
            remedy,
        ));
    }
    for host in &secret.hosts {
        found.extend(host_rule(&format!("secrets[{index}].hosts"), host));
    }
    found
}

fn network(manifest: &Manifest) -> Vec<Broken> {
    let mut found = Vec::new();
    for (index, rule) in manifest.network.iter().enumerate() {
        found.extend(host_rule(&format!("network[{index}].host"), &rule.host));
        if rule.paths.iter().any(|path| !path.starts_with('/')) {
            found.push(broken_at(
                format!("network[{index}].paths"),
                "a path begins with \"/\"",
                "",
            ));
        }
    }
    found
}

/// A host is exact or "*." and at least two labels: "*.com" would be everybody.
fn host_rule(path: &str, host: &str) -> Option<Broken> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_label = |label: &str| !label.is_empty() && label.chars().all(plain);
    let fits = match host.strip_prefix("*.") {
        Some(domain) => domain.contains('.') && domain.split('.').all(is_label),
        None => host.split('.').all(is_label),
    };
    let remedy = "Write \"api.example.com\" or \"*.example.com\", without scheme, port and path.";
    (!fits).then(|| {
        broken_at(
            path,
            format!("\"{}\" is no host", host.escape_debug()),
            remedy,
        )
    })
}

fn limits(limits: &Limits) -> Vec<Broken> {
    let kernel = Limits::KERNEL;
    let rows = [
        ("memory", limits.memory > kernel.memory, limits.memory == 0),
        ("time", limits.time > kernel.time, limits.time.is_zero()),
        ("output", limits.output > kernel.output, limits.output == 0),
    ];
    let mut found = Vec::new();
    for (name, is_higher, is_nothing) in rows {
        if is_higher {
            let message = "it is higher than the kernel's own; a manifest may only lower it";
            found.push(broken_at(
                format!("limits.{name}"),
                message,
                "Lower it, or leave it out.",
            ));
        } else if is_nothing {
            found.push(broken_at(
                format!("limits.{name}"),
                "with nothing, nothing can run",
                "Leave it out.",
            ));
        }
    }
    found
}

fn twice<'a>(section: &str, key: &str, names: impl Iterator<Item = &'a String>) -> Vec<Broken> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (index, name) in names.enumerate() {
        if !seen.insert(name) {
            found.push(broken_at(
                format!("{section}[{index}].{key}"),
                format!("\"{name}\" is there twice"),
                "Keep one.",
            ));
        }
    }
    found
}
