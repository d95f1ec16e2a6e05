//! What went wrong, as RFC 9457 writes it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// A refusal. `code` is for programs and stays as it is; `error` is the same as `detail`, under the name that the original
/// gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) detail: String,
}

impl Problem {
    pub(super) fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
        }
    }

    /// The journal can't be read or written.
    pub(super) fn journal(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "journal", detail)
    }

    pub(super) fn no_task(id: &str) -> Self {
        let detail = format!("Task '{id}' not found");
        Self::new(StatusCode::NOT_FOUND, "task-not-found", detail)
    }

    /// A value of the request's address that can't be meant.
    pub(super) fn parameter(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "parameter", detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let title = self.status.canonical_reason().unwrap_or_default();
        let body = json!({
            "type": "about:blank", "title": title, "status": self.status.as_u16(), "code": self.code,
            "detail": self.detail, "error": self.detail,
        });
        let content = HeaderValue::from_static("application/problem+json");
        let headers = [(header::CONTENT_TYPE, content)];
        let mut response = (self.status, headers, body.to_string()).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer realm=\"openkoi\"");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}
