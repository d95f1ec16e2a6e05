//! What a request carries, and what it may not.

use super::*;

#[tokio::test]
async fn a_base_url_that_the_user_wrote_reaches_home() {
    let server = Server::start(vec![plain("200 OK", &["X-A: b"], "hello")]).await;
    let exchange = lend(vec![home(&server)], vec![]);
    let response = exchange
        .fetch(get(&server.url("/v1/x?q=1")), 5)
        .await
        .expect("a response");
    assert_eq!(
        (response.status, response.body.as_slice()),
        (200, &b"hello"[..])
    );
    assert!(response.headers.contains(&("x-a".into(), "b".into())));
    let seen = server.seen().join("");
    assert!(
        seen.starts_with("GET /v1/x?q=1 HTTP/1.1\r\n") && seen.contains("user-agent: openkoi/"),
        "{seen}"
    );
}

#[tokio::test]
async fn a_credential_goes_to_its_hosts_and_comes_back_nowhere() {
    let echo = format!("you sent {SECRET}!");
    let headers = [
        &*format!("X-Echo: Key {SECRET}"),
        "X-Hex: 736b2d63616e6172792d31323334353637383930",
        "X-Fine: 1",
    ];
    let server = Server::start(vec![plain("401 No", &headers, &echo)]).await;
    let exchange = lend(vec![home(&server)], vec![credential(&["127.0.0.1"])]);
    let response = exchange
        .fetch(get(&server.url("/")), 1_000)
        .await
        .expect("a response");
    assert!(
        server.seen()[0].contains(&format!("x-api-key: Key {SECRET}\r\n")),
        "{:?}",
        server.seen()
    );
    assert_eq!(
        response.body,
        format!("you sent {}!", "*".repeat(SECRET.len())).into_bytes()
    );
    let names: Vec<&str> = response
        .headers
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["content-length", "connection", "x-fine"]);
    for hosts in [&["localhost"][..], &["*.0.0.1"], &["*"], &[]] {
        let exchange = lend(vec![home(&server)], vec![credential(hosts)]);
        fetch(&exchange, get(&server.url("/")))
            .await
            .expect("a response");
        let last = server.seen().pop().expect("a request");
        assert!(!last.contains(SECRET), "{hosts:?}");
    }
    let broken = Credential {
        secret: Secret::new(format!("{SECRET}\n")),
        ..credential(&["127.0.0.1"])
    };
    let fault = fetch(
        &lend(vec![home(&server)], vec![broken]),
        get(&server.url("/")),
    )
    .await
    .expect_err("no header");
    assert!(
        fault.kind == FaultKind::Auth && !fault.message.contains(SECRET),
        "{fault}"
    );
}

#[tokio::test]
async fn the_kernels_headers_are_its_own() {
    let server = Server::start(vec![plain("200 OK", &[], "")]).await;
    let exchange = lend(vec![home(&server)], vec![credential(&["127.0.0.1"])]);
    let with = |name: &str, value: &str| HttpRequest {
        headers: vec![(name.into(), value.into())],
        ..get(&server.url("/"))
    };
    let refused = [
        "authorization",
        "Authorization",
        "PROXY-Authorization",
        "cookie",
        "Host",
        "content-length",
        "connection",
        "transfer-encoding",
        "te",
        "upgrade",
        "expect",
        "x-api-key",
        "X-API-KEY",
        "bad name",
        "bad\nname",
        "",
    ];
    for name in refused {
        let fault = fetch(&exchange, with(name, "x")).await.expect_err(name);
        assert_eq!(fault.kind, FaultKind::Invalid, "{name}");
    }
    for value in ["a\r\nx: y", "\0"] {
        assert!(fetch(&exchange, with("x-fine", value)).await.is_err());
    }
    let many = HttpRequest {
        headers: vec![("a".into(), "b".into()); 101],
        ..get(&server.url("/"))
    };
    assert!(fetch(&exchange, many).await.is_err());
    assert!(server.seen().is_empty());
    fetch(&exchange, with("X-Vendor-Version", "1"))
        .await
        .expect("a response");
    assert!(server.seen()[0].contains("x-vendor-version: 1\r\n"));
}

#[tokio::test]
async fn a_request_that_is_none_is_not_sent() {
    let server = Server::start(vec![plain("200 OK", &[], "")]).await;
    let exchange = lend(vec![home(&server)], vec![]);
    for method in ["", "get", "CONNECT", "TRACE", "GET /x HTTP/1.1\r\n"] {
        let fault = fetch(
            &exchange,
            HttpRequest {
                method: method.into(),
                ..get(&server.url("/"))
            },
        )
        .await;
        assert_eq!(fault.expect_err(method).kind, FaultKind::Invalid);
    }
    let huge = HttpRequest {
        body: vec![0; limits::REQUEST_BODY + 1],
        ..post(&server.url("/"), "")
    };
    assert_eq!(
        fetch(&exchange, huge).await.expect_err("too large").kind,
        FaultKind::Invalid
    );
    assert!(server.seen().is_empty());
}
