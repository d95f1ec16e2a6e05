//! The door as it is lent to one component.

use super::client::{Clients, Reach};
use super::credential::Credential;
use super::grant::NetworkGrant;
use super::redirect::Outgoing;
use super::target::Target;
use super::{fault, header, invalid, limits, trouble, unavailable};
use crate::domain::{Fault, FaultKind};
use crate::port::{Chunks, Exchange, HttpRequest, HttpResponse, Stream};
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use openkoi_redact::{Known, Scrub};
use reqwest::header::LOCATION;
use reqwest::{Method, Response};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

const METHODS: [Method; 7] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::OPTIONS,
];

pub(super) struct LentDoor {
    clients: Arc<Clients>,
    grant: NetworkGrant,
    credentials: Vec<Credential>,
    bound: Known,
}

impl LentDoor {
    pub(super) fn new(
        clients: Arc<Clients>,
        grant: NetworkGrant,
        credentials: Vec<Credential>,
    ) -> Self {
        let mut bound = Known::default();
        for credential in &credentials {
            bound.add(credential.secret.expose());
        }
        Self {
            clients,
            grant,
            credentials,
            bound,
        }
    }

    /// The request as far as it can be checked before anything is sent.
    fn outgoing(&self, request: HttpRequest) -> Result<Outgoing, Fault> {
        let method = METHODS
            .into_iter()
            .find(|method| method.as_str() == request.method);
        let method = method.ok_or_else(|| {
            let known = METHODS.map(|method| method.to_string()).join(", ");
            invalid(format!(
                "{:?} is not a method; there are {known}",
                request.method
            ))
        })?;
        if request.body.len() > limits::REQUEST_BODY {
            let (size, limit) = (request.body.len(), limits::REQUEST_BODY);
            return Err(invalid(format!(
                "a request body of {size} bytes is more than the limit of {limit}"
            )));
        }
        let target = Target::parse(&request.url)?;
        let headers = header::checked(&request.headers, &self.credentials)?;
        Ok(Outgoing {
            method,
            target,
            headers,
            body: request.body.into(),
        })
    }

    /// Sends, and follows where the response leads; each step is granted, checked and given its credentials by itself.
    async fn send(&self, request: HttpRequest) -> Result<(Response, Target), Fault> {
        let mut outgoing = self.outgoing(request)?;
        let mut hop = 0;
        loop {
            let response = self.send_once(&outgoing).await?;
            let location = response
                .headers()
                .get(LOCATION)
                .and_then(|value| value.to_str().ok());
            match outgoing.redirected(response.status().as_u16(), location, hop)? {
                Some(next) => outgoing = next,
                None => return Ok((response, outgoing.target)),
            }
            hop += 1;
        }
    }

    async fn send_once(&self, outgoing: &Outgoing) -> Result<Response, Fault> {
        let target = &outgoing.target;
        let rule = self.grant.check(outgoing.method.as_str(), target)?;
        let reach = if rule.allow_private {
            Reach::Home
        } else {
            Reach::Public
        };
        // A name's addresses are checked by the resolver, when they are known.
        if let Some(address) = target.address().filter(|address| !reach.allows(*address)) {
            return Err(trouble::forbidden(target, address));
        }
        let mut headers = outgoing.headers.clone();
        for credential in self
            .credentials
            .iter()
            .filter(|credential| credential.is_for(target))
        {
            credential.inject(&mut headers)?;
        }
        let client = self.clients.get(target, reach)?;
        let request = client
            .request(outgoing.method.clone(), target.url().clone())
            .headers(headers);
        let request = if outgoing.body.is_empty() {
            request
        } else {
            request.body(outgoing.body.clone())
        };
        let patience = if reach == Reach::Home {
            limits::HEADERS_AT_HOME
        } else {
            limits::HEADERS
        };
        match timeout(patience, request.send()).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(trouble::sending(target, &error)),
            Err(_) => Err(silent(target, patience)),
        }
    }

    fn stream(&self, response: Response, target: Target) -> Stream {
        let status = response.status().as_u16();
        let headers = header::shown(response.headers(), &self.bound);
        let scrub = Scrub::new(self.bound.clone());
        Stream {
            status,
            headers,
            body: Body {
                response,
                target,
                scrub,
                room: limits::STREAM,
            }
            .chunks(),
        }
    }

    /// A message in which a far side's words may have brought a secret along.
    fn redacted(&self, fault: Fault) -> Fault {
        Fault {
            message: self.bound.redact(&fault.message),
            ..fault
        }
    }
}

