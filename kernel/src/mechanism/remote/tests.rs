//! A provider against a real server on loopback: whatever the way does to the bytes, the events are right or the fault is.

use super::*;
use crate::domain::{Framing, Usage};
use crate::door::bench::{Piece, Server, chunked, plain};
use crate::door::http::{Door, NetworkGrant, NetworkRule};

/// Frames are words: "text …", "usage N", "finish …", "fail", "broken", "huge"; the state counts them.
struct Words {
    framing: Framing,
}

#[async_trait]
impl Dialect for Words {
    fn component(&self) -> &str {
        "words"
    }

    async fn encode(&self, _: &Service, request: &ModelRequest) -> Result<DialectRequest, Fault> {
        if request.model == "none" {
            return Err(Fault::new("words", FaultKind::Invalid, "no such model"));
        }
        let path = if request.model == "lost" {
            "chat"
        } else {
            "/chat?x=1"
        };
        Ok(DialectRequest {
            method: "POST".into(),
            path: path.into(),
            headers: vec![("content-type".into(), "text/plain".into())],
            body: request.model.clone().into_bytes(),
            framing: self.framing.clone(),
        })
    }

    async fn decode(
        &self,
        state: String,
        frames: &[Frame],
        end: bool,
    ) -> Result<(String, Vec<ModelEvent>), Fault> {
        assert!(
            end || !frames.is_empty(),
            "a read that completed no frame is not decoded"
        );
        let mut events = Vec::new();
        for frame in frames {
            let (word, rest) = frame.data.split_once(' ').unwrap_or((&frame.data, ""));
            events.push(match word {
                "text" => ModelEvent::Text(rest.into()),
                "usage" => ModelEvent::Usage(Usage {
                    output: rest.parse().expect("a number"),
                    ..Usage::default()
                }),
                "finish" => ModelEvent::Finish(rest.into()),
                "fail" => return Err(Fault::new("words", FaultKind::Unavailable, "overloaded")),
                _ => return Err(Fault::new("words", FaultKind::Auth, "no key")),
            });
        }
        if end && state.starts_with("late") {
            events.push(ModelEvent::Finish("late".into()));
        }
        let late = if frames.iter().any(|frame| frame.data == "text late") {
            "late"
        } else {
            ""
        };
        Ok((format!("{late}{state}"), events))
    }

    async fn explain(&self, reply: &RemoteReply) -> Fault {
        let after = reply.headers.iter().find(|(name, _)| name == "retry-after");
        let after = after
            .and_then(|(_, seconds)| seconds.parse().ok())
            .map(Duration::from_secs);
        let kind = match reply.status {
            401 => FaultKind::Auth,
            429 => FaultKind::Rate(after),
            500.. => FaultKind::Unavailable,
            _ => FaultKind::Invalid,
        };
        Fault::new(
            "words",
            kind,
            format!("{}: {} bytes", reply.status, reply.body.len()),
        )
    }

    async fn known(&self, _: &Service) -> Result<Vec<ModelInfo>, Fault> {
        Ok(Vec::new())
    }

    async fn ask(&self, service: &Service) -> Result<Option<DialectRequest>, Fault> {
        let path = service.settings.iter().find(|(name, _)| name == "models");
        Ok(path.map(|(_, path)| DialectRequest {
            method: "GET".into(),
            path: path.clone(),
            headers: vec![],
            body: vec![],
            framing: Framing::Whole,
        }))
    }

    async fn read(&self, _: &Service, reply: &RemoteReply) -> Result<Vec<ModelInfo>, Fault> {
        let model = |id: &str| ModelInfo {
            id: id.into(),
            name: id.into(),
            context: 1,
            output: 1,
            tools: false,
            vision: false,
            reasoning: false,
            price: None,
        };
        Ok(String::from_utf8_lossy(&reply.body)
            .lines()
            .map(model)
            .collect())
    }
}

/// What a sink has heard since the last restart, and the restarts.
#[derive(Default)]
struct Heard {
    events: Vec<ModelEvent>,
    restarts: Vec<(FaultKind, Duration)>,
}

impl Sink for Heard {
    fn event(&mut self, event: ModelEvent) {
        self.events.push(event);
    }

    fn restart(&mut self, why: &Fault, pause: Duration) {
        assert_eq!(why.source, "service");
        self.events.clear();
        self.restarts.push((why.kind.clone(), pause));
    }
}

