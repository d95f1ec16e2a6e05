//! Whether somebody is there, what runs, and what it costs.

use super::problem::Problem;
use super::tasks::told;
use super::view::{Told, read};
use super::{Api, Visitor};
use crate::domain::{EventBody, Usd};
use crate::kernel::Record;
use axum::extract::State;
use axum::{Extension, Json};
use serde_json::{Value, json};
use std::sync::Arc;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// The tasks that are named beside the cost.
const RECENT: u32 = 20;
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// `GET /api/v1/health`
pub(super) async fn health(Extension(visitor): Extension<Visitor>) -> Json<Value> {
    Json(match visitor {
        Visitor::Known => json!({"status": "ok", "version": VERSION}),
        Visitor::Stranger => json!({"status": "ok"}),
    })
}

/// `GET /api/v1/status`
pub(super) async fn status(State(api): State<Arc<Api>>) -> Result<Json<Value>, Problem> {
    let now_ms = api.queue.now_ms();
    let (running, waiting) = api.queue.standing();
    let mut active = Vec::new();
    for task in &running {
        // One that ends at this moment is not active.
        if let Ok(told) = told(&api, task).await
            && told.story.closed.is_none()
        {
            active.push(told.state(now_ms));
        }
    }
    let midnight = now_ms - now_ms.rem_euclid(DAY_MS);
    let closed = read(&api, move |history| history.closed_since(midnight));
    let (count, cost) = spent(&closed.await?.unwrap_or_default());
    Ok(Json(json!({
        "version": VERSION, "daemon_running": true, "active_task": active.first(), "active_tasks": active,
        "queued": waiting, "tasks_completed_today": count, "total_cost_today": cost,
    })))
}

/// `GET /api/v1/cost`
pub(super) async fn cost(State(api): State<Arc<Api>>) -> Result<Json<Value>, Problem> {
    let since = api.queue.now_ms() - DAY_MS;
    let queue = Arc::clone(&api.queue);
    let found = read(&api, move |history| {
        let mut recent = Vec::new();
        for task in &history.listed(None, RECENT)? {
            let is_held = queue.is_running(task);
            recent.extend(Told::of(task, &history.outline(task)?, is_held));
        }
        let all = history.totals(0)?;
        Ok((
            history.counted(since)?,
            history.closed_since(since)?,
            recent,
            all,
        ))
    });
    let ((events, of_tasks), closed, recent, all) = found.await?.unwrap_or_default();
    let (tasks, cost) = spent(&closed);
    Ok(Json(json!({
        "total_events_24h": events, "task_events_24h": of_tasks, "tasks_completed_24h": tasks, "total_cost_24h": cost,
        "total_cost_usd": all.cost, "total_tokens": all.usage.total(),
        "recent_tasks": recent.iter().map(Told::row).collect::<Vec<_>>(),
    })))
}

/// How many were closed, and what they cost together.
fn spent(closed: &[Record]) -> (usize, Usd) {
    let costs = closed
        .iter()
        .filter_map(|record| match record.event()?.body {
            EventBody::TaskClosed { cost, .. } => Some(cost),
            _ => None,
        });
    (closed.len(), costs.fold(Usd::ZERO, Usd::plus))
}
