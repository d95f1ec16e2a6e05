//! Every way out of the process, and every spelling that is known to have fooled somebody: none leads where it must not.
//!
//! A way is what somebody else than the user can steer: a component's request, the base URL in a manifest, a location, what
//! a dialect asks for, a program in the sandbox. What opens a socket is listed in `sockets.rs`, with the ways that lead
//! there: a new one can't be added without a row there, and so without a way here.

mod sockets;

use crate::domain::{Fault, FaultKind, Framing, ModelEvent, ModelInfo, ModelRequest, Service};
use crate::door::bench::{Server, plain};
use crate::door::forgery::{Forger, HOSTS, Sentinel};
use crate::door::http::{Credential, Door, NetworkGrant, NetworkRule};
use crate::door::process::Proxy;
use crate::door::retry::RetryPolicy;
use crate::door::secrets::Secret;
use crate::door::tape::Tape;
use crate::mechanism::remote::RemoteProvider;
use crate::port::{
    Dialect, DialectRequest, Exchange, Frame, HttpRequest, Provider, RemoteReply, Sink,
};
use async_trait::async_trait;
use openkoi_redact::Redactor;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use url::Url;

const KEY: &str = "sk-canary-1234567890";

/// A way out that somebody else than the user can steer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// A component asks for it and reads the answer whole.
    Fetch,
    /// The same, as a stream.
    Open,
    /// A manifest names it as a service's base URL.
    BaseUrl,
    /// A response leads there.
    Redirect,
    /// A component asks for it while everything is recorded.
    Recorded,
    /// A component asks for it while a recording answers.
    Replayed,
    /// A dialect asks a service's model for an answer at this path.
    Model,
    /// A dialect asks a service for the list of its models at this path.
    Catalog,
    /// A program in the sandbox wants a tunnel.
    Connect,
    /// A program in the sandbox asks the proxy for a page.
    Page,
}

const WAYS: [Way; 10] = [
    Way::Fetch,
    Way::Open,
    Way::BaseUrl,
    Way::Redirect,
    Way::Recorded,
    Way::Replayed,
    Way::Model,
    Way::Catalog,
    Way::Connect,
    Way::Page,
];

struct Bench {
    sentinel: Sentinel,
    door: Door,
    proxy: Proxy,
    folder: TempDir,
    /// A service of the user's own, on this machine.
    home: Server,
}

