//! One exchange as it stands in the file.

use crate::domain::Fault;
use crate::port::HttpRequest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use openkoi_redact::Redactor;
use serde::{Deserialize, Serialize};

/// Headers that carry a credential; whoever sets one is refused further out, and it is not written here.
const CREDENTIALS: [&str; 3] = ["authorization", "proxy-authorization", "cookie"];

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Line {
    pub(super) request: Request,
    pub(super) response: Response,
}

impl Line {
    /// The same without what looks like a credential or is known to be one, also where it was cut between chunks.
    pub(super) fn redacted(&self, redactor: &Redactor) -> Self {
        let text = |text: &String| redactor.redact(text).into_owned();
        let headers = |headers: &[(String, String)]| {
            let kept = headers.iter();
            kept.map(|(name, value)| (name.clone(), text(value)))
                .collect()
        };
        let (request, response) = (&self.request, &self.response);
        Self {
            request: Request {
                method: request.method.clone(),
                url: text(&request.url),
                headers: headers(&request.headers),
                body: request.body.without_credentials(redactor),
                hash: request.hash.clone(),
            },
            response: Response {
                status: response.status,
                headers: headers(&response.headers),
                chunks: Data::redacted(&response.chunks, redactor),
                fault: response.fault.clone().map(|fault| Fault {
                    message: text(&fault.message),
                    ..fault
                }),
            },
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) url: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Data,
    /// blake3 of the body, hexadecimal.
    pub(super) hash: String,
}

impl Request {
    pub(super) fn of(request: &HttpRequest) -> Self {
        let is_credential = |name: &str| {
            CREDENTIALS
                .iter()
                .any(|known| known.eq_ignore_ascii_case(name))
        };
        let headers = request
            .headers
            .iter()
            .filter(|(name, _)| !is_credential(name));
        Self {
            method: request.method.clone(),
            url: request.url.clone(),
            headers: headers.cloned().collect(),
            body: Data::of(&request.body),
            hash: blake3::hash(&request.body).to_hex().to_string(),
        }
    }
}

/// What came back, however far it came.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Response {
    /// 0 if there was no response.
    #[serde(default)]
    pub(super) status: u16,
    #[serde(default)]
    pub(super) headers: Vec<(String, String)>,
    /// The body as it arrived.
    #[serde(default)]
    pub(super) chunks: Vec<Data>,
    /// Why it ended before its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) fault: Option<Fault>,
}

/// Bytes, readable where they can be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Data {
    Text(String),
    Base64(String),
}

impl Data {
    pub(super) fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            // The encoding says that it is none.
            Err(_) => Self::Base64(STANDARD.encode(bytes)),
        }
    }

    /// A whole body. What is JSON is redacted text by text, as whoever reads it will see it.
    fn without_credentials(&self, redactor: &Redactor) -> Self {
        if let Self::Text(text) = self
            && let Ok(mut value) = serde_json::from_str(text)
        {
            redactor.redact_json(&mut value);
            return Self::Text(value.to_string());
        }
        let mut chunks = Self::redacted(std::slice::from_ref(self), redactor).into_iter();
        chunks.next().unwrap_or_else(|| Self::of(&[]))
    }

    /// Chunks of one body; what had to wait for the next chunk stands there, and at the end by itself.
    fn redacted(chunks: &[Self], redactor: &Redactor) -> Vec<Self> {
        let mut stream = redactor.streaming();
        let mut shown: Vec<Vec<u8>> = chunks
            .iter()
            // What can't be decoded was not written by us, and is not kept.
            .map(|chunk| stream.push(&chunk.bytes().unwrap_or_default()))
            .collect();
        let rest = stream.finish();
        match shown.last_mut() {
            Some(last) => last.extend(rest),
            None => return Vec::new(),
        }
        shown.iter().map(|bytes| Self::of(bytes)).collect()
    }

    pub(super) fn bytes(&self) -> Result<Vec<u8>, base64::DecodeError> {
        match self {
            Self::Text(text) => Ok(text.clone().into_bytes()),
            Self::Base64(text) => STANDARD.decode(text),
        }
    }
}
