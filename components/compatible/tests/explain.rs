//! What the kernel may do about each error that a service, or something before it, answers with.

use openkoi_compatible::Compatible;
use openkoi_sdk::embedder::{Dialect, FailureKind, Reply};

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

/// Status, body, kind: one or more of each service's own wordings.
const ROWS: &[(u16, &str, &str)] = &[
    // OpenAI
    (
        401,
        r#"{"error":{"message":"Incorrect API key provided: sk-***","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}"#,
        "auth",
    ),
    (
        429,
        r#"{"error":{"message":"Rate limit reached for gpt-4.1 on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000.","type":"tokens","param":null,"code":"rate_limit_exceeded"}}"#,
        "rate",
    ),
    (
        429,
        r#"{"error":{"message":"Request too large for gpt-4.1 on tokens per min (TPM): Limit 30000, Requested 35000.","type":"tokens","param":null,"code":"rate_limit_exceeded"}}"#,
        "overflow 35000",
    ),
    (
        429,
        r#"{"error":{"message":"You exceeded your current quota, please check your plan and billing details.","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}"#,
        "quota",
    ),
    (
        400,
        r#"{"error":{"message":"This model's maximum context length is 128000 tokens. However, your messages resulted in 130536 tokens. Please reduce the length of the messages.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}"#,
        "overflow 130536",
    ),
    (
        400,
        r#"{"error":{"message":"This model's maximum context length is 8192 tokens. However, you requested 10000 tokens (8000 in the messages, 2000 in the completion).","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}"#,
        "overflow 8000",
    ),
    (
        400,
        r#"{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}"#,
        "invalid",
    ),
    (
        400,
        r#"{"error":{"message":"max_tokens is too large: 200000. This model supports at most 32768 completion tokens, whereas you provided 200000.","type":"invalid_request_error","param":"max_tokens","code":"invalid_value"}}"#,
        "invalid",
    ),
    (
        400,
        r#"{"error":{"message":"Your request was rejected as a result of our safety system.","type":"invalid_request_error","param":null,"code":"content_policy_violation"}}"#,
        "refused",
    ),
    (
        404,
        r#"{"error":{"message":"The model `gpt-9` does not exist or you do not have access to it.","type":"invalid_request_error","param":null,"code":"model_not_found"}}"#,
        "invalid",
    ),
    (
        500,
        r#"{"error":{"message":"The server had an error while processing your request.","type":"server_error","param":null,"code":null}}"#,
        "unavailable",
    ),
    (
        503,
        r#"{"error":{"message":"That model is currently overloaded with other requests.","type":"server_error","param":null,"code":null}}"#,
        "unavailable",
    ),
    // Groq
    (
        413,
        r#"{"error":{"message":"Request too large for model `llama-3.3-70b-versatile` on tokens per minute (TPM): Limit 12000, Requested 14310, please reduce your message size","type":"tokens","code":"rate_limit_exceeded"}}"#,
        "overflow 14310",
    ),
    (
        400,
        r#"{"error":{"message":"Please reduce the length of the messages or completion.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}"#,
        "overflow",
    ),
    // OpenRouter
    (
        402,
        r#"{"error":{"message":"Insufficient credits. Add more using https://openrouter.ai/credits","code":402}}"#,
        "quota",
    ),
    (
        400,
        r#"{"error":{"message":"This endpoint's maximum context length is 200000 tokens. However, you requested about 250,000 tokens (248000 of text input, 2000 in the output).","code":400}}"#,
        "overflow 250000",
    ),
    (
        400,
        r#"{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"{\"error\":{\"message\":\"prompt is too long: 208310 tokens > 200000 maximum\"}}","provider_name":"Anthropic"}}}"#,
        "overflow 208310",
    ),
    (
        403,
        r#"{"error":{"message":"openai/gpt-4.1 requires moderation on OpenAI. Your input was flagged for \"violence\".","code":403,"metadata":{"reasons":["violence"]}}}"#,
        "refused",
    ),
    (
        502,
        r#"{"error":{"message":"Provider returned error","code":502}}"#,
        "unavailable",
    ),
    // DeepSeek, xAI, Moonshot, Qwen, MiniMax, Together
    (
        402,
        r#"{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}"#,
        "quota",
    ),
    (
        400,
        r#"{"code":"Client specified an invalid argument","error":"This model's maximum prompt length is 131072 but the request contains 154110 tokens."}"#,
        "overflow 154110",
    ),
    (
        400,
        r#"{"code":"Client specified an invalid argument","error":"Incorrect API key provided: xa***. You can obtain an API key from https://console.x.ai."}"#,
        "auth",
    ),
    (
        400,
        r#"{"error":{"message":"Invalid request: Your request exceeded model token limit: 262144 (requested: 300000)","type":"invalid_request_error"}}"#,
        "overflow 300000",
    ),
    (
        401,
        r#"{"error":{"message":"Invalid Authentication","type":"invalid_authentication_error"}}"#,
        "auth",
    ),
    (
        429,
        r#"{"error":{"message":"Your account org-1 is suspended, please check your plan","type":"exceeded_current_quota_error"}}"#,
        "quota",
    ),
    (
        400,
        r#"{"error":{"code":"invalid_parameter_error","param":null,"message":"<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 129024]","type":"invalid_request_error"},"id":"chatcmpl-1"}"#,
        "overflow",
    ),
    (
        400,
        r#"{"error":{"code":"data_inspection_failed","message":"Input data may contain inappropriate content.","type":"data_inspection_failed"}}"#,
        "refused",
    ),
    (
        400,
        r#"{"base_resp":{"status_code":2013,"status_msg":"invalid params, context window exceeds limit"}}"#,
        "overflow",
    ),
    (
        422,
        r#"{"id":"1","error":{"message":"Input validation error: `inputs` tokens + `max_new_tokens` must be <= 131073. Given: 140000 `inputs` tokens and 512 `max_new_tokens`","type":"invalid_request_error","param":null,"code":null}}"#,
        "overflow",
    ),
    // Ollama, llama.cpp, vLLM
    (
        404,
        r#"{"error":{"message":"model \"qwen9\" not found, try pulling it first","type":"api_error","param":null,"code":null}}"#,
        "invalid",
    ),
    (
        400,
        r#"{"error":{"code":400,"message":"the request exceeds the available context size, try increasing it","type":"exceed_context_size_error","n_prompt_tokens":12000,"n_ctx":8192}}"#,
        "overflow 12000",
    ),
    (
        503,
        r#"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#,
        "unavailable",
    ),
    (
        400,
        r#"{"object":"error","message":"'max_tokens' or 'max_completion_tokens' is too large: 50000. This model's maximum context length is 32768 tokens and your request has 1000 input tokens.","type":"BadRequestError","param":null,"code":400}"#,
        "invalid",
    ),
    (
        422,
        r#"{"detail":[{"loc":["body","messages"],"msg":"field required","type":"value_error.missing"}]}"#,
        "invalid",
    ),
    // What stands before a service
    (
        429,
        r#"[{"error":{"code":429,"message":"Resource has been exhausted","status":"RESOURCE_EXHAUSTED"}}]"#,
        "rate",
    ),
    (
        502,
        "<html><body>502 Bad Gateway</body></html>",
        "unavailable",
    ),
    (524, "error code: 524", "unavailable"),
    (413, "<html>413 Request Entity Too Large</html>", "overflow"),
    (401, "", "auth"),
    (400, "nonsense", "invalid"),
    (404, "404 page not found", "invalid"),
    (301, "", "http"),
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
    for (status, body, kind) in ROWS {
        let failure = Compatible::explain(reply(*status, &[], body));
        assert_eq!(told(&failure.kind), *kind, "{status} {body}");
        assert!(!failure.message.contains("<html>"), "{}", failure.message);
    }
}

