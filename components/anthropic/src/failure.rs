//! Anthropic's errors by what the kernel may do about them.

use openkoi_sdk::provider::{Failure, FailureKind, Reply};

use crate::wire::{Error, ErrorBody};

/// How much of a foreign message is repeated.
const LONGEST: usize = 400;

/// Classifies a response whose status is not a success.
pub(crate) fn explain(reply: &Reply) -> Failure {
    let error = match serde_json::from_slice::<ErrorBody>(&reply.body) {
        Ok(body) => body.error,
        // A proxy on the way answered, or nobody; the status still says what to do.
        Err(_) => Error {
            kind: String::new(),
            message: readable(&reply.body),
        },
    };
    let mut failure = classify(&error, reply.status, retry_after(reply));
    if let Some(id) = header(reply, "request-id") {
        failure.extra.push(("request-id".to_owned(), id.to_owned()));
    }
    failure
}

/// Classifies an error that came inside the stream.
pub(crate) fn midway(error: &Error) -> Failure {
    classify(error, 200, None)
}

/// The type of an error says more than the status, where there is one that the API documents.
fn classify(error: &Error, status: u16, retry_after: Option<u64>) -> Failure {
    let said = said(&error.message);
    match known(&error.kind).unwrap_or_else(|| by_status(status)) {
        "request_too_large" => overflow(&error.message),
        "invalid_request_error" if is_overflow(&error.message) => overflow(&error.message),
        "billing_error" => no_credit(&said),
        "invalid_request_error" if is_quota(&error.message) => no_credit(&said),
        "authentication_error" | "permission_error" => Failure::of(
            FailureKind::Auth,
            format!("Anthropic refused the credential{said}. Check ANTHROPIC_API_KEY."),
        ),
        "rate_limit_error" => Failure::of(
            FailureKind::Rate(retry_after),
            format!(
                "Anthropic limits how much can be asked in a minute{said}. It is tried again after a pause."
            ),
        ),
        "overloaded_error" | "api_error" | "timeout_error" => Failure::unavailable(format!(
            "Anthropic can't answer at the moment{said}. Try again later."
        )),
        "not_found_error" => Failure::invalid(format!(
            "Anthropic does not have what was asked for{said}. Choose a model that the account can use."
        )),
        "" => Failure::of(
            FailureKind::Other("http".to_owned()),
            format!(
                "Anthropic answered with status {status}{said}. Check what stands between it and this machine."
            ),
        ),
        _ => Failure::invalid(format!("Anthropic rejects the request{said}.")),
    }
}

/// The error types that the API documents.
const TYPES: &[&str] = &[
    "invalid_request_error",
    "authentication_error",
    "billing_error",
    "permission_error",
    "not_found_error",
    "conflict_error",
    "request_too_large",
    "rate_limit_error",
    "api_error",
    "timeout_error",
    "overloaded_error",
];

fn known(kind: &str) -> Option<&str> {
    TYPES.contains(&kind).then_some(kind)
}

/// The type that a status stands for; empty for one that the API does not send.
fn by_status(status: u16) -> &'static str {
    match status {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        529 => "overloaded_error",
        408 | 500.. => "api_error",
        400..500 => "invalid_request_error",
        _ => "",
    }
}

fn overflow(message: &str) -> Failure {
    let said = said(message);
    Failure::of(
        FailureKind::ContextOverflow(counted(message)),
        format!("The request is larger than the model's window{said}. Make the context smaller."),
    )
}

fn no_credit(said: &str) -> Failure {
    Failure::of(
        FailureKind::Other("quota".to_owned()),
        format!(
            "The Anthropic account has no credit left for this{said}. Add credit, or choose another provider."
        ),
    )
}

fn is_overflow(message: &str) -> bool {
    message.contains("prompt is too long") || message.contains("exceed context limit")
}

fn is_quota(message: &str) -> bool {
    message.contains("credit balance is too low") || message.contains("usage limits")
}

/// How many tokens Anthropic counted: "prompt is too long: 208310 tokens > …", "…context limit: 188240 + 21333 > …".
fn counted(message: &str) -> Option<u64> {
    let after = ["too long: ", "context limit: "]
        .iter()
        .find_map(|before| message.split_once(before))?
        .1;
    let digits = after
        .find(|symbol: char| !symbol.is_ascii_digit())
        .unwrap_or(after.len());
    after.get(..digits)?.parse().ok()
}

/// Milliseconds to wait. `retry-after` counts in seconds; as a date it is left to the kernel's own pauses.
fn retry_after(reply: &Reply) -> Option<u64> {
    let seconds = header(reply, "retry-after")?.trim().parse::<f64>().ok()?;
    (0.0..=86_400.0)
        .contains(&seconds)
        .then(|| (seconds * 1000.0).ceil() as u64)
}

fn header<'a>(reply: &'a Reply, name: &str) -> Option<&'a str> {
    reply
        .headers
        .iter()
        .find(|(header, _)| header == name)
        .map(|(_, value)| value.as_str())
}

/// The text of a body that is not the API's JSON; nothing of a page made for browsers.
fn readable(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    if text.starts_with(['<', '{', '[']) {
        String::new()
    } else {
        text.to_owned()
    }
}

/// What Anthropic said, to stand inside a sentence: empty, or begun by a colon, one line, not too long.
fn said(message: &str) -> String {
    let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.trim_end_matches('.');
    match line.char_indices().nth(LONGEST) {
        _ if line.is_empty() => String::new(),
        Some((cut, _)) => format!(": {}…", &line[..cut]),
        None => format!(": {line}"),
    }
}
