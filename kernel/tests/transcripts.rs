//! Provider transcripts, cut at every byte: the same events whatever a network does to them.

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt;
use openkoi::domain::{
    Fault, FaultKind, Framing, Message, ModelEvent, ModelRequest, Role, Service,
};
use openkoi::door::frames::Framer;
use openkoi::door::retry::RetryPolicy;
use openkoi::mechanism::remote::RemoteProvider;
use openkoi::mechanism::wasm::{Host, Limits, WasmComponent, WasmDialect, system_clock};
use openkoi::port::{
    Dialect, Exchange, Frame, HttpRequest, HttpResponse, Lent, Log, LogLevel, Provider, Sink,
    Stream,
};
use openkoi::registry::bundle::Bundle;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

struct Silence;

impl Log for Silence {
    fn write(&self, _component: &str, _level: LogLevel, _line: &str) {}
}

/// The embedded component of that name, as the binary runs it.
async fn dialect(name: &str) -> WasmDialect {
    let bundle = Bundle::embedded().expect("`make components` comes before the tests");
    let entry = bundle
        .entries()
        .iter()
        .find(|entry| entry.name == name)
        .expect("it is in the bundle");
    let lent = Lent {
        log: Arc::new(Silence),
        http: None,
        kv: None,
        files: None,
        process: None,
    };
    let host = Host::new(name, Limits::default(), lent, system_clock());
    let code = entry.code().expect("it is whole");
    let component = WasmComponent::builtin(&code, host).expect("it loads");
    WasmDialect::new(component).await.expect("it is a dialect")
}

/// The transcripts that the component's own tests keep.
fn transcripts(component: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("../components/{component}/tests/exchanges"));
    let files = std::fs::read_dir(&folder).expect("it has transcripts");
    let mut paths: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "sse"));
    paths.sort();
    paths
}

/// The frames that each part of a body completes.
fn framed(parts: &[&[u8]]) -> Vec<Vec<Frame>> {
    let mut framer = Framer::new(&Framing::Sse).expect("it is known");
    let mut frames: Vec<Vec<Frame>> = parts
        .iter()
        .map(|part| framer.push(part).expect("small enough"))
        .collect();
    frames.push(framer.finish().expect("small enough"));
    frames
}

/// A service that answers with one body, in these parts.
struct Replying(Vec<Bytes>);

#[async_trait]
impl Exchange for Replying {
    async fn open(&self, _request: HttpRequest) -> Result<Stream, Fault> {
        let body = futures_util::stream::iter(self.0.clone().into_iter().map(Ok)).boxed();
        Ok(Stream {
            status: 200,
            headers: Vec::new(),
            body,
        })
    }

    async fn fetch(&self, _request: HttpRequest, _limit: usize) -> Result<HttpResponse, Fault> {
        Err(Fault::new(
            "test",
            FaultKind::Unavailable,
            "only streams are asked for",
        ))
    }
}

/// Keeps what is said. Text arrives in the pieces that frames bring, so events are kept as they come.
#[derive(Default)]
struct Kept(Vec<ModelEvent>);

impl Sink for Kept {
    fn event(&mut self, event: ModelEvent) {
        self.0.push(event);
    }

    fn restart(&mut self, _why: &Fault, _pause: Duration) {}
}

/// Everything that a provider says when the body arrives in these parts, and how it ends.
async fn told(dialect: &Arc<dyn Dialect>, parts: &[&[u8]]) -> (Vec<ModelEvent>, Result<(), Fault>) {
    let parts = parts
        .iter()
        .map(|part| Bytes::copy_from_slice(part))
        .collect();
    let provider = RemoteProvider {
        dialect: Arc::clone(dialect),
        exchange: Arc::new(Replying(parts)),
        service: Service {
            id: "service".into(),
            settings: Vec::new(),
        },
        base_url: Url::parse("https://service.test").expect("a URL"),
        retry: RetryPolicy {
            retries: 0,
            ..RetryPolicy::default()
        },
        jitter: Arc::new(|| 0.5),
    };
    let request = ModelRequest {
        model: "model".into(),
        messages: vec![Message::text(Role::User, "hello")],
        ..ModelRequest::default()
    };
    let mut kept = Kept::default();
    let end = provider.stream(&request, &mut kept).await;
    (kept.0, end)
}

async fn check(component: &str) {
    let dialect: Arc<dyn Dialect> = Arc::new(dialect(component).await);
    let transcripts = transcripts(component);
    assert!(
        transcripts.len() >= 10,
        "{component} has {} transcripts",
        transcripts.len()
    );
    for path in transcripts {
        let body = std::fs::read(&path).expect("it can be read");
        let frames = framed(&[&body]).concat();
        let expected = told(&dialect, &[&body]).await;
        // Cuts that part the frames alike come to the same calls; each way of parting them is decoded once.
        let mut decoded: BTreeMap<usize, usize> = BTreeMap::new();
        for at in 0..=body.len() {
            let batches = framed(&[&body[..at], &body[at..]]);
            assert_eq!(
                batches.concat(),
                frames,
                "{}: cut at byte {at}",
                path.display()
            );
            if decoded.insert(batches[0].len(), at).is_none() {
                let events = told(&dialect, &[&body[..at], &body[at..]]).await;
                assert_eq!(events, expected, "{}: cut at byte {at}", path.display());
            }
        }
        assert!(
            !expected.0.is_empty() || expected.1.is_err(),
            "{} says nothing",
            path.display()
        );
    }
}

#[tokio::test]
async fn transcripts_of_the_messages_dialect_are_the_same_however_they_are_cut() {
    check("anthropic").await;
}

#[tokio::test]
async fn transcripts_of_the_chat_dialect_are_the_same_however_they_are_cut() {
    check("compatible").await;
}
