//! Requests: allowed, resolved, checked, sent, followed, capped. A credential goes on last and only where it belongs.

mod client;
mod grant;
mod host;

#[cfg(test)]
mod tests;

pub use client::{Addresses, Resolve, SystemResolver};
pub use grant::{Credential, NetworkGrant, NetworkRule};

use crate::domain::{Fault, FaultKind};
use crate::port::{Chunks, Exchange, HttpRequest, HttpResponse, Stream};
use async_trait::async_trait;
use bytes::Bytes;
use client::Clients;
use futures_util::StreamExt;
use grant::Allowed;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// The most that a request may carry.
const REQUEST_BYTES: usize = 16 * 1024 * 1024;
/// The most that a streamed response may carry.
const STREAM_BYTES: usize = 64 * 1024 * 1024;
/// Until the connection stands.
pub(super) const CONNECT: Duration = Duration::from_secs(10);
/// Until the response's headers are here. Some models think long before the first byte.
const HEADERS: Duration = Duration::from_secs(180);
/// Between two chunks of a body.
const IDLE: Duration = Duration::from_secs(120);
/// A whole `fetch`.
const FETCH: Duration = Duration::from_secs(30);
const REDIRECTS: usize = 5;

/// Headers that only the door sets.
const OURS: [&str; 12] = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "host",
    "content-length",
    "connection",
    "keep-alive",
    "proxy-connection",
    "transfer-encoding",
    "te",
    "trailer",
    "upgrade",
];

/// The door to the network. Nothing is set up before the first request.
pub struct Door {
    clients: Clients,
}

impl Door {
    pub fn new(resolver: Arc<dyn Resolve>) -> Arc<Self> {
        Arc::new(Self { clients: Clients::new(resolver) })
    }

    /// What one component may do with the network.
    pub fn lend(self: &Arc<Self>, grant: NetworkGrant, credentials: Vec<Credential>) -> Arc<dyn Exchange> {
        Arc::new(Lent { door: Arc::clone(self), grant, credentials })
    }
}

struct Lent {
    door: Arc<Door>,
    grant: NetworkGrant,
    credentials: Vec<Credential>,
}

#[async_trait]
impl Exchange for Lent {
    async fn open(&self, request: HttpRequest) -> Result<Stream, Fault> {
        let response = timed(HEADERS, "no response", self.send(request)).await?;
        let headers = self.shown(response.headers());
        let status = response.status().as_u16();
        let host = response.url().host_str().unwrap_or_default().to_owned();
        Ok(Stream { status, headers, body: body(response, host, STREAM_BYTES) })
    }

    async fn fetch(&self, request: HttpRequest, limit: usize) -> Result<HttpResponse, Fault> {
        timed(FETCH, "no whole response", async {
            let Stream { status, headers, mut body } = self.open(request).await?;
            let mut whole = Vec::new();
            while let Some(chunk) = body.next().await {
                whole.extend_from_slice(&chunk?);
                if whole.len() > limit {
                    return Err(fault(FaultKind::Invalid, format!("the response is larger than {limit} bytes")));
                }
            }
            Ok(HttpResponse { status, headers, body: whole })
        })
        .await
    }
}

impl Lent {
    /// Sends, and follows redirects; each hop is authorised like the first.
    async fn send(&self, request: HttpRequest) -> Result<reqwest::Response, Fault> {
        self.check(&request)?;
        let HttpRequest { mut method, url, headers, mut body } = request;
        let mut allowed = self.grant.authorise(&method, &url)?;
        for _hop in 0..=REDIRECTS {
            let response = self.hop(&method, &allowed, &headers, &body).await?;
            let Some(target) = redirect(&response) else { return Ok(response) };
            let next = allowed.url.join(&target).map_err(|error| {
                fault(FaultKind::Invalid, format!("{} redirects to no URL: {error}", allowed.host()))
            })?;
            if allowed.url.scheme() == "https" && next.scheme() != "https" {
                let message = format!("{} redirects from https to {}", allowed.host(), next.scheme());
                return Err(fault(FaultKind::Refused, message));
            }
            let status = response.status().as_u16();
            if status == 303 || (matches!(status, 301 | 302) && method == "POST") {
                "GET".clone_into(&mut method);
                body.clear();
            }
            allowed = self.grant.authorise(&method, next.as_str())?;
        }
        Err(fault(FaultKind::Unavailable, format!("{} redirects more than {REDIRECTS} times", allowed.host())))
    }

