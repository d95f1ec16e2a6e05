//! Whether a skill has here what it needs.

use crate::config::Environment;
use crate::mind::Needs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path};

/// The first thing that is missing.
pub(super) fn unfit(needs: &Needs, environment: &Environment, project: &Path) -> Option<String> {
    if !needs.systems.is_empty() && !needs.systems.iter().any(|name| is_here(name)) {
        return Some(format!("it is for {}", needs.systems.join(", ")));
    }
    let path = environment.get("PATH").unwrap_or_default();
    let missing = |program: &&String| !is_on(path, program);
    if let Some(program) = needs.programs.iter().find(missing) {
        return Some(format!(
            "it needs the program {program}, which is not on the PATH"
        ));
    }
    let unset = |name: &&String| environment.get(name).is_none();
    if let Some(name) = needs.variables.iter().find(unset) {
        return Some(format!("it needs the variable {name}, which is not set"));
    }
    let absent = |file: &&String| !holds(project, file);
    let file = needs.files.iter().find(absent)?;
    Some(format!("it is for projects with a {file}"))
}

fn is_here(system: &str) -> bool {
    let system = system.to_lowercase();
    let usual = match system.as_str() {
        "darwin" | "osx" | "mac" => "macos",
        "win32" | "win" => "windows",
        other => other,
    };
    usual == std::env::consts::OS
}

fn is_on(path: &str, program: &str) -> bool {
    let can_run = |file: &Path| {
        file.metadata()
            .is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
    };
    let is_name = !program.is_empty() && !program.contains('/');
    is_name && std::env::split_paths(path).any(|folder| can_run(&folder.join(program)))
}

/// Only what lies in the project counts.
fn holds(project: &Path, file: &str) -> bool {
    let inside = Path::new(file)
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    inside && project.join(file).is_file()
}
