//! A program and all that came of it, however far it has gone: its group, and whoever was seen below it.
//!
//! Nothing on this system ends a process with whoever started it. One that leaves the group and whose parent ends between
//! two looks is not found again; it still is in the sandbox, where it gains nothing by that but time.

use super::processes::{self, Row};
use crate::plan::Limits;
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use std::collections::HashMap;
use std::thread;
use std::time::Duration;

/// How often what is left is looked for and ended.
const ROUNDS: usize = 500;
/// Between two rounds.
const PAUSE: Duration = Duration::from_millis(2);

/// Those who belong together, since the first of them began.
pub(super) struct Family {
    /// The number of the first, and of the group that it made.
    first: i32,
    /// With when they began.
    known: HashMap<i32, u64>,
    has_told: bool,
}

impl Family {
    pub(super) fn of(first: i32) -> Self {
        let mut family = Self {
            first,
            known: HashMap::new(),
            has_told: false,
        };
        let rows = processes::rows();
        let begun = rows.iter().find(|row| row.id == first);
        family.known.extend(begun.map(|row| (first, row.began)));
        family
    }

    /// Who is there now.
    pub(super) fn look(&mut self) -> Vec<Row> {
        let rows = processes::rows();
        let mut members: HashMap<i32, Row> = HashMap::new();
        let is_known = |row: &Row| self.known.get(&row.id) == Some(&row.began);
        // Somebody else can have the number of the first only when nobody is left in its group.
        let is_ours = rows.iter().all(|row| row.id != self.first || is_known(row));
        // Parents may have higher numbers than their children: until nobody is added.
        loop {
            let before = members.len();
            for row in &rows {
                let is_in_group = is_ours && row.group == self.first;
                if is_known(row) || is_in_group || members.contains_key(&row.parent) {
                    members.insert(row.id, *row);
                }
            }
            if members.len() == before {
                break;
            }
        }
        self.known = members.values().map(|row| (row.id, row.began)).collect();
        members.into_values().collect()
    }

    /// What there is too much of; told once more only where it did not help to say so.
    pub(super) fn excess(&mut self, limits: &Limits) -> Option<String> {
        let over = over(&self.look(), limits)?;
        if self.has_told {
            return Some("it did not end at once".into());
        }
        self.has_told = true;
        Some(over)
    }

    /// Tells all of them.
    pub(super) fn signal(&mut self, signal: Signal) {
        let members = self.look();
        if members.iter().any(|row| row.group == self.first)
            && let Some(group) = Pid::from_raw(self.first)
        {
            // One that has ended can't be told.
            kill_process_group(group, signal).ok();
        }
        for row in members.iter().filter(|row| row.group != self.first) {
            if let Some(process) = Pid::from_raw(row.id) {
                kill_process(process, signal).ok();
            }
        }
    }

    /// Ends all that is left, however often it makes new ones.
    pub(super) fn end(&mut self) {
        for _ in 0..ROUNDS {
            if self.look().is_empty() {
                return;
            }
            self.signal(Signal::KILL);
            thread::sleep(PAUSE);
        }
    }
}

fn over(members: &[Row], limits: &Limits) -> Option<String> {
    let Limits {
        memory, processes, ..
    } = *limits;
    let count: u64 = members.iter().map(|row| row.threads).sum();
    let bytes: u64 = members.iter().map(|row| processes::size(row.id)).sum();
    if count > processes {
        Some(format!("more than {processes} processes and threads"))
    } else if bytes > memory {
        Some(format!("more than {} MiB of memory", memory >> 20))
    } else {
        None
    }
}
