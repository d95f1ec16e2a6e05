mod property;

use super::*;
use crate::domain::{ReceiptId, Thinking};
use crate::session::turn::Requested;
use serde_json::json;

/// A conversation about these reads, each with a result of so many bytes.
fn reads(sizes: &[usize]) -> Conversation {
    let mut conversation = Conversation::new("system".into(), "直して 🎏".into(), "be kind");
    for (number, size) in sizes.iter().enumerate() {
        call(
            &mut conversation,
            &format!("c{number}"),
            "read",
            json!({"path": format!("{number}.rs")}),
        );
        let receipt = receipt(number, &format!("read {number}.rs"), Effect::Read);
        conversation.results(vec![result(&format!("c{number}"), *size)], &[receipt]);
    }
    conversation
}

fn call(conversation: &mut Conversation, id: &str, name: &str, arguments: serde_json::Value) {
    let call = ToolCall {
        id: id.into(),
        name: name.into(),
        arguments,
    };
    let thinking = Thinking {
        text: "hm".into(),
        signature: Some(format!("signature of {id}")),
    };
    conversation.said(&Turn {
        parts: vec![Part::Thinking(thinking), Part::ToolCall(call.clone())],
        calls: vec![Requested::Call(call)],
        ..Turn::default()
    });
}

fn says(conversation: &mut Conversation, text: &str) {
    conversation.said(&Turn {
        parts: vec![Part::Text(text.into())],
        ..Turn::default()
    });
}

fn result(id: &str, size: usize) -> ToolResult {
    ToolResult {
        id: id.into(),
        content: "x".repeat(size),
        is_error: false,
    }
}

fn receipt(number: usize, summary: &str, effect: Effect) -> Receipt {
    Receipt {
        id: ReceiptId(format!("r{number}")),
        tool: String::new(),
        summary: summary.into(),
        effect,
        code: None,
        is_error: false,
        output: String::new(),
        duration_ms: 1,
        input_hash: String::new(),
        output_hash: String::new(),
        files: Vec::new(),
    }
}

/// Every result's text.
fn contents(conversation: &Conversation) -> Vec<&str> {
    let parts = conversation.messages.iter().flat_map(|each| &each.parts);
    parts
        .filter_map(|part| match part {
            Part::ToolResult(result) => Some(result.content.as_str()),
            _ => None,
        })
        .collect()
}

fn digest(conversation: &Conversation) -> String {
    match conversation.messages[1].parts.last() {
        Some(Part::Text(text)) => text.clone(),
        other => panic!("no digest: {other:?}"),
    }
}

#[test]
fn the_task_stands_word_for_word_as_the_first_part_of_the_first_user_message() {
    let mut conversation = Conversation::new("system".into(), "直して 🎏".into(), "be kind");
    conversation.instruct("<skill_content>".into());
    conversation.brief(&Plan::default(), &["test it".into()]);
    assert_eq!(
        conversation.messages()[1].parts[0],
        Part::Text("直して 🎏".into())
    );
    assert_eq!(conversation.messages()[1].parts.len(), 4);
}

#[test]
fn only_the_end_grows_so_that_the_prefix_stays_the_same() {
    let mut conversation = reads(&[10]);
    let parts = |conversation: &Conversation| -> Vec<Vec<Part>> {
        let messages = conversation.messages().iter();
        messages.map(|message| message.parts.clone()).collect()
    };
    let before = parts(&conversation);
    says(&mut conversation, "done");
    conversation.judged("again");
    assert_eq!(before, parts(&conversation)[..before.len()]);
    let points = conversation.messages().iter().map(|one| one.cache_point);
    assert_eq!(
        points.collect::<Vec<_>>(),
        [true, false, false, false, false, true]
    );
}

#[test]
fn the_oldest_results_go_first_and_no_more_than_must() {
    let mut conversation = reads(&[1_000; 8]);
    let target = conversation.bytes() - 1_500;
    let dropped = conversation.compact(target, Depth::Turns);
    assert_eq!(
        dropped,
        ["result of read 0.rs (1 KB)", "result of read 1.rs (1 KB)"]
    );
    assert!(conversation.bytes() <= target);
    let contents = contents(&conversation);
    assert_eq!(
        contents[0],
        "[left out to make room: the result of read 0.rs, receipt r0, 1 KB; call the tool again if you need it]"
    );
    assert!(contents[2..].iter().all(|content| content.len() == 1_000));
}

#[test]
fn the_newest_turns_stay_whole_as_long_as_older_ones_have_something_to_give() {
    let newest = |conversation: &Conversation| {
        let whole = contents(conversation).into_iter().rev();
        whole.take_while(|content| content.len() == 1_000).count()
    };
    // The bytes that there may be, and how many of the newest results are whole then.
    let rows = [(8_000, 6), (6_000, 4), (0, 1)];
    for (target, whole) in rows {
        let mut conversation = reads(&[1_000; 8]);
        conversation.compact(target, Depth::Turns);
        assert_eq!(newest(&conversation), whole, "{target}");
    }
}

