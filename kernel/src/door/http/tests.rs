//! Where requests may go, what they carry, and what comes back.

mod addresses;
mod answers;
mod forgery;
mod grants;
mod redirects;
mod requests;
mod targets;

use super::*;
use crate::door::bench::{Server, plain};
use crate::door::secrets::Secret;
use crate::port::HttpRequest;
use target::Target;

const SECRET: &str = "sk-canary-1234567890";

fn credential(hosts: &[&str]) -> Credential {
    Credential {
        header: "X-Api-Key".into(),
        format: "Key {secret}".into(),
        hosts: hosts.iter().map(|host| (*host).into()).collect(),
        secret: Secret::new(SECRET.into()),
    }
}

fn get(url: &str) -> HttpRequest {
    HttpRequest {
        method: "GET".into(),
        url: url.into(),
        headers: vec![],
        body: vec![],
    }
}

fn post(url: &str, body: &str) -> HttpRequest {
    HttpRequest {
        method: "POST".into(),
        body: body.into(),
        ..get(url)
    }
}

/// What a user's own base URL grants.
fn home(server: &Server) -> NetworkRule {
    NetworkRule::for_service(&server.url("").parse().expect("a URL"), true)
}

fn lend(rules: Vec<NetworkRule>, credentials: Vec<Credential>) -> Arc<dyn Exchange> {
    Door::default().lend(NetworkGrant::new(rules), credentials)
}

async fn fetch(exchange: &Arc<dyn Exchange>, request: HttpRequest) -> Result<(u16, String), Fault> {
    let response = exchange.fetch(request, 1024 * 1024).await?;
    Ok((
        response.status,
        String::from_utf8_lossy(&response.body).into_owned(),
    ))
}
