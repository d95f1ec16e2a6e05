//! A rule-based model: it answers by rules over the conversation, without a language model, a key or a network.
//!
//! It keeps nothing between calls. Every call replays its procedure against the tool calls and results that the
//! conversation holds, and answers with the first call that is not there yet, or with the end (see [`session`]).

mod check;
mod conversation;
mod definition;
mod diagnostic;
mod ending;
mod fix;
mod instructions;
mod intent;
mod lexer;
mod lookup;
mod mutation;
mod nearest;
mod plan;
mod project;
mod repair;
mod reply;
mod session;
mod text;
mod workspace;

use openkoi_sdk::local_provider::{Event, Failure, Guest, Model, Price, Request};

/// The component.
pub struct Reflex;

impl Guest for Reflex {
    fn known() -> Vec<Model> {
        vec![Model {
            id: "rules".into(),
            name: "Reflex (rule-based, not a language model)".into(),
            context: 10_000_000,
            output: 100_000,
            tools: true,
            vision: false,
            reasoning: false,
            price: Some(Price {
                input: 0.0,
                output: 0.0,
                cache_read: 0.0,
                cache_write: 0.0,
            }),
            extra: Vec::new(),
        }]
    }

    fn complete(request: Request) -> Result<Vec<Event>, Failure> {
        Ok(reply::answer(&conversation::Conversation::of(&request)))
    }
}

#[cfg(target_arch = "wasm32")]
openkoi_sdk::export_local_provider!(Reflex);
