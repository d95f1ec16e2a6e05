//! Where a request goes, in the one form that everything after it decides on.

use super::{invalid, limits};
use crate::domain::Fault;
use std::fmt;
use std::net::IpAddr;
use url::{Host, Url};

/// A checked URL: http or https, no user, no fragment, a host that has one spelling only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    url: Url,
    host: String,
    address: Option<IpAddr>,
    port: u16,
}

impl Target {
    pub(super) fn parse(text: &str) -> Result<Self, Fault> {
        if text.len() > limits::URL {
            return Err(invalid(format!(
                "the URL is longer than {} bytes",
                limits::URL
            )));
        }
        // Two parsers that read these differently would disagree about the host.
        if text
            .chars()
            .any(|letter| letter.is_control() || matches!(letter, ' ' | '\\'))
        {
            return Err(no(
                text,
                "it holds a space, a backslash or a control character",
            ));
        }
        let url = Url::parse(text).map_err(|error| no(text, &error.to_string()))?;
        Self::of(url, authority(text))
    }

    /// Where a `location` header leads from here.
    pub(super) fn join(&self, location: &str) -> Result<Self, Fault> {
        if location
            .chars()
            .any(|letter| letter.is_control() || letter == '\\')
        {
            return Err(no(location, "it holds a backslash or a control character"));
        }
        let url = self
            .url
            .join(location)
            .map_err(|error| no(location, &error.to_string()))?;
        let is_whole = location.starts_with("//") || scheme(location).is_some();
        let written = if is_whole {
            authority(location)
        } else {
            self.host.as_str()
        };
        Self::of(url, written)
    }

    /// `written` is the authority as it was written, since parsing has made its spelling canonical.
    fn of(mut url: Url, written: &str) -> Result<Self, Fault> {
        let text = without_query(&url);
        if !matches!(url.scheme(), "http" | "https") {
            return Err(no(&text, "only https and http are spoken here"));
        }
        if !url.username().is_empty() || url.password().is_some() || written.contains('@') {
            return Err(no(
                &text,
                "it names a user; credentials are added by the kernel",
            ));
        }
        url.set_fragment(None);
        let spelled = host_of(written);
        let (host, address) = match url.host() {
            Some(Host::Domain(domain)) => {
                let domain = domain.strip_suffix('.').unwrap_or(domain).to_owned();
                check_domain(&text, &domain, spelled)?;
                url.set_host(Some(&domain))
                    .map_err(|error| no(&text, &error.to_string()))?;
                (domain, None)
            }
            Some(Host::Ipv4(address)) if spelled == address.to_string() => {
                (address.to_string(), Some(address.into()))
            }
            Some(Host::Ipv6(address)) => (address.to_string(), Some(address.into())),
            Some(Host::Ipv4(address)) => {
                return Err(no(
                    &text,
                    &format!("its host {spelled:?} is an odd spelling of {address}; write that"),
                ));
            }
            None => return Err(no(&text, "it has no host")),
        };
        let port = url.port_or_known_default().filter(|port| *port != 0);
        let port = port.ok_or_else(|| no(&text, "its port is 0"))?;
        Ok(Self {
            url,
            host,
            address,
            port,
        })
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    /// Lower case, without a dot at its end; an address in its canonical form, without brackets.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// The host, where it is an address.
    pub(super) fn address(&self) -> Option<IpAddr> {
        self.address
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn is_plain(&self) -> bool {
        self.url.scheme() == "http"
    }
}

/// As messages show it: a query may hold what nobody should read.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&without_query(&self.url))
    }
}

fn without_query(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    // What has no host has no user either.
    url.set_username("").ok();
    url.set_password(None).ok();
    url.into()
}

/// What stands before the first colon, if that is how a URL begins.
fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let is_part =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.');
    scheme.chars().all(is_part).then_some(scheme)
}

/// What stands between the slashes; nothing where there are more or fewer of them than there should be.
fn authority(text: &str) -> &str {
    let after = scheme(text).map_or(text, |scheme| &text[scheme.len() + 1..]);
    after
        .strip_prefix("//")
        .and_then(|after| after.split(['/', '?', '#']).next())
        .unwrap_or_default()
}

/// The host in an authority, as it is written.
fn host_of(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

/// A name that every parser reads alike.
fn check_domain(text: &str, domain: &str, spelled: &str) -> Result<(), Fault> {
    let written = spelled.strip_suffix('.').unwrap_or(spelled);
    if !written.eq_ignore_ascii_case(domain) {
        return Err(no(
            text,
            &format!("its host {spelled:?} is an odd spelling of {domain}; write that"),
        ));
    }
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let is_label = |label: &str| (1..=63).contains(&label.len()) && label.bytes().all(is_plain);
    if domain.len() > 253 || !domain.split('.').all(is_label) {
        return Err(no(text, "its host is no host name"));
    }
    Ok(())
}

fn no(text: &str, why: &str) -> Fault {
    let shown: String = text
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .chars()
        .take(200)
        .collect();
    invalid(format!(
        "{shown:?} is not a URL to send a request to: {why}"
    ))
}
