//! A line that a person types at the terminal and nobody sees.

use crate::domain::RunOutcome;
use crate::failure::Failure;
use rustix::termios::{
    LocalModes, OptionalActions, QueueSelector, SpecialCodeIndex, Termios, tcflush, tcgetattr,
    tcsetattr,
};
use std::io::{Stdin, Write, stdin};
use zeroize::Zeroizing;

/// What the key for an interrupt sends.
const INTERRUPT: u8 = 3;

/// No key is longer; the terminal takes less.
const MOST: usize = 64 * 1024;

/// The terminal as it was comes back when this goes.
struct Unseen {
    stdin: Stdin,
    before: Termios,
}

impl Unseen {
    /// Takes away the echo. An interrupt ends the line instead of the process, so that the echo always comes back.
    fn begin() -> std::io::Result<Self> {
        let stdin = stdin();
        let before = tcgetattr(&stdin)?;
        let mut unseen = before.clone();
        unseen
            .local_modes
            .remove(LocalModes::ECHO | LocalModes::ISIG);
        unseen
            .local_modes
            .insert(LocalModes::ICANON | LocalModes::ECHONL);
        unseen.special_codes[SpecialCodeIndex::VEOL] = INTERRUPT;
        // What was typed before the question is no answer to it.
        tcsetattr(&stdin, OptionalActions::Flush, &unseen)?;
        tcflush(&stdin, QueueSelector::IFlush)?;
        Ok(Self { stdin, before })
    }
}

impl Drop for Unseen {
    fn drop(&mut self) {
        // A terminal that is gone needs nothing any more.
        tcsetattr(&self.stdin, OptionalActions::Now, &self.before).ok();
    }
}

/// Asks, and reads the line.
pub(super) fn ask(question: &str) -> Result<Zeroizing<String>, Failure> {
    let failed = |error: std::io::Error| {
        Failure::new(
            format!("the terminal can't be asked: {error}"),
            "use --stdin",
        )
    };
    let unseen = Unseen::begin().map_err(failed)?;
    let mut stderr = std::io::stderr();
    stderr.write_all(question.as_bytes()).map_err(failed)?;
    stderr.flush().map_err(failed)?;
    let mut line = Zeroizing::new(Vec::with_capacity(MOST));
    loop {
        let mut some = Zeroizing::new([0; 4096]);
        let count = rustix::io::read(&unseen.stdin, some.as_mut_slice())
            .map_err(|error| failed(error.into()))?;
        line.extend_from_slice(&some[..count]);
        let is_whole = matches!(line.last(), None | Some(b'\n' | &INTERRUPT));
        if count == 0 || is_whole || line.len() >= MOST {
            break;
        }
    }
    if line.last() == Some(&INTERRUPT) {
        drop(stderr.write_all(b"\n"));
        let failure = Failure::new("interrupted; nothing was changed", "");
        return Err(failure.ending(RunOutcome::Interrupted));
    }
    match std::str::from_utf8(&line) {
        Ok(text) => Ok(Zeroizing::new(text.to_owned())),
        Err(_) => Err(Failure::usage(
            "the key is no text; nothing was changed",
            "",
        )),
    }
}
