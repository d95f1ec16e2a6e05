//! A task's events as they happen: the lines of `--output-format stream-json`, from the journal.

use super::Api;
use super::problem::Problem;
use super::tasks::told;
use super::view::read;
use super::wanted::Wanted;
use crate::domain::TaskId;
use crate::kernel::Record;
use crate::mind::{result, stream_lines};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde_json::Value;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How often the journal is looked into though nobody says that something happened: another process may run the task.
const LOOK: Duration = Duration::from_secs(1);
/// So many looks in vain are followed by a sign of life.
const SILENCE: u32 = 15;

/// One client that follows one task.
struct Follower {
    api: Arc<Api>,
    task: TaskId,
    /// The last row that was sent.
    row: i64,
    changes: watch::Receiver<u64>,
    ending: watch::Receiver<bool>,
    silent: u32,
    is_done: bool,
}

/// `GET /api/v1/tasks/{id}/events`
pub(super) async fn events(
    State(api): State<Arc<Api>>,
    Wanted(task): Wanted,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let row = match headers.get("last-event-id") {
        None => 0,
        Some(last) => last
            .to_str()
            .ok()
            .and_then(|last| last.parse().ok())
            .filter(|last| *last >= 0)
            .ok_or_else(|| Problem::parameter("Last-Event-ID is the id of an event"))?,
    };
    told(&api, &task).await?;
    let follower = Follower {
        changes: api.queue.changes(),
        ending: api.ending.clone(),
        api,
        task,
        row,
        silent: 0,
        is_done: false,
    };
    let lines = stream::unfold(follower, |mut follower| async move {
        let text = follower.next().await?;
        Some((Ok::<_, Infallible>(Bytes::from(text)), follower))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(lines)).into_response())
}

impl Follower {
    /// What is sent next; none: that was all.
    async fn next(&mut self) -> Option<String> {
        loop {
            if self.is_done || *self.ending.borrow() {
                return None;
            }
            self.changes.mark_unchanged();
            // Who holds it first: should it end meanwhile, its end is read.
            let is_held = self.api.queue.is_running(&self.task);
            let (task, row) = (self.task.clone(), self.row);
            let found = read(&self.api, move |history| history.events_after(&task, row));
            // A client that comes back with the last id misses nothing.
            let records = found.await.ok()?.unwrap_or_default();
            if let Some(last) = records.last() {
                self.row = last.id;
                self.silent = 0;
                return Some(records.iter().map(sent).collect());
            }
            if !is_held {
                let told = told(&self.api, &self.task).await.ok()?;
                if told.stage.is_over() {
                    self.is_done = true;
                    return Some(message(&result(&told.story), Some(self.row)));
                }
            }
            if self.wait().await {
                return Some(": \n\n".to_owned());
            }
        }
    }

    /// Until something may have happened; true: the client should hear that somebody is there still.
    async fn wait(&mut self) -> bool {
        tokio::select! {
            // The senders live as long as the server.
            changed = self.changes.changed() => drop(changed),
            ended = self.ending.changed() => drop(ended),
            () = tokio::time::sleep(LOOK) => {
                self.silent += 1;
                if self.silent >= SILENCE {
                    self.silent = 0;
                    return true;
                }
            }
        }
        false
    }
}

/// Only the last line of a row bears its id: whoever breaks off between them gets all of it again.
fn sent(record: &Record) -> String {
    let Some(event) = record.event() else {
        return String::new();
    };
    let lines = stream_lines(&event);
    let last = lines.len().saturating_sub(1);
    let each = lines.iter().enumerate();
    each.map(|(at, line)| message(line, (at == last).then_some(record.id)))
        .collect()
}

fn message(line: &Value, row: Option<i64>) -> String {
    let row = row.map_or_else(String::new, |row| format!("id: {row}\n"));
    format!("{row}data: {line}\n\n")
}
