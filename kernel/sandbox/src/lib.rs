//! What a program that OpenKoi runs can reach: nothing but what it is shown.
//!
//! A [`Scene`] says what a program may see and change; [`Launch`] starts OpenKoi's own binary in another role, the
//! helper, which goes apart into namespaces of its own, builds the file system of the [`Plan`] from nothing, gives up every
//! privilege, sets limits, Landlock rules and a system call filter, and becomes the program. On macOS the helper starts
//! the program under the system's own tool: see [`seatbelt`]. Where one of these layers can't be set up the program is not
//! run, and [`Missing`] says which and what helps; unless a person allowed for it to run without that layer, and then with
//! all others. [`Guard`] keeps watch over protected paths that are not there yet.
//!
//! Unsafe code of the workspace lives in `sys.rs` and below it alone.

mod guard;
mod launch;
mod layer;
mod plan;
mod report;
mod scene;
pub mod seatbelt;
mod standing;
mod sys;

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
mod privilege;
#[cfg(target_os = "linux")]
mod rules;
#[cfg(target_os = "linux")]
mod view;
#[cfg(target_os = "linux")]
mod watch;

pub use guard::{Guard, Kept};
pub use launch::{Launch, ending};
pub use layer::{Layer, Missing};
pub use plan::{Limits, Plan, Proxy, Shown, StandIns, What};
pub use report::Report;
pub use scene::Scene;
pub use standing::{Standing, probe};

/// Does the helper's work if this process was started as one. To be called before anything else.
#[cfg(target_os = "linux")]
pub fn enter() -> Option<std::process::ExitCode> {
    let name = std::env::args_os().next()?;
    (name == launch::ROLE).then(helper::run)
}

#[cfg(target_os = "macos")]
pub use seatbelt::enter;
