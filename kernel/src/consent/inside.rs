//! Whether this process was started by a run: then nobody who could consent is there.

use crate::config::Environment;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// What programs of a run find in their environment.
const MARK: &str = "OPENKOI_RUN";
/// So many parents are looked at.
const PARENTS: usize = 64;

/// By the environment, and where the system tells it, by the programs above this one: an environment is easily emptied.
pub fn is_inside_a_run(environment: &Environment) -> bool {
    environment.get(MARK).is_some() || parents().any(|process| is_this_program(&process))
}

/// The processes above this one, the nearest first. Empty where the system doesn't tell.
fn parents() -> impl Iterator<Item = String> {
    let above = |process: &String| {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // The name stands in parentheses and may hold anything.
        let (_, rest) = stat.rsplit_once(')')?;
        let parent = rest.split_whitespace().nth(1)?;
        (parent != "0").then(|| parent.to_owned())
    };
    std::iter::successors(Some("self".to_owned()), above)
        .skip(1)
        .take(PARENTS)
}

fn is_this_program(process: &str) -> bool {
    let program = |process: &str| {
        fs::metadata(Path::new("/proc").join(process).join("exe"))
            .ok()
            .map(|found| (found.dev(), found.ino()))
    };
    program(process).is_some_and(|other| Some(other) == program("self"))
}
