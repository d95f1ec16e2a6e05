//! Records exchanges and plays them back, beneath the codecs: what a service said, byte by byte.
//!
//! A tape is a file of JSON lines, one for each exchange, written when it ends. It holds what a component sent and saw,
//! never a credential: those are added further out, and taken out of what comes back there too.

mod line;
mod recording;
mod replaying;

#[cfg(test)]
mod tests;

use crate::domain::{Fault, FaultKind};
use crate::port::Exchange;
use openkoi_redact::Redactor;
use recording::{Recorder, Recording};
use replaying::{Player, Replaying};
use std::path::Path;
use std::sync::Arc;

/// A recording, being made or being played.
#[derive(Clone)]
pub struct Tape(Mode);

#[derive(Clone)]
enum Mode {
    Record(Arc<Recorder>),
    Replay(Arc<Player>),
}

impl Tape {
    /// Begins a new recording; what the file held is gone. Only the user can read it.
    /// What looks like a credential, or is known to be one, is struck out of it.
    pub fn record(path: &Path, redactor: Redactor) -> Result<Self, Fault> {
        let recorder = Recorder::create(path, redactor)?;
        Ok(Self(Mode::Record(Arc::new(recorder))))
    }

    /// Plays a recording. No request leaves the process.
    pub fn replay(path: &Path) -> Result<Self, Fault> {
        Ok(Self(Mode::Replay(Arc::new(Player::load(path)?))))
    }

    /// Whether it answers instead of the network.
    pub fn is_replay(&self) -> bool {
        matches!(self.0, Mode::Replay(_))
    }

    /// The exchange with this tape before it.
    pub fn wrap(&self, exchange: Arc<dyn Exchange>) -> Arc<dyn Exchange> {
        match &self.0 {
            Mode::Record(recorder) => Arc::new(Recording {
                recorder: Arc::clone(recorder),
                exchange,
            }),
            Mode::Replay(player) => Arc::new(Replaying(Arc::clone(player))),
        }
    }

    /// How many requests were answered by a recorded one with another body.
    pub fn drifted(&self) -> usize {
        match &self.0 {
            Mode::Record(_) => 0,
            Mode::Replay(player) => player.drifted(),
        }
    }

    /// How many recorded exchanges nobody has asked for yet.
    pub fn unused(&self) -> usize {
        match &self.0 {
            Mode::Record(_) => 0,
            Mode::Replay(player) => player.unused(),
        }
    }
}

fn fault(kind: FaultKind, message: String) -> Fault {
    Fault::new("tape", kind, message)
}
