//! What each framing makes of its bytes, and that the chunking makes no difference.

use super::aws::crc32;
use super::*;
use proptest::prelude::*;

fn frame(name: &str, data: &str) -> Frame {
    Frame {
        name: (!name.is_empty()).then(|| name.to_owned()),
        data: data.to_owned(),
    }
}

fn cut(framing: &Framing, chunks: &[&[u8]]) -> Result<Vec<Frame>, Fault> {
    let mut framer = Framer::new(framing)?;
    let mut frames = Vec::new();
    for chunk in chunks {
        frames.extend(framer.push(chunk)?);
    }
    frames.extend(framer.finish()?);
    Ok(frames)
}

fn check(framing: Framing, rows: &[(&str, &[u8], Vec<Frame>)]) {
    for (name, body, expected) in rows {
        let whole = cut(&framing, &[body]);
        assert_eq!(whole.as_ref(), Ok(expected), "{name}");
        for at in 0..=body.len() {
            let (left, right) = body.split_at(at);
            assert_eq!(cut(&framing, &[left, right]), whole, "{name}, cut at {at}");
        }
        let bytes: Vec<&[u8]> = body.chunks(1).collect();
        assert_eq!(cut(&framing, &bytes), whole, "{name}, byte by byte");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn server_sent_events_are_read_as_the_specification_says() {
    let one = || vec![frame("", "a")];
    let rows: Vec<(&str, &[u8], Vec<Frame>)> = vec![
        ("nothing", b"", vec![]),
        ("line feeds", b"data: a\n\n", one()),
        ("carriage returns", b"data: a\r\r", one()),
        ("both", b"data: a\r\n\r\n", one()),
        (
            "mixed",
            b"data: a\r\n\ndata: b\n\r\n",
            vec![frame("", "a"), frame("", "b")],
        ),
        ("a byte order mark", b"\xef\xbb\xbfdata: a\n\n", one()),
        (
            "only the first mark is one",
            b"data: a\n\n\xef\xbb\xbfdata: b\n\n",
            one(),
        ),
        ("comments", b": hi\n:\ndata: a\n: there\n\n", one()),
        (
            "lines are joined",
            b"data: a\ndata:b\ndata:  c\n\n",
            vec![frame("", "a\nb\n c")],
        ),
        (
            "names",
            b"event: x\ndata: a\n\ndata: b\n\n",
            vec![frame("x", "a"), frame("", "b")],
        ),
        (
            "the last name counts",
            b"event: x\nevent: y\ndata: a\n\n",
            vec![frame("y", "a")],
        ),
        (
            "a name without data is dropped",
            b"event: x\n\ndata: a\n\n",
            one(),
        ),
        (
            "an empty data line counts",
            b"data\n\ndata:\n\n",
            vec![frame("", ""), frame("", "")],
        ),
        (
            "two empty data lines",
            b"data\ndata\n\n",
            vec![frame("", "\n")],
        ),
        (
            "ids, times and strange fields",
            b"id: 1\nretry: 5\nfoo: b\ndata: a\n\n",
            one(),
        ),
        (
            "a colon in the value",
            b"data: {\"a\":1}\n\n",
            vec![frame("", "{\"a\":1}")],
        ),
        (
            "what no blank line completes",
            b"data: a\n\ndata: half\n",
            one(),
        ),
        ("a line without end", b"data: a\n\ndata: ha", one()),
        (
            "letters of many bytes",
            "data: 鯉 🐟\n\n".as_bytes(),
            vec![frame("", "鯉 🐟")],
        ),
        (
            "bytes that are no letters",
            b"data: \xff\n\n",
            vec![frame("", "\u{fffd}")],
        ),
    ];
    check(Framing::Sse, &rows);
}

#[test]
fn a_carriage_return_completes_the_event_without_waiting() -> Result<(), Fault> {
    let mut framer = Framer::new(&Framing::Sse)?;
    assert_eq!(framer.push(b"data: a\r\n\r")?, [frame("", "a")]);
    assert_eq!(framer.push(b"\ndata: b\r\r")?, [frame("", "b")]);
    Ok(())
}

#[test]
fn lines_of_json_are_frames() {
    let rows: Vec<(&str, &[u8], Vec<Frame>)> = vec![
        ("nothing", b"", vec![]),
        (
            "two",
            b"{\"a\":1}\n[2]\n",
            vec![frame("", "{\"a\":1}"), frame("", "[2]")],
        ),
        (
            "both line ends",
            b"1\r\n2\r\n",
            vec![frame("", "1"), frame("", "2")],
        ),
        (
            "empty lines",
            b"\n\n1\n \n\r\n2\n",
            vec![frame("", "1"), frame("", "2")],
        ),
        ("no end", b"1\n2", vec![frame("", "1"), frame("", "2")]),
        (
            "letters of many bytes",
            "\"鯉\"\n".as_bytes(),
            vec![frame("", "\"鯉\"")],
        ),
    ];
    check(Framing::Ndjson, &rows);
}

#[test]
fn a_whole_body_is_one_frame() {
    let rows: Vec<(&str, &[u8], Vec<Frame>)> = vec![
        ("nothing", b"", vec![]),
        ("lines stay", b"{\n}\n\n", vec![frame("", "{\n}\n\n")]),
        (
            "letters of many bytes",
            "鯉".as_bytes(),
            vec![frame("", "鯉")],
        ),
    ];
    check(Framing::Whole, &rows);
}

fn aws_header(name: &str, kind: u8, value: &[u8]) -> Vec<u8> {
    let mut bytes = vec![u8::try_from(name.len()).expect("a short name")];
    bytes.extend(name.as_bytes());
    bytes.push(kind);
    if matches!(kind, 6 | 7) {
        bytes.extend(
            u16::try_from(value.len())
                .expect("a short value")
                .to_be_bytes(),
        );
    }
    bytes.extend(value);
    bytes
}

fn aws_message(headers: &[Vec<u8>], payload: &[u8]) -> Vec<u8> {
    let headers = headers.concat();
    let length = |count: usize| u32::try_from(count).expect("a short message").to_be_bytes();
    let mut bytes = Vec::new();
    bytes.extend(length(16 + headers.len() + payload.len()));
    bytes.extend(length(headers.len()));
    bytes.extend(crc32(&bytes).to_be_bytes());
    bytes.extend(headers);
    bytes.extend(payload);
    bytes.extend(crc32(&bytes).to_be_bytes());
    bytes
}

#[test]
fn aws_messages_are_frames_named_by_their_type() {
    assert_eq!(
        crc32(b"123456789"),
        0xcbf4_3926,
        "the checksum's own test value"
    );
    let all_types = [
        aws_header("t", 0, b""),
        aws_header("f", 1, b""),
        aws_header("b", 2, b"1"),
        aws_header("s", 3, b"12"),
        aws_header("i", 4, b"1234"),
        aws_header("l", 5, b"12345678"),
        aws_header("y", 6, b"bytes"),
        aws_header("d", 8, b"12345678"),
        aws_header("u", 9, b"1234567890123456"),
        aws_header(":event-type", 7, b"chunk"),
    ];
    let events = [
        aws_message(&all_types, b"{\"a\":1}"),
        aws_message(&[], "鯉".as_bytes()),
    ]
    .concat();
    let exception = aws_message(
        &[aws_header(":exception-type", 7, b"throttled")],
        b"slow down",
    );
    let error = [
        aws_header(":error-code", 7, b"500"),
        aws_header(":error-message", 7, b"oh"),
    ];
    let error = aws_message(&error, b"");
    let rows: Vec<(&str, &[u8], Vec<Frame>)> = vec![
        ("nothing", b"", vec![]),
        (
            "two events",
            &events,
            vec![frame("chunk", "{\"a\":1}"), frame("", "鯉")],
        ),
        (
            "an exception",
            &exception,
            vec![frame("throttled", "slow down")],
        ),
        ("an error", &error, vec![frame("500", "oh")]),
    ];
    check(Framing::AwsEventStream, &rows);
}

#[test]
fn a_damaged_aws_message_is_worth_another_try() {
    let good = aws_message(&[aws_header(":event-type", 7, b"chunk")], b"{}");
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 0x10;
        let found = cut(&Framing::AwsEventStream, &[&bad]);
        assert!(
            found.is_err_and(|fault| fault.is_transient()),
            "byte {at} is flipped"
        );
    }
    for length in 1..good.len() {
        let found = cut(&Framing::AwsEventStream, &[&good[..length]]);
        assert!(
            found.is_err_and(|fault| fault.is_transient()),
            "cut to {length}"
        );
    }
}

#[test]
fn a_frame_has_a_largest_size() {
    let half = vec![b'a'; FRAME_LIMIT / 2 + 1];
    for framing in [Framing::Sse, Framing::Ndjson, Framing::Whole] {
        let found = cut(&framing, &[&half, &half]);
        assert!(
            matches!(
                found,
                Err(Fault {
                    kind: FaultKind::Limit(_),
                    ..
                })
            ),
            "{framing:?}"
        );
    }
    let mut many_lines = b"data: ".to_vec();
    many_lines.extend(&half);
    many_lines.push(b'\n');
    let found = cut(&Framing::Sse, &[&many_lines, &many_lines]);
    assert!(
        matches!(
            found,
            Err(Fault {
                kind: FaultKind::Limit(_),
                ..
            })
        ),
        "many lines"
    );
    let mut prelude = u32::MAX.to_be_bytes().to_vec();
    prelude.extend([0; 4]);
    prelude.extend(crc32(&prelude).to_be_bytes());
    prelude.push(0);
    let found = cut(&Framing::AwsEventStream, &[&prelude]);
    assert!(
        matches!(
            found,
            Err(Fault {
                kind: FaultKind::Limit(_),
                ..
            })
        ),
        "a huge message"
    );
}

#[test]
fn an_unknown_framing_is_named() {
    let fault = Framer::new(&Framing::Other("morse".into())).expect_err("nobody knows it");
    assert_eq!(fault.kind, FaultKind::Contract);
    assert!(fault.message.contains("morse"));
}

proptest! {
    #[test]
    fn any_chunking_gives_the_same_frames(
        body in proptest::collection::vec(prop_oneof![
            Just(b"data: ".to_vec()), Just(b"event: x".to_vec()), Just(b"\n".to_vec()), Just(b"\r".to_vec()),
            Just(b"\r\n\r\n".to_vec()), Just("鯉".as_bytes().to_vec()), Just(b":".to_vec()),
            Just(aws_message(&[aws_header(":event-type", 7, b"e")], b"x")),
            proptest::collection::vec(any::<u8>(), 0..6),
        ], 0..24),
        sizes in proptest::collection::vec(1usize..9, 1..40),
    ) {
        let body = body.concat();
        let mut chunks = Vec::new();
        let mut rest = body.as_slice();
        for size in sizes.iter().cycle() {
            if rest.is_empty() { break }
            let (chunk, after) = rest.split_at((*size).min(rest.len()));
            chunks.push(chunk);
            rest = after;
        }
        for framing in [Framing::Sse, Framing::Ndjson, Framing::AwsEventStream, Framing::Whole] {
            prop_assert_eq!(cut(&framing, &chunks), cut(&framing, &[&body]));
        }
    }
}
