//! What the kernel may do about each error that the API, or something before it, answers with.

use openkoi_anthropic::Anthropic;
use openkoi_sdk::provider::{Dialect, FailureKind, Reply};

fn reply(status: u16, headers: &[(&str, &str)], body: &str) -> Reply {
    let headers = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    Reply {
        status,
        headers,
        body: body.as_bytes().to_vec(),
    }
}

fn body(kind: &str, message: &str) -> String {
    format!(
        r#"{{"type":"error","error":{{"type":"{kind}","message":"{message}"}},"request_id":"req_011CSHoEeqs5C35K"}}"#
    )
}

/// Status, body, kind. A body of two words around "|" is the API's own: the type of the error and its message.
const ROWS: &[(u16, &str, &str)] = &[
    (401, "authentication_error|invalid x-api-key", "auth"),
    (
        403,
        "permission_error|Your API key does not have permission",
        "auth",
    ),
    (402, "billing_error|Payment required", "quota"),
    (
        400,
        "invalid_request_error|Your credit balance is too low to access the Anthropic API.",
        "quota",
    ),
    (
        400,
        "invalid_request_error|You have reached your specified API usage limits.",
        "quota",
    ),
    (
        400,
        "invalid_request_error|prompt is too long: 208310 tokens > 200000 maximum",
        "overflow 208310",
    ),
    (
        400,
        "invalid_request_error|input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000",
        "overflow 188240",
    ),
    (400, "invalid_request_error|prompt is too long", "overflow"),
    (
        413,
        "request_too_large|Request exceeds the maximum size",
        "overflow",
    ),
    (413, "<html>413 Payload Too Large</html>", "overflow"),
    (
        400,
        "invalid_request_error|max_tokens: 200000 > 128000, which is the maximum allowed",
        "invalid",
    ),
    (
        400,
        "invalid_request_error|`tool_use` ids were found without `tool_result` blocks",
        "invalid",
    ),
    (404, "not_found_error|model: claude-sonnet-9", "invalid"),
    (409, "conflict_error|Changed meanwhile", "invalid"),
    (422, "", "invalid"),
    (
        429,
        "rate_limit_error|This request would exceed your rate limit",
        "rate",
    ),
    (500, "api_error|Internal server error", "unavailable"),
    (504, "timeout_error|Request timed out", "unavailable"),
    (529, "overloaded_error|Overloaded", "unavailable"),
    (500, "a_new_kind_of_error|Unexpected", "unavailable"),
    (401, "a_new_kind_of_error|Unexpected", "auth"),
    (
        502,
        "<html><body>502 Bad Gateway</body></html>",
        "unavailable",
    ),
    (503, "upstream connect error", "unavailable"),
    (503, "", "unavailable"),
    (401, "{\"detail\":\"no\"}", "auth"),
    (302, "", "http"),
];

fn told(kind: &FailureKind) -> String {
    match kind {
        FailureKind::Invalid => "invalid".to_owned(),
        FailureKind::Auth => "auth".to_owned(),
        FailureKind::Rate(_) => "rate".to_owned(),
        FailureKind::Unavailable => "unavailable".to_owned(),
        FailureKind::ContextOverflow(Some(tokens)) => format!("overflow {tokens}"),
        FailureKind::ContextOverflow(None) => "overflow".to_owned(),
        FailureKind::Refused => "refused".to_owned(),
        FailureKind::Other(word) => word.clone(),
    }
}

#[test]
fn each_error_has_the_kind_that_its_remedy_needs() {
    for (status, text, kind) in ROWS {
        let body = text
            .split_once('|')
            .map_or((*text).to_owned(), |(kind, message)| body(kind, message));
        let failure = Anthropic::explain(reply(*status, &[], &body));
        assert_eq!(told(&failure.kind), *kind, "{status} {text}");
        assert!(
            failure.message.contains("Anthropic") || failure.message.contains("window"),
            "{}",
            failure.message
        );
        assert!(!failure.message.contains('<'), "{}", failure.message);
    }
}

#[test]
fn the_pause_is_told_in_milliseconds_once() {
    for (value, pause) in [
        ("30", Some(30_000)),
        ("0.25", Some(250)),
        ("0", Some(0)),
        ("Fri, 31 Dec 2027 23:59:59 GMT", None),
        ("-5", None),
        ("NaN", None),
        ("1e300", None),
    ] {
        let failure = Anthropic::explain(reply(
            429,
            &[("retry-after", value)],
            &body("rate_limit_error", "Slow down"),
        ));
        assert_eq!(failure.kind, FailureKind::Rate(pause), "{value}");
    }
}

#[test]
fn what_the_api_said_is_repeated_in_one_short_line() {
    let failure = Anthropic::explain(reply(
        400,
        &[("request-id", "req_1")],
        &body("invalid_request_error", "no:\\n  good. "),
    ));
    assert_eq!(failure.message, "Anthropic rejects the request: no: good.");
    assert_eq!(
        failure.extra,
        vec![("request-id".to_owned(), "req_1".to_owned())]
    );

    let failure = Anthropic::explain(reply(
        400,
        &[],
        &body("invalid_request_error", &"魚".repeat(5_000)),
    ));
    assert_eq!(
        failure
            .message
            .chars()
            .filter(|symbol| *symbol == '魚')
            .count(),
        400
    );
}
