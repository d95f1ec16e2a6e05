//! The person who can say yes.

use crate::domain::{Action, Consent, Ruling};
use async_trait::async_trait;

/// What is asked: shown whole, and bound to its content.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub action: Action,
    /// What would be done, for people: the command, the diff, the host.
    pub shown: String,
    pub ruling: Ruling,
    /// What of the sandbox is missing, where a program would run outside of it; empty otherwise.
    pub lack: &'static str,
    /// The exact rule that "always" would add.
    pub rule: String,
}

/// Asks a person. Where nobody can answer it says [`Consent::Nobody`] at once.
#[async_trait]
pub trait Approver: Send + Sync {
    async fn ask(&self, request: &Request) -> Consent;

    /// Keeps the rule of a request that was answered with [`Consent::Always`]. Called after the answer is in the journal.
    async fn remember(&self, request: &Request) -> Result<(), String> {
        Err(format!("nobody keeps the rule {}", request.rule))
    }
}

/// Nobody is there.
pub struct Nobody;

#[async_trait]
impl Approver for Nobody {
    async fn ask(&self, _request: &Request) -> Consent {
        Consent::Nobody
    }
}
