//! Requests that leave the process: to hosts that were granted, at addresses that were checked, with credentials that
//! only this room adds.

mod address;
mod client;
mod credential;
mod grant;
mod header;
mod lent;
mod limits;
mod redirect;
mod target;
mod trouble;

#[cfg(test)]
mod tests;

pub use address::{Verdict, verdict};
pub use client::{Resolver, SystemResolver};
pub use credential::Credential;
pub use grant::{NetworkGrant, NetworkRule};

use crate::domain::{Fault, FaultKind};
use crate::port::Exchange;
use client::Clients;
use std::sync::Arc;

/// The way out, shared by all: one pool of connections for each kind of host. Costs nothing until the first request.
#[derive(Clone)]
pub struct Door {
    clients: Arc<Clients>,
}

impl Default for Door {
    fn default() -> Self {
        Self::new(Arc::new(SystemResolver))
    }
}

impl Door {
    pub fn new(resolver: Arc<dyn Resolver>) -> Self {
        Self {
            clients: Arc::new(Clients::new(resolver)),
        }
    }

    /// The door as one component sees it: open to what the grant covers, closed to all else.
    pub fn lend(&self, grant: NetworkGrant, credentials: Vec<Credential>) -> Arc<dyn Exchange> {
        Arc::new(lent::LentDoor::new(
            Arc::clone(&self.clients),
            grant,
            credentials,
        ))
    }
}

fn fault(kind: FaultKind, message: String) -> Fault {
    Fault::new("http", kind, message)
}

fn invalid(message: String) -> Fault {
    fault(FaultKind::Invalid, message)
}

fn unavailable(message: String) -> Fault {
    fault(FaultKind::Unavailable, message)
}
