//! On macOS: whether the system's tool takes a profile of ours.

use crate::layer::Missing;
use crate::seatbelt::{self, TOOL};
use std::path::Path;

/// What holds, and what is missing.
pub(super) fn look() -> (Vec<String>, Vec<Missing>) {
    match seatbelt::trial(Path::new(TOOL)) {
        Ok(()) => (
            vec!["sandbox-exec (files programs network)".to_owned()],
            Vec::new(),
        ),
        Err(missing) => (Vec::new(), vec![missing]),
    }
}
