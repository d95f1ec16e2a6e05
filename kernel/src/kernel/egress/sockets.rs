//! Where the sources open a socket to somewhere, read from the sources.

use super::{WAYS, Way};
use std::fs;
use std::path::Path;

/// Words without which no source reaches out.
const WORDS: &[&str] = &[
    "TcpStream::connect",
    "TcpSocket",
    "UdpSocket",
    "UnixStream::connect",
    "UnixDatagram",
    "lookup_host",
    "to_socket_addrs",
    "ToSocketAddrs",
    "net::connect",
    "net::sendto",
    "Client::builder",
    "Client::new",
    "reqwest::get",
    "reqwest::blocking",
    "hyper::client",
    "hyper_util::client",
    "tungstenite",
    "ureq",
    "socket2",
    "zbus::",
    "secret_service::",
];

/// Who may lead there: others than the user, over ways that the campaign goes; or nobody, and why.
enum By {
    Ways(&'static [Way]),
    Nobody(&'static str),
}

/// Every source that opens a socket to somewhere. A new row needs its ways in the campaign.
const SOCKETS: &[(&str, By)] = &[
    (
        "src/door/http/client.rs",
        By::Ways(&[
            Way::Fetch,
            Way::Open,
            Way::BaseUrl,
            Way::Redirect,
            Way::Recorded,
            Way::Replayed,
            Way::Model,
            Way::Catalog,
        ]),
    ),
    (
        "src/door/process/proxy.rs",
        By::Ways(&[Way::Connect, Way::Page]),
    ),
    (
        "src/door/secrets/keyring/service.rs",
        By::Nobody("the user's environment names the bus, which is a socket of this machine"),
    ),
    (
        "sandbox/src/forward.rs",
        By::Nobody("it speaks to the proxy's own socket, from inside the sandbox"),
    ),
    (
        "sandbox/src/seatbelt/forward.rs",
        By::Nobody("it speaks to the proxy's own socket, beside the sandbox"),
    ),
];

/// The file's path, and the words that are in it beside its tests and comments.
fn reaching(root: &Path, place: &Path, found: &mut Vec<(String, Vec<&'static str>)>) {
    let entries = fs::read_dir(place).unwrap_or_else(|why| panic!("{}: {why}", place.display()));
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.strip_prefix(root).expect("it is below").display();
        let name = name.to_string();
        let is_for_tests = [
            "tests",
            "tests.rs",
            "benches",
            "bench.rs",
            "egress",
            "forgery.rs",
        ]
        .iter()
        .any(|part| path.file_name().is_some_and(|last| last == *part));
        if is_for_tests || name == "src/kernel/egress.rs" {
            continue;
        }
        if path.is_dir() {
            reaching(root, &path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&path).expect("a source");
            let words = words(&text);
            if !words.is_empty() {
                found.push((name, words));
            }
        }
    }
}

fn words(text: &str) -> Vec<&'static str> {
    let code = text.split("#[cfg(test)]\nmod tests {").next();
    let lines = code.unwrap_or_default().lines().map(str::trim_start);
    let code: Vec<&str> = lines.filter(|line| !line.starts_with("//")).collect();
    let code = code.join("\n");
    let named = WORDS.iter().copied();
    named.filter(|word| code.contains(word)).collect()
}

#[test]
fn whatever_opens_a_socket_is_known_with_the_ways_that_lead_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for place in [
        "src",
        "sandbox/src",
        "state/src",
        "redact/src",
        "engine/src",
    ] {
        reaching(root, &root.join(place), &mut found);
    }
    for (file, words) in &found {
        let is_known = SOCKETS.iter().any(|(known, _)| known == file);
        assert!(
            is_known,
            "{file} reaches out ({words:?}): add it to SOCKETS, with the ways that the campaign has to go"
        );
    }
    for (file, by) in SOCKETS {
        let is_there = found.iter().any(|(name, _)| name == file);
        assert!(is_there, "{file} opens no socket any more");
        match by {
            By::Ways(ways) => assert!(ways.iter().all(|way| WAYS.contains(way)), "{file}"),
            By::Nobody(why) => assert!(!why.is_empty(), "{file}"),
        }
    }
    let all = |way: &Way| {
        SOCKETS.iter().any(|(_, by)| match by {
            By::Ways(ways) => ways.contains(way),
            By::Nobody(_) => false,
        })
    };
    assert!(
        WAYS.iter().all(all),
        "each way leads to a socket that is known"
    );
}

#[test]
fn the_scan_sees_what_is_planted_and_no_words_in_comments_and_tests() {
    let rows = [
        ("let s = TcpStream::connect(x).await?;", true),
        ("use tokio::net::UdpSocket;", true),
        ("let c = reqwest::Client::new();", true),
        ("// TcpStream::connect is not for here", false),
        (
            "fn a() {}\n#[cfg(test)]\nmod tests {\n    use std::net::UdpSocket;\n}",
            false,
        ),
        ("fn connect() {}", false),
    ];
    for (text, expected) in rows {
        assert_eq!(!words(text).is_empty(), expected, "{text}");
    }
}
