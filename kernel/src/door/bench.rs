//! For tests: a server on loopback that says exactly what it is told to, byte by byte.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What a response is made of.
#[derive(Debug, Clone)]
pub(crate) enum Piece {
    Bytes(Vec<u8>),
    Pause(Duration),
    /// The connection is torn down.
    Reset,
}

/// One connection, one response; of more connections than responses, the last is said again.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) async fn start(responses: Vec<Vec<Piece>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let requests = Arc::clone(&seen);
        tokio::spawn(async move {
            for at in 0.. {
                let Ok((stream, _)) = listener.accept().await else {
                    return;
                };
                let response = responses[at.min(responses.len() - 1)].clone();
                tokio::spawn(answer(stream, response, Arc::clone(&requests)));
            }
        });
        Self { address, seen }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The requests so far, as they came.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

async fn answer(mut stream: TcpStream, response: Vec<Piece>, seen: Arc<Mutex<Vec<String>>>) {
    let request = read_request(&mut stream).await;
    seen.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(request);
    for piece in response {
        match piece {
            // Who has heard enough hangs up.
            Piece::Bytes(bytes) => drop(stream.write_all(&bytes).await),
            Piece::Pause(pause) => tokio::time::sleep(pause).await,
            Piece::Reset => {
                stream.set_zero_linger().expect("a socket");
                return;
            }
        }
    }
}

async fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let lengths = head.lines().filter_map(|line| {
                line.to_lowercase()
                    .strip_prefix("content-length: ")?
                    .parse::<usize>()
                    .ok()
            });
            if body.len() >= lengths.sum::<usize>() {
                return text.into_owned();
            }
        }
        match stream.read(&mut buffer).await {
            Ok(count @ 1..) => bytes.extend_from_slice(&buffer[..count]),
            _ => return text.into_owned(),
        }
    }
}

/// A whole response with a length.
pub(crate) fn plain(status: &str, headers: &[&str], body: &str) -> Vec<Piece> {
    let headers: String = headers
        .iter()
        .map(|header| format!("{header}\r\n"))
        .collect();
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n"
    );
    vec![
        Piece::Bytes(head.into_bytes()),
        Piece::Bytes(body.as_bytes().to_vec()),
    ]
}

/// A response in chunks, one for each piece of the body; `end` is what follows the last.
pub(crate) fn chunked(pieces: &[&[u8]], end: Option<Piece>) -> Vec<Piece> {
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n";
    let mut response = vec![Piece::Bytes(head.into())];
    for piece in pieces {
        let mut chunk = format!("{:x}\r\n", piece.len()).into_bytes();
        chunk.extend_from_slice(piece);
        chunk.extend_from_slice(b"\r\n");
        response.push(Piece::Bytes(chunk));
        // Lets the other side read it by itself.
        response.push(Piece::Pause(Duration::from_millis(2)));
    }
    response.push(end.unwrap_or_else(|| Piece::Bytes(b"0\r\n\r\n".to_vec())));
    response
}
