//! Whether it is a person who wants to change what is delegated, and not what a task has started.

use crate::cli::args::Globals;
use crate::config::{Environment, Paths};
use crate::domain::{RunOutcome, TrustChange};
use crate::failure::Failure;
use crate::kernel::{audited, lineage, running};
use std::fs;
use std::os::unix::fs::MetadataExt;

/// The variable that every program has which a task starts.
const MARK: &str = "OPENKOI_TASK";

/// No process has more above it.
const ANCESTORS: usize = 256;

/// What speaks for a person, and against.
#[derive(Debug, Default)]
pub(in crate::cli) struct Person {
    /// The environment says that a task has started it.
    is_marked: bool,
    /// It bears what no program can shed.
    is_of_a_task: bool,
    is_below_us: bool,
    /// They sit before it: it is the terminal of this session, and we have its foreground.
    has_terminal: bool,
    /// A task that runs meanwhile, with the same home.
    running: Option<String>,
}

impl Person {
    pub(in crate::cli) fn of(environment: &Environment, globals: &Globals) -> Self {
        let paths = Paths::resolve(environment, globals.config.as_deref());
        Self {
            is_marked: environment.iter().any(|(name, _)| name == MARK),
            is_of_a_task: lineage::is_marked(),
            is_below_us: is_below_us(),
            has_terminal: has_terminal(),
            // Where there is no home, there is nothing to change either.
            running: paths.ok().and_then(|paths| running(&paths)),
        }
    }

    /// Why nothing is changed; none: it may be. This stops what finds the command; what keeps programs from writing the
    /// files themselves is the sandbox.
    ///
    /// A program can shed its parents, its session and its environment, but not its lineage. One that a service has
    /// started at its request has no lineage: while a task runs, only a terminal tells it from a script of the user's.
    pub(in crate::cli) fn refusal(&self, yes: bool) -> Option<String> {
        if self.is_marked || self.is_of_a_task || self.is_below_us {
            return Some("a program that a task has started can't change what is delegated".into());
        }
        match &self.running {
            _ if self.has_terminal => None,
            _ if !yes => Some("there is no terminal, so nobody can be told from a script".into()),
            Some(task) => Some(format!(
                "there is no terminal, and while task {task} runs nobody can tell a script of yours from what it started"
            )),
            None => None,
        }
    }

    /// Lets a person pass; of everybody else the attempt is written down.
    pub(in crate::cli) fn pass(
        &self,
        yes: bool,
        words: &str,
        environment: &Environment,
        globals: &Globals,
    ) -> Result<(), Failure> {
        let Some(why) = self.refusal(yes) else {
            return Ok(());
        };
        let mut change = TrustChange::of(words);
        change.refused = Some(why.clone());
        // Where not even that can be recorded, it is refused all the same.
        if let Ok(paths) = Paths::resolve(environment, globals.config.as_deref()) {
            drop(audited(&paths, &globals.redactor, change));
        }
        Err(blocked(words, &why))
    }
}

/// A change that was refused.
pub(in crate::cli) fn blocked(words: &str, why: &str) -> Failure {
    let message = format!("{words} was refused: {why}");
    let remedy =
        "say it on a terminal of your own; in a script of your own with --yes, while no task runs";
    Failure::new(message, remedy).ending(RunOutcome::Blocked)
}

/// Standard input is the terminal of our session, and we are in its foreground: not one that was opened by its name, nor
/// one that somebody else is typing at.
fn has_terminal() -> bool {
    let foreground = rustix::termios::tcgetpgrp(std::io::stdin());
    foreground.is_ok_and(|group| group == rustix::process::getpgrp())
}

/// Whether one of the processes above this one is the same program, which runs a task then: nothing else of it starts
/// programs. Where it can't be told, the mark decides.
fn is_below_us() -> bool {
    let identity = |pid: &str| {
        let metadata = fs::metadata(format!("/proc/{pid}/exe")).ok()?;
        Some((metadata.dev(), metadata.ino()))
    };
    let Some(us) = identity("self") else {
        return false;
    };
    let parent = |pid: &str| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name of the program stands in parentheses and may hold anything, parentheses too.
        let (_, after) = stat.rsplit_once(')')?;
        after.split_whitespace().nth(1).map(str::to_owned)
    };
    let above = std::iter::successors(parent("self"), |pid| parent(pid));
    above
        .take(ANCESTORS)
        .take_while(|pid| pid != "0")
        .any(|pid| identity(&pid) == Some(us))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_at_a_terminal_or_says_yes_while_no_task_runs_and_comes_of_no_task() {
        for bits in 0..64_u8 {
            let [
                is_marked,
                is_of_a_task,
                is_below_us,
                has_terminal,
                is_running,
                yes,
            ] = [1, 2, 4, 8, 16, 32].map(|bit| bits & bit != 0);
            let person = Person {
                is_marked,
                is_of_a_task,
                is_below_us,
                has_terminal,
                running: is_running.then(|| "t1".to_owned()),
            };
            let is_ours = is_marked || is_of_a_task || is_below_us;
            let may = !is_ours && (has_terminal || (yes && !is_running));
            assert_eq!(person.refusal(yes).is_none(), may, "{bits:06b}");
        }
    }
}
