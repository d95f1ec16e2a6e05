//! The limits for all processes together, which the kernel keeps only for each.

use crate::plan::Limits;
use std::fs;

/// Counts, and keeps quiet until there is too much.
pub(crate) struct Watch {
    limits: Limits,
    page: u64,
    has_told: bool,
}

impl Watch {
    pub(crate) fn new(limits: Limits) -> Self {
        let page = rustix::param::page_size() as u64;
        Self {
            limits,
            page,
            has_told: false,
        }
    }

    /// What there is too much of, told once.
    pub(crate) fn excess(&mut self) -> Option<String> {
        if self.has_told {
            return Some("it did not end at once".into()).filter(|_| self.over().is_some());
        }
        let over = self.over();
        self.has_told = over.is_some();
        over
    }

    fn over(&self) -> Option<String> {
        let (mut count, mut bytes) = (0u64, 0u64);
        for entry in fs::read_dir("/proc").ok()?.flatten() {
            let name = entry.file_name();
            let Some(id) = name.to_str().filter(|name| name.parse::<u32>().is_ok()) else {
                continue;
            };
            count += threads(id);
            bytes += self.page * private_pages(id);
        }
        let Limits {
            memory, processes, ..
        } = self.limits;
        if count > processes {
            Some(format!("more than {processes} processes and threads"))
        } else if bytes > memory {
            Some(format!("more than {} MiB of memory", memory >> 20))
        } else {
            None
        }
    }
}

/// What is not shared with files: of a process that has ended, nothing.
fn private_pages(id: &str) -> u64 {
    let text = fs::read_to_string(format!("/proc/{id}/statm")).unwrap_or_default();
    let mut fields = text
        .split(' ')
        .skip(1)
        .map_while(|field| field.parse::<u64>().ok());
    let (resident, shared) = (fields.next().unwrap_or(0), fields.next().unwrap_or(0));
    resident.saturating_sub(shared)
}

fn threads(id: &str) -> u64 {
    let text = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    let fields = text.rsplit(')').next().unwrap_or_default();
    fields
        .split_whitespace()
        .nth(17)
        .and_then(|count| count.parse().ok())
        .unwrap_or(1)
}
