//! Where the proxy leads, and where it does not.

use super::*;
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
