//! Real projects before and after real work, and what is said of it.

mod bench;
mod cargo;
mod claims;
mod make;
mod node;
mod outcomes;
mod python;
mod questions;
mod turned;
