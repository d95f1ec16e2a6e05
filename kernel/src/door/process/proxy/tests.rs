//! Where the proxy leads, and where it does not.

use std::os::unix::fs::FileTypeExt;

use super::*;
use crate::door::forgery::Forger;
use std::sync::atomic::Ordering;
use tokio::net::TcpListener;

struct Bench {
    _folder: tempfile::TempDir,
    proxy: Proxy,
    port: u16,
}

/// A proxy for these hosts ("PORT" is that of the server), and a server on the loopback that says what it got.
async fn bench(hosts: &[&str]) -> Bench {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut got = vec![0; 4096];
            let count = stream.read(&mut got).await.unwrap_or(0);
            let body = format!("got {}", String::from_utf8_lossy(&got[..count]));
            let text = format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            stream.write_all(text.as_bytes()).await.ok();
        }
    });
    let folder = tempfile::tempdir().expect("a folder");
    let rows: Vec<String> = hosts
        .iter()
        .map(|host| host.replace("PORT", &port.to_string()))
        .collect();
    let proxy = Proxy::start(folder.path(), &rows).expect("a proxy");
    Bench {
        _folder: folder,
        proxy,
        port,
    }
}

impl Bench {
    async fn say(&self, text: &str) -> String {
        let text = text.replace("PORT", &self.port.to_string());
        let mut stream = UnixStream::connect(&self.proxy.socket)
            .await
            .expect("the proxy");
        stream.write_all(text.as_bytes()).await.expect("written");
        if !text.starts_with("CONNECT") {
            stream.shutdown().await.expect("an end");
        }
        let mut answer = vec![0; 8192];
        let count = stream.read(&mut answer).await.expect("an answer");
        String::from_utf8_lossy(&answer[..count]).into_owned()
    }
}

#[tokio::test]
async fn the_folder_may_have_a_long_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = folder.path().join("a".repeat(150)).join("b".repeat(150));
    let proxy = Proxy::start(&long, &["example.test".to_owned()]).expect("a proxy");
    let kind = std::fs::metadata(&proxy.socket)
        .expect("it is there")
        .file_type();
    assert!(kind.is_socket(), "{}", proxy.socket.display());
}

#[tokio::test]
async fn a_listed_host_is_reached_and_no_other() {
    let bench = bench(&["127.0.0.1:PORT", "localhost:PORT"]).await;
    let rows = [
        ("CONNECT 127.0.0.1:PORT HTTP/1.1\r\n\r\n", "200 Connection"),
        ("CONNECT localhost:PORT HTTP/1.1\r\n\r\n", "200 Connection"),
        (
            "GET http://127.0.0.1:PORT/a?b HTTP/1.1\r\nHost: evil.org\r\nProxy-Authorization: x\r\n\r\n",
            "got GET /a?b HTTP/1.1\r\nhost: 127.0.0.1:",
        ),
        ("CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n", "403"),
        ("CONNECT 127.0.0.2:PORT HTTP/1.1\r\n\r\n", "403"),
        ("CONNECT example.org:443 HTTP/1.1\r\n\r\n", "403"),
        ("CONNECT localhost\0.evil.org:PORT HTTP/1.1\r\n\r\n", "400"),
        ("CONNECT 127.1:PORT HTTP/1.1\r\n\r\n", "400"),
        ("GET /a HTTP/1.1\r\nhost: 127.0.0.1:PORT\r\n\r\n", "400"),
        ("GET https://127.0.0.1:PORT/ HTTP/1.1\r\n\r\n", "400"),
        (
            "GET http://127.0.0.1:PORT@evil.org/ HTTP/1.1\r\n\r\n",
            "400",
        ),
        (
            "GET http://evil.org#@127.0.0.1:PORT/ HTTP/1.1\r\n\r\n",
            "400",
        ),
        ("nonsense\r\n\r\n", "400"),
    ];
    for (request, expected) in rows {
        let answer = bench.say(request).await;
        assert!(answer.contains(expected), "{request:?}: {answer:?}");
    }
}

#[tokio::test]
async fn a_name_that_leads_home_is_refused_though_it_is_listed() {
    let bench = bench(&["ip6-localhost:PORT", "localhost.localdomain:PORT"]).await;
    for name in ["ip6-localhost", "localhost.localdomain"] {
        let answer = bench
            .say(&format!("CONNECT {name}:PORT HTTP/1.1\r\n\r\n"))
            .await;
        // Where the system knows no such name it leads nowhere.
        assert!(
            answer.contains("403") || answer.contains("502"),
            "{name}: {answer:?}"
        );
    }
}

#[tokio::test]
async fn no_host_at_all_is_reached_without_a_list() {
    let bench = bench(&[]).await;
    let answer = bench.say("CONNECT 127.0.0.1:PORT HTTP/1.1\r\n\r\n").await;
    assert!(answer.contains("403"), "{answer:?}");
}

#[tokio::test]
async fn an_address_of_a_name_is_asked_for_once_and_that_one_is_connected_to() {
    let server = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = server.local_addr().expect("an address").port();
    let second = TcpListener::bind(("127.0.0.2", port))
        .await
        .expect("the same port on another address");
    let (forger, folder) = (
        Arc::new(Forger::default()),
        tempfile::tempdir().expect("a folder"),
    );
    let rows = [format!("localhost:{port}")];
    let proxy = Proxy::asking(forger.clone(), folder.path(), &rows).expect("a proxy");
    let mut program = UnixStream::connect(&proxy.socket).await.expect("the proxy");
    let request = format!("CONNECT localhost:{port} HTTP/1.1\r\n\r\n");
    program
        .write_all(request.as_bytes())
        .await
        .expect("written");
    server.accept().await.expect("it is connected to");
    assert_eq!(forger.0.load(Ordering::Relaxed), 1);
    let other = timeout(Duration::from_millis(50), second.accept()).await;
    assert!(other.is_err(), "what it would lead to the next time");
}

#[tokio::test]
async fn a_name_that_leads_elsewhere_the_second_time_is_refused_the_second_time() {
    let forger = Forger::default();
    let place = Place::parse("rebound.example:443", None).expect("a place");
    let first = addresses(&place, &forger).await.ok().expect("it is public");
    let first: Vec<String> = first.iter().map(|Checked(one)| one.to_string()).collect();
    assert_eq!(first, ["8.8.8.8"], "this and no other is connected to");
    let second = addresses(&place, &forger).await.err().expect("a refusal");
    assert!(second.why.contains("private network"), "{}", second.why);
}

#[tokio::test]
async fn a_metadata_service_is_not_reached_though_it_is_listed() {
    let bench = bench(&["169.254.169.254", "[fd00:ec2::254]:80", "224.0.0.1"]).await;
    for host in ["169.254.169.254:80", "[fd00:ec2::254]:80", "224.0.0.1:80"] {
        let answer = bench.say(&format!("CONNECT {host} HTTP/1.1\r\n\r\n")).await;
        assert!(
            answer.contains("403") && answer.contains("nothing goes there"),
            "{answer:?}"
        );
    }
}

#[test]
fn nothing_in_the_first_line_becomes_a_second_one() {
    for head in [
        "GET http://example.org/a\nHost:evil HTTP/1.1\r\n\r\n",
        "GET\nX http://example.org/ HTTP/1.1\r\n\r\n",
        "GET http://example.org/a\rb HTTP/1.1\r\n\r\n",
        "GET http://example.org/\0 HTTP/1.1\r\n\r\n",
        " http://example.org/ HTTP/1.1\r\n\r\n",
    ] {
        assert!(read(head).is_err(), "{head:?}");
    }
}
