//! Whether it is a person who wants to change what is delegated, and not what a task has started.

use crate::config::Environment;
use std::fs;
use std::io::IsTerminal;
use std::os::unix::fs::MetadataExt;

/// The variable that every program has which a task starts.
const MARK: &str = "OPENKOI_TASK";

/// No process has more above it.
const ANCESTORS: usize = 256;

/// What speaks for a person, and against.
pub(in crate::cli) struct Person {
    is_marked: bool,
    is_below_us: bool,
    has_terminal: bool,
}

impl Person {
    pub(in crate::cli) fn of(environment: &Environment) -> Self {
        Self {
            is_marked: environment.iter().any(|(name, _)| name == MARK),
            is_below_us: is_below_us(),
            has_terminal: std::io::stdin().is_terminal(),
        }
    }

    /// Why nothing is changed; none: it may be. This stops what finds the command; what keeps programs from writing the
    /// file itself is the sandbox.
    pub(in crate::cli) fn refusal(&self, yes: bool) -> Option<&'static str> {
        if self.is_marked || self.is_below_us {
            Some("a program that a task has started can't change what is delegated")
        } else if !self.has_terminal && !yes {
            Some("there is no terminal, so nobody can be told from a script")
        } else {
            None
        }
    }
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
    fn a_person_is_at_a_terminal_or_says_yes_and_is_started_by_no_task() {
        for bits in 0..16_u8 {
            let [is_marked, is_below_us, has_terminal, yes] =
                [1, 2, 4, 8].map(|bit| bits & bit != 0);
            let person = Person {
                is_marked,
                is_below_us,
                has_terminal,
            };
            let may = !is_marked && !is_below_us && (has_terminal || yes);
            assert_eq!(person.refusal(yes).is_none(), may, "{bits:04b}");
        }
    }
}
