//! A Go project.

use super::System;
use crate::check::{Check, Kind};

/// Go has all three without configuration. Only the verbose list says how many tests there are.
pub(super) fn checks(directory: &str) -> Vec<Check> {
    [
        (Kind::Build, "go build ./..."),
        (Kind::Test, "go test -v ./..."),
        (Kind::Lint, "go vet ./..."),
    ]
    .map(|(kind, line)| Check::new(kind, System::Go, line, directory))
    .to_vec()
}
