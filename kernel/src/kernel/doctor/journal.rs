//! The journal: is it whole, and is there an older one whose rows can be saved?

use super::{Check, Doctor, FIX};
use crate::store::{Finding, History, SqliteJournal, examine, moved_aside};

pub(super) async fn check(doctor: &Doctor) -> Check {
    let path = doctor.paths.journal();
    let mut check = Check::of("journal", &path);
    let damage = match examine(&path) {
        Ok(damage) => damage,
        Err(error) => {
            let next = "see what it says; OPENKOI_DATA can name another directory";
            check.find(&path, error.to_string(), next);
            return check;
        }
    };
    let aside = moved_aside(&path);
    if !doctor.fix {
        for line in &damage {
            check.find(&path, format!("it is damaged: {line}"), FIX);
        }
        for kept in &aside {
            let what = "a damaged journal is kept here, and its rows are not saved yet";
            check.find(kept, what, FIX);
        }
    } else if !damage.is_empty() || !aside.is_empty() {
        mend(doctor, &mut check, &damage).await;
    }
    if damage.is_empty() || doctor.fix {
        links(doctor, &mut check);
    }
    let told = match path.exists() {
        true => "integrity checked",
        false => "nothing has happened yet",
    };
    check.told(told)
}

/// Whether the rows are what was written. What an earlier opening recorded was told then, and stays in the record.
fn links(doctor: &Doctor, check: &mut Check) {
    let path = doctor.paths.journal();
    let verified = match History::open(&path) {
        Ok(Some(history)) => history.verify(None),
        Ok(None) => crate::store::lost(&path, None),
        Err(error) => Err(error),
    };
    let next = "openkoi trust audit --verify";
    match verified {
        Ok(verified) => {
            let found = verified.map(|it| it.findings).unwrap_or_default();
            let new = found
                .iter()
                .filter(|it| !matches!(it, Finding::Recorded { .. }));
            for finding in new {
                check.find(&path, finding.to_string(), next);
            }
        }
        Err(error) => check.find(&path, error.to_string(), next),
    }
}

/// Opening keeps a damaged file aside and begins a new one; then the rows of all that were kept aside come into it.
async fn mend(doctor: &Doctor, check: &mut Check, damage: &[String]) {
    let path = doctor.paths.journal();
    let journal = match SqliteJournal::open(&path) {
        Ok((journal, notices)) => {
            for notice in notices {
                check.mend(&path, damage.join("; "), Ok(notice.message));
            }
            journal
        }
        Err(error) => return check.mend(&path, damage.join("; "), Err(error.to_string())),
    };
    for kept in moved_aside(&path) {
        let saved = journal.rescue(&kept).await;
        let done = saved.map(|rescue| {
            format!(
                "{} of its {} readable rows came into the journal, which had the others; it is kept as {}",
                rescue.added,
                rescue.found,
                rescue.kept.display()
            )
        });
        check.mend(
            &kept,
            "a damaged journal was kept here",
            done.map_err(|error| error.to_string()),
        );
    }
}
