//! The table of credentials that are known by their shape.

mod assignments;
mod cloud;
mod code;
mod keys;
mod models;
mod money;
mod people;
mod tools;

use crate::format::Format;

/// Every row.
pub fn formats() -> impl Iterator<Item = &'static Format> {
    [
        models::ROWS,
        cloud::ROWS,
        code::ROWS,
        tools::ROWS,
        money::ROWS,
        people::ROWS,
        keys::ROWS,
        assignments::ROWS,
    ]
    .into_iter()
    .flatten()
}
