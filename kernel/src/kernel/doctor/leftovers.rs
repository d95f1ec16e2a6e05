//! What crashes left behind: drafts, locks of nothing, temporary folders of tasks that are over.

use super::{Check, Doctor, FIX};
use crate::kernel::storage;
use std::path::Path;

pub(super) fn check(doctor: &Doctor) -> Check {
    let temp = std::env::temp_dir();
    let mut check = Check::of("leftovers", doctor.paths.home());
    let mut found = Vec::new();
    for root in [doctor.paths.home(), doctor.paths.data()] {
        found.extend(storage::drafts(root));
    }
    found.extend(storage::temporary(&temp));
    // The data may be below the home.
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found.dedup();
    for leftover in &found {
        if doctor.fix {
            let done = storage::remove(leftover);
            check.mend(
                &leftover.path,
                leftover.what,
                done.map(|()| "it is removed".to_owned())
                    .map_err(|error| error.to_string()),
            );
        } else {
            check.find(&leftover.path, leftover.what, FIX);
        }
    }
    in_place(&mut check, doctor.paths.home());
    check.told(super::counted(found.len(), "leftover"))
}

/// The roots have to be folders.
fn in_place(check: &mut Check, home: &Path) {
    if home.exists() && !home.is_dir() {
        let next = format!("move it away: mv '{0}' '{0}.aside'", home.display());
        check.find(home, "there is no folder here", next);
    }
}
