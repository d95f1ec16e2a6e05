//! Which addresses may be connected to.

use super::*;
use async_trait::async_trait;
use std::collections::BTreeMap;
use std::net::IpAddr;

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
    let rows = [
        (
            Verdict::Public,
            "1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 \
             128.0.0.0 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.167.255.255 \
             192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255 ::ffff:8.8.8.8 64:ff9b::808:808 \
             2606:4700:4700::1111 2a00::1 2001:200::1 2400:cb00::1 2600::",
        ),
        (
            Verdict::Private,
            "0.0.0.0 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.1 127.255.255.255 \
             127.0.0.53 169.254.0.1 169.254.255.255 172.16.0.0 172.31.255.255 192.168.0.0 \
             192.168.255.255 198.18.0.0 198.19.255.255 192.0.2.1 198.51.100.1 203.0.113.1 :: ::1 \
             ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:0.0.0.0 64:ff9b::7f00:1 64:ff9b::a00:1 \
             64:ff9b:1::1 64:ff9b:1:ffff::7f00:1 fc00::1 fdff::1 fd00::1 fe80::1 febf::1 fec0::1 \
             2001:db8::1 3fff::1 ::ffff:192.168.1.1 64:ff9b::c0a8:101",
        ),
        (
            Verdict::Never,
            "0.0.0.1 0.255.255.255 169.254.169.254 169.254.170.2 100.100.100.200 168.63.129.16 \
             192.0.0.1 192.0.0.192 192.88.99.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 \
             ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe fd00:ec2::254 ::127.0.0.1 ::2 ::7f00:1 2001::1 \
             2001:10::1 2002:7f00:1:: 2002:a9fe:a9fe:: 2002::1 ff02::1 ff0e::1 100::1 4000::1 5f00::1 \
             8000:: ::ffff:0:127.0.0.1 ::ffff:255.255.255.255 64:ff9b::e000:1 1:: 64:ff9b:2::1 \
             fe00::1 ::ffff:224.0.0.1 2001:1ff::1 2001:2::1",
        ),
    ];
    let count: usize = rows
        .iter()
        .map(|(_, addresses)| addresses.split(' ').count())
        .sum();
    assert!(count >= 100, "{count}");
    for (expected, addresses) in rows {
        for address in addresses.split(' ') {
            assert_eq!(
                verdict(address.parse().expect("an address")),
                expected,
                "{address}"
            );
        }
    }
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
