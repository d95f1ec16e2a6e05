//! Requests that were forged to reach this machine, a network of the user's own or a cloud's metadata service, in every
//! spelling that is known to have fooled somebody, on every way out that there is.
//!
//! The ways out are three: what a component asks for, the base URL of a service that the user did not write, and where a
//! response leads. There is no tool that fetches pages, no MCP over HTTP, no OAuth discovery and no webhook yet.

use super::client::{CheckedResolver, Reach};
use super::*;
use async_trait::async_trait;
use reqwest::dns::Resolve;
use std::net::{IpAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use url::Url;

/// Hosts that are, or lead to, what must not be reached; addresses in every spelling, then names.
const HOSTS: &[&str] = &[
    // Loopback, as it is written and as it is not.
    "127.0.0.1",
    "127.0.0.2",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "0x7f000001",
    "0x7F.0.0.1",
    "0x7f.0x0.0x0.0x1",
    "0177.0.0.1",
    "0177.0.0.01",
    "017700000001",
    "00000000177.0.0.1",
    "127.0.0.01",
    "127.0.0.0x1",
    "127.000.000.001",
    "0x7f.1",
    "0177.1",
    "0x7f.0.1",
    "127.0.0.1.",
    "127.1.",
    "2130706433.",
    "0x7f000001.",
    "127%2e0%2e0%2e1",
    "%31%32%37.0.0.1",
    "0",
    "0.",
    "0.0.0.0",
    "0.0.0.0.",
    "00.00.00.00",
    "0x0.0x0.0x0.0x0",
    "0x00000000",
    "000.000.000.000",
    "\u{ff11}\u{ff12}\u{ff17}.0.0.1",
    "\u{2460}\u{2461}\u{2466}.0.0.1",
    "127\u{3002}0\u{3002}0\u{3002}1",
    "127\u{ff0e}0\u{ff0e}0\u{ff0e}1",
    "127\u{ff61}0\u{ff61}0\u{ff61}1",
    "\u{1d7cf}\u{1d7d0}\u{1d7d5}.0.0.1",
    "127.0.0.1\u{ad}",
    "127.0.0.\u{200b}1",
    // The same in IPv6, mapped, compatible, translated and tunnelled.
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "[::0001]",
    "[::]",
    "[0::0]",
    "[::0]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::FFFF:127.0.0.1]",
    "[0:0:0:0:0:ffff:127.0.0.1]",
    "[::ffff:0:0]",
    "[::ffff:0.0.0.0]",
    "[::127.0.0.1]",
    "[::7f00:1]",
    "[::ffff:0:127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2002:7f00:0001::1]",
    "[2001:0:7f00:1::]",
    "[2001::1]",
    "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
    "[::1%25lo]",
    "[::1%lo]",
    "[fe80::1%25eth0]",
    "[::1]]",
    "[[::1]",
    "::1",
    "[::1",
    "[v1.::1]",
    "[::ffff:127.1]",
    // Networks at home and what is nobody's.
    "10.0.0.1",
    "10.1",
    "012.0.0.1",
    "0xa.0.0.1",
    "167772161",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "192.168.257",
    "3232235777",
    "0xc0a80101",
    "100.64.0.1",
    "198.18.0.1",
    "169.254.1.1",
    "224.0.0.1",
    "255.255.255.255",
    "240.0.0.1",
    "192.0.0.1",
    "[fc00::1]",
    "[fd12:3456::1]",
    "[fe80::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[::ffff:10.0.0.1]",
    "[::ffff:192.168.1.1]",
    "[64:ff9b::a00:1]",
    "[2002:a00:1::]",
    "[2001:db8::1]",
    "[100::1]",
    // Metadata services.
    "169.254.169.254",
    "0xa9fea9fe",
    "2852039166",
    "0251.0376.0251.0376",
    "169.254.43518",
    "0xa9.0xfe.0xa9.0xfe",
    "169.254.169.254.",
    "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]",
    "[64:ff9b::a9fe:a9fe]",
    "[2002:a9fe:a9fe::]",
    "[fd00:ec2::254]",
    "169.254.170.2",
    "100.100.100.200",
    "168.63.129.16",
    // Names that mean them.
    "localhost",
    "LOCALHOST",
    "localhost.",
    "LocalHost.",
    "local\u{ad}host",
    "\u{24db}ocalhost",
    "localhost%00",
    "local%68ost",
    "localhost\0.example.com",
    "localhost\t",
    "loopback.example",
    "mixed.example",
    "mixed-six.example",
    "metadata.example",
    "zero.example",
    "mapped.example",
    "nat64.example",
    "home.example",
    "six-to-four.example",
    // More than a host.
    "public.example@127.0.0.1",
    "public.example:80@127.0.0.1",
    "public.example%40127.0.0.1",
    "@127.0.0.1",
    ":@127.0.0.1",
    "127.0.0.1\\@public.example",
    "public.example\\@127.0.0.1",
    "127.0.0.1#@public.example",
    "127.0.0.1?@public.example",
    "127.0.0.1\\.public.example",
    "public.example @127.0.0.1",
    "public.example\r\nHost:127.0.0.1",
    "127.0.0.1:80:80",
    "127.0.0.1%23",
    "127.0.0.1%2f",
    "127.0.0.1;public.example",
    "127.0.0.1,public.example",
    "{127.0.0.1}",
    "*.0.0.1",
    "127.0.0.1..",
    ".127.0.0.1",
];

/// Names as an attacker's servers would answer them, and how often they were asked.
#[derive(Default)]
struct Forger(AtomicUsize);

#[async_trait]
impl Resolver for Forger {
    async fn resolve(&self, host: &str) -> std::io::Result<Vec<IpAddr>> {
        let asked = self.0.fetch_add(1, Ordering::Relaxed);
        let addresses = match host.to_ascii_lowercase().trim_end_matches('.') {
            "mixed.example" => "8.8.8.8 127.0.0.1",
            "mixed-six.example" => "2606:4700:4700::1111 ::1",
            "metadata.example" => "169.254.169.254",
            "zero.example" => "0.0.0.0",
            "mapped.example" => "::ffff:127.0.0.1",
            "nat64.example" => "64:ff9b::7f00:1",
            "home.example" => "192.168.1.1",
            "six-to-four.example" => "2002:7f00:1::",
            "rebound.example" if asked == 0 => "8.8.8.8",
            _ => "127.0.0.1",
        };
        let parse = |address: &str| address.parse().expect("an address");
        Ok(addresses.split(' ').map(parse).collect())
    }
}

/// Somebody who listens where nobody may come.
fn sentinel() -> (TcpListener, u16) {
    let sentinel = TcpListener::bind("127.0.0.1:0").expect("a port");
    sentinel.set_nonblocking(true).expect("a socket");
    let port = sentinel.local_addr().expect("an address").port();
    (sentinel, port)
}

/// All that a grant can say for the host as the most lenient parser reads it, save that it may be at home.
fn rule(url: &str, plain: bool) -> NetworkRule {
    let parsed = Url::parse(url).ok();
    let host = parsed
        .as_ref()
        .and_then(Url::host_str)
        .unwrap_or("127.0.0.1");
    NetworkRule {
        host: host
            .trim_matches(['[', ']'])
            .trim_end_matches('.')
            .to_owned(),
        port: parsed.as_ref().and_then(Url::port),
        methods: vec!["GET".into()],
        paths: vec!["*".into()],
        allow_plain: plain,
        allow_private: false,
    }
}

#[tokio::test]
#[expect(
    clippy::print_stdout,
    reason = "a campaign tells its figure and its seed"
)]
async fn no_spelling_reaches_this_machine_on_any_way_out() {
    let (sentinel, port) = sentinel();
    let door = Door::new(Arc::new(Forger::default()));
    let mut blocked = 0;
    for host in HOSTS {
        let plain_url = format!("http://{host}:{port}/x");
        let secure_url = format!("https://{host}:{port}/x");
        let asked = door.lend(
            NetworkGrant::new(vec![rule(&plain_url, true)]),
            vec![credential(&["127.0.0.1", "localhost"])],
        );
        let service = Url::parse(&secure_url).map_or_else(
            |_| rule(&secure_url, false),
            |url| NetworkRule::for_service(&url, false),
        );
        let based = door.lend(NetworkGrant::new(vec![service]), vec![]);
        let lead = super::plain("302 There", &[&format!("Location: {plain_url}")], "");
        let server = Server::start(vec![lead]).await;
        let led = door.lend(
            NetworkGrant::new(vec![home(&server), rule(&plain_url, true)]),
            vec![credential(&["127.0.0.1"])],
        );
        let ways = [
            fetch(&asked, get(&plain_url)).await,
            fetch(&based, get(&secure_url)).await,
            fetch(&led, get(&server.url("/"))).await,
        ];
        for (way, outcome) in ways.into_iter().enumerate() {
            // A location that is no header any more is no redirect either: the response itself is the end.
            let is_end = way == 2 && matches!(outcome, Ok((302, _)));
            let is_blocked = outcome
                .as_ref()
                .is_err_and(|fault| matches!(fault.kind, FaultKind::Invalid | FaultKind::Refused));
            let is_broken = way == 2 && host.contains(['\r', '\0']) && outcome.is_err();
            assert!(
                is_end || is_blocked || is_broken,
                "{host:?}, way {way}: {outcome:?}"
            );
            blocked += 1;
        }
    }
    assert!(sentinel.accept().is_err(), "somebody has connected");
    let (spellings, all) = (HOSTS.len(), HOSTS.len() * 3);
    println!("S8: {blocked}/{all} blocked: {spellings} spellings on 3 ways out, 0 connections");
    assert!(spellings >= 100 && blocked == all);
}

