//! One canonical form of a URL, so that the host that is checked is the host that is called.

use super::fault;
use crate::domain::{Fault, FaultKind};
use std::net::IpAddr;
use url::{Host, Url};

/// A URL as the door understands it. The parser already reads octal, hexadecimal and short IPv4 spellings as the addresses
/// that they are, and lower-cases and encodes names; what is left to refuse is refused here.
pub(super) fn canonical(text: &str) -> Result<Url, Fault> {
    let invalid = |why: &str| fault(FaultKind::Invalid, format!("not a URL to request: {why}"));
    if text.chars().any(|character| character.is_control() || character.is_whitespace()) {
        return Err(invalid("it contains white space or control characters"));
    }
    if text.contains('\\') {
        return Err(invalid("it contains a backslash"));
    }
    let mut url = Url::parse(text).map_err(|error| invalid(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(invalid("its scheme is neither https nor http"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("it carries a user or password"));
    }
    let host = url.host_str().ok_or_else(|| invalid("it has no host"))?.to_owned();
    if let Some(name) = host.strip_suffix('.') {
        url.set_host(Some(name)).map_err(|error| invalid(&error.to_string()))?;
    }
    url.set_fragment(None);
    Ok(url)
}

/// The address, where the host is one.
pub(super) fn literal(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
        Host::Domain(_) => None,
    }
}
