//! What comes back, and what is told when it does not.

use super::*;
use crate::door::bench::{Piece, chunked};
use futures_util::StreamExt;
use std::time::Duration;
use tokio::io::AsyncWriteExt;

#[tokio::test]
async fn a_stream_is_handed_out_as_it_arrives() {
    let pieces: [&[u8]; 3] = [b"one ", b"sk-canary-", b"1234567890 two"];
    let server = Server::start(vec![chunked(&pieces, None)]).await;
    let exchange = lend(vec![home(&server)], vec![credential(&["127.0.0.1"])]);
    let stream = exchange
        .open(get(&server.url("/")))
        .await
        .expect("a response");
    let chunks: Vec<_> = stream
        .body
        .map(|chunk| chunk.expect("a chunk"))
        .collect()
        .await;
    assert_eq!(chunks[0], "one ", "the first does not wait for the rest");
    assert_eq!(
        chunks.concat(),
        format!("one {} two", "*".repeat(SECRET.len())).into_bytes()
    );
}

#[tokio::test]
async fn a_body_that_is_too_long_is_a_failure() {
    let long = chunked(&[&[b'x'; 600], &[b'x'; 600]], None);
    for response in [plain("200 OK", &[], &"x".repeat(1_001)), long] {
        let server = Server::start(vec![response]).await;
        let fetched = lend(vec![home(&server)], vec![])
            .fetch(get(&server.url("/")), 1_000)
            .await;
        assert!(
            matches!(
                fetched,
                Err(Fault {
                    kind: FaultKind::Limit(_),
                    ..
                })
            ),
            "{fetched:?}"
        );
    }
}

#[tokio::test]
async fn what_goes_wrong_on_the_way_is_told_with_the_host() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n";
    let bytes = |text: &str| Piece::Bytes(text.as_bytes().to_vec());
    let rows = [
        (vec![Piece::Reset], "127.0.0.1"),
        (vec![], "127.0.0.1"),
        (vec![bytes("HTTP/1.1 200 OK\r\ncontent")], "127.0.0.1"),
        (vec![bytes("SSH-2.0-OpenSSH\r\n\r\n")], "127.0.0.1"),
        (
            vec![
                bytes(head),
                bytes("half"),
                Piece::Pause(Duration::from_millis(20)),
                Piece::Reset,
            ],
            "broke off",
        ),
        (vec![bytes(head), bytes("half")], "broke off"),
        (chunked(&[b"half"], Some(bytes("zz\r\n"))), "broke off"),
    ];
    for (response, words) in rows {
        let server = Server::start(vec![response.clone()]).await;
        let exchange = lend(vec![home(&server)], vec![credential(&["127.0.0.1"])]);
        let fault = fetch(&exchange, get(&server.url("/?q=private")))
            .await
            .expect_err("it broke");
        assert_eq!(fault.kind, FaultKind::Unavailable, "{response:?}");
        assert!(
            fault.message.contains(words) && !fault.message.contains("private"),
            "{response:?}: {fault}"
        );
    }
    let server = Server::start(vec![vec![]]).await;
    let closed = NetworkRule {
        port: Some(1),
        ..home(&server)
    };
    let fault = fetch(&lend(vec![closed], vec![]), get("http://127.0.0.1:1/"))
        .await
        .expect_err("nobody listens");
    assert_eq!(fault.kind, FaultKind::Unavailable);
    assert!(
        fault
            .message
            .ends_with("127.0.0.1: nothing listens on port 1"),
        "{fault}"
    );
}

#[tokio::test]
async fn a_server_without_tls_is_no_secure_one() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let base = format!("https://{}/", listener.local_addr().expect("an address"));
    let server = async {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            .await
            .expect("a listener");
    };
    let rule = NetworkRule::for_service(&base.parse().expect("a URL"), true);
    let exchange = lend(vec![rule], vec![]);
    let (fetched, ()) = tokio::join!(fetch(&exchange, get(&base)), server);
    let fault = fetched.expect_err("no TLS");
    assert_eq!(fault.kind, FaultKind::Unavailable, "{fault}");
    assert!(
        fault.message.contains("secure connection to 127.0.0.1"),
        "{fault}"
    );
}

#[tokio::test]
async fn who_takes_too_long_is_not_waited_for() {
    let slow = vec![Piece::Pause(Duration::from_secs(20))];
    let server = Server::start(vec![slow]).await;
    let mut grant = NetworkGrant::new(vec![home(&server)]);
    grant.time = Duration::from_millis(100);
    let fault = fetch(&Door::default().lend(grant, vec![]), get(&server.url("/")))
        .await
        .expect_err("too slow");
    assert!(
        fault.kind == FaultKind::Unavailable && fault.message.contains("within"),
        "{fault}"
    );
}
