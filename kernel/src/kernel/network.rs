//! Grants of the network, made of manifests and base URLs.

use crate::door::http::{Credential, NetworkGrant, NetworkRule};
use crate::door::secrets::Secret;
use crate::registry::{Authority, BaseUrlOrigin, ServiceRow, ServiceSecret};
use url::{Host, Url};

/// A provider reaches its service and nothing else. Where the user said where that is, or where it is this very machine,
/// plain http and private addresses are fine.
pub(super) fn of_service(row: &ServiceRow, base_url: &Url) -> NetworkGrant {
    let by_user = row.base_url_origin != BaseUrlOrigin::Manifest || is_this_machine(base_url);
    NetworkGrant::new(vec![NetworkRule::for_service(base_url, by_user)])
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The service's key goes to the service's own host, and to those its manifest names.
pub(super) fn credential(row: &ServiceSecret, secret: Secret, base_url: &Url) -> Credential {
    let host = base_url.host_str().unwrap_or_default();
    let hosts = std::iter::once(host.to_owned())
        .chain(row.hosts.iter().cloned())
        .collect();
    Credential {
        header: row.header.clone(),
        format: row.format.clone(),
        hosts,
        secret,
    }
}

/// What a manifest asks for and the user granted.
pub(super) fn of_authority(authority: &Authority) -> NetworkGrant {
    let rule = |rule: &crate::registry::NetworkRule| NetworkRule {
        host: rule.host.clone(),
        port: None,
        methods: rule.methods.clone(),
        paths: rule.paths.clone(),
        allow_plain: false,
        allow_private: false,
    };
    NetworkGrant::new(authority.network.iter().map(rule).collect())
}
