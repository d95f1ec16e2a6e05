//! From a conversation to the events of its next answer.

use crate::conversation::Conversation;
use crate::ending::{ABILITIES, Ending, Finish};
use crate::intent::Intent;
use crate::session::{Call, Session, Step, Stop};
use crate::{instructions, lookup, plan, repair};
use openkoi_sdk::local_provider::{Event, ToolArguments, ToolStart, Usage};

/// The next answer: tool calls, or the end.
pub(crate) fn answer(conversation: &Conversation) -> Vec<Event> {
    let intent = Intent::of(&conversation.task);
    if let Some(schema) = &conversation.schema {
        return ended(plan::answer(&conversation.role, schema, &intent));
    }
    if conversation.role != "executor" {
        let role = &conversation.role;
        return ended(Ending::refusal(format!(
            "The rules can't act as `{role}`: that asks for judgement."
        )));
    }
    let mut session = Session::new(conversation);
    match follow(&mut session, &intent) {
        Ok(ending) | Err(Stop::End(ending)) => ended(ending),
        Err(Stop::Calls(calls)) => called(calls, conversation.calls.len()),
    }
}

fn follow(session: &mut Session, intent: &Intent) -> Step<Ending> {
    let findings = session.findings();
    match intent {
        Intent::Fix(fix) => repair::run(session, fix),
        Intent::Instructions(list) => {
            let done = instructions::run(session, list)?;
            if findings.is_empty() {
                return Ok(done);
            }
            Ok(Ending::refusal(format!(
                "{}\n\nThe instructions were carried out to the letter; what the findings ask for beyond that is not \
                 something the rules can work out.",
                done.text
            )))
        }
        Intent::Question(question) => {
            let answered = lookup::run(session, question)?;
            if findings.is_empty() {
                return Ok(answered);
            }
            Ok(Ending::refusal(format!(
                "{}\n\nThe search has nothing to add to this.",
                answered.text
            )))
        }
        Intent::Unknown(why) => Ok(Ending::refusal(format!("{why}\n\n{ABILITIES}"))),
    }
}

fn ended(ending: Ending) -> Vec<Event> {
    let finish = match ending.finish {
        Finish::Stop => "stop",
        Finish::Refusal => "refusal",
    };
    vec![
        Event::Text(ending.text),
        usage(),
        Event::Finish(finish.into()),
    ]
}

/// Ids count the calls of the whole conversation, so none occurs twice.
fn called(calls: Vec<Call>, earlier: usize) -> Vec<Event> {
    let mut events = Vec::new();
    let reasons: Vec<&str> = calls
        .iter()
        .map(|call| call.why.as_str())
        .filter(|why| !why.is_empty())
        .collect();
    if let Some(first) = reasons.first() {
        events.push(Event::Text((*first).to_owned()));
    }
    for (index, call) in calls.iter().enumerate() {
        let id = format!("reflex-{}", earlier + index + 1);
        events.push(Event::ToolStart(ToolStart {
            id: id.clone(),
            name: call.name.into(),
        }));
        events.push(Event::ToolArguments(ToolArguments {
            id: id.clone(),
            fragment: call.arguments.to_string(),
        }));
        events.push(Event::ToolEnd(id));
    }
    events.push(usage());
    events.push(Event::Finish("tool".into()));
    events
}

fn usage() -> Event {
    Event::Usage(Usage {
        input: 0,
        output: 0,
        cache_read: 0,
        cache_write: 0,
        extra: Vec::new(),
    })
}
