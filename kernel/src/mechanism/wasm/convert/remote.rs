//! What a dialect is told and what it asks for.

use super::{Garbled, at_most};
use crate::domain::{Framing, ModelEvent, Service};
use crate::mechanism::wasm::bindings::exports::openkoi::provider::dialect;
use crate::port::{DialectRequest, Frame, RemoteReply};

const STATE_BYTES: usize = 64 << 10;
const BODY_BYTES: usize = 16 << 20;

pub(in crate::mechanism::wasm) fn service(service: &Service) -> dialect::Service {
    dialect::Service {
        id: service.id.clone(),
        settings: service.settings.clone(),
    }
}

pub(in crate::mechanism::wasm) fn reply(reply: &RemoteReply) -> dialect::Reply {
    dialect::Reply {
        status: reply.status,
        headers: reply.headers.clone(),
        body: reply.body.clone(),
    }
}

pub(in crate::mechanism::wasm) fn frames(frames: &[Frame]) -> Vec<dialect::Frame> {
    let frame = |frame: &Frame| dialect::Frame {
        name: frame.name.clone(),
        data: frame.data.clone(),
    };
    frames.iter().map(frame).collect()
}

pub(in crate::mechanism::wasm) fn decoded(
    decoded: dialect::Decoded,
) -> Result<(String, Vec<ModelEvent>), Garbled> {
    at_most("bytes of state", decoded.state.len(), STATE_BYTES)?;
    Ok((decoded.state, super::chat::events(decoded.events)))
}

/// The kernel puts the path behind the service's base URL and sends the headers as they are.
pub(in crate::mechanism::wasm) fn request(
    request: dialect::HttpRequest,
) -> Result<DialectRequest, Garbled> {
    if !request.path.starts_with('/') || request.path.contains(char::is_control) {
        return Err(Garbled(
            "the path of a request does not begin with \"/\", or is no path".to_owned(),
        ));
    }
    if request.method.is_empty() || !request.method.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(Garbled(
            "the method of a request is not in upper case".to_owned(),
        ));
    }
    if request
        .headers
        .iter()
        .any(|(name, value)| !is_header(name, value))
    {
        return Err(Garbled("a header of a request is no header".to_owned()));
    }
    at_most("bytes of a request's body", request.body.len(), BODY_BYTES)?;
    Ok(DialectRequest {
        method: request.method,
        path: request.path,
        headers: request.headers,
        body: request.body,
        framing: match request.framing {
            dialect::Framing::Sse => Framing::Sse,
            dialect::Framing::Ndjson => Framing::Ndjson,
            dialect::Framing::AwsEventStream => Framing::AwsEventStream,
            dialect::Framing::Whole => Framing::Whole,
            dialect::Framing::Other(word) => Framing::Other(word),
        },
    })
}

fn is_header(name: &str, value: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_token) && !value.contains(['\r', '\n', '\0'])
}