fn provider(server: &Server, framing: Framing) -> RemoteProvider {
    let base_url: Url = server.url("/v1/").parse().expect("a URL");
    let grant = NetworkGrant::new(vec![NetworkRule::for_service(&base_url, true)]);
    let settings = vec![("models".into(), "/models".into())];
    RemoteProvider {
        dialect: Arc::new(Words { framing }),
        exchange: Door::default().lend(grant, vec![]),
        service: Service {
            id: "service".into(),
            settings,
        },
        base_url,
        retry: RetryPolicy {
            base: Duration::from_millis(1),
            retries: 2,
            ..RetryPolicy::default()
        },
        jitter: Arc::new(|| 0.5),
    }
}

async fn ask(provider: &RemoteProvider, model: &str) -> (Result<(), Fault>, Heard) {
    let mut heard = Heard::default();
    let request = ModelRequest {
        model: model.into(),
        ..ModelRequest::default()
    };
    let ended = provider.stream(&request, &mut heard).await;
    (ended, heard)
}

fn good() -> Vec<ModelEvent> {
    let usage = Usage {
        output: 7,
        ..Usage::default()
    };
    vec![
        ModelEvent::Text("鯉".into()),
        ModelEvent::Text("swims".into()),
        ModelEvent::Usage(usage),
        ModelEvent::Finish("stop".into()),
    ]
}

const SSE: &str = "data: text 鯉\r\n\r\n: ping\r\n\r\ndata: text swims\r\n\r\ndata: usage 7\r\n\r\ndata: finish stop\r\n\r\n";
const NDJSON: &str = "text 鯉\ntext swims\nusage 7\nfinish stop";

#[tokio::test]
async fn the_events_are_the_same_however_the_body_is_cut() {
    for (framing, body) in [(Framing::Sse, SSE), (Framing::Ndjson, NDJSON)] {
        for size in [1, 2, 3, 7, 16, 1_000] {
            let pieces: Vec<&[u8]> = body.as_bytes().chunks(size).collect();
            let server = Server::start(vec![chunked(&pieces, None)]).await;
            let (ended, heard) = ask(&provider(&server, framing.clone()), "model").await;
            assert_eq!(
                (ended, heard.events),
                (Ok(()), good()),
                "{framing:?} in pieces of {size}"
            );
        }
    }
}

#[tokio::test]
async fn the_request_goes_below_the_base_url() {
    let server = Server::start(vec![chunked(&[SSE.as_bytes()], None)]).await;
    let (ended, _) = ask(&provider(&server, Framing::Sse), "model").await;
    assert_eq!(ended, Ok(()));
    let seen = server.seen().join("");
    assert!(
        seen.starts_with("POST /v1/chat?x=1 HTTP/1.1\r\n") && seen.ends_with("\r\n\r\nmodel"),
        "{seen}"
    );
}

#[tokio::test]
async fn what_may_pass_is_tried_again_from_the_start() {
    let busy = |after: &str| plain("429 Busy", &[after], "");
    let pieces = [&b"data: text lost\n\n"[..], b"data: te"];
    let good_one = || chunked(&[SSE.as_bytes()], None);
    let second = Duration::from_millis(1);
    let rows = [
        (
            "busy",
            busy("retry-after: 0"),
            FaultKind::Rate(Some(Duration::ZERO)),
            Duration::from_millis(100),
        ),
        (
            "busy for unknown time",
            busy("x: y"),
            FaultKind::Rate(None),
            second,
        ),
        (
            "broken",
            plain("500 Oh", &[], "no"),
            FaultKind::Unavailable,
            second,
        ),
        (
            "reset before the answer",
            vec![Piece::Reset],
            FaultKind::Unavailable,
            second,
        ),
        (
            "reset midway",
            chunked(&pieces, Some(Piece::Reset)),
            FaultKind::Unavailable,
            second,
        ),
        (
            "ended midway",
            chunked(&pieces, None),
            FaultKind::Unavailable,
            second,
        ),
        (
            "a fault in the stream",
            chunked(&[b"data: text x\n\ndata: fail\n\n"], None),
            FaultKind::Unavailable,
            second,
        ),
    ];
    for (name, response, kind, pause) in rows {
        let server = Server::start(vec![response, good_one()]).await;
        let (ended, heard) = ask(&provider(&server, Framing::Sse), "model").await;
        assert_eq!((ended, heard.events), (Ok(()), good()), "{name}");
        assert_eq!(heard.restarts, [(kind, pause)], "{name}");
        assert_eq!(server.seen().len(), 2, "{name}");
    }
}

