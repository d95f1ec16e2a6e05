//! What a component may reach: nothing but what a rule names.

use super::target::Target;
use super::{fault, limits};
use crate::domain::{Fault, FaultKind};
use std::time::Duration;
use url::Url;

/// The requests that a component may make; without rules none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkGrant {
    pub rules: Vec<NetworkRule>,
    /// How long an exchange may take whose response is read whole.
    pub time: Duration,
}

impl NetworkGrant {
    pub fn new(rules: Vec<NetworkRule>) -> Self {
        Self {
            rules,
            time: limits::FETCH,
        }
    }

    /// The first rule that covers a request.
    pub(super) fn check(&self, method: &str, target: &Target) -> Result<&NetworkRule, Fault> {
        let covering = self.rules.iter().find(|rule| rule.covers(method, target));
        covering.ok_or_else(|| not_granted(method, target))
    }
}

/// One `[[network]]` entry, or the base URL of a service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NetworkRule {
    /// Exact, or "*.example.com" for everything below it.
    pub host: String,
    /// None: the scheme's own.
    pub port: Option<u16>,
    /// Upper case.
    pub methods: Vec<String>,
    /// "*" stands for any text, slashes included.
    pub paths: Vec<String>,
    /// Covers http besides https; only for a base URL that the user wrote.
    pub allow_plain: bool,
    /// May be this machine or one in the user's own network; only for a base URL that the user wrote.
    pub allow_private: bool,
}

impl NetworkRule {
    /// Covers what a service needs below its base URL. `by_user`: the user wrote the URL, so it may be http and at home.
    pub fn for_service(base_url: &Url, by_user: bool) -> Self {
        let host = base_url
            .host_str()
            .unwrap_or_default()
            .trim_end_matches('.');
        let base = base_url.path().trim_end_matches('/');
        Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: base_url.port(),
            methods: vec!["GET".into(), "POST".into()],
            paths: vec![format!("{base}/*")],
            allow_plain: by_user && base_url.scheme() == "http",
            allow_private: by_user,
        }
    }

    fn covers(&self, method: &str, target: &Target) -> bool {
        (self.allow_plain || !target.is_plain())
            && host_matches(&self.host, target)
            && self.port.or(default_port(target)) == Some(target.port())
            && self.methods.iter().any(|known| known == method)
            && self
                .paths
                .iter()
                .any(|pattern| matches(pattern, target.url().path()))
    }
}

fn default_port(target: &Target) -> Option<u16> {
    Some(if target.is_plain() { 80 } else { 443 })
}

/// A pattern with a star covers names only, never addresses, and never the bare domain.
pub(super) fn host_matches(pattern: &str, target: &Target) -> bool {
    let pattern = pattern.trim_end_matches('.');
    match pattern.strip_prefix("*.") {
        Some(suffix) if suffix.is_empty() || target.address().is_some() => false,
        Some(suffix) => {
            let before = target.host().len().checked_sub(suffix.len());
            let parts = before.and_then(|at| target.host().split_at_checked(at));
            parts.is_some_and(|(name, end)| {
                name.len() > 1 && name.ends_with('.') && end.eq_ignore_ascii_case(suffix)
            })
        }
        None => pattern.eq_ignore_ascii_case(target.host()),
    }
}

/// Whether a text matches a pattern in which "*" stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(pieces.next().unwrap_or_default()) else {
        return false;
    };
    let Some(last) = pieces.next_back() else {
        return rest.is_empty();
    };
    for piece in pieces {
        let Some(at) = rest.find(piece) else {
            return false;
        };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last)
}

fn not_granted(method: &str, target: &Target) -> Fault {
    let why = if target.is_plain() {
        "plain http is only for a base URL that the user has set; use https".to_owned()
    } else {
        let (host, path) = (target.host(), target.url().path());
        format!(
            "these lines of the manifest ask for it:\n\
             [[network]]\nhost = {host:?}\nmethods = [{method:?}]\npaths = [{path:?}]"
        )
    };
    fault(
        FaultKind::Refused,
        format!("{method} {target} is not granted; {why}"),
    )
}
