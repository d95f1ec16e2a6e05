//! HTTP clients that connect only to addresses that were checked.

use super::grant::Allowed;
use super::{CONNECT, fault, host};
use crate::domain::{Fault, FaultKind};
use crate::door::address;
use futures_util::future::BoxFuture;
use reqwest::Client;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

pub(super) const NOT_PUBLIC: &str = "which is not on the public Internet";

/// What a name resolves to.
pub type Addresses = Result<Vec<SocketAddr>, std::io::Error>;

/// Looks names up.
pub trait Resolve: Send + Sync {
    fn resolve(&self, name: String) -> BoxFuture<'static, Addresses>;
}

/// The machine's own way to look names up.
pub struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, name: String) -> BoxFuture<'static, Addresses> {
        Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect()) })
    }
}

/// The clients, each made at its first use: for strangers, for places the user vouches for, and of those the ones
/// without TLS, which costs time to set up.
pub(super) struct Clients {
    resolver: Arc<dyn Resolve>,
    public: OnceLock<Client>,
    trusted: OnceLock<Client>,
    plain: OnceLock<Client>,
}

impl Clients {
    pub(super) fn new(resolver: Arc<dyn Resolve>) -> Self {
        Self { resolver, public: OnceLock::new(), trusted: OnceLock::new(), plain: OnceLock::new() }
    }

    /// The client for a URL. Addresses that stand in the URL itself are checked here; names when they are looked up, which
    /// is when it connects, so that no second look-up can say something else.
    pub(super) fn of(&self, allowed: &Allowed) -> Result<&Client, Fault> {
        if let Some(reason) = host::literal(&allowed.url).and_then(address::private).filter(|_| !allowed.trusted) {
            let message = format!("{} is {reason}, {NOT_PUBLIC}", allowed.url.host_str().unwrap_or_default());
            return Err(fault(FaultKind::Refused, message));
        }
        let (slot, tls) = match (allowed.trusted, allowed.url.scheme() == "https") {
            (false, _) => (&self.public, true),
            (true, true) => (&self.trusted, true),
            (true, false) => (&self.plain, false),
        };
        if let Some(client) = slot.get() {
            return Ok(client);
        }
        let client = self.build(allowed.trusted, tls)?;
        Ok(slot.get_or_init(|| client))
    }

    fn build(&self, trusted: bool, tls: bool) -> Result<Client, Fault> {
        let broken = |error: &dyn std::fmt::Display| fault(FaultKind::Other("setup".into()), format!("can't set up requests: {error}"));
        let resolver = Checked { resolver: Arc::clone(&self.resolver), trusted };
        let builder = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT)
            .referer(false)
            .user_agent(concat!("openkoi/", env!("CARGO_PKG_VERSION")))
            .dns_resolver(Arc::new(resolver));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = if tls {
            // Another part of the process may have installed it before; either is the same.
            drop(rustls::crypto::CryptoProvider::install_default(Arc::unwrap_or_clone(provider)));
            builder
        } else {
            let config = rustls::ClientConfig::builder_with_provider(provider)
                .with_safe_default_protocol_versions()
                .map_err(|error| broken(&error))?
                .with_root_certificates(rustls::RootCertStore::empty())
                .with_no_client_auth();
            builder.tls_backend_preconfigured(config)
        };
        builder.build().map_err(|error| broken(&super::root(&error)))
    }
}

/// Hands out an address only after looking at it; if one of a name's addresses is not public, none is used.
struct Checked {
    resolver: Arc<dyn Resolve>,
    trusted: bool,
}

impl reqwest::dns::Resolve for Checked {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let (name, trusted) = (name.as_str().to_owned(), self.trusted);
        let lookup = self.resolver.resolve(name.clone());
        Box::pin(async move {
            let found = lookup.await?;
            if found.is_empty() {
                return Err("the name has no address".into());
            }
            let private = found.iter().find_map(|found| Some((found.ip(), address::private(found.ip())?)));
            if let Some((address, reason)) = private.filter(|_| !trusted) {
                return Err(format!("{name} is at {address}, {reason}, {NOT_PUBLIC}").into());
            }
            Ok(Box::new(found.into_iter()) as reqwest::dns::Addrs)
        })
    }
}
