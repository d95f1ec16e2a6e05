//! Where requests may go, what they carry, and what comes back.

use super::*;
use crate::door::bench::{Piece, Server, chunked, plain};
use crate::door::secrets::Secret;
use crate::port::HttpRequest;
use async_trait::async_trait;
use futures_util::StreamExt;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;
use target::Target;
use tokio::io::AsyncWriteExt;

const SECRET: &str = "sk-canary-1234567890";

fn credential(hosts: &[&str]) -> Credential {
    Credential {
        header: "X-Api-Key".into(),
        format: "Key {secret}".into(),
        hosts: hosts.iter().map(|host| (*host).into()).collect(),
        secret: Secret::new(SECRET.into()),
    }
}

fn get(url: &str) -> HttpRequest {
    HttpRequest {
        method: "GET".into(),
        url: url.into(),
        headers: vec![],
        body: vec![],
    }
}

fn post(url: &str, body: &str) -> HttpRequest {
    HttpRequest {
        method: "POST".into(),
        body: body.into(),
        ..get(url)
    }
}

/// What a user's own base URL grants.
fn home(server: &Server) -> NetworkRule {
    NetworkRule::for_service(&server.url("").parse().expect("a URL"), true)
}

fn lend(rules: Vec<NetworkRule>, credentials: Vec<Credential>) -> Arc<dyn Exchange> {
    Door::default().lend(NetworkGrant::new(rules), credentials)
}

async fn fetch(exchange: &Arc<dyn Exchange>, request: HttpRequest) -> Result<(u16, String), Fault> {
    let response = exchange.fetch(request, 1024 * 1024).await?;
    Ok((
        response.status,
        String::from_utf8_lossy(&response.body).into_owned(),
    ))
}

