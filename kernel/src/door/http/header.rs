//! The headers that a component may set, and those that it may see.

use super::credential::Credential;
use super::{invalid, limits};
use crate::domain::Fault;
use openkoi_redact::Known;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, USER_AGENT};

/// Those that carry credentials and those that say where the message goes or where it ends.
const KERNELS: [&str; 18] = [
    "authorization",
    "proxy-authorization",
    "proxy-authenticate",
    "proxy-connection",
    "cookie",
    "cookie2",
    "host",
    "content-length",
    "connection",
    "keep-alive",
    "transfer-encoding",
    "te",
    "trailer",
    "upgrade",
    "expect",
    "http2-settings",
    "forwarded",
    "x-forwarded-host",
];

/// Checks what a component asks for.
pub(super) fn checked(
    headers: &[(String, String)],
    credentials: &[Credential],
) -> Result<HeaderMap, Fault> {
    let bytes: usize = headers
        .iter()
        .map(|(name, value)| name.len() + value.len())
        .sum();
    if headers.len() > limits::REQUEST_HEADERS || bytes > limits::REQUEST_HEADER_BYTES {
        let (count, limit) = (limits::REQUEST_HEADERS, limits::REQUEST_HEADER_BYTES);
        return Err(invalid(format!(
            "a request has at most {count} headers of {limit} bytes together"
        )));
    }
    let mut checked = HeaderMap::new();
    for (name, value) in headers {
        if is_kernels(name, credentials) {
            return Err(invalid(format!(
                "the header {name:?} is the kernel's; leave it out"
            )));
        }
        let parsed = HeaderName::from_bytes(name.as_bytes());
        let parsed = parsed
            .map_err(|error| invalid(format!("{name:?} is no name for a header: {error}")))?;
        let value = HeaderValue::from_str(value);
        let value = value
            .map_err(|error| invalid(format!("the header {name:?} has a bad value: {error}")))?;
        checked.append(parsed, value);
    }
    let agent = HeaderValue::from_static(concat!("openkoi/", env!("CARGO_PKG_VERSION")));
    checked.entry(USER_AGENT).or_insert(agent);
    Ok(checked)
}

fn is_kernels(name: &str, credentials: &[Credential]) -> bool {
    let mut names = KERNELS.into_iter().chain(
        credentials
            .iter()
            .map(|credential| credential.header.as_str()),
    );
    names.any(|kernels| kernels.eq_ignore_ascii_case(name))
}

/// What a component sees of a response's headers: nothing in which a credential came back.
pub(super) fn shown(headers: &HeaderMap, secrets: &Known) -> Vec<(String, String)> {
    let texts = headers.iter().map(|(name, value)| {
        (
            name.as_str().to_owned(),
            String::from_utf8_lossy(value.as_bytes()).into_owned(),
        )
    });
    texts
        .filter(|(_, value)| !secrets.occur_in(value.as_bytes()))
        .collect()
}
