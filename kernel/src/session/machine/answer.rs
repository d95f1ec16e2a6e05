//! The executor's final answer, in the form that was asked for.

use super::{Machine, Moment, Next, Said};
use crate::domain::{Fault, FaultKind, RunOutcome};
use crate::session::schema;
use crate::session::turn::Turn;

impl Machine {
    /// An answer that should satisfy a schema and does not is asked for once more.
    pub(super) fn concluded(&mut self, text: String, now: &Moment) -> Said {
        let fits = match &self.limits.answer_schema {
            None => return self.hand_in(text, now),
            Some(schema) => schema::parse(&text, schema),
        };
        self.attempt = Some(text.clone());
        match fits {
            Ok(value) => self.hand_in(value.to_string(), now),
            Err(why) => match now.spent.reached(&self.limits) {
                Some(reason) => self.close(RunOutcome::Limit, reason, now),
                None => (Vec::new(), Next::Shape { answer: text, why }),
            },
        }
    }

    pub(super) fn shaped(&mut self, turn: Result<Turn, Fault>, now: &Moment) -> Said {
        let schema = self.limits.answer_schema.as_ref();
        let fits = match (turn, schema) {
            (Ok(turn), Some(schema)) => schema::parse(&turn.text(), schema),
            (Ok(turn), None) => return self.hand_in(turn.text(), now),
            (Err(fault), _) if fault.kind == FaultKind::Invalid => Err(fault.message),
            (Err(fault), _) => return self.model_failed(fault, now),
        };
        match fits {
            Ok(value) => self.hand_in(value.to_string(), now),
            Err(why) => {
                let reason = format!("the answer does not satisfy the JSON schema: {why}");
                self.close(RunOutcome::Failed, reason, now)
            }
        }
    }

    /// The answer is there: it is judged, unless nothing is.
    fn hand_in(&mut self, answer: String, now: &Moment) -> Said {
        self.attempt = Some(answer.clone());
        if self.limits.iterations == 0 {
            let reason = "executed once, not evaluated".into();
            return self.close(RunOutcome::Accepted, reason, now);
        }
        (Vec::new(), Next::Judge { answer })
    }
}
