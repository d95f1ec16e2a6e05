//! Handing tasks in, listing them, looking at one, and ending one.

use super::problem::Problem;
use super::view::{Told, read};
use super::wanted::{Wanted, id};
use super::{Api, submission};
use crate::domain::TaskId;
use crate::kernel::{Refusal, Withdrawal};
use axum::Json;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Rows of a page, unless the client says otherwise, and at most.
const PAGE: u32 = 50;
const MOST: u32 = 200;

/// `POST /api/v1/tasks`
pub(super) async fn submit(
    State(api): State<Arc<Api>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let key = submission::key(&headers)?;
    let order = submission::order(&api, &headers, body).await?;
    let description = order.description.clone();
    let submitted = api.queue.submit(order, key.as_deref()).await;
    let (task, is_repeated) = submitted.map_err(refused)?;
    let message = format!("Task queued: {}", first_line(&description));
    let answer = json!({"task_id": task, "status": "queued", "message": message});
    let mut response = (StatusCode::ACCEPTED, Json(answer)).into_response();
    let place = HeaderValue::from_str(&format!("/api/v1/tasks/{task}"));
    if let Ok(place) = place {
        response.headers_mut().insert(header::LOCATION, place);
    }
    if is_repeated {
        let name = HeaderName::from_static("idempotency-replayed");
        let value = HeaderValue::from_static("true");
        response.headers_mut().insert(name, value);
    }
    Ok(response)
}

fn first_line(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    line.chars().take(80).collect()
}

fn refused(refusal: Refusal) -> Problem {
    match refusal {
        Refusal::Full(most) => Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "queue-full",
            format!("{most} tasks are waiting already"),
        ),
        Refusal::OtherOrder => Problem::new(
            StatusCode::CONFLICT,
            "idempotency-key-reused",
            "Another task was handed in under this Idempotency-Key",
        ),
        Refusal::Ending => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "ending",
            "The daemon is ending",
        ),
        Refusal::Journal(why) => Problem::journal(why),
    }
}

/// What part of the list is wanted.
#[derive(Debug, Deserialize)]
pub(super) struct Page {
    /// The last task of the page before.
    cursor: Option<String>,
    limit: Option<String>,
}

/// `GET /api/v1/tasks`
pub(super) async fn list(
    State(api): State<Arc<Api>>,
    page: Result<Query<Page>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let Query(page) = page.map_err(|error| Problem::parameter(error.body_text()))?;
    let limit = match page.limit {
        None => PAGE,
        Some(text) => text
            .parse()
            .ok()
            .filter(|limit| (1..=MOST).contains(limit))
            .ok_or_else(|| Problem::parameter(format!("limit is a number from 1 to {MOST}")))?,
    };
    let cursor = match page.cursor {
        None => None,
        Some(text) => match id(&text) {
            Some(task) => Some(task.0),
            None => return Err(Problem::parameter("cursor is a task's id")),
        },
    };
    let queue = Arc::clone(&api.queue);
    let rows = read(&api, move |history| {
        let tasks = history.listed(cursor.as_deref(), limit + 1)?;
        let mut rows = Vec::with_capacity(tasks.len());
        for task in &tasks {
            let is_held = queue.is_running(task);
            let records = history.outline(task)?;
            rows.extend(Told::of(task, &records, is_held));
        }
        Ok(rows)
    });
    let mut rows = rows.await?.unwrap_or_default();
    let has_more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let body: Vec<Value> = rows.iter().map(Told::row).collect();
    let mut response = Json(body).into_response();
    if let (true, Some(last)) = (has_more, rows.last()) {
        let next = format!(
            "</api/v1/tasks?cursor={}&limit={limit}>; rel=\"next\"",
            last.task
        );
        if let Ok(next) = HeaderValue::from_str(&next) {
            response.headers_mut().insert(header::LINK, next);
        }
    }
    Ok(response)
}

/// `GET /api/v1/tasks/{id}`
pub(super) async fn show(
    State(api): State<Arc<Api>>,
    Wanted(task): Wanted,
) -> Result<Json<Value>, Problem> {
    let told = told(&api, &task).await?;
    Ok(Json(told.whole(api.queue.now_ms())))
}

/// `POST /api/v1/tasks/{id}/cancel`
pub(super) async fn cancel(
    State(api): State<Arc<Api>>,
    Wanted(task): Wanted,
) -> Result<Json<Value>, Problem> {
    let message = match api.queue.withdraw(&task, "api").await {
        Withdrawal::Ended => "It had not begun, and won't",
        Withdrawal::Told => "It ends as soon as it can, and can be resumed",
        Withdrawal::Journal(why) => return Err(Problem::journal(why)),
        Withdrawal::NotHere => {
            told(&api, &task).await?;
            let detail = format!("No active task with ID '{task}'");
            return Err(Problem::new(StatusCode::CONFLICT, "not-active", detail));
        }
    };
    Ok(Json(
        json!({"task_id": task, "status": "cancel_requested", "message": message}),
    ))
}

/// Everything about one task.
pub(super) async fn told(api: &Api, task: &TaskId) -> Result<Told, Problem> {
    let (wanted, queue) = (task.clone(), Arc::clone(&api.queue));
    let told = read(api, move |history| {
        // Who holds it first: should it end meanwhile, its end is read.
        let is_held = queue.is_running(&wanted);
        let records = history.events(&wanted)?;
        Ok(Told::of(&wanted, &records, is_held))
    });
    let told = told.await?.flatten();
    told.ok_or_else(|| Problem::no_task(&task.0))
}
