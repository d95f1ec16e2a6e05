//! The limits for all processes together, which the kernel keeps only for each.

use crate::plan::Limits;
use std::fs;
use std::io;

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
        for id in processes().ok()? {
            let id = id.to_string();
            count += threads(&id);
            bytes += self.page * private_pages(&id);
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

/// Whether the first process and this one are all there are. Whoever has ended and was not collected counts.
pub(crate) fn is_nobody_but(process: libc::pid_t) -> bool {
    processes().is_ok_and(|mut all| all.all(|id| id == 1 || id == process))
}

fn processes() -> io::Result<impl Iterator<Item = libc::pid_t>> {
    let entries = fs::read_dir("/proc")?.flatten();
    Ok(entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()))
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
