//! From `/proc`.

use super::Row;
use std::fs;

/// All of them.
pub(in crate::seatbelt) fn rows() -> Vec<Row> {
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = all.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    ids.filter_map(row).collect()
}

fn row(id: i32) -> Option<Row> {
    let text = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name before it may hold anything.
    let fields: Vec<&str> = text.rsplit(')').next()?.split_whitespace().collect();
    let number = |at: usize| fields.get(at)?.parse::<u64>().ok();
    let is_over = ["Z", "X"].contains(fields.first()?);
    let row = Row {
        id,
        parent: number(1)?.try_into().ok()?,
        group: number(2)?.try_into().ok()?,
        threads: number(17)?,
        began: number(19)?,
    };
    (!is_over).then_some(row)
}

/// The memory of one, in bytes: what is not shared with files.
pub(in crate::seatbelt) fn size(id: i32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{id}/statm")).unwrap_or_default();
    let mut fields = text.split(' ').skip(1);
    let mut next = || fields.next()?.parse::<u64>().ok();
    let (resident, shared) = (next().unwrap_or(0), next().unwrap_or(0));
    resident.saturating_sub(shared) * rustix::param::page_size() as u64
}

/// How many of them are this user's, threads counted.
pub(in crate::seatbelt) fn of_the_user() -> u64 {
    crate::bare::tasks_of_the_user()
}