impl Bench {
    async fn new() -> Self {
        let (sentinel, folder) = (Sentinel::new(), tempfile::tempdir().expect("a folder"));
        // The user has listed every name, but no address and not this machine.
        let names = HOSTS.iter().filter(|host| is_name(host));
        let rows: Vec<String> = names
            .map(|name| format!("{name}:{}", sentinel.port))
            .chain(["public.example".into(), "*.0.0.1.example".into()])
            .collect();
        assert!(rows.len() > 8, "{rows:?}");
        let proxy = Proxy::asking(Arc::new(Forger::default()), folder.path(), &rows);
        std::fs::write(folder.path().join("empty.tape"), "").expect("a file");
        Self {
            sentinel,
            door: Door::new(Arc::new(Forger::default())),
            proxy: proxy.expect("a proxy"),
            home: Server::start(vec![plain("200 OK", &[], "hello")]).await,
            folder,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What comes of one spelling on one way: why it ends, or what it ended with that is no connection to where it leads.
    async fn try_out(&self, way: Way, host: &str) -> Result<String, String> {
        let url = format!("http://{host}:{}/x", self.sentinel.port);
        match way {
            Way::Fetch => refused(&self.asked(&url), &url).await,
            Way::Open => match self.asked(&url).open(get(&url)).await {
                Ok(response) => Err(format!("status {}", response.status)),
                Err(fault) => blocked(fault),
            },
            Way::BaseUrl => {
                let url = url.replacen("http", "https", 1);
                let rule = Url::parse(&url).map_or_else(
                    |_| rule(&url, false),
                    |url| NetworkRule::for_service(&url, false),
                );
                let exchange = self.door.lend(NetworkGrant::new(vec![rule]), vec![]);
                refused(&exchange, &url).await
            }
            Way::Redirect => self.led(&url).await,
            Way::Recorded => {
                let tape = Tape::record(&self.path("recording"), Redactor::default());
                let exchange = tape.expect("a tape").wrap(self.asked(&url));
                refused(&exchange, &url).await
            }
            Way::Replayed => {
                let tape = Tape::replay(&self.path("empty.tape")).expect("a tape");
                let played = tape.wrap(self.asked(&url)).fetch(get(&url), 1024).await;
                played.map_or_else(|fault| Ok(fault.message), |_| Err("an answer".into()))
            }
            Way::Model | Way::Catalog => self.below_home(way, host).await,
            Way::Connect => {
                let line = format!("CONNECT {host}:{} HTTP/1.1", self.sentinel.port);
                self.proxied(&line).await
            }
            Way::Page => self.proxied(&format!("GET {url} HTTP/1.1")).await,
        }
    }

    /// The door for this very URL, save that it may not be at home.
    fn asked(&self, url: &str) -> Arc<dyn Exchange> {
        let credential = Credential {
            header: "X-Api-Key".into(),
            format: "{secret}".into(),
            hosts: vec!["127.0.0.1".into(), "localhost".into()],
            secret: Secret::new(KEY.into()),
        };
        self.door
            .lend(NetworkGrant::new(vec![rule(url, true)]), vec![credential])
    }

    async fn led(&self, url: &str) -> Result<String, String> {
        let location = format!("Location: {url}");
        let server = Server::start(vec![plain("302 There", &[&location], "")]).await;
        let base = server.url("").parse().expect("a URL");
        let rules = vec![NetworkRule::for_service(&base, true), rule(url, true)];
        let exchange = self.door.lend(NetworkGrant::new(rules), vec![]);
        match exchange.fetch(get(&server.url("/")), 1024).await {
            // A location that is no header any more is no redirect either: the response itself is the end.
            Ok(response) if response.status == 302 => Ok("it is no redirect".into()),
            Ok(response) => Err(format!("status {}", response.status)),
            Err(fault) if url.contains(['\r', '\0']) => Ok(fault.message),
            Err(fault) => blocked(fault),
        }
    }

    /// A dialect's path is below its service, whatever it looks like: the service answers, or nobody is asked.
    async fn below_home(&self, way: Way, host: &str) -> Result<String, String> {
        let base_url: Url = self.home.url("").parse().expect("a URL");
        let rule = NetworkRule::for_service(&base_url, true);
        let paths = [
            format!("//{host}:{}/x", self.sentinel.port),
            format!("/\\{host}:{}/x", self.sentinel.port),
            format!("@{host}:{}/x", self.sentinel.port),
            format!("http://{host}:{}/x", self.sentinel.port),
        ];
        for path in paths {
            let provider = RemoteProvider {
                dialect: Arc::new(Forged(path)),
                exchange: self
                    .door
                    .lend(NetworkGrant::new(vec![rule.clone()]), vec![]),
                service: Service {
                    id: "service".into(),
                    settings: Vec::new(),
                },
                base_url: base_url.clone(),
                retry: RetryPolicy::immediate(),
                jitter: Arc::new(|| 0.0),
            };
            // Either way is fine, as long as nobody else hears of it.
            match way {
                Way::Model => drop(provider.stream(&ModelRequest::default(), &mut Deaf).await),
                _ => drop(provider.list().await),
            }
        }
        Ok("at home".into())
    }

    async fn proxied(&self, line: &str) -> Result<String, String> {
        let mut stream = UnixStream::connect(&self.proxy.socket)
            .await
            .expect("the proxy");
        let request = format!("{line}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("written");
        let mut answer = String::new();
        // A proxy that hangs up has said what it says.
        stream.read_to_string(&mut answer).await.ok();
        match answer.get(9..12) {
            Some("400" | "403") => Ok(answer),
            _ => Err(answer),
        }
    }
}

/// A name, plainly written, of which only the name service knows where it leads.
fn is_name(host: &str) -> bool {
    host.ends_with(".example")
        && host
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'.'))
}

/// All that a grant can say for the host as the most lenient parser reads it, save that it may be at home.
fn rule(url: &str, plain: bool) -> NetworkRule {
    let parsed = Url::parse(url).ok();
    let host = parsed.as_ref().and_then(Url::host_str);
    let host = host.unwrap_or("127.0.0.1").trim_matches(['[', ']']);
    NetworkRule {
        host: host.trim_end_matches('.').to_owned(),
        port: parsed.as_ref().and_then(Url::port),
        methods: vec!["GET".into()],
        paths: vec!["*".into()],
        allow_plain: plain,
        allow_private: false,
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

async fn refused(exchange: &Arc<dyn Exchange>, url: &str) -> Result<String, String> {
    match exchange.fetch(get(url), 1024).await {
        Ok(response) => Err(format!("status {}", response.status)),
        Err(fault) => blocked(fault),
    }
}

/// What was refused before anything was sent; a failed attempt is none.
fn blocked(fault: Fault) -> Result<String, String> {
    match fault.kind {
        FaultKind::Invalid | FaultKind::Refused => Ok(fault.message),
        _ => Err(fault.to_string()),
    }
}

/// Asks for one path, whatever it is asked.
struct Forged(String);

impl Forged {
    fn request(&self) -> DialectRequest {
        DialectRequest {
            method: "GET".into(),
            path: self.0.clone(),
            headers: vec![],
            body: vec![],
            framing: Framing::Whole,
        }
    }
}

#[async_trait]
impl Dialect for Forged {
    fn component(&self) -> &str {
        "forged"
    }

    async fn encode(&self, _: &Service, _: &ModelRequest) -> Result<DialectRequest, Fault> {
        Ok(self.request())
    }

    async fn decode(
        &self,
        state: String,
        _: &[Frame],
        _: bool,
    ) -> Result<(String, Vec<ModelEvent>), Fault> {
        Ok((state, vec![ModelEvent::Finish("end".into())]))
    }

    async fn explain(&self, reply: &RemoteReply) -> Fault {
        Fault::new("forged", FaultKind::Invalid, reply.status.to_string())
    }

    async fn known(&self, _: &Service) -> Result<Vec<ModelInfo>, Fault> {
        Ok(Vec::new())
    }

    async fn ask(&self, _: &Service) -> Result<Option<DialectRequest>, Fault> {
        Ok(Some(self.request()))
    }

    async fn read(&self, _: &Service, _: &RemoteReply) -> Result<Vec<ModelInfo>, Fault> {
        Ok(Vec::new())
    }
}

struct Deaf;

impl Sink for Deaf {
    fn event(&mut self, _: ModelEvent) {}
    fn restart(&mut self, _: &Fault, _: Duration) {}
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "a campaign tells its figure")]
async fn no_spelling_leads_where_it_must_not_on_any_way_out() {
    let bench = Bench::new().await;
    let (mut blocked, mut through) = (0, Vec::new());
    for way in WAYS {
        for host in HOSTS {
            let outcome = bench.try_out(way, host).await;
            let visitors = bench.sentinel.visitors();
            match outcome {
                Ok(_) if visitors == 0 => blocked += 1,
                outcome => through.push(format!("{way:?} {host:?}: {outcome:?}, {visitors} came")),
            }
        }
    }
    let (ways, spellings) = (WAYS.len(), HOSTS.len());
    println!(
        "S8: {blocked}/{} blocked: {spellings} spellings on {ways} ways out ({WAYS:?}), {} got through",
        ways * spellings,
        through.len()
    );
    assert!(through.is_empty(), "{}", through.join("\n"));
    assert!(spellings >= 100 && blocked == ways * spellings);
    assert!(
        !bench.home.seen().is_empty(),
        "the service itself is reached"
    );
}

#[tokio::test]
async fn the_sentinel_sees_who_comes() {
    let sentinel = Sentinel::new();
    for host in ["127.0.0.1", "127.0.0.2"] {
        let stream = std::net::TcpStream::connect((host, sentinel.port));
        assert_eq!((stream.is_ok(), sentinel.visitors()), (true, 1), "{host}");
    }
}

#[tokio::test]
async fn a_way_that_is_open_is_seen_to_be_open() {
    let bench = Bench::new().await;
    let url = bench.home.url("/x");
    let base = url.parse().expect("a URL");
    let rules = vec![NetworkRule::for_service(&base, true)];
    let exchange = bench.door.lend(NetworkGrant::new(rules), vec![]);
    assert!(
        exchange
            .fetch(get(&bench.home.url("/x/y")), 1024)
            .await
            .is_ok()
    );
    let rows = [format!("127.0.0.1:{}", bench.home.address.port())];
    let proxy = Proxy::asking(Arc::new(Forger::default()), bench.folder.path(), &rows);
    let proxy = proxy.expect("a proxy");
    let mut stream = UnixStream::connect(&proxy.socket).await.expect("the proxy");
    let line = format!("GET {url} HTTP/1.1\r\n\r\n");
    stream.write_all(line.as_bytes()).await.expect("written");
    let mut answer = vec![0; 12];
    stream.read_exact(&mut answer).await.expect("an answer");
    assert_eq!(answer, b"HTTP/1.1 200");
}