#[test]
fn results_alone_are_left_out_where_turns_are_to_stay() {
    let mut conversation = reads(&[1_000; 8]);
    let messages = conversation.messages().len();
    let dropped = conversation.compact(0, Depth::Results);
    assert_eq!(dropped.len(), 7);
    assert_eq!(conversation.messages().len(), messages);
    assert_eq!(conversation.messages()[1].parts.len(), 2, "no digest");
}

#[test]
fn of_turns_that_are_gone_the_receipts_are_told() {
    let mut conversation = Conversation::new("system".into(), "task".into(), "");
    for round in 0..3 {
        for (at, (tool, arguments)) in [
            (
                "write",
                json!({"path": "src/a.rs", "content": "x".repeat(2_000)}),
            ),
            ("shell", json!({"command": "make test"})),
            ("grep", json!({"pattern": "koi"})),
        ]
        .into_iter()
        .enumerate()
        {
            let id = format!("c{round}{at}");
            let told = summary(tool, &arguments);
            call(&mut conversation, &id, tool, arguments);
            let (effect, code) = match tool {
                "write" => (Effect::WriteWorkspace, None),
                "shell" => (Effect::Execute, Some(2)),
                _ => (Effect::Read, None),
            };
            let mut receipts = vec![Receipt {
                code,
                ..receipt(round * 10 + at, &told, effect)
            }];
            let mut result = result(&id, 500);
            // The search was denied.
            if tool == "grep" {
                receipts.clear();
                result.is_error = true;
            }
            conversation.results(vec![result], &receipts);
        }
    }
    let dropped = conversation.compact(2_500, Depth::Turns);
    assert_eq!(
        dropped.last().map(String::as_str),
        Some("turn with write (3 KB)")
    );
    assert_eq!(
        digest(&conversation),
        "[This is a note of the program that runs you, written by rule from its receipts: 7 earlier turns of yours were \
         left out here to make room. The calls in them, and what came of each:\
         \n- write src/a.rs: done (receipt r0)\
         \n- shell make test: exit 2 (receipt r1)\
         \n- grep koi: not done\
         \n- write src/a.rs: done (receipt r10)\
         \n- shell make test: exit 2 (receipt r11)\
         \n- grep koi: not done\
         \n- write src/a.rs: done (receipt r20)\
         \nFiles written: src/a.rs.]"
    );
    assert_eq!(
        conversation.messages()[1].parts[0],
        Part::Text("task".into())
    );
}

#[test]
fn a_digest_has_an_end_however_much_is_left_out() {
    let mut conversation = reads(&[3_000; 300]);
    conversation.compact(0, Depth::Turns);
    let digest = digest(&conversation);
    assert!(digest.contains("299 earlier turns"), "{digest}");
    assert!(digest.contains("- 259 calls before these\n- read 259.rs: done"));
    assert!(digest.len() < 3_000, "{}", digest.len());
}

#[test]
fn the_newest_findings_stay_with_their_answer_and_older_ones_go_with_theirs() {
    let mut conversation = reads(&[1_000]);
    for round in ["first", "second"] {
        says(
            &mut conversation,
            &format!("{round} answer {}", "x".repeat(900)),
        );
        conversation.judged(&format!("{round} findings {}", "y".repeat(900)));
    }
    call(&mut conversation, "last", "list", json!({}));
    conversation.results(vec![result("last", 700)], &[]);
    let dropped = conversation.compact(0, Depth::Turns);
    assert_eq!(
        dropped,
        [
            "result of read 0.rs (1 KB)",
            "turn with read (262 bytes)",
            "an answer and what it was found to lack (2 KB)"
        ]
    );
    let text = format!("{:?}", conversation.messages());
    for (words, stays) in [
        ("first answer", false),
        ("first findings", false),
        ("second answer", true),
        ("second findings", true),
        ("evaluated and not accepted: 1", true),
    ] {
        assert_eq!(text.contains(words), stays, "{words}");
    }
    assert_eq!(
        contents(&conversation).last().map(|last| last.len()),
        Some(700)
    );
}

#[test]
fn of_the_newest_turn_only_the_last_result_stays_when_nothing_else_can_go() {
    let mut conversation = Conversation::new("system".into(), "task".into(), "");
    let parts = (0..3).map(|at| {
        Part::ToolCall(ToolCall {
            id: format!("c{at}"),
            name: "read".into(),
            arguments: json!({"path": format!("{at}.rs")}),
        })
    });
    conversation.said(&Turn {
        parts: parts.collect(),
        ..Turn::default()
    });
    let results = (0..3).map(|at| result(&format!("c{at}"), 1_000)).collect();
    conversation.results(results, &[]);
    assert_eq!(conversation.compact(0, Depth::Results), [""; 0]);
    let dropped = conversation.compact(0, Depth::Turns);
    assert_eq!(
        dropped,
        ["result of read 0.rs (1 KB)", "result of read 1.rs (1 KB)"]
    );
    assert_eq!(contents(&conversation)[2], "x".repeat(1_000));
}

#[test]
fn many_small_turns_go_together_where_one_alone_would_take_more_room_to_tell() {
    let mut conversation = reads(&[40; 60]);
    let before = conversation.bytes();
    let dropped = conversation.compact(before / 4, Depth::Turns);
    assert!(dropped.len() > 40, "{dropped:?}");
    assert!(conversation.bytes() <= before / 4);
}
