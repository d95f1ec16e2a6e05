//! The exact HTTP request for what the kernel asks.

mod bench;
mod messages;
mod thinking;
mod tools;

use bench::*;
use openkoi_sdk::provider::{FailureKind, Image, Part, Request, Role, ToolCall, ToolSpec};

#[test]
fn what_can_not_be_said_is_refused_with_its_name() {
    let bad_call = Part::ToolCall(ToolCall {
        id: "7".to_owned(),
        name: "read".to_owned(),
        arguments: "[1]".to_owned(),
    });
    let bad_image = Part::Image(Image {
        media_type: "image/tiff".to_owned(),
        data: Vec::new(),
    });
    let said = |part| request(vec![message(Role::User, vec![part])]);
    for (request, named) in [
        (
            request(vec![message(Role::System, vec![text("alone")])]),
            "no message",
        ),
        (said(bad_call), "call 7 to read"),
        (said(bad_image), "image/tiff"),
        (
            Request {
                tool_choice: Some("fly".to_owned()),
                tools: vec![tool("read")],
                ..hello()
            },
            "fly",
        ),
        (
            Request {
                tools: vec![ToolSpec {
                    parameters: "nothing".to_owned(),
                    ..tool("read")
                }],
                ..hello()
            },
            "tool read",
        ),
    ] {
        let failure = encode(request).expect_err("a failure");
        assert_eq!(failure.kind, FailureKind::Invalid);
        assert!(failure.message.contains(named), "{}", failure.message);
    }
}
