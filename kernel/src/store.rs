//! SQLite: what happened, written once and read by everyone.
//!
//! [`SqliteJournal`] writes, [`History`] reads; all that people see is a fold over the events (`fold`).

mod deliberations;
mod fold;
mod history;
mod journal;
mod pages;
mod recovery;
mod schema;
mod trouble;
mod writer;

#[cfg(test)]
mod tests;

pub use fold::{Spent, TaskState, TaskSummary, Totals, summary, tool_records, totals};
pub use history::{History, HistoryError, Record};
pub use journal::{Notice, SqliteJournal};
pub use recovery::{Rescue, examine, moved_aside};
