//! Recorded answers, and the events that they mean however they arrive.

use std::fmt::Write as _;
use std::path::Path;

use openkoi_compatible::Compatible;
use openkoi_sdk::embedder::{Dialect, Event, Failure, FailureKind, Frame};

/// Each recording `NAME.sse` stands beside `NAME.events`, a line an event.
fn recordings() -> Vec<(String, Vec<Frame>, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exchanges");
    let mut recordings = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the recordings") {
        let path = entry.expect("a recording").path();
        if path.extension().is_some_and(|extension| extension == "sse") {
            let frames = frames(&std::fs::read_to_string(&path).expect("a recording"));
            let expected =
                std::fs::read_to_string(path.with_extension("events")).expect("its events");
            recordings.push((path.display().to_string(), frames, expected));
        }
    }
    assert!(recordings.len() > 10);
    recordings
}

fn frames(body: &str) -> Vec<Frame> {
    let field = |event: &str, name: &str| {
        event.lines().find_map(|line| {
            line.strip_prefix(name)
                .map(|value| value.trim_start().to_owned())
        })
    };
    let events = body.split("\n\n").filter(|event| !event.is_empty());
    events
        .map(|event| Frame {
            name: field(event, "event:"),
            data: field(event, "data:").unwrap_or_default(),
        })
        .collect()
}

/// Decodes the frames in these portions, then the end.
fn decode<'a>(portions: impl Iterator<Item = &'a [Frame]>) -> (Vec<Event>, Option<Failure>) {
    let (mut state, mut events) = (String::new(), Vec::new());
    for portion in portions {
        match Compatible::decode(state, portion.to_vec(), false) {
            Ok(decoded) => {
                assert!(
                    decoded.state.len() < 1024,
                    "the state stays small: {}",
                    decoded.state
                );
                state = decoded.state;
                events.extend(decoded.events);
            }
            Err(failure) => return (events, Some(failure)),
        }
    }
    match Compatible::decode(state, Vec::new(), true) {
        Ok(decoded) => (events.into_iter().chain(decoded.events).collect(), None),
        Err(failure) => (events, Some(failure)),
    }
}

fn told(events: &[Event], failure: Option<&Failure>) -> String {
    let mut told = String::new();
    for event in events {
        match event {
            Event::Text(text) => writeln!(told, "text {text:?}"),
            Event::Thinking(thinking) => match &thinking.signature {
                Some(signature) => writeln!(told, "signature {signature:?}"),
                None => writeln!(told, "thinking {:?}", thinking.text),
            },
            Event::ToolStart(start) => writeln!(told, "tool-start {} {}", start.id, start.name),
            Event::ToolArguments(more) => {
                writeln!(told, "tool-arguments {} {:?}", more.id, more.fragment)
            }
            Event::ToolEnd(id) => writeln!(told, "tool-end {id}"),
            Event::Usage(it) => {
                let extra: String = it
                    .extra
                    .iter()
                    .map(|(name, value)| format!(" {name}={value}"))
                    .collect();
                writeln!(
                    told,
                    "usage {} {} {} {}{extra}",
                    it.input, it.output, it.cache_read, it.cache_write
                )
            }
            Event::Finish(reason) => writeln!(told, "finish {reason}"),
            Event::Other((name, value)) => writeln!(told, "other {name} {value:?}"),
        }
        .expect("a string takes it");
    }
    if let Some(failure) = failure {
        let kind = match &failure.kind {
            FailureKind::Unavailable => "unavailable",
            FailureKind::Rate(None) => "rate",
            FailureKind::ContextOverflow(Some(40_000)) => "overflow",
            FailureKind::Other(word) => word,
            _ => "another kind",
        };
        writeln!(told, "failure {kind} {:?}", failure.message).expect("a string takes it");
    }
    told
}

#[test]
fn each_recording_means_its_events() {
    for (name, frames, expected) in recordings() {
        let (events, failure) = decode(frames.chunks(1));
        assert_eq!(told(&events, failure.as_ref()), expected, "{name}");
    }
}

#[test]
fn the_events_are_the_same_however_the_frames_arrive() {
    for (name, frames, _) in recordings() {
        let (events, failure) = decode(frames.chunks(1));
        let mut deliveries = vec![decode(std::iter::once(frames.as_slice()))];
        deliveries.extend(
            (0..=frames.len()).map(|cut| decode([&frames[..cut], &frames[cut..]].into_iter())),
        );
        for (others, other) in deliveries {
            assert_eq!(
                other.map(|other| other.message),
                failure.as_ref().map(|failure| failure.message.clone()),
                "{name}"
            );
            // What came in the same portion as the failure is gone with it.
            let same = if failure.is_some() {
                &events[..others.len()]
            } else {
                &events[..]
            };
            assert_eq!(told(&others, None), told(same, None), "{name}");
        }
    }
}

#[test]
fn a_foreign_state_is_refused() {
    let failure =
        Compatible::decode("{\"calls\":7}".to_owned(), Vec::new(), false).expect_err("a failure");
    assert!(failure.message.contains("state"), "{}", failure.message);
}

#[test]
fn an_answer_that_never_ends_its_calls_is_cut_off() {
    let start = |index: u32| Frame {
        name: None,
        data: format!(
            r#"{{"choices":[{{"delta":{{"tool_calls":[{{"index":{index},"id":"call_{index}","function":{{"name":"read"}}}}]}}}}]}}"#
        ),
    };
    let few =
        Compatible::decode(String::new(), (0..100).map(start).collect(), false).expect("a state");
    assert!(few.state.len() < 64 * 1024);
    let failure = Compatible::decode(String::new(), (0..5_000).map(start).collect(), false)
        .expect_err("a failure");
    assert_eq!(failure.kind, FailureKind::Unavailable);
}

#[test]
fn a_garbled_frame_is_a_failure_or_nothing() {
    for (_, frames, _) in recordings() {
        for frame in frames {
            for (cut, _) in frame.data.char_indices() {
                let garbled = Frame {
                    name: frame.name.clone(),
                    data: frame.data[..cut].to_owned(),
                };
                if let Err(failure) = Compatible::decode(String::new(), vec![garbled], false) {
                    assert_eq!(
                        failure.kind,
                        FailureKind::Unavailable,
                        "{}",
                        failure.message
                    );
                }
            }
        }
    }
}
