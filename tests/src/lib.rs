//! The bench of the black-box tests: a home of one's own, the binary, and a model server that follows a script.
//!
//! - [`Home`]: a temporary home with a workspace in it, from which the binary is run with a bare environment.
//! - [`Run`]: how that went: exit code, both outputs, the result as JSON.
//! - [`server`]: a model service on the loopback that speaks two vendors' wire formats, as strict as they are.
//! - [`Project`]: small projects with a bug, in several ecosystems.
//! - [`canary`]: credentials that go through every run, and may be left nowhere.
//! - [`Case`]: a run with a scripted model, and whether it is convicted or honoured.
//! - [`architecture`]: which room of the kernel names which.
//! - [`contract`]: the contracts against their frozen copies.
//! - [`Daemon`]: the daemon of a home, and whoever speaks HTTP with it.
//! - [`faults`]: calls of the system that fail, or before which the program is killed.
//! - [`guest`]: components that misbehave.
//! - [`keyring`]: a real keyring on a bus of its own.
//! - [`worn`]: a home after work, and what can become of its files.
//! - [`rows`]: the rows of a journal as they lie in its bytes.
//! - [`readme`]: the commands that the README shows.
//!
//! The binary is `$OPENKOI_BIN`, or the release build of this workspace. Nothing here reaches beyond the loopback.

pub mod architecture;
pub mod canary;
pub mod case;
pub mod contract;
pub mod daemon;
pub mod faults;
pub mod guest;
pub mod home;
pub mod keyring;
pub mod project;
pub mod readme;
pub mod rows;
pub mod run;
pub mod server;
pub mod terminal;
pub mod worn;

pub use case::{Case, Verdict};
pub use daemon::Daemon;
pub use home::Home;
pub use project::Project;
pub use run::{Run, Running};
pub use server::{Dialect, Fault, Script, Server, Turn};

use std::path::{Path, PathBuf};

/// The root of this workspace.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests stand one level below the workspace")
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), PathBuf::from)
}

/// The binary under test.
pub fn binary() -> PathBuf {
    let path = std::env::var_os("OPENKOI_BIN")
        .map_or_else(|| target().join("release/openkoi"), PathBuf::from);
    assert!(
        path.is_file(),
        "{} is missing: build it with `make build`, or name another with OPENKOI_BIN",
        path.display()
    );
    path
}
