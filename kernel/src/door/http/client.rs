//! The connections, made when they are first needed.

use super::address::{Verdict, verdict};
use super::target::Target;
use super::{fault, limits};
use crate::domain::{Fault, FaultKind};
use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, redirect};
use rustls::crypto::{CryptoProvider, ring};
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Turns a host's name into addresses.
#[async_trait]
pub trait Resolver: Send + Sync {
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// Asks the system.
#[derive(Debug, Clone, Copy)]
pub struct SystemResolver;

#[async_trait]
impl Resolver for SystemResolver {
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((host, 0))
            .await?
            .map(|address| address.ip())
            .collect())
    }
}

/// Who may be connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    Public,
    /// The user's own machines too.
    Home,
}

impl Reach {
    pub(super) fn allows(self, address: IpAddr) -> bool {
        match verdict(address) {
            Verdict::Public => true,
            Verdict::Private => self == Self::Home,
            Verdict::Never => false,
        }
    }
}

/// One pool of connections for each kind of host; kept apart, so that no connection made for one serves another.
pub(super) struct Clients {
    resolver: Arc<dyn Resolver>,
    /// http without TLS needs no certificates, which take a while to load.
    plain: [OnceLock<Client>; 2],
    secure: [OnceLock<Client>; 2],
}

impl Clients {
    pub(super) fn new(resolver: Arc<dyn Resolver>) -> Self {
        Self {
            resolver,
            plain: Default::default(),
            secure: Default::default(),
        }
    }

    pub(super) fn get(&self, target: &Target, reach: Reach) -> Result<&Client, Fault> {
        let kind = if target.is_plain() {
            &self.plain
        } else {
            &self.secure
        };
        let cell = &kind[reach as usize];
        if let Some(client) = cell.get() {
            return Ok(client);
        }
        let client = self.build(target.is_plain(), reach)?;
        Ok(cell.get_or_init(|| client))
    }

    fn build(&self, is_plain: bool, reach: Reach) -> Result<Client, Fault> {
        let resolver = CheckedResolver {
            resolver: Arc::clone(&self.resolver),
            reach,
        };
        let mut builder = Client::builder()
            .dns_resolver(resolver)
            .redirect(redirect::Policy::none())
            .connect_timeout(limits::CONNECT)
            .pool_idle_timeout(Duration::from_secs(90))
            .referer(false)
            .no_proxy();
        if is_plain {
            builder = builder.tls_backend_preconfigured(without_certificates()?);
        } else {
            if CryptoProvider::get_default().is_none() {
                // Whoever was faster has installed the same.
                ring::default_provider().install_default().ok();
            }
            builder = builder.https_only(true);
        }
        builder.build().map_err(|error| no_client(&error))
    }
}

fn without_certificates() -> Result<rustls::ClientConfig, Fault> {
    let builder = rustls::ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder
        .with_safe_default_protocol_versions()
        .map_err(|error| no_client(&error))?;
    Ok(builder
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth())
}

fn no_client(error: &dyn std::error::Error) -> Fault {
    let mut why = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        why = format!("{why}: {error}");
        source = error.source();
    }
    let why = format!(
        "can't prepare connections ({why}); install the system's certificates (the package ca-certificates) \
         or name a file of them in SSL_CERT_FILE"
    );
    fault(FaultKind::Other("tls".into()), why)
}

/// Hands on only addresses that were checked, and all of a name's addresses have to pass: a connection is made to none
/// but these.
pub(super) struct CheckedResolver {
    pub(super) resolver: Arc<dyn Resolver>,
    pub(super) reach: Reach,
}

impl Resolve for CheckedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (resolver, reach) = (Arc::clone(&self.resolver), self.reach);
        Box::pin(async move {
            let addresses = resolver
                .resolve(name.as_str())
                .await
                .map_err(|error| Unresolved(error.to_string()))?;
            if addresses.is_empty() {
                return Err(Unresolved("it has no address".into()).into());
            }
            if let Some(address) = addresses.iter().find(|address| !reach.allows(**address)) {
                return Err(Forbidden(*address).into());
            }
            // Port 0 stands for the URL's own.
            let addresses = addresses
                .into_iter()
                .map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(addresses) as Addrs)
        })
    }
}

/// A name without address.
#[derive(Debug)]
pub(super) struct Unresolved(pub(super) String);

/// A name whose address may not be connected to.
#[derive(Debug)]
pub(super) struct Forbidden(pub(super) IpAddr);

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Forbidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not an address of the Internet", self.0)
    }
}

impl std::error::Error for Unresolved {}
impl std::error::Error for Forbidden {}
