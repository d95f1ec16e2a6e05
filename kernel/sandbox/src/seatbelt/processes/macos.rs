//! As the kernel lists them. Of other users' processes it tells nothing, and of those that have ended neither.

use super::Row;
use crate::sys;

/// All of this user's.
pub(in crate::seatbelt) fn rows() -> Vec<Row> {
    sys::process_ids().into_iter().filter_map(row).collect()
}

fn row(id: i32) -> Option<Row> {
    let facts = sys::process_facts(id)?;
    let process = facts.pbsd;
    Some(Row {
        id,
        parent: process.pbi_ppid.try_into().ok()?,
        group: process.pbi_pgid.try_into().ok()?,
        threads: facts.ptinfo.pti_threadnum.try_into().ok()?,
        began: process.pbi_start_tvsec * 1_000_000 + process.pbi_start_tvusec,
    })
}

/// The memory of one, in bytes.
pub(in crate::seatbelt) fn size(id: i32) -> u64 {
    sys::footprint(id)
}

/// How many of them are this user's.
pub(in crate::seatbelt) fn of_the_user() -> u64 {
    rows().len() as u64
}
