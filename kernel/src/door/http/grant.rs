//! What may be requested, and which credential goes where.

use super::{fault, host};
use crate::domain::{Fault, FaultKind};
use crate::door::secrets::{Secret, redact};
use globset::GlobBuilder;
use url::Url;

/// One host and what may be asked of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkRule {
    /// Exact, or "*.example.com", which is every name below it.
    pub host: String,
    /// None: the scheme's own.
    pub port: Option<u16>,
    pub methods: Vec<String>,
    /// Globs over the path; "*" stays within a segment, "**" does not.
    pub paths: Vec<String>,
    /// The user pointed here: plain http and addresses of the user's own machine and network are fine.
    pub trusted: bool,
}

/// Everything that one component may request. Empty: nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NetworkGrant {
    pub rules: Vec<NetworkRule>,
}

/// A URL that passed, and whether the user vouches for the place.
#[derive(Debug, Clone)]
pub(super) struct Allowed {
    pub(super) url: Url,
    pub(super) trusted: bool,
}

impl NetworkGrant {
    /// The canonical URL if a rule covers it; the refusal quotes the manifest lines that would.
    pub(super) fn authorise(&self, method: &str, url: &str) -> Result<Allowed, Fault> {
        let url = host::canonical(url)?;
        let Some(rule) = self.rules.iter().find(|rule| rule.covers(method, &url)) else {
            let (name, path) = (url.host_str().unwrap_or_default(), url.path());
            let message = format!(
                "{method} {name}{path} is not granted; this would: [[network]] host = \"{name}\" methods = [\"{method}\"] paths = [\"{path}\"]"
            );
            return Err(fault(FaultKind::Refused, message));
        };
        Ok(Allowed { trusted: rule.trusted, url })
    }
}

impl NetworkRule {
    fn covers(&self, method: &str, url: &Url) -> bool {
        let scheme = url.scheme() == "https" || self.trusted;
        let port = match self.port {
            Some(port) => url.port_or_known_default() == Some(port),
            None => url.port().is_none(),
        };
        scheme && port && self.covers_host(url) && self.methods.iter().any(|allowed| allowed == method) && self.covers_path(url.path())
    }

    fn covers_host(&self, url: &Url) -> bool {
        let Some(host) = url.host_str() else { return false };
        match self.host.strip_prefix("*.") {
            // A pattern never covers an address.
            Some(parent) => host::literal(url).is_none() && host.strip_suffix(parent).is_some_and(|name| name.len() > 1 && name.ends_with('.')),
            None => host == self.host.trim_end_matches('.').to_ascii_lowercase(),
        }
    }

    fn covers_path(&self, path: &str) -> bool {
        // Dots that are encoded would be segments to the far side that they are not to us.
        if path.to_ascii_lowercase().contains("%2e") {
            return false;
        }
        let matches = |pattern: &String| GlobBuilder::new(pattern).literal_separator(true).build().map(|glob| glob.compile_matcher().is_match(path));
        self.paths.iter().any(|pattern| matches(pattern).unwrap_or(false))
    }
}

/// A secret and the one header that it goes into.
#[derive(Debug, Clone)]
pub struct Credential {
    pub header: String,
    /// `{secret}` stands for the secret.
    pub format: String,
    /// Exact hosts, with their port where it is not the scheme's own.
    pub hosts: Vec<String>,
    pub secret: Secret,
}

impl Credential {
    pub(super) fn belongs_to(&self, allowed: &Allowed) -> bool {
        let Some(host) = allowed.url.host_str() else { return false };
        let with_port = allowed.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        self.hosts.iter().any(|own| own.eq_ignore_ascii_case(&with_port))
    }

    pub(super) fn value(&self) -> Result<reqwest::header::HeaderValue, Fault> {
        let text = self.format.replace("{secret}", self.secret.reveal());
        let mut value = reqwest::header::HeaderValue::from_str(&text).map_err(|_unprintable| {
            let message = format!("the credential for the header {} has characters that no header may have", self.header);
            fault(FaultKind::Auth, message)
        })?;
        value.set_sensitive(true);
        Ok(value)
    }

    pub(super) fn is_in(&self, text: &str) -> bool {
        redact(text, &self.secret) != text
    }
}
