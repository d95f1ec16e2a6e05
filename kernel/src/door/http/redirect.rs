//! What becomes of a request that is sent elsewhere. Pure.

use super::target::Target;
use super::{fault, limits};
use crate::domain::{Fault, FaultKind};
use reqwest::Method;
use reqwest::header::HeaderMap;

/// A request without its credentials, which belong to a host.
#[derive(Debug, Clone)]
pub(super) struct Outgoing {
    pub(super) method: Method,
    pub(super) target: Target,
    pub(super) headers: HeaderMap,
    pub(super) body: bytes::Bytes,
}

impl Outgoing {
    /// The request that a response asks for instead; none if it asks for none.
    pub(super) fn redirected(
        &self,
        status: u16,
        location: Option<&str>,
        hop: usize,
    ) -> Result<Option<Self>, Fault> {
        let (301 | 302 | 303 | 307 | 308, Some(location)) = (status, location) else {
            return Ok(None);
        };
        let refused = |why: String| fault(FaultKind::Refused, why);
        if hop >= limits::REDIRECTS {
            let (target, limit) = (&self.target, limits::REDIRECTS);
            return Err(refused(format!(
                "{target} sends on more than {limit} times"
            )));
        }
        let target = self.target.join(location)?;
        if target.is_plain() && !self.target.is_plain() {
            return Err(refused(format!(
                "{} sends on to {target}, which is not secure",
                self.target
            )));
        }
        let mut next = Self {
            target,
            ..self.clone()
        };
        let becomes_get = match status {
            301 | 302 => self.method == Method::POST,
            303 => !matches!(self.method, Method::GET | Method::HEAD),
            _ => false,
        };
        if becomes_get {
            next.method = Method::GET;
            next.body = bytes::Bytes::new();
            for name in [
                "content-type",
                "content-encoding",
                "content-language",
                "content-location",
            ] {
                next.headers.remove(name);
            }
        }
        Ok(Some(next))
    }
}
