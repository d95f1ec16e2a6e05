//! Claude models over Anthropic's Messages API.

mod catalog;
mod conversation;
mod failure;
mod models;
mod request;
mod schema;
mod stream;
mod wire;

use openkoi_sdk::provider::{
    Catalog, Decoded, Dialect, Failure, Frame, HttpRequest, Model, Reply, Request, Service,
};

/// The component.
pub struct Anthropic;

impl Dialect for Anthropic {
    fn encode(_service: Service, request: Request) -> Result<HttpRequest, Failure> {
        request::encode(&request)
    }

    fn decode(state: String, frames: Vec<Frame>, end: bool) -> Result<Decoded, Failure> {
        stream::decode(&state, &frames, end)
    }

    fn explain(reply: Reply) -> Failure {
        failure::explain(&reply)
    }
}

impl Catalog for Anthropic {
    fn known(_service: Service) -> Vec<Model> {
        catalog::known()
    }

    fn ask(_service: Service) -> Option<HttpRequest> {
        Some(catalog::ask())
    }

    fn read(_service: Service, reply: Reply) -> Result<Vec<Model>, Failure> {
        catalog::read(&reply)
    }
}

// The names of a component's exports are none that a native linker takes.
#[cfg(target_family = "wasm")]
openkoi_sdk::export_provider!(Anthropic);
