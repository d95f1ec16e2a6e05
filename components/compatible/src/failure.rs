//! The errors of many services by what the kernel may do about them.

use openkoi_sdk::embedder::{Failure, FailureKind, Reply};
use serde_json::Value;

/// How much of a foreign message is repeated.
const LONGEST: usize = 400;

/// Classifies a response whose status is not a success.
pub(crate) fn explain(reply: &Reply) -> Failure {
    let text = String::from_utf8_lossy(&reply.body);
    let mut failure = Complaint::of(&text).classify(reply.status, pause(reply));
    if let Some(id) = header(reply, "x-request-id") {
        failure.extra.push(("request-id".to_owned(), id.to_owned()));
    }
    failure
}

/// Classifies an error that came inside the stream.
pub(crate) fn midway(text: &str) -> Failure {
    let complaint = Complaint::of(text);
    let status = complaint
        .status
        .unwrap_or(if complaint.says(&["invalid_request"]) {
            400
        } else {
            500
        });
    complaint.classify(status, None)
}

/// What a service says of an error, wherever in the body it says it.
#[derive(Default)]
struct Complaint {
    message: String,
    /// The message and the words for its kind, in lower case: where the services' phrasings are looked for.
    words: String,
    /// A status named in the body.
    status: Option<u16>,
    /// The size of the request, named apart.
    tokens: Option<u64>,
}

impl Complaint {
    fn of(text: &str) -> Self {
        let Ok(body) = serde_json::from_str::<Value>(text) else {
            // Not the service itself; of a page made for browsers nothing is repeated.
            let message = if text.trim_start().starts_with('<') {
                ""
            } else {
                text.trim()
            };
            return Self {
                message: message.to_owned(),
                words: message.to_ascii_lowercase(),
                ..Self::default()
            };
        };
        let body = body.get(0).unwrap_or(&body);
        let error = body
            .get("error")
            .filter(|error| !error.is_null())
            .unwrap_or(body);
        let found = [
            error.as_str(),
            error["message"].as_str(),
            error["detail"].as_str(),
            error["detail"][0]["msg"].as_str(),
            body["message"].as_str(),
            body["base_resp"]["status_msg"].as_str(),
        ];
        let mut message = found
            .into_iter()
            .flatten()
            .next()
            .unwrap_or_default()
            .to_owned();
        // A router repeats here what the service behind it said.
        if let Some(raw) = error["metadata"]["raw"].as_str() {
            message = format!("{message}: {raw}");
        }
        let code = &error["code"];
        let kinds = [
            error["type"].as_str(),
            code.as_str(),
            error["status"].as_str(),
        ];
        let kinds = kinds.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let number = code
            .as_u64()
            .or_else(|| code.as_str().and_then(|code| code.parse().ok()));
        Self {
            words: format!("{kinds} {message}").to_ascii_lowercase(),
            status: number
                .or_else(|| minimax(&body["base_resp"]))
                .and_then(|code| u16::try_from(code).ok()),
            tokens: error["n_prompt_tokens"].as_u64(),
            message,
        }
    }

    fn says(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.words.contains(phrase))
    }

    /// The words first, since services use one status for many things.
    fn classify(&self, status: u16, pause: Option<u64>) -> Failure {
        let said = said(&self.message);
        match status {
            _ if self.says(ANSWER_TOO_LONG) => {
                Failure::invalid(format!("The service rejects the request{said}."))
            }
            _ if self.says(OVERFLOW) || status == 413 => Failure::of(
                FailureKind::ContextOverflow(self.tokens.or_else(|| counted(&self.words))),
                format!(
                    "The request is larger than the model's window{said}. Make the context smaller."
                ),
            ),
            _ if self.says(QUOTA) || status == 402 => Failure::of(
                FailureKind::Other("quota".to_owned()),
                format!(
                    "The account has no credit left for this{said}. Add credit, or choose another provider."
                ),
            ),
            _ if self.says(REFUSED) => Failure::of(
                FailureKind::Refused,
                format!("The service refuses because of what was asked{said}. Ask differently."),
            ),
            _ if self.says(AUTH) || matches!(status, 401 | 403) => Failure::of(
                FailureKind::Auth,
                format!("The service refused the credential{said}. Check the API key."),
            ),
            _ if self.says(RATE) || status == 429 => Failure::of(
                FailureKind::Rate(pause),
                format!(
                    "The service limits how much can be asked in a minute{said}. It is tried again after a pause."
                ),
            ),
            408 | 500.. => Failure::unavailable(format!(
                "The service can't answer at the moment{said}. Try again later."
            )),
            404 => Failure::invalid(format!(
                "The service does not have what was asked for{said}. Choose one of its models, or check its base URL."
            )),
            400..500 => Failure::invalid(format!("The service rejects the request{said}.")),
            _ => Failure::of(
                FailureKind::Other("http".to_owned()),
                format!("The service answered with status {status}{said}. Check its base URL."),
            ),
        }
    }
}

