use super::*;
use crate::domain::Role;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// What happens in a conversation: sizes of what is said and of what tools return.
#[derive(Debug, Clone)]
enum Happening {
    Called {
        text: usize,
        arguments: usize,
        results: Vec<(usize, bool)>,
    },
    Evaluated {
        answer: usize,
        findings: usize,
    },
}

fn happening() -> impl Strategy<Value = Happening> {
    let size = || prop_oneof![0..200_usize, 0..3_000_usize];
    let results = proptest::collection::vec((size(), any::<bool>()), 1..4);
    prop_oneof![
        4 => (0..300_usize, size(), results).prop_map(|(text, arguments, results)| Happening::Called { text, arguments, results }),
        1 => (1..2_000_usize, 1..2_000_usize).prop_map(|(answer, findings)| Happening::Evaluated { answer, findings }),
    ]
}

fn conversation(happenings: &[Happening]) -> Conversation {
    let mut conversation = Conversation::new("s".repeat(900), "直して 🎏".into(), "be kind");
    conversation.brief(&Plan::default(), &["test it".into()]);
    for (number, happening) in happenings.iter().enumerate() {
        match happening {
            Happening::Called {
                text,
                arguments,
                results,
            } => {
                let calls = results.iter().enumerate().map(|(at, _)| {
                    Part::ToolCall(ToolCall {
                        id: format!("c{number}.{at}"),
                        name: "write".into(),
                        arguments: json!({"path": format!("{number}.rs"), "content": "z".repeat(*arguments)}),
                    })
                });
                let thinking = Thinking {
                    text: "t".repeat(*text),
                    signature: Some(format!("sig{number}")),
                };
                let parts = std::iter::once(Part::Thinking(thinking)).chain(calls);
                conversation.said(&Turn {
                    parts: parts.collect(),
                    ..Turn::default()
                });
                let made = |(at, (size, is_error)): (usize, &(usize, bool))| ToolResult {
                    is_error: *is_error,
                    ..result(&format!("c{number}.{at}"), *size)
                };
                let receipts: Vec<Receipt> = results
                    .iter()
                    .filter(|(_, is_error)| !is_error)
                    .map(|_| {
                        receipt(
                            number,
                            &format!("write {number}.rs"),
                            Effect::WriteWorkspace,
                        )
                    })
                    .collect();
                conversation.results(results.iter().enumerate().map(made).collect(), &receipts);
            }
            Happening::Evaluated { answer, findings } => {
                says(&mut conversation, &"a".repeat(*answer));
                conversation.judged(&format!("{number}{}", "f".repeat(*findings)));
            }
        }
    }
    conversation
}

/// Roles take turns, and every call is answered in the very next message, in order, once.
fn is_valid(messages: &[Message]) -> Result<(), String> {
    for (at, pair) in messages.windows(2).enumerate().skip(1) {
        let (one, next) = (&pair[0], &pair[1]);
        if (one.role == Role::Assistant) == (next.role == Role::Assistant) {
            return Err(format!("{at}: {:?} after {:?}", next.role, one.role));
        }
        let asked: Vec<&String> = calls(one).into_iter().map(|call| &call.id).collect();
        let answered: Vec<&String> = next
            .parts
            .iter()
            .filter_map(|part| match part {
                Part::ToolResult(result) => Some(&result.id),
                _ => None,
            })
            .collect();
        if asked != answered {
            return Err(format!("{at}: asked {asked:?}, answered {answered:?}"));
        }
    }
    Ok(())
}

/// What has to be there afterwards, message by message, as it was.
fn pinned(conversation: &Conversation) -> Vec<Message> {
    let findings = |at: &usize| conversation.spans[*at].kind == Kind::Findings;
    let spans = 0..conversation.spans.len();
    let said = spans
        .clone()
        .rfind(|at| conversation.spans[*at].kind == Kind::Said);
    let newest = spans.clone().rfind(findings).map(|at| [at - 1, at]);
    let kept: BTreeSet<usize> = [0]
        .into_iter()
        .chain(newest.into_iter().flatten())
        .chain(said)
        .collect();
    kept.into_iter()
        .map(|at| conversation.messages[at].clone())
        .collect()
}

/// The place of the cache point moves; what is said does not.
fn without_cache_points(messages: &[Message]) -> Vec<Vec<Part>> {
    messages
        .iter()
        .map(|message| message.parts.clone())
        .collect()
}

proptest! {
    #[test]
    fn whatever_is_left_out_the_pinned_stays_and_the_transcript_is_valid_and_smaller(
        happenings in proptest::collection::vec(happening(), 0..24),
        share in 0..120_usize,
        depth in prop_oneof![Just(Depth::Results), Just(Depth::Turns)],
    ) {
        let before = conversation(&happenings);
        let target = before.bytes() * share / 100;
        let mut after = before.clone();
        let dropped = after.compact(target, depth);

        is_valid(after.messages()).map_err(TestCaseError::fail)?;
        prop_assert_eq!(after.bytes(), after.messages().iter().map(size).sum::<usize>(), "the sizes are right");
        if dropped.is_empty() {
            prop_assert_eq!(&after, &before, "who says nothing has changed nothing");
        } else {
            prop_assert!(after.bytes() < before.bytes());
            prop_assert!(before.bytes() > target, "there was a reason");
        }

        let first = &before.messages[1].parts;
        prop_assert_eq!(first, &after.messages[1].parts[..first.len()]);
        let (whole, left) = (without_cache_points(&pinned(&before)), without_cache_points(after.messages()));
        for parts in whole {
            prop_assert!(left.contains(&parts), "a pinned message is gone");
        }
        if matches!(before.spans.last(), Some(Span { kind: Kind::Results(_), .. })) {
            let (result, kept) = (contents(&before), contents(&after));
            prop_assert_eq!(result.last(), kept.last(), "the newest result stays whole");
        }

        let mut again = after.clone();
        prop_assert!(again.compact(target, depth).is_empty(), "once is enough");
        prop_assert_eq!(&again, &after);
        let mut twin = before.clone();
        prop_assert_eq!(twin.compact(target, depth), dropped, "the same in, the same out");
        prop_assert_eq!(&twin, &after);
    }

    #[test]
    fn a_conversation_goes_on_after_it_became_smaller(
        before in proptest::collection::vec(happening(), 1..12),
        after in proptest::collection::vec(happening(), 1..12),
        shares in (0..100_usize, 0..100_usize),
    ) {
        let mut conversation = conversation(&before);
        conversation.compact(conversation.bytes() * shares.0 / 100, Depth::Turns);
        let middle = conversation.bytes();
        let start = before.len();
        for (number, happening) in after.iter().enumerate() {
            if let Happening::Called { arguments, results, .. } = happening {
                let id = format!("d{}", start + number);
                call(&mut conversation, &id, "write", json!({"content": "z".repeat(*arguments)}));
                conversation.results(vec![result(&id, results[0].0)], &[]);
            }
        }
        prop_assert!(conversation.bytes() >= middle);
        conversation.compact(conversation.bytes() * shares.1 / 100, Depth::Turns);
        is_valid(conversation.messages()).map_err(TestCaseError::fail)?;
        prop_assert_eq!(&conversation.messages[1].parts[0], &Part::Text("直して 🎏".into()));
        prop_assert!(conversation.messages[1].parts.len() <= 4, "one digest, however often");
    }
}
