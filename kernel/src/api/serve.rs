//! Connections: how many, how long, how large.

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

/// At the same time. More are closed as soon as they come.
const CONNECTIONS: usize = 512;
/// How long the head of a request may take, the pause before it included.
const HEAD: Duration = Duration::from_secs(10);
/// Fields of a head.
const FIELDS: usize = 64;
/// Bytes of a head.
const BUFFER: usize = 32 * 1024;
/// After the system gave no connection: it may have no more descriptors for a while.
const PAUSE: Duration = Duration::from_millis(50);

/// Answers until `ending` says so; what is being answered then is answered to its end.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    mut ending: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = end(&mut ending) => return,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            continue;
        };
        let (router, ending) = (router.clone(), ending.clone());
        tokio::spawn(async move {
            converse(stream, router, ending).await;
            drop(place);
        });
    }
}

async fn converse(stream: TcpStream, router: Router, mut ending: watch::Receiver<bool>) {
    // Where it can't be set the answers are a little later.
    drop(stream.set_nodelay(true));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_headers(FIELDS)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let mut connection = pin!(connection);
    tokio::select! {
        // What broke on the way is the client's to notice.
        ended = connection.as_mut() => drop(ended),
        () = end(&mut ending) => {
            connection.as_mut().graceful_shutdown();
            drop(connection.await);
        }
    }
}

/// Completes when the server ends.
async fn end(ending: &mut watch::Receiver<bool>) {
    // Without its sender it has ended.
    drop(ending.wait_for(|ending| *ending).await);
}
