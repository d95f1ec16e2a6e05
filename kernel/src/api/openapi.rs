//! The API's own description.

use super::problem::Problem;
use axum::Json;
use axum::http::StatusCode;
use serde_json::Value;

const DOCUMENT: &str = include_str!("openapi.json");

/// `GET /openapi.json`
pub(super) async fn document() -> Result<Json<Value>, Problem> {
    let mut document: Value = serde_json::from_str(DOCUMENT).map_err(|error| {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Problem::new(status, "openapi", error.to_string())
    })?;
    document["info"]["version"] = env!("CARGO_PKG_VERSION").into();
    Ok(Json(document))
}