/// Names in tests.
struct Book(BTreeMap<&'static str, Vec<IpAddr>>);

#[async_trait]
impl Resolver for Book {
    async fn resolve(&self, host: &str) -> std::io::Result<Vec<IpAddr>> {
        self.0
            .get(host)
            .cloned()
            .ok_or_else(|| std::io::Error::other("no such name"))
    }
}

#[test]
fn every_address_has_a_verdict() {
    let rows: [(Verdict, &[&str]); 3] = [
        (
            Verdict::Public,
            &[
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "::ffff:8.8.8.8",
                "64:ff9b::808:808",
                "2606:4700:4700::1111",
                "2a00::1",
                "2001:200::1",
                "2400:cb00::1",
                "2600::",
            ],
        ),
        (
            Verdict::Private,
            &[
                "0.0.0.0",
                "10.0.0.0",
                "10.255.255.255",
                "100.64.0.0",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.255",
                "127.0.0.53",
                "169.254.0.1",
                "169.254.255.255",
                "172.16.0.0",
                "172.31.255.255",
                "192.168.0.0",
                "192.168.255.255",
                "198.18.0.0",
                "198.19.255.255",
                "192.0.2.1",
                "198.51.100.1",
                "203.0.113.1",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:0.0.0.0",
                "64:ff9b::7f00:1",
                "64:ff9b::a00:1",
                "64:ff9b:1::1",
                "64:ff9b:1:ffff::7f00:1",
                "fc00::1",
                "fdff::1",
                "fd00::1",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "2001:db8::1",
                "3fff::1",
                "::ffff:192.168.1.1",
                "64:ff9b::c0a8:101",
            ],
        ),
        (
            Verdict::Never,
            &[
                "0.0.0.1",
                "0.255.255.255",
                "169.254.169.254",
                "169.254.170.2",
                "100.100.100.200",
                "168.63.129.16",
                "192.0.0.1",
                "192.0.0.192",
                "192.88.99.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::ffff:169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "fd00:ec2::254",
                "::127.0.0.1",
                "::2",
                "::7f00:1",
                "2001::1",
                "2001:10::1",
                "2002:7f00:1::",
                "2002:a9fe:a9fe::",
                "2002::1",
                "ff02::1",
                "ff0e::1",
                "100::1",
                "4000::1",
                "5f00::1",
                "8000::",
                "::ffff:0:127.0.0.1",
                "::ffff:255.255.255.255",
                "64:ff9b::e000:1",
                "1::",
                "64:ff9b:2::1",
                "fe00::1",
                "::ffff:224.0.0.1",
                "2001:1ff::1",
                "2001:2::1",
            ],
        ),
    ];
    let count: usize = rows.iter().map(|(_, addresses)| addresses.len()).sum();
    assert!(count >= 100, "{count}");
    for (expected, addresses) in rows {
        for address in addresses {
            assert_eq!(
                verdict(address.parse().expect("an address")),
                expected,
                "{address}"
            );
        }
    }
}

#[test]
fn a_host_has_one_spelling() {
    let good = [
        ("https://api.example.com/v1?q=1#f", "api.example.com", 443),
        ("HTTPS://API.Example.COM:8443/", "api.example.com", 8443),
        ("https://api.example.com./", "api.example.com", 443),
        ("https://my_host-1/", "my_host-1", 443),
        ("https://xn--r8jz45g.example/", "xn--r8jz45g.example", 443),
        ("http://127.0.0.1:80/", "127.0.0.1", 80),
        ("http://[::1]:8080/", "::1", 8080),
        ("http://[0:0::0:1]/", "::1", 80),
    ];
    for (url, host, port) in good {
        let target = Target::parse(url).expect(url);
        assert_eq!((target.host(), target.port()), (host, port), "{url}");
        assert!(
            !target.url().host_str().expect("a host").ends_with('.'),
            "{url}"
        );
    }
}

#[test]
fn what_two_parsers_could_read_differently_is_no_url() {
    let rows = [
        "",
        "api.example.com",
        "//api.example.com/",
        "/v1",
        "ftp://example.com/",
        "file:///etc/passwd",
        "data:text/plain,x",
        "javascript:alert(1)",
        "https:",
        "https://",
        "https:///evil.com/",
        "https:evil.com",
        "https:/evil.com",
        "https://user@example.com/",
        "https://user:pass@example.com/",
        "https://@example.com/",
        "https://:@example.com/",
        "https://evil.com\\@example.com/",
        "https:\\\\example.com/",
        "https://example.com\\.evil.com/",
        "https://evil\0.example.com/",
        "https://evil%00.example.com/",
        "https://exa%6dple.com/",
        "https://ex ample.com/",
        "https://example.com\t/",
        "ht\ntps://example.com/",
        "https://exa\r\nmple.com/",
        " https://example.com/",
        "https://ex\u{ad}ample.com/",
        "https://ｅxample.com/",
        "https://example。com/",
        "https://пример.example/",
        "https://example.com../",
        "https://.example.com/",
        "https://a..b/",
        "https://./",
        "https://a*b/",
        "https://example.com:0/",
        "https://example.com:99999/",
        "https://example.com:80:80/",
        "https://[::1/",
        "https://[fe80::1%25eth0]/",
        "https://[fe80::1%eth0]/",
        "http://0177.0.0.1/",
        "http://0x7f.0.0.1/",
        "http://0x7f000001/",
        "http://2130706433/",
        "http://017700000001/",
        "http://127.1/",
        "http://127.0.1/",
        "http://127.0.0.01/",
        "http://127.0.0.1./",
        "http://0/",
        "http://0x0/",
        "http://00/",
        "http://①②⑦.⓪.⓪.①/",
        "http://127.0.0.1%2f/",
        "http://１２７.0.0.1/",
        "http://127。0。0。1/",
        "http://0300.0250.1/",
        "http://1.2.3.4.5/",
        "http://256.0.0.1/",
        "http://[::ffff:127.0.0.1",
        "http://4294967296/",
        "https://exam_ple!.com/",
        "https://{host}/",
        "https://a|b/",
        "https://<x>/",
        "https://example.com^/",
    ];
    for url in rows {
        let found = Target::parse(url);
        assert!(
            found
                .as_ref()
                .is_err_and(|fault| fault.kind == FaultKind::Invalid),
            "{url:?}: {found:?}"
        );
    }
    let long = format!("https://example.com/{}", "x".repeat(20_000));
    assert!(Target::parse(&long).is_err());
    let fault = Target::parse(&format!("ftp://x/?key={SECRET}")).expect_err("not spoken");
    assert!(!fault.message.contains(SECRET), "{fault}");
}

#[test]
fn a_redirect_leads_where_it_says_and_nowhere_else() {
    let from = Target::parse("https://api.example.com/a/b?q=1").expect("a URL");
    let good = [
        ("/c?next=https://x//y", "https://api.example.com/c"),
        ("c", "https://api.example.com/a/c"),
        ("?x", "https://api.example.com/a/b"),
        ("//other.example.com/d", "https://other.example.com/d"),
        (
            "https://other.example.com/d#x",
            "https://other.example.com/d",
        ),
        ("http://other.example.com/", "http://other.example.com/"),
    ];
    for (location, expected) in good {
        assert_eq!(
            from.join(location).expect(location).to_string(),
            expected,
            "{location}"
        );
    }
    let bad = [
        "///evil.com/",
        "https:///evil.com/",
        "http:evil.com",
        "/\\evil.com",
        "\\\\evil.com",
        " //evil.com/",
        "https://u@evil.com/",
        "http://0x7f.1/",
        "ftp://evil.com/",
        "javascript:alert(1)",
        "https://evil%2ecom/",
        "//evil\u{ad}.com/",
        "h\tttp://x/",
    ];
    for location in bad {
        assert!(
            from.join(location).is_err(),
            "{location:?}: {:?}",
            from.join(location)
        );
    }
}

#[test]
fn a_grant_covers_what_it_names() {
    let rule = |host: &str, path: &str| NetworkRule {
        host: host.into(),
        methods: vec!["GET".into()],
        paths: vec![path.into()],
        ..NetworkRule::default()
    };
    let rows = [
        (
            "api.example.com",
            "/v1/*",
            "GET",
            "https://api.example.com/v1/x/y?q",
            true,
        ),
        (
            "API.example.com",
            "/v1/*",
            "GET",
            "https://api.example.com./v1/",
            true,
        ),
        (
            "api.example.com",
            "/v1/*",
            "GET",
            "https://api.example.com/v1",
            false,
        ),
        (
            "api.example.com",
            "/v1/*",
            "GET",
            "https://api.example.com/v1/../v2/x",
            false,
        ),
        (
            "api.example.com",
            "/v1/*",
            "GET",
            "https://api.example.com/v1/%2e%2e/v2",
            false,
        ),
        (
            "api.example.com",
            "/v1/*",
            "POST",
            "https://api.example.com/v1/x",
            false,
        ),
        (
            "api.example.com",
            "/v1/*",
            "get",
            "https://api.example.com/v1/x",
            false,
        ),
        (
            "api.example.com",
            "/v1/*",
            "GET",
            "http://api.example.com/v1/x",
            false,
        ),
        (
            "api.example.com",
            "/v1/*",
            "GET",
            "https://api.example.com:8443/v1/x",
            false,
        ),
        (
            "api.example.com",
            "/v1/*",
            "GET",
            "https://example.com/v1/x",
            false,
        ),
        (
            "api.example.com",
            "/v1/*",
            "GET",
            "https://evil-api.example.com/v1/x",
            false,
        ),
        (
            "api.example.com",
            "/v1/*",
            "GET",
            "https://api.example.com.evil.com/v1/x",
            false,
        ),
        (
            "api.example.com",
            "/a",
            "GET",
            "https://api.example.com/a",
            true,
        ),
        (
            "api.example.com",
            "/a",
            "GET",
            "https://api.example.com/ab",
            false,
        ),
        (
            "api.example.com",
            "/a*b*c",
            "GET",
            "https://api.example.com/a-b-b-c",
            true,
        ),
        (
            "api.example.com",
            "/a*b*c",
            "GET",
            "https://api.example.com/a-c",
            false,
        ),
        (
            "api.example.com",
            "/ab*bc",
            "GET",
            "https://api.example.com/abc",
            false,
        ),
        (
            "api.example.com",
            "*",
            "GET",
            "https://api.example.com/",
            true,
        ),
        ("*.example.com", "*", "GET", "https://a.example.com/", true),
        (
            "*.example.com",
            "*",
            "GET",
            "https://a.b.EXAMPLE.com/",
            true,
        ),
        ("*.example.com", "*", "GET", "https://example.com/", false),
        (
            "*.example.com",
            "*",
            "GET",
            "https://evilexample.com/",
            false,
        ),
        ("*.", "*", "GET", "https://example.com/", false),
        ("*", "*", "GET", "https://example.com/", false),
        ("", "*", "GET", "https://example.com/", false),
        ("*.0.0.1", "*", "GET", "https://127.0.0.1/", false),
        ("1.1.1.1", "*", "GET", "https://1.1.1.1/", true),
        (
            "2606:4700::1111",
            "*",
            "GET",
            "https://[2606:4700::1111]/",
            true,
        ),
    ];
    for (host, path, method, url, expected) in rows {
        let grant = NetworkGrant::new(vec![rule(host, path)]);
        let target = Target::parse(url).expect(url);
        assert_eq!(
            grant.check(method, &target).is_ok(),
            expected,
            "{host} {path}: {method} {url}"
        );
    }
    let nothing = NetworkGrant::new(vec![]);
    let fault = nothing.check(
        "GET",
        &Target::parse("https://a.example.com/v1/x?q=1").expect("a URL"),
    );
    let fault = fault.expect_err("nothing is granted");
    assert_eq!(fault.kind, FaultKind::Refused);
    let lines = "[[network]]\nhost = \"a.example.com\"\nmethods = [\"GET\"]\npaths = [\"/v1/x\"]";
    assert!(fault.message.ends_with(lines), "{fault}");
}

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
async fn without_it_nothing_private_is_connected_to() {
    let server = Server::start(vec![plain("200 OK", &[], "hello")]).await;
    let port = Some(server.address.port());
    let names = [
        "127.0.0.1",
        "localhost",
        "mixed.example",
        "empty.example",
        "unknown.example",
        "0.0.0.0",
        "::1",
    ];
    let book = BTreeMap::from([
        ("localhost", vec!["127.0.0.1".parse().expect("an address")]),
        (
            "mixed.example",
            vec![
                "8.8.8.8".parse().expect("an address"),
                "127.0.0.1".parse().expect("an address"),
            ],
        ),
        ("empty.example", vec![]),
    ]);
    let door = Door::new(Arc::new(Book(book)));
    for name in names {
        let host = if name.contains(':') {
            format!("[{name}]")
        } else {
            name.to_owned()
        };
        let rule = NetworkRule {
            host: name.into(),
            port,
            allow_plain: true,
            allow_private: false,
            ..home(&server)
        };
        let exchange = door.lend(NetworkGrant::new(vec![rule]), vec![credential(&[name])]);
        let fault = fetch(
            &exchange,
            get(&format!("http://{host}:{}/", server.address.port())),
        )
        .await;
        let kind = fault.expect_err(name).kind;
        let is_unknown = matches!(name, "empty.example" | "unknown.example");
        assert_eq!(
            kind,
            if is_unknown {
                FaultKind::Unavailable
            } else {
                FaultKind::Refused
            },
            "{name}"
        );
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_metadata_service_is_never_connected_to() {
    let book = BTreeMap::from([(
        "home.example",
        vec!["169.254.169.254".parse().expect("an address")],
    )]);
    let door = Door::new(Arc::new(Book(book)));
    for url in [
        "http://home.example/",
        "http://169.254.169.254/",
        "http://[fd00:ec2::254]/",
        "http://224.0.0.1/",
    ] {
        let rule = NetworkRule::for_service(&url.parse().expect("a URL"), true);
        let exchange = door.lend(NetworkGrant::new(vec![rule]), vec![]);
        let fault = fetch(&exchange, get(url)).await.expect_err(url);
        assert_eq!(fault.kind, FaultKind::Refused, "{fault}");
    }
}

#[tokio::test]
async fn the_name_that_was_checked_is_the_address_that_is_used() {
    let server = Server::start(vec![plain("200 OK", &[], "hello")]).await;
    let door = Door::new(Arc::new(Book(BTreeMap::from([(
        "home.example",
        vec![server.address.ip()],
    )]))));
    let base = format!("http://home.example:{}/", server.address.port());
    let rule = NetworkRule::for_service(&base.parse().expect("a URL"), true);
    let exchange = door.lend(NetworkGrant::new(vec![rule]), vec![]);
    assert_eq!(
        fetch(&exchange, get(&base)).await,
        Ok((200, "hello".into()))
    );
    let seen = server.seen().join("").to_lowercase();
    assert!(
        seen.contains(&format!("host: home.example:{}", server.address.port())),
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
    fetch(&exchange, with("Anthropic-Version", "1"))
        .await
        .expect("a response");
    assert!(server.seen()[0].contains("anthropic-version: 1\r\n"));
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

#[tokio::test]
async fn a_stream_is_handed_out_as_it_arrives() {
    let pieces: [&[u8]; 3] = [b"one", b"sk-canary-", b"1234567890 two"];
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
    assert_eq!(chunks[0], "one", "the first does not wait for the rest");
    assert_eq!(
        chunks.concat(),
        format!("one{} two", "*".repeat(SECRET.len())).into_bytes()
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
