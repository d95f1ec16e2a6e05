//! Decisions, and what was done by them, read from the journal.

use super::history::{Found, History, Record};
use rusqlite::params;

impl History {
    /// The newest rulings, answers, changes of trust, calls and denials, oldest first.
    pub fn decisions(&self, limit: u32) -> Found<Vec<Record>> {
        let decisions = "SELECT * FROM events WHERE id IN
                         (SELECT id FROM events WHERE kind IN
                          ('ruled', 'consented', 'trusted', 'tool-called', 'tool-denied', 'chain-began', 'chain-broke')
                          ORDER BY id DESC LIMIT ?1) ORDER BY id";
        self.records(decisions, params![limit])
    }
}
