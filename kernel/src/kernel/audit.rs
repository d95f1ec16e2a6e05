//! Whatever changes what the agent may do is in the journal before it is done, and so is every attempt that is refused.

use super::{Kernel, clock::SystemClock};
use crate::config::Paths;
use crate::domain::{Event, EventBody, IterationId, TaskId, TrustChange};
use crate::door::claim::Claim;
use crate::failure::Failure;
use crate::port::Journal;
use crate::registry::{Component, Grant};
use crate::session::Clock;
use crate::store::SqliteJournal;
use openkoi_redact::Redactor;
use std::path::Path;

/// The task to which rows belong that belong to none.
const TRUST: &str = "trust";
const REMEDY: &str =
    "openkoi doctor tells what is wrong; nothing is changed that the journal can't tell of";

/// Writes a change down. It is on the disk when this returns; the caller may be in a runtime or in none.
pub fn audited(paths: &Paths, redactor: &Redactor, change: TrustChange) -> Result<(), Failure> {
    let path = paths.journal();
    let written = || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .map_err(|error| error.to_string())?;
        let (journal, _notices) = SqliteJournal::open(&path).map_err(|error| error.to_string())?;
        let event = Event {
            id: 0,
            task: TaskId(TRUST.to_owned()),
            iteration: IterationId(0),
            at_ms: SystemClock::new().now_ms(),
            body: EventBody::Trusted(change),
        };
        let journal = journal.redacting(redactor.clone());
        let appended = runtime.block_on(journal.append(vec![event]));
        appended.map(drop).map_err(|error| error.to_string())
    };
    let ended = std::thread::scope(|scope| scope.spawn(written).join());
    ended
        .unwrap_or_else(|_panicked| Err(format!("writing {} broke off", path.display())))
        .map_err(|why| Failure::new(why, REMEDY))
}

/// A task that runs at this moment with this home, wherever its data is: below the home, where it is by default, or where
/// the environment says.
pub fn running(paths: &Paths) -> Option<String> {
    let default = paths.home().parent().unwrap_or(Path::new("/"));
    let places = [
        paths.data().to_owned(),
        paths.home().join("data"),
        default.join(".local/share/openkoi"),
    ];
    places.iter().find_map(|data| Claim::any(data))
}

impl Kernel {
    /// Grants a component what its manifest asks for.
    pub fn grant(&mut self, component: &Component) -> Result<Grant, Failure> {
        let asked = self.registry.asked(component.kind(), component.name())?;
        let rights: Vec<&str> = asked.rights.iter().map(String::as_str).collect();
        let words = format!(
            "grant {component} as {}: {}",
            asked.digest,
            rights.join(", ")
        );
        self.audited(TrustChange::of(words))?;
        self.registry.adopt(asked.clone())?;
        Ok(asked)
    }

    /// Takes back what a component was granted. False: that was nothing.
    pub fn revoke(&mut self, component: &Component) -> Result<bool, Failure> {
        self.audited(TrustChange::of(format!("revoke the grant of {component}")))?;
        let (kind, name) = (component.kind(), component.name());
        Ok(self.registry.revoke(kind, name)?)
    }

    /// Writes a change down.
    pub fn audited(&self, change: TrustChange) -> Result<(), Failure> {
        audited(&self.paths, self.redactor(), change)
    }
}