    fn check(&self, request: &HttpRequest) -> Result<(), Fault> {
        if request.body.len() > REQUEST_BYTES {
            let message = format!("the request has {} bytes; at most {REQUEST_BYTES} are sent", request.body.len());
            return Err(fault(FaultKind::Invalid, message));
        }
        let ours = |name: &str| {
            let name = name.to_ascii_lowercase();
            OURS.contains(&name.as_str()) || self.credentials.iter().any(|credential| credential.header.eq_ignore_ascii_case(&name))
        };
        match request.headers.iter().find(|(name, _)| ours(name)) {
            Some((name, _)) => Err(fault(FaultKind::Invalid, format!("the header {name:?} is set by the kernel alone"))),
            None => Ok(()),
        }
    }

    async fn hop(
        &self,
        method: &str,
        allowed: &Allowed,
        headers: &[(String, String)],
        body: &[u8],
    ) -> Result<reqwest::Response, Fault> {
        let client = self.door.clients.of(allowed)?;
        let verb = reqwest::Method::from_bytes(method.as_bytes())
            .map_err(|_not_a_token| fault(FaultKind::Invalid, format!("{method:?} is no HTTP method")))?;
        let mut request = client.request(verb, allowed.url.clone()).body(body.to_vec());
        for (name, value) in headers {
            request = request.header(name, value);
        }
        for credential in self.credentials.iter().filter(|credential| credential.belongs_to(allowed)) {
            request = request.header(&credential.header, credential.value()?);
        }
        request.send().await.map_err(|error| failed(allowed, &error))
    }

    /// The response's headers, without those in which a credential came back.
    fn shown(&self, headers: &reqwest::header::HeaderMap) -> Vec<(String, String)> {
        let leaks = |value: &str| self.credentials.iter().any(|credential| credential.is_in(value));
        let texts = headers.iter().filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
        texts.filter(|(_, value)| !leaks(value)).collect()
    }
}

fn redirect(response: &reqwest::Response) -> Option<String> {
    let is_redirect = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    let target = response.headers().get("location").filter(|_| is_redirect)?;
    target.to_str().ok().map(str::to_owned)
}

/// A body as it arrives: capped, and never silent for too long.
fn body(response: reqwest::Response, host: String, limit: usize) -> Chunks {
    let state = (response, host, 0_usize, false);
    let chunks = futures_util::stream::unfold(state, move |(mut response, host, mut read, ended)| async move {
        if ended {
            return None;
        }
        let chunk: Result<Bytes, Fault> = match tokio::time::timeout(IDLE, response.chunk()).await {
            Ok(Ok(None)) => return None,
            Ok(Ok(Some(chunk))) => {
                read += chunk.len();
                if read > limit {
                    Err(fault(FaultKind::Invalid, format!("the response of {host} is larger than {limit} bytes")))
                } else {
                    Ok(chunk)
                }
            }
            Ok(Err(error)) => Err(fault(FaultKind::Unavailable, format!("the response of {host} broke off: {}", root(&error)))),
            Err(_elapsed) => {
                Err(fault(FaultKind::Unavailable, format!("{host} sent nothing for {} s", IDLE.as_secs())))
            }
        };
        let ended = chunk.is_err();
        Some((chunk, (response, host, read, ended)))
    });
    chunks.boxed()
}

async fn timed<T>(limit: Duration, what: &str, work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    match tokio::time::timeout(limit, work).await {
        Ok(outcome) => outcome,
        Err(_elapsed) => Err(fault(FaultKind::Unavailable, format!("{what} within {} s", limit.as_secs()))),
    }
}

/// What a failed request comes to, without the URL's query, in which people put keys.
fn failed(allowed: &Allowed, error: &reqwest::Error) -> Fault {
    let (host, port) = (allowed.host(), allowed.url.port_or_known_default().unwrap_or(0));
    let cause = root(error);
    if error.is_builder() || error.is_request() && cause.contains("invalid") {
        return fault(FaultKind::Invalid, format!("the request to {host} is malformed: {cause}"));
    }
    if cause.contains(client::NOT_PUBLIC) {
        return fault(FaultKind::Refused, format!("{host}: {cause}"));
    }
    fault(FaultKind::Unavailable, format!("can't reach {host} at port {port}: {cause}"))
}

/// The innermost cause, which is the one that tells something.
fn root(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

fn fault(kind: FaultKind, message: impl Into<String>) -> Fault {
    Fault::new("http", kind, message)
}

impl Allowed {
    fn host(&self) -> &str {
        Url::host_str(&self.url).unwrap_or_default()
    }
}