#[test]
fn the_pause_is_told_in_milliseconds_once() {
    for (headers, pause) in [
        (vec![("retry-after", "30")], Some(30_000)),
        (vec![("retry-after", "1.5")], Some(1_500)),
        (
            vec![("retry-after-ms", "750"), ("retry-after", "1")],
            Some(750),
        ),
        (vec![("retry-after", "Fri, 31 Dec 2027 23:59:59 GMT")], None),
        (vec![("retry-after", "-1")], None),
        (vec![("retry-after", "inf")], None),
        (vec![], None),
    ] {
        let failure =
            Compatible::explain(reply(429, &headers, r#"{"error":{"message":"Slow down"}}"#));
        assert_eq!(failure.kind, FailureKind::Rate(pause), "{headers:?}");
    }
}

#[test]
fn what_the_service_said_is_repeated_in_one_short_line() {
    let failure = Compatible::explain(reply(
        400,
        &[("x-request-id", "req_1")],
        "{\"error\":\"no:\\n  good. \"}",
    ));
    assert_eq!(
        failure.message,
        "The service rejects the request: no: good."
    );
    assert_eq!(
        failure.extra,
        vec![("request-id".to_owned(), "req_1".to_owned())]
    );

    let long = format!(r#"{{"error":{{"message":"{}"}}}}"#, "魚".repeat(5_000));
    let failure = Compatible::explain(reply(400, &[], &long));
    assert_eq!(
        failure
            .message
            .chars()
            .filter(|symbol| *symbol == '魚')
            .count(),
        400
    );
}