#[tokio::test]
async fn what_will_not_pass_is_not_tried_again() {
    let rows = [
        (plain("401 No", &[], "bad key"), FaultKind::Auth),
        (plain("400 No", &[], "bad request"), FaultKind::Invalid),
        (
            plain("429 No", &["retry-after: 600"], ""),
            FaultKind::Rate(Some(Duration::from_secs(600))),
        ),
        (
            plain("302 There", &["location: http://127.0.0.2/"], ""),
            FaultKind::Refused,
        ),
        (
            chunked(&[b"data: text x\n\ndata: broken\n\n"], None),
            FaultKind::Auth,
        ),
    ];
    for (response, kind) in rows {
        let server = Server::start(vec![response]).await;
        let (ended, heard) = ask(&provider(&server, Framing::Sse), "model").await;
        let fault = ended.expect_err("a fault");
        assert_eq!((fault.source.as_str(), fault.kind), ("service", kind));
        assert!(heard.restarts.is_empty() && server.seen().len() == 1);
    }
    let server = Server::start(vec![plain("200 OK", &[], "")]).await;
    for (model, kind) in [("none", FaultKind::Invalid), ("lost", FaultKind::Contract)] {
        let (ended, _) = ask(&provider(&server, Framing::Sse), model).await;
        assert_eq!(ended.expect_err("a fault").kind, kind);
    }
    let (ended, _) = ask(&provider(&server, Framing::Other("morse".into())), "model").await;
    assert_eq!(ended.expect_err("a fault").kind, FaultKind::Contract);
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn patience_has_an_end() {
    let server = Server::start(vec![plain("503 Oh", &[], "")]).await;
    let (ended, heard) = ask(&provider(&server, Framing::Sse), "model").await;
    let fault = ended.expect_err("a fault");
    assert_eq!(
        (fault.kind, fault.message.as_str()),
        (FaultKind::Unavailable, "503: 0 bytes; tried 3 times")
    );
    assert_eq!((heard.restarts.len(), server.seen().len()), (2, 3));
}

#[tokio::test]
async fn an_answer_that_ends_without_a_finish_is_none() {
    for body in [
        "",
        "data: text half\n\n",
        "data: text half\n\ndata: finish stop",
    ] {
        let server = Server::start(vec![plain("200 OK", &[], body)]).await;
        let (ended, _) = ask(&provider(&server, Framing::Sse), "model").await;
        let fault = ended.expect_err("a fault");
        assert_eq!(fault.kind, FaultKind::Unavailable, "{body:?}");
        assert!(
            fault
                .message
                .starts_with("the answer ended before the model had finished"),
            "{fault}"
        );
    }
}

#[tokio::test]
async fn a_finish_may_come_with_the_end_and_nothing_counts_after_it() {
    let late = "data: text late\n\n";
    let server = Server::start(vec![plain("200 OK", &[], late)]).await;
    let (ended, heard) = ask(&provider(&server, Framing::Sse), "model").await;
    assert_eq!(ended, Ok(()));
    assert_eq!(
        heard.events,
        [
            ModelEvent::Text("late".into()),
            ModelEvent::Finish("late".into())
        ]
    );
    let chatty = format!("{SSE}data: text more\n\n");
    let held_open = chunked(
        &[chatty.as_bytes(), b"data: broken\n\n"],
        Some(Piece::Pause(Duration::from_secs(30))),
    );
    let server = Server::start(vec![held_open]).await;
    let asked = provider(&server, Framing::Sse);
    let answered = timeout(Duration::from_secs(10), ask(&asked, "model")).await;
    let (ended, heard) = answered.expect("the end is not waited for");
    assert_eq!((ended, heard.events), (Ok(()), good()));
}

#[tokio::test]
async fn of_an_error_a_mebibyte_is_read() {
    let server = Server::start(vec![plain("400 No", &[], &"x".repeat(3_000_000))]).await;
    let (ended, _) = ask(&provider(&server, Framing::Sse), "model").await;
    assert_eq!(ended.expect_err("a fault").message, "400: 1048576 bytes");
}

#[tokio::test]
async fn a_service_lists_its_models_if_it_can() {
    let server = Server::start(vec![
        plain("200 OK", &[], "a\nb\n"),
        plain("401 No", &[], ""),
    ])
    .await;
    let mut provider = provider(&server, Framing::Sse);
    let listed = provider.list().await.expect("a list").expect("it has one");
    assert_eq!(
        listed
            .iter()
            .map(|model| model.id.as_str())
            .collect::<Vec<_>>(),
        ["a", "b"]
    );
    assert!(server.seen()[0].starts_with("GET /v1/models "));
    let fault = provider.list().await.expect_err("no key");
    assert_eq!(
        (fault.source.as_str(), fault.kind),
        ("service", FaultKind::Auth)
    );
    provider.service.settings.clear();
    assert_eq!(provider.list().await, Ok(None));
}
