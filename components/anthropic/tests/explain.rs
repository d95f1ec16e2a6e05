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

#[test]
fn each_error_has_the_kind_that_its_remedy_needs() {
    use FailureKind::{Auth, ContextOverflow, Invalid, Rate, Unavailable};
    let quota = || FailureKind::Other("quota".to_owned());
    let too_long = "prompt is too long: 208310 tokens > 200000 maximum";
    let with_output = "input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000, decrease input length";
    let rows = [
        (401, body("authentication_error", "invalid x-api-key"), Auth),
        (
            403,
            body("permission_error", "Your API key does not have permission"),
            Auth,
        ),
        (402, body("billing_error", "Payment required"), quota()),
        (
            400,
            body(
                "invalid_request_error",
                "Your credit balance is too low to access the Anthropic API.",
            ),
            quota(),
        ),
        (
            400,
            body(
                "invalid_request_error",
                "You have reached your specified API usage limits.",
            ),
            quota(),
        ),
        (
            400,
            body("invalid_request_error", too_long),
            ContextOverflow(Some(208_310)),
        ),
        (
            400,
            body("invalid_request_error", with_output),
            ContextOverflow(Some(188_240)),
        ),
        (
            400,
            body("invalid_request_error", "prompt is too long"),
            ContextOverflow(None),
        ),
        (
            413,
            body("request_too_large", "Request exceeds the maximum size"),
            ContextOverflow(None),
        ),
        (
            413,
            "<html>413 Payload Too Large</html>".to_owned(),
            ContextOverflow(None),
        ),
        (
            400,
            body(
                "invalid_request_error",
                "max_tokens: 200000 > 128000, which is the maximum allowed",
            ),
            Invalid,
        ),
        (
            400,
            body(
                "invalid_request_error",
                "messages.1: `tool_use` ids were found without `tool_result` blocks",
            ),
            Invalid,
        ),
        (
            404,
            body("not_found_error", "model: claude-sonnet-9"),
            Invalid,
        ),
        (409, body("conflict_error", "Changed meanwhile"), Invalid),
        (422, String::new(), Invalid),
        (
            429,
            body(
                "rate_limit_error",
                "This request would exceed your rate limit",
            ),
            Rate(None),
        ),
        (500, body("api_error", "Internal server error"), Unavailable),
        (504, body("timeout_error", "Request timed out"), Unavailable),
        (529, body("overloaded_error", "Overloaded"), Unavailable),
        (500, body("a_new_kind_of_error", "Unexpected"), Unavailable),
        (401, body("a_new_kind_of_error", "Unexpected"), Auth),
        (
            502,
            "<html><body>502 Bad Gateway</body></html>".to_owned(),
            Unavailable,
        ),
        (503, "upstream connect error".to_owned(), Unavailable),
        (503, String::new(), Unavailable),
        (401, r#"{"detail":"no"}"#.to_owned(), Auth),
        (302, String::new(), FailureKind::Other("http".to_owned())),
    ];
    for (status, body, kind) in rows {
        let failure = Anthropic::explain(reply(status, &[], &body));
        assert_eq!(failure.kind, kind, "{status} {body}");
        assert!(
            failure.message.contains("nthropic") || failure.message.contains("window"),
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
