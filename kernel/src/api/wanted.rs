//! The task that an address names.

use super::problem::Problem;
use crate::domain::TaskId;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

/// What stands in the address, and can be a task's id.
pub(super) struct Wanted(pub(super) TaskId);

impl<S: Send + Sync> FromRequestParts<S> for Wanted {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let named = Path::<String>::from_request_parts(parts, state).await;
        // What is no text names no task either.
        let Path(text) = named.map_err(|_no_text| Problem::no_task("?"))?;
        id(&text).map(Self).ok_or_else(|| Problem::no_task(&text))
    }
}

/// A task's id, if it can be one.
pub(super) fn id(text: &str) -> Option<TaskId> {
    let is_digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (text.len() == 32 && text.bytes().all(is_digit)).then(|| TaskId(text.to_owned()))
}
