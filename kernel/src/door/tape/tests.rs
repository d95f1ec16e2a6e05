//! What was recorded is played back the same, and nothing else is.

use super::*;
use crate::door::bench::{Piece, Server, chunked, plain};
use crate::door::http::{Credential, Door, NetworkGrant, NetworkRule};
use crate::door::secrets::Secret;
use crate::port::{HttpRequest, HttpResponse, Stream};
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt;
use openkoi_redact::Redactor;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use tempfile::TempDir;

const SECRET: &str = "sk-canary-1234567890";

fn post(url: &str, body: &[u8]) -> HttpRequest {
    HttpRequest {
        method: "POST".into(),
        url: url.into(),
        headers: vec![("a".into(), "b".into())],
        body: body.into(),
    }
}

fn lend(server: &Server) -> Arc<dyn Exchange> {
    let rule = NetworkRule::for_service(&server.url("").parse().expect("a URL"), true);
    let credential = Credential {
        header: "authorization".into(),
        format: "Bearer {secret}".into(),
        hosts: vec!["127.0.0.1".into()],
        secret: Secret::new(SECRET.into()),
    };
    Door::default().lend(NetworkGrant::new(vec![rule]), vec![credential])
}

/// Fails the test if anything gets through to it.
struct Closed;

#[async_trait]
impl Exchange for Closed {
    async fn open(&self, request: HttpRequest) -> Result<Stream, Fault> {
        unreachable!("{request:?} got through")
    }

    async fn fetch(&self, request: HttpRequest, _: usize) -> Result<HttpResponse, Fault> {
        unreachable!("{request:?} got through")
    }
}

type Whole = Result<(u16, Vec<(String, String)>, Vec<Result<Bytes, Fault>>), Fault>;

/// What comes together in one piece or in two is the same: where a stream is cut depends on what is held back.
async fn open(exchange: &Arc<dyn Exchange>, request: HttpRequest) -> Whole {
    let stream = exchange.open(request).await?;
    let chunks: Vec<Result<Bytes, Fault>> = stream.body.collect().await;
    let mut joined: Vec<Result<Bytes, Fault>> = Vec::new();
    for chunk in chunks {
        match (joined.last_mut(), chunk) {
            (Some(Ok(so_far)), Ok(more)) => *so_far = [so_far.as_ref(), &more].concat().into(),
            (_, chunk) => joined.push(chunk),
        }
    }
    Ok((stream.status, stream.headers, joined))
}

fn file() -> (TempDir, PathBuf) {
    let home = tempfile::tempdir().expect("a temporary directory");
    let path = home.path().join("tape.jsonl");
    (home, path)
}

fn play(path: &Path) -> (Tape, Arc<dyn Exchange>) {
    let tape = Tape::replay(path).expect("a recording");
    let exchange = tape.wrap(Arc::new(Closed));
    (tape, exchange)
}

#[tokio::test]
async fn what_was_recorded_is_played_back_the_same() {
    let (_home, path) = file();
    fs::write(&path, "old\n").expect("a file");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("a mode");
    let echo = format!("you sent {SECRET}");
    let letters = "鯉".as_bytes();
    let server = Server::start(vec![
        chunked(&[b"one", &letters[..2], &letters[2..], b"\xff\0"], None),
        chunked(&[b"half"], Some(Piece::Reset)),
        vec![Piece::Reset],
        plain("429 Busy", &["retry-after: 7"], &echo),
        plain("200 OK", &[], "whole"),
    ])
    .await;
    let recording = Tape::record(&path, Redactor::default())
        .expect("a file")
        .wrap(lend(&server));
    let urls: Vec<String> = (0..5)
        .map(|number| server.url(&format!("/{number}?q=1")))
        .collect();
    let mut heard = Vec::new();
    for url in &urls[..4] {
        heard.push(open(&recording, post(url, b"\xff")).await);
    }
    let fetched = recording.fetch(post(&urls[4], b"text"), 10).await;
    assert!(heard[2].is_err() && fetched.is_ok());

    let text = fs::read_to_string(&path).expect("the recording");
    assert_eq!(text.lines().count(), 5);
    assert!(
        !text.contains(SECRET) && !text.contains("authorization"),
        "{text}"
    );
    assert_eq!(
        fs::metadata(&path)
            .expect("the recording")
            .permissions()
            .mode()
            & 0o777,
        0o600
    );

    let (tape, playing) = play(&path);
    assert_eq!(tape.unused(), 5);
    for (url, heard) in urls[..4].iter().zip(heard) {
        assert_eq!(open(&playing, post(url, b"\xff")).await, heard, "{url}");
    }
    assert_eq!(playing.fetch(post(&urls[4], b"text"), 10).await, fetched);
    assert_eq!((tape.drifted(), tape.unused()), (0, 0));
}

