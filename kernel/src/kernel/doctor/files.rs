//! Texts that people write and that OpenKoi keeps: can each be read?

use super::{Check, Doctor};
use crate::kernel::Kernel;
use crate::registry::Grants;
use std::fs;
use std::path::{Path, PathBuf};

pub(super) fn checks(doctor: &Doctor) -> Vec<Check> {
    let mut checks = vec![config(doctor), grants(doctor)];
    let home = doctor.paths.home();
    checks.push(trust(doctor));
    checks.push(text("soul", &home.join("SOUL.md"), openkoi_state::read));
    checks.push(keys(&doctor.paths.credentials()));
    checks.push(components(doctor));
    checks.push(kept_aside(home));
    checks.retain(|check| !check.place.is_empty());
    checks
}

/// Everything that is wrong with the config is told at once, by where it is.
fn config(doctor: &Doctor) -> Check {
    let path = doctor.paths.config_file();
    let mut check = Check::of("config", path);
    let grants = Grants::load(&doctor.paths.grants());
    match &doctor.kernel {
        Ok(_) if std::fs::metadata(path).is_ok_and(|file| file.len() == 0) => {
            check.find(
                path,
                "it is empty: no setting of yours holds",
                format!("mend it, or remove it: rm '{}'", path.display()),
            );
            check
        }
        Ok(_) if path.exists() => check.told("it is valid"),
        Ok(_) => check.told("not there; the defaults hold"),
        // The grants' own row tells what is wrong with them.
        Err(failure) if grants.is_ok() => {
            check.find(path, &failure.message, next(path, &failure.remedy));
            check
        }
        Err(_) => check.told("not looked at"),
    }
}

fn grants(doctor: &Doctor) -> Check {
    let path = doctor.paths.grants();
    let mut check = Check::of("grants", &path);
    match Grants::load(&path) {
        Ok(_) if path.exists() => check.told("they can be read"),
        Ok(_) => Check::default(),
        Err(error) => {
            let failure = crate::failure::Failure::from(error);
            check.find(&path, &failure.message, next(&path, &failure.remedy));
            check
        }
    }
}

/// What was kept is the user's to mend or to give up: nothing goes on without it.
fn next(path: &Path, remedy: &str) -> String {
    if remedy.is_empty() {
        let path = path.display();
        format!("mend it, or keep it aside and begin anew: mv '{path}' '{path}.aside'")
    } else {
        remedy.to_owned()
    }
}

fn trust(doctor: &Doctor) -> Check {
    let path = doctor.paths.trust();
    let mut check = text("trust", &path, openkoi_state::load);
    let read = doctor.kernel.as_ref().map(Kernel::trust);
    if let (true, Ok(Err(failure))) = (check.findings.is_empty(), read) {
        check = Check::of("trust", &path);
        check.find(&path, &failure.message, next(&path, &failure.remedy));
    }
    check
}

type Reading = fn(&Path) -> Result<Option<String>, openkoi_state::StateError>;

/// A text of ours; no row where there is none.
fn text(area: &'static str, path: &Path, read: Reading) -> Check {
    let mut check = Check::of(area, path);
    match read(path) {
        Ok(None) => Check::default(),
        Ok(Some(text)) if text.trim().is_empty() => {
            check.find(
                path,
                "it is empty",
                format!("mend it, or remove it: rm '{}'", path.display()),
            );
            check
        }
        Ok(Some(_)) => check.told("it can be read"),
        Err(error) => {
            check.find(path, error.to_string(), error.remedy());
            check
        }
    }
}

fn keys(folder: &Path) -> Check {
    let mut check = Check::of("keys", folder);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Check::default(),
        Err(error) => {
            check.find(
                folder,
                error.to_string(),
                "mv it away; a folder of <name>.key files belongs there",
            );
            return check;
        }
    };
    let mut count = 0;
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.extension().is_none_or(|ending| ending != "key") {
            continue;
        }
        count += 1;
        // What is in it is never shown.
        match openkoi_state::read(&path) {
            Ok(Some(key)) if key.trim().is_empty() => {
                check.find(&path, "it is empty", "put the key there alone");
            }
            Ok(Some(key))
                if key
                    .trim_end_matches(['\r', '\n'])
                    .contains(char::is_control) =>
            {
                check.find(
                    &path,
                    "it holds a line break or another control character",
                    "put the key there alone",
                );
            }
            Ok(_) => {}
            Err(error) => check.find(&path, error.to_string(), error.remedy()),
        }
    }
    check.told(super::counted(count, "key"))
}

fn components(doctor: &Doctor) -> Check {
    let folder = doctor.paths.components();
    let mut check = Check::of("components", &folder);
    let Ok(kernel) = &doctor.kernel else {
        return Check::default();
    };
    for broken in kernel.registry.broken() {
        let next = format!(
            "mend it, or move it away: mv '{0}' '{0}.aside'",
            broken.folder.display()
        );
        check.find(&broken.folder, &broken.reason, next);
    }
    let overview = kernel.overview();
    let skills = kernel.material();
    // What a project brings along is the project's to mend.
    let of_user = skills
        .notes
        .iter()
        .filter(|note| note.contains(" is not used: "));
    for note in of_user {
        check.find(
            &folder.with_file_name("skills"),
            note,
            "mend it, or move it away",
        );
    }
    check.told(format!("{} active", overview.components))
}

/// Files that were kept because they could not be read.
fn kept_aside(home: &Path) -> Check {
    let entries = fs::read_dir(home).into_iter().flatten().flatten();
    let mut kept: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| {
            path.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .contains(".corrupt-")
        })
        .collect();
    kept.sort();
    if kept.is_empty() {
        return Check::default();
    }
    Check::of("aside", home).told(super::counted(kept.len(), "damaged file"))
}
