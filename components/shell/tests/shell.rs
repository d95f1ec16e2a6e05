//! What the tool asks of the host, and what a model reads of the outcome.

use openkoi_sdk::tool::process::{Command, Outcome};
use openkoi_sdk::tool::{Effect, Failure, FailureKind, Output};
use openkoi_shell::terminal::plain;
use openkoi_shell::{call, description};
use serde_json::{Value, json};

fn asked(arguments: &Value) -> Result<Command, Failure> {
    let mut asked = None;
    let ended = outcome("", "", Some(0));
    call(
        |command| {
            asked = Some(command);
            Ok(ended)
        },
        "shell",
        &arguments.to_string(),
    )?;
    Ok(asked.expect("the host was asked"))
}

fn outcome(stdout: &str, stderr: &str, code: Option<i32>) -> Outcome {
    Outcome {
        code,
        stdout: stdout.into(),
        stderr: stderr.into(),
        timed_out: false,
        duration_ms: 7,
    }
}

fn said(outcome: Outcome) -> Output {
    call(|_| Ok(outcome), "shell", r#"{"command":"x"}"#).expect("the tool runs")
}

#[test]
fn the_command_is_handed_on_with_defaults_and_limits() {
    let rows = [
        (json!({ "command": "ls" }), "", 120_000),
        (
            json!({ "command": "ls", "directory": "./a//b/", "timeout_ms": 5 }),
            "a/b",
            5,
        ),
        (
            json!({ "command": "ls", "directory": ".", "timeout_ms": 9_999_999 }),
            "",
            600_000,
        ),
        (json!({ "command": "ls", "timeout_ms": 0 }), "", 1),
        (
            json!({ "command": "ls", "directory": "größe" }),
            "größe",
            120_000,
        ),
        (json!({ "command": "ls", "directory": "é" }), "é", 120_000),
    ];
    for (arguments, directory, timeout) in rows {
        let command = asked(&arguments).expect("accepted");

        assert_eq!(
            (command.line.as_str(), command.directory.as_str()),
            ("ls", directory)
        );
        assert_eq!(command.timeout_ms, timeout);
    }
}

#[test]
fn arguments_that_make_no_sense_are_refused_with_what_to_do() {
    let rows = [
        (json!({}), "command"),
        (json!({ "command": " \n" }), "empty"),
        (json!({ "command": "a\0b" }), "NUL"),
        (
            json!({ "command": "ls", "directory": "/tmp" }),
            "like crates/core",
        ),
        (
            json!({ "command": "ls", "directory": "C:\\" }),
            "not relative",
        ),
        (json!({ "command": "ls", "directory": "~" }), "not relative"),
        (json!({ "command": "ls", "directory": "a/../.." }), "`..`"),
        (json!({ "command": "ls", "directory": "a\nb" }), "control"),
        (json!({ "command": "ls", "timeout_ms": -1 }), "schema"),
    ];
    for (arguments, word) in rows {
        let failure = asked(&arguments).expect_err("refused");

        assert_eq!(failure.kind, FailureKind::Invalid);
        assert!(
            failure.message.contains(word),
            "{arguments}: {}",
            failure.message
        );
    }
}

#[test]
fn the_host_s_refusal_reaches_the_model() {
    let refused = || Failure::of(FailureKind::Refused, "policy says no");

    let failure = call(|_| Err(refused()), "shell", r#"{"command":"x"}"#).expect_err("refused");

    assert_eq!(failure, refused());
    assert!(
        call(|_| Err(refused()), "bash", "{}")
            .expect_err("unknown")
            .message
            .contains("`bash`")
    );
}

#[test]
fn the_last_line_says_how_the_command_ended() {
    let rows = [
        (outcome("a\n", "b\n", Some(0)), "a\nb\n[exit code 0]", false),
        (outcome("a", "", Some(3)), "a\n[exit code 3]", true),
        (outcome("", "", Some(0)), "[exit code 0]", false),
        (
            outcome("", "x  \n\n", None),
            "x\n[killed by a signal]",
            true,
        ),
        (
            Outcome {
                timed_out: true,
                ..outcome("a", "", None)
            },
            "a\n[timed out after 7 ms]",
            true,
        ),
        (
            outcome("[exit code 0]\n", "", Some(1)),
            "[exit code 0]\n[exit code 1]",
            true,
        ),
    ];
    for (outcome, text, is_error) in rows {
        let output = said(outcome);

        assert_eq!((output.text.as_str(), output.is_error), (text, is_error));
    }
}

#[test]
fn the_data_carries_the_code_the_time_and_whether_it_ran_out() {
    let rows = [
        (
            outcome("", "", Some(2)),
            r#"{"code":2,"duration_ms":7,"timed_out":false}"#,
        ),
        (
            Outcome {
                timed_out: true,
                ..outcome("", "", None)
            },
            r#"{"code":null,"duration_ms":7,"timed_out":true}"#,
        ),
    ];
    for (outcome, data) in rows {
        assert_eq!(said(outcome).data.as_deref(), Some(data));
    }
}

#[test]
fn what_only_a_terminal_understands_is_left_out() {
    let rows: [(&[u8], &str); 16] = [
        (b"\x1b[1;31mred\x1b[0m", "red"),
        (b"\x1b]0;title\x07text", "text"),
        (
            b"\x1b]8;;https://example.com\x1b\\link\x1b]8;;\x1b\\",
            "link",
        ),
        (b"\x1bPstring\x1b\\after", "after"),
        (b"\x1b(Bplain\x1b=\x1b7", "plain"),
        (b"a\x1b[2K\x1b[1Gb", "ab"),
        (b" 10%\r 50%\r100%\n", "100%"),
        (b" 10%\r100%\r\nnext\r\n", "100%\nnext"),
        (b"a  \n\tb \t\n\n", "a\n\tb"),
        (b"ab\x08c", "ac"),
        (b"a\n\x08b", "a\nb"),
        (b"bell\x07 null\x00 del\x7f", "bell null del"),
        (b"caf\xc3\xa9 \xff\xfe", "caf\u{e9} \u{fffd}\u{fffd}"),
        (b"\xc2\x9b31mred", "red"),
        (b"\x1b", ""),
        (b"\x1b[12\nb", "\nb"),
    ];
    for (bytes, text) in rows {
        assert_eq!(plain(bytes), text, "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn a_mebibyte_of_anything_is_cleaned() {
    for pattern in [
        &b"\x1b["[..],
        b"\r",
        b"\xff",
        b"\x1b]",
        b"\x08",
        b"\x1b[31m\xf0\x9f\x90\x9f\r",
    ] {
        let text = plain(&pattern.repeat(1_048_576 / pattern.len()));

        assert!(!text.chars().any(|character| character.is_control()));
    }
}

#[test]
fn the_tool_executes_and_the_manifest_says_so() {
    let tool = description::tool();
    let manifest = include_str!("../component.toml");

    assert_eq!(tool.effect, Effect::Execute);
    assert!(manifest.contains("[[actions]]\nname = \"shell\"\neffect = \"execute\"\n"));
    assert!(manifest.contains("[process]\nreason = \""));
    let schema: Value = serde_json::from_str(&tool.spec.parameters).expect("the schema is JSON");
    assert_eq!(schema["required"], json!(["command"]));
    assert_eq!(schema["properties"]["timeout_ms"]["maximum"], 600_000);
}
