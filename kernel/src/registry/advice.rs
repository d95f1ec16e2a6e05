//! The commands that the registry points to.

use super::component::Component;
use std::path::Path;

/// Why a component that was not granted what it asks for can't do it, and what would allow it.
pub(super) fn ungranted(component: &Component) -> String {
    format!(
        "{component} is not granted what its manifest asks for: openkoi component grant {component}"
    )
}

/// Why a project's component does not run, and what would make it.
pub(super) fn inert(folder: &Path) -> String {
    let folder = folder.display().to_string();
    format!(
        "a project's components never run by themselves; to use it, look at it and copy the folder to ~/.openkoi/components: {}",
        folder.escape_debug()
    )
}