#[tokio::test]
async fn what_answers_otherwise_the_second_time_is_checked_the_second_time() {
    let resolver = CheckedResolver {
        resolver: Arc::new(Forger::default()),
        reach: Reach::Public,
    };
    let name = || "rebound.example".parse().expect("a name");
    let first = resolver.resolve(name()).await.map(|addresses| {
        let addresses: Vec<String> = addresses.map(|address| address.ip().to_string()).collect();
        addresses
    });
    assert_eq!(
        first.expect("it is public"),
        ["8.8.8.8"],
        "this and no other is connected to"
    );
    let second = resolver.resolve(name()).await.err().expect("it is refused");
    assert!(second.to_string().contains("127.0.0.1"), "{second}");
}

#[tokio::test]
async fn a_name_is_asked_for_once_and_connected_to_where_it_was_checked() {
    let server = Server::start(vec![plain("200 OK", &[], "hello")]).await;
    let forger = Arc::new(Forger::default());
    let door = Door::new(forger.clone());
    let base = format!("http://loopback.example:{}/", server.address.port());
    let rule = NetworkRule::for_service(&base.parse().expect("a URL"), true);
    let exchange = door.lend(NetworkGrant::new(vec![rule]), vec![]);
    assert_eq!(
        fetch(&exchange, get(&base)).await,
        Ok((200, "hello".into()))
    );
    assert_eq!(forger.0.load(Ordering::Relaxed), 1);
}

