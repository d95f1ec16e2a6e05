//! Where a response may lead, and with what.

use super::*;

#[tokio::test]
async fn redirects_change_the_method_as_the_standard_says() {
    let rows = [
        ("301", "POST", "GET"),
        ("302", "POST", "GET"),
        ("303", "POST", "GET"),
        ("307", "POST", "POST"),
        ("308", "POST", "POST"),
        ("302", "GET", "GET"),
        ("303", "GET", "GET"),
        ("307", "GET", "GET"),
    ];
    for (status, before, after) in rows {
        let redirect = plain(&format!("{status} There"), &["Location: /b?x"], "");
        let server = Server::start(vec![redirect, plain("200 OK", &[], "there")]).await;
        let exchange = lend(vec![home(&server)], vec![credential(&["127.0.0.1"])]);
        let mut request = post(
            &server.url("/a"),
            if before == "POST" { "body" } else { "" },
        );
        request.method = before.into();
        request.headers = vec![("content-type".into(), "text/plain".into())];
        assert_eq!(fetch(&exchange, request).await, Ok((200, "there".into())));
        let seen = server.seen();
        assert!(
            seen[1].starts_with(&format!("{after} /b?x ")),
            "{status} {before}: {}",
            seen[1]
        );
        let carries = |what: &str| seen[1].contains(what);
        let keeps = (status == "307" || status == "308") && before == "POST";
        assert_eq!(carries("\r\n\r\nbody"), keeps, "{status} {before}");
        assert_eq!(
            carries("content-type"),
            keeps || before == "GET",
            "{status} {before}"
        );
        assert!(carries(SECRET), "the host is the same");
    }
}

#[tokio::test]
async fn a_redirect_needs_a_grant_and_takes_no_credential_along() {
    let other = Server::start(vec![plain("200 OK", &[], "other")]).await;
    let target = format!("http://localhost:{}/x", other.address.port());
    let redirect = plain("307 There", &[&format!("Location: {target}")], "");
    let server = Server::start(vec![redirect]).await;
    let credentials = || vec![credential(&["127.0.0.1"])];
    let fault = fetch(
        &lend(vec![home(&server)], credentials()),
        get(&server.url("/")),
    )
    .await
    .expect_err("refused");
    assert_eq!(fault.kind, FaultKind::Refused);
    assert!(other.seen().is_empty());
    let both = vec![
        home(&server),
        NetworkRule {
            host: "localhost".into(),
            ..home(&other)
        },
    ];
    let exchange = lend(both, credentials());
    assert_eq!(
        fetch(&exchange, post(&server.url("/"), "body")).await,
        Ok((200, "other".into()))
    );
    assert!(
        !other.seen()[0].contains(SECRET) && other.seen()[0].ends_with("body"),
        "{:?}",
        other.seen()
    );
}

#[test]
fn a_redirect_never_leaves_the_secure_way() {
    let outgoing = |url: &str| redirect::Outgoing {
        method: reqwest::Method::GET,
        target: Target::parse(url).expect("a URL"),
        headers: reqwest::header::HeaderMap::new(),
        body: bytes::Bytes::new(),
    };
    let next = |url: &str, location, hop| outgoing(url).redirected(302, Some(location), hop);
    let refused = next("https://a.example/", "http://a.example/", 0).expect_err("it is refused");
    assert_eq!(refused.kind, FaultKind::Refused);
    assert!(next("https://a.example/", "https://b.example/", 4).is_ok());
    assert!(
        next("https://a.example/", "https://b.example/", 5).is_err(),
        "not for ever"
    );
    assert!(
        outgoing("https://a.example/")
            .redirected(302, None, 0)
            .is_ok_and(|next| next.is_none())
    );
    assert!(
        outgoing("https://a.example/")
            .redirected(304, Some("/x"), 0)
            .is_ok_and(|next| next.is_none())
    );
}

#[tokio::test]
async fn redirects_in_a_circle_end() {
    let server = Server::start(vec![plain("302 There", &["Location: /"], "")]).await;
    let fault = fetch(&lend(vec![home(&server)], vec![]), get(&server.url("/")))
        .await
        .expect_err("it ends");
    assert_eq!(fault.kind, FaultKind::Refused);
    assert_eq!(server.seen().len(), limits::REDIRECTS + 1);
}
