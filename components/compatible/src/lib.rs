//! OpenAI and every service that speaks its Chat Completions API.

mod calls;
mod catalog;
mod conversation;
mod embedding;
mod facts;
mod failure;
mod reasoning;
mod request;
mod settings;
mod stream;
mod tags;
mod wire;

use openkoi_sdk::embedder::{
    Catalog, Decoded, Dialect, Embed, Failure, Frame, HttpRequest, Model, Reply, Request, Service,
};

use crate::settings::Settings;

/// The component.
pub struct Compatible;

impl Dialect for Compatible {
    fn encode(service: Service, request: Request) -> Result<HttpRequest, Failure> {
        request::encode(&service.id, &Settings::of(&service), &request)
    }

    fn decode(state: String, frames: Vec<Frame>, end: bool) -> Result<Decoded, Failure> {
        stream::decode(&state, &frames, end)
    }

    fn explain(reply: Reply) -> Failure {
        failure::explain(&reply)
    }
}

impl Catalog for Compatible {
    fn known(service: Service) -> Vec<Model> {
        catalog::known(&service.id, &Settings::of(&service))
    }

    fn ask(_service: Service) -> Option<HttpRequest> {
        Some(catalog::ask())
    }

    fn read(service: Service, reply: Reply) -> Result<Vec<Model>, Failure> {
        catalog::read(&service.id, &Settings::of(&service), &reply)
    }
}

impl Embed for Compatible {
    fn encode(
        _service: Service,
        model: String,
        texts: Vec<String>,
    ) -> Result<HttpRequest, Failure> {
        embedding::encode(&model, &texts)
    }

    fn read(_service: Service, reply: Reply) -> Result<Vec<Vec<f32>>, Failure> {
        embedding::read(&reply)
    }
}

// The names of a component's exports are none that a native linker takes.
#[cfg(target_family = "wasm")]
openkoi_sdk::export_embedder!(Compatible);
