//! A secret and the only place where it may appear.

use super::grant::host_matches;
use super::target::Target;
use super::{fault, invalid};
use crate::domain::{Fault, FaultKind};
use crate::door::secrets::Secret;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use zeroize::Zeroizing;

/// A header that is added to requests for some hosts, last of all.
#[derive(Debug, Clone)]
pub struct Credential {
    pub header: String,
    /// "{secret}" or "Bearer {secret}", for example.
    pub format: String,
    /// Exact, or "*.example.com" for everything below it.
    pub hosts: Vec<String>,
    pub secret: Secret,
}

impl Credential {
    pub(super) fn is_for(&self, target: &Target) -> bool {
        self.hosts.iter().any(|host| host_matches(host, target))
    }

    pub(super) fn inject(&self, headers: &mut HeaderMap) -> Result<(), Fault> {
        let name = HeaderName::from_bytes(self.header.as_bytes());
        let name = name.map_err(|error| {
            invalid(format!(
                "{:?} is no header for a credential: {error}",
                self.header
            ))
        })?;
        let value = Zeroizing::new(self.format.replace("{secret}", self.secret.expose()));
        // The error is not told: it might show the value.
        let Ok(mut value) = HeaderValue::from_str(&value) else {
            let why = format!(
                "the credential for {:?} holds characters that no header can; set it again",
                self.header
            );
            return Err(fault(FaultKind::Auth, why));
        };
        value.set_sensitive(true);
        headers.insert(name, value);
        Ok(())
    }
}
