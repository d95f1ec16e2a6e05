//! Between the contract's types and the vocabulary's, one noun a file.
//!
//! Towards a guest nothing can go wrong. What comes back from one is checked against everything that the contract
//! promises and types can't say; where it breaks a promise it is [`Garbled`].

pub(super) mod brief;
pub(super) mod chat;
pub(super) mod effect;
pub(super) mod fault;
pub(super) mod happening;
pub(super) mod model;
pub(super) mod question;
pub(super) mod remote;
pub(super) mod tool;
pub(super) mod work;

use crate::mechanism::sound;
use serde_json::Value;

/// An answer that breaks a promise of the contract: which.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Garbled(pub(super) String);

/// Parses text that the contract calls JSON.
fn json(what: &str, text: &str) -> Result<Value, Garbled> {
    serde_json::from_str(text).map_err(|error| Garbled(format!("{what} is not JSON ({error})")))
}

/// Parses text that the contract calls a JSON object.
fn object(what: &str, text: &str) -> Result<Value, Garbled> {
    let value = json(what, text)?;
    if value.is_object() {
        Ok(value)
    } else {
        Err(Garbled(format!("{what} is not a JSON object")))
    }
}

fn at_most(what: &str, count: usize, most: usize) -> Result<(), Garbled> {
    sound::at_most(what, count, most).map_err(Garbled)
}

/// Checks each and keeps their order.
fn all<T, U>(items: Vec<T>, convert: impl Fn(T) -> Result<U, Garbled>) -> Result<Vec<U>, Garbled> {
    items.into_iter().map(convert).collect()
}

#[cfg(test)]
mod tests;