#[tokio::test]
#[expect(
    clippy::print_stdout,
    reason = "a campaign tells its figure and its seed"
)]
async fn no_credential_goes_along_to_another_host() {
    let mut crossed = 0;
    for status in [301, 302, 303, 307, 308] {
        for method in ["GET", "POST"] {
            let other = Server::start(vec![plain("200 OK", &[], "other")]).await;
            let location = format!("Location: http://localhost:{}/x", other.address.port());
            let far =
                Server::start(vec![plain(&format!("{status} There"), &[&location], "")]).await;
            let near = format!("Location: http://127.0.0.1:{}/y", far.address.port());
            let server = Server::start(vec![plain(&format!("{status} There"), &[&near], "")]).await;
            let at_localhost = NetworkRule {
                host: "localhost".into(),
                ..home(&other)
            };
            let exchange = lend(
                vec![home(&server), home(&far), at_localhost],
                vec![credential(&["127.0.0.1"])],
            );
            let mut request = post(&server.url("/"), if method == "POST" { "body" } else { "" });
            request.method = method.into();
            assert_eq!(fetch(&exchange, request).await, Ok((200, "other".into())));
            assert!(server.seen()[0].contains(SECRET), "it is for this host");
            assert!(!other.seen().join("").contains(SECRET), "{status} {method}");
            crossed += 1;
        }
    }
    println!("S8: 0 credentials after {crossed} redirects to another host");
}
