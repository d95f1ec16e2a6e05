//! What the agencies have in common: how a text is quoted, how a word is found in it, and how a model is asked for a verdict.

mod second_reading;
mod words;

#[cfg(feature = "bench")]
pub mod bench;

pub use second_reading::{Opinion, SecondReading, quoted, steps};
pub use words::{excerpt, find, short};
