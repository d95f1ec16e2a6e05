//! What to do next after a run that was not accepted.

use crate::domain::RunOutcome;
use crate::door::tape::Tape;
use crate::registry::ServiceRow;
use std::path::Path;

/// Knows what a run was made of, and what would help it.
pub struct Advice {
    /// How the executor's service is connected.
    connect: String,
    tape: Option<Tape>,
}

impl Advice {
    pub(super) fn new(
        service: Option<&ServiceRow>,
        credentials: &Path,
        tape: Option<Tape>,
    ) -> Self {
        let connect = match service.and_then(|row| row.secret.as_ref()) {
            Some(secret) => {
                let file = credentials.join(format!("{}.key", secret.name));
                format!(
                    "check {}, or the key in {}",
                    secret.env.join(" or "),
                    file.display()
                )
            }
            None => "check how the provider is connected: openkoi status".to_owned(),
        };
        Self { connect, tape }
    }

    /// What the user may want to do or know now, a sentence each.
    pub fn after(&self, outcome: RunOutcome) -> Vec<String> {
        let mut lines = Vec::new();
        match outcome {
            RunOutcome::Auth => lines.push(self.connect.clone()),
            RunOutcome::Limit => lines.push(
                "raise the limit (think --budget, think --time, or [iteration] and [safety] in the config), or make the task smaller"
                    .to_owned(),
            ),
            RunOutcome::Unreachable => {
                lines.push("check the network and the provider's base URL: openkoi status".to_owned());
            }
            RunOutcome::Accepted
            | RunOutcome::Failed
            | RunOutcome::NotGoodEnough
            | RunOutcome::Blocked
            | RunOutcome::Interrupted => {}
        }
        let Some(tape) = self.tape.as_ref().filter(|tape| tape.is_replay()) else {
            return lines;
        };
        if tape.drifted() > 0 {
            let drifted = tape.drifted();
            lines.push(format!(
                "{drifted} requests differ from the recording; its answers were used all the same"
            ));
        }
        if tape.unused() > 0 {
            lines.push(format!(
                "{} exchanges of the recording were not used",
                tape.unused()
            ));
        }
        lines
    }
}