fn silent(target: &Target, patience: Duration) -> Fault {
    unavailable(format!(
        "{} said nothing for {} s",
        target.host(),
        patience.as_secs()
    ))
}

fn too_long(target: &Target, limit: usize) -> Fault {
    let limit = format!("{limit} bytes for a response");
    let why = format!("the answer of {target} is longer than the limit of {limit}");
    fault(FaultKind::Limit(limit), why)
}

/// A body that is still arriving.
struct Body {
    response: Response,
    target: Target,
    scrub: Scrub,
    /// How many bytes may still come.
    room: usize,
}

impl Body {
    fn chunks(self) -> Chunks {
        let next = |body: Option<Self>| async move {
            let mut body = body?;
            match body.next().await {
                Ok(Some(chunk)) => Some((Ok(chunk), Some(body))),
                Ok(None) => {
                    let rest = Bytes::from(body.scrub.finish());
                    (!rest.is_empty()).then_some((Ok(rest), None))
                }
                Err(fault) => Some((Err(fault), None)),
            }
        };
        stream::unfold(Some(self), next).boxed()
    }

    /// The next piece that has something to show.
    async fn next(&mut self) -> Result<Option<Bytes>, Fault> {
        loop {
            let Ok(read) = timeout(limits::IDLE, self.response.chunk()).await else {
                return Err(silent(&self.target, limits::IDLE));
            };
            let Some(chunk) = read.map_err(|error| trouble::reading(&self.target, &error))? else {
                return Ok(None);
            };
            let room = self.room.checked_sub(chunk.len());
            self.room = room.ok_or_else(|| too_long(&self.target, limits::STREAM))?;
            let shown = Bytes::from(self.scrub.push(&chunk));
            if !shown.is_empty() {
                return Ok(Some(shown));
            }
        }
    }
}

#[async_trait]
impl Exchange for LentDoor {
    async fn open(&self, request: HttpRequest) -> Result<Stream, Fault> {
        let (response, target) = self
            .send(request)
            .await
            .map_err(|fault| self.redacted(fault))?;
        Ok(self.stream(response, target))
    }

    async fn fetch(&self, request: HttpRequest, limit: usize) -> Result<HttpResponse, Fault> {
        let url = request.url.clone();
        let whole = async {
            let (response, target) = self.send(request).await?;
            let announced = response.content_length().unwrap_or(0);
            if usize::try_from(announced).is_ok_and(|announced| announced > limit) {
                return Err(too_long(&target, limit));
            }
            let mut stream = self.stream(response, target.clone());
            let mut body = Vec::new();
            while let Some(chunk) = stream.body.next().await {
                let chunk = chunk?;
                if body.len() + chunk.len() > limit {
                    return Err(too_long(&target, limit));
                }
                body.extend_from_slice(&chunk);
            }
            Ok(HttpResponse {
                status: stream.status,
                headers: stream.headers,
                body,
            })
        };
        let fetched = timeout(self.grant.time, whole).await.unwrap_or_else(|_| {
            let host = Target::parse(&url)
                .map_or_else(|_| "the host".to_owned(), |target| target.host().to_owned());
            Err(unavailable(format!(
                "{host} did not answer within {} s",
                self.grant.time.as_secs()
            )))
        });
        fetched.map_err(|fault| self.redacted(fault))
    }
}
