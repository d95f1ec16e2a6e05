//! The sandbox of macOS: a helper starts the program under the system's own tool, with a profile made for this one start.
//!
//! There are no namespaces and no mounts: the program sees the files of this machine under their real names, and the
//! profile says which of them it may read or change; `places` puts the plan into these terms. The helper stays outside,
//! holds the lifeline, counts what the program and all that it starts use up, and ends them. All of it but the tool runs on
//! Linux as well, where the tests put a peer in the tool's place.

mod family;
mod forward;
mod helper;
mod limits;
mod places;
mod processes;
mod profile;
mod start;

pub use profile::Profile;

use crate::launch::Launch;
use crate::layer::Missing;
use crate::plan::Plan;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Where the system keeps it: no search path leads anywhere else.
pub const TOOL: &str = "/usr/bin/sandbox-exec";

/// The name under which the binary knows that it is this helper.
const ROLE: &str = "openkoi-seatbelt";

/// What a helper is handed.
#[derive(Debug, Serialize, Deserialize)]
struct Order {
    tool: PathBuf,
    plan: Plan,
}

/// A helper, by a program that calls [`enter`], that starts what is planned under `tool`.
pub fn launch(helper: &Path, tool: &Path, plan: &Plan) -> io::Result<Launch> {
    let order = Order {
        tool: tool.to_owned(),
        plan: plan.clone(),
    };
    Launch::handing(helper, ROLE, &serde_json::to_vec(&order)?)
}

/// Does the helper's work if this process was started as one. To be called before anything else.
pub fn enter() -> Option<ExitCode> {
    let name = std::env::args_os().next()?;
    (name == ROLE).then(helper::run)
}

/// The same plan with real paths, as a profile speaks of them.
pub fn really(plan: Plan) -> Plan {
    places::really(plan, None)
}

/// Whether the tool takes a profile with every kind of rule that is ever in one, and runs something under it.
pub fn trial(tool: &Path) -> Result<(), Missing> {
    start::trial(tool)
}