/// Too much was asked back, which a smaller context does not change.
const ANSWER_TOO_LONG: &[&str] = &[
    "max_tokens is too large",
    "max_tokens' is too large",
    "max_completion_tokens is too large",
    "max_completion_tokens' is too large",
];

const OVERFLOW: &[&str] = &[
    "context_length_exceeded",
    "maximum context length",
    "context length exceeded",
    "exceeds the context",
    "context window",
    "exceed_context_size",
    "available context size",
    "prompt is too long",
    "input is too long",
    "range of input length should be",
    "maximum prompt length",
    "request too large",
    "reduce the length of the messages",
    "model token limit",
    "`inputs` tokens + `max_new_tokens` must be",
    "exceeds the maximum number of tokens",
    "string too long",
];

const QUOTA: &[&str] = &[
    "insufficient_quota",
    "exceeded_current_quota",
    "insufficient balance",
    "insufficient_balance",
    "insufficient credits",
    "credit_balance",
    "billing_hard_limit_reached",
    "arrearage",
];

const REFUSED: &[&str] = &[
    "content_policy_violation",
    "content_filter",
    "data_inspection_failed",
    "flagged for moderation",
    "requires moderation",
];

const AUTH: &[&str] = &[
    "invalid_api_key",
    "incorrect api key",
    "invalid api key",
    "invalid_authentication_error",
];

const RATE: &[&str] = &["rate_limit", "rate limit reached", "too many requests"];

/// The status for which MiniMax has its own number.
fn minimax(response: &Value) -> Option<u64> {
    Some(match response["status_code"].as_i64()? {
        1002 | 1039 | 1041 => 429,
        1004 | 2049 => 401,
        1008 => 402,
        1026 | 1027 | 2013 => 400,
        _ => 500,
    })
}

/// How many tokens the service counted, where its message tells.
fn counted(words: &str) -> Option<u64> {
    let before = |marker: &str| {
        words
            .split_once(marker)
            .and_then(|(before, _)| number(before.rsplit(['(', ' ']).next()?))
    };
    let after = |marker: &&str| {
        words
            .split_once(*marker)
            .and_then(|(_, after)| number(after))
    };
    before(" in the messages").or_else(|| COUNTED.iter().find_map(after))
}

/// What stands before the number in question.
const COUNTED: &[&str] = &[
    "resulted in ",
    "requested about ",
    "requested: ",
    "requested ",
    "request contains ",
    "request has ",
    "too long: ",
    "token count (",
    "input token count is ",
    "the request (",
];

/// The number at the beginning, with or without commas.
fn number(text: &str) -> Option<u64> {
    let end = text
        .find(|symbol: char| !symbol.is_ascii_digit() && symbol != ',')
        .unwrap_or(text.len());
    text.get(..end)?.replace(',', "").parse().ok()
}

/// Milliseconds to wait. A date is left to the kernel's own pauses.
fn pause(reply: &Reply) -> Option<u64> {
    let value = |name| header(reply, name)?.trim().parse::<f64>().ok();
    let pause =
        value("retry-after-ms").or_else(|| value("retry-after").map(|seconds| seconds * 1000.0))?;
    (0.0..=86_400_000.0)
        .contains(&pause)
        .then(|| pause.ceil() as u64)
}

fn header<'a>(reply: &'a Reply, name: &str) -> Option<&'a str> {
    reply
        .headers
        .iter()
        .find(|(header, _)| header == name)
        .map(|(_, value)| value.as_str())
}

/// What the service said, to stand inside a sentence: empty, or begun by a colon, one line, not too long.
fn said(message: &str) -> String {
    let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.trim_end_matches('.');
    match line.char_indices().nth(LONGEST) {
        _ if line.is_empty() => String::new(),
        Some((cut, _)) => format!(": {}…", &line[..cut]),
        None => format!(": {line}"),
    }
}