#[tokio::test]
async fn a_stream_that_nobody_heard_to_its_end_is_recorded_as_far_as_it_came() {
    let (_home, path) = file();
    let server = Server::start(vec![chunked(&[b"one ", b"two"], None)]).await;
    let recording = Tape::record(&path, Redactor::default())
        .expect("a file")
        .wrap(lend(&server));
    let mut stream = recording
        .open(post(&server.url("/"), b""))
        .await
        .expect("a response");
    assert_eq!(stream.body.next().await, Some(Ok("one ".into())));
    drop(stream);
    let (_, playing) = play(&path);
    let (_, _, chunks) = open(&playing, post(&server.url("/"), b""))
        .await
        .expect("a response");
    assert_eq!(chunks, [Ok(Bytes::from("one "))]);
}

#[tokio::test]
async fn the_same_request_comes_first_then_one_like_it_then_none() {
    let (_home, path) = file();
    let answers = ["first", "second", "third"]
        .map(|body| plain("200 OK", &[], body))
        .to_vec();
    let server = Server::start(answers).await;
    let recording = Tape::record(&path, Redactor::default())
        .expect("a file")
        .wrap(lend(&server));
    for body in [b"a", b"b", b"b"] {
        recording
            .fetch(post(&server.url("/x"), body), 100)
            .await
            .expect("a response");
    }
    let (tape, playing) = play(&path);
    let rows: [(&[u8], Option<&str>, usize); 4] = [
        (b"b", Some("second"), 0),
        (b"new", Some("first"), 1),
        (b"b", Some("third"), 1),
        (b"b", None, 1),
    ];
    for (body, expected, drifted) in rows {
        let played = playing.fetch(post(&server.url("/x"), body), 100).await;
        assert_eq!(
            played.as_ref().ok().map(|whole| whole.body.as_slice()),
            expected.map(str::as_bytes)
        );
        assert_eq!(tape.drifted(), drifted);
        if let Err(fault) = played {
            assert_eq!(fault.kind, FaultKind::Unavailable);
            assert!(
                fault
                    .message
                    .contains("has no further exchange POST http://127.0.0.1"),
                "{fault}"
            );
        }
    }
    let (_, playing) = play(&path);
    assert!(
        playing
            .fetch(post(&server.url("/y"), b"a"), 100)
            .await
            .is_err(),
        "another URL"
    );
    let get = HttpRequest {
        method: "GET".into(),
        ..post(&server.url("/x"), b"a")
    };
    assert!(playing.fetch(get, 100).await.is_err(), "another method");
    assert!(
        playing
            .fetch(post(&server.url("/x"), b"a"), 3)
            .await
            .is_err(),
        "the limit holds here too"
    );
    assert_eq!(server.seen().len(), 3, "nothing was sent");
}

#[test]
fn a_recording_that_is_none_is_named_with_its_line() {
    let (_home, path) = file();
    assert!(Tape::replay(&path).is_err_and(|fault| fault.message.contains("tape.jsonl")));
    for text in ["no\n", "\n{}\n", "{\"request\":1}\n"] {
        fs::write(&path, text).expect("a file");
        let fault = Tape::replay(&path).err().expect("no recording");
        assert!(
            fault.kind == FaultKind::Invalid && fault.message.contains("line "),
            "{fault}"
        );
    }
    fs::write(&path, "").expect("a file");
    assert!(
        Tape::replay(&path).is_ok_and(|tape| tape.unused() == 0),
        "nothing is a recording of nothing"
    );
    assert!(Tape::record(Path::new("/missing/tape"), Redactor::default()).is_err());
}
