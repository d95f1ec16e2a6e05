//! Reads, changes and replaces a text while nobody else does.

use crate::sealed::sealed;
use crate::{StateError, load, lock, write};
use std::path::Path;

/// Changes a file of ours under its lock. `change` gets the text as it is now, None where there is no file, and says what
/// it becomes; its error leaves everything as it was. The lines that show whether the text is whole are not part of it. A
/// text that stays the same is not written.
pub fn update<E: From<StateError>>(
    path: &Path,
    change: impl FnOnce(Option<&str>) -> Result<String, E>,
) -> Result<(), E> {
    let path = &crate::replace::real(path)?;
    let _lock = lock(path)?;
    let old = load(path)?;
    let new = change(old.as_deref())?;
    if old.as_ref() != Some(&new) {
        write(path, sealed(&new).as_bytes())?;
    }
    Ok(())
}
