//! SQLite: what happened, written once and read by everyone.
//!
//! [`SqliteJournal`] writes, [`History`] reads; all that people see is a fold over the events (`fold`). Each row bears a
//! hash of all before it (`chain`), and the newest hash is kept beside the file too (`head`).

mod chain;
mod decisions;
mod deliberations;
mod fold;
mod guard;
mod head;
mod history;
mod journal;
mod log;
mod memory;
mod migration;
mod orders;
mod pages;
mod recovery;
mod schema;
mod trouble;
mod verify;
mod writer;

#[cfg(test)]
mod tests;

pub use fold::{Spent, TaskState, TaskSummary, Totals, summary, tool_records, totals};
pub use head::Head;
pub use history::{History, HistoryError, Record};
pub use journal::{Notice, SqliteJournal};
pub use memory::Memory;
pub use recovery::{Rescue, compact, examine, moved_aside};
pub use verify::{Finding, Verified, lost};
