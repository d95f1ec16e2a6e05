//! What a program that OpenKoi runs can reach: nothing but what it is shown.
//!
//! A [`Scene`] says what a program may see and change; [`Launch`] starts OpenKoi's own binary in another role, the
//! helper, which goes apart into namespaces of its own, builds the file system of the [`Plan`] from nothing, gives up every
//! privilege, sets limits, Landlock rules and a system call filter, and becomes the program. Where one of these layers
//! can't be set up the program is not run, and [`Missing`] says which and what helps; unless a person allowed for it to
//! run without that layer, and then with all others. [`Guard`] keeps watch over protected paths that are not there yet.
//!
//! Unsafe code of the workspace lives in `sys.rs` of this crate alone.

mod guard;
mod layer;
mod plan;
mod profile;
mod scene;

#[cfg(target_os = "linux")]
mod bare;
#[cfg(target_os = "linux")]
mod filter;
#[cfg(target_os = "linux")]
mod forward;
#[cfg(target_os = "linux")]
mod helper;
#[cfg(target_os = "linux")]
mod inside;
#[cfg(target_os = "linux")]
mod launch;
#[cfg(target_os = "linux")]
mod privilege;
#[cfg(target_os = "linux")]
mod rules;
#[cfg(target_os = "linux")]
mod standing;
#[cfg(target_os = "linux")]
mod sys;
#[cfg(target_os = "linux")]
mod view;
#[cfg(target_os = "linux")]
mod watch;

mod report;

pub use guard::{Guard, Kept};
pub use layer::{Layer, Missing};
pub use plan::{Limits, Plan, Proxy, Shown, StandIns, What};
pub use profile::Profile;
pub use report::Report;
pub use scene::Scene;

#[cfg(target_os = "linux")]
pub use launch::Launch;
#[cfg(target_os = "linux")]
pub use standing::{Standing, probe};

/// Does the helper's work if this process was started as one. To be called before anything else.
#[cfg(target_os = "linux")]
pub fn enter() -> Option<std::process::ExitCode> {
    let name = std::env::args_os().next()?;
    (name == launch::ROLE).then(helper::run)
}
