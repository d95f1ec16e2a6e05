//! The HTTP API: tasks are handed in, followed and looked at. Every answer is a fold over the journal, and the same object
//! that `--output-format json` prints.
//!
//! It listens on the loopback only, and nobody is let in without the token. Whoever has it can hand tasks in and end them;
//! what a task may do, which programs and which config it runs with, and whose answer is a yes, can't be said here.

mod events;
mod guard;
mod openapi;
mod overview;
mod problem;
mod serve;
mod submission;
mod tasks;
mod token;
mod view;
mod wanted;

use crate::config::Config;
use crate::failure::Failure;
use crate::kernel::Queue;
use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use problem::Problem;
use std::path::PathBuf;
use std::sync::Arc;
use token::Token;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// What all requests share.
pub struct Api {
    queue: Arc<Queue>,
    token: Token,
    /// Where the daemon was started.
    directory: PathBuf,
    port: u16,
    ending: watch::Receiver<bool>,
}

/// Whether somebody showed the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Visitor {
    Known,
    Stranger,
}

impl Api {
    /// Makes the token if there is none. `port` is the one on which it is listened.
    pub fn new(
        queue: Arc<Queue>,
        config: &Config,
        directory: PathBuf,
        port: u16,
        ending: watch::Receiver<bool>,
    ) -> Result<Arc<Self>, Failure> {
        let token = Token::establish(&queue, config)?;
        Ok(Arc::new(Self {
            queue,
            token,
            directory,
            port,
            ending,
        }))
    }

    /// Where the token stands, for people.
    pub fn token_place(&self) -> String {
        self.token.place()
    }

    /// Answers until the end.
    pub async fn serve(self: Arc<Self>, listener: TcpListener) {
        let ending = self.ending.clone();
        serve::serve(listener, router(self), ending).await;
    }
}

fn router(api: Arc<Api>) -> Router {
    Router::new()
        .route("/api/v1/tasks", post(tasks::submit).get(tasks::list))
        .route("/api/v1/tasks/{id}", get(tasks::show))
        .route("/api/v1/tasks/{id}/events", get(events::events))
        .route("/api/v1/tasks/{id}/cancel", post(tasks::cancel))
        .route("/api/v1/status", get(overview::status))
        .route("/api/v1/cost", get(overview::cost))
        .route(guard::HEALTH, get(overview::health))
        .route("/openapi.json", get(openapi::document))
        .method_not_allowed_fallback(async || {
            let detail = "This path does not take this method";
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", detail)
        })
        .fallback(async || {
            Problem::new(StatusCode::NOT_FOUND, "not-found", "There is nothing here")
        })
        .layer(from_fn_with_state(Arc::clone(&api), guard::guard))
        .with_state(api)
}
