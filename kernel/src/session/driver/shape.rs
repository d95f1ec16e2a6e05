//! The answer in the form that was asked for.

use super::Session;
use crate::domain::{Fault, FaultKind, Message, ModelRequest, Role};
use crate::session::machine::Told;
use crate::session::prompt;

impl Session {
    /// Asks once for the answer as JSON only: by itself and without tools, since some services give either tools or a
    /// schema.
    pub(super) async fn shape(&self, answer: &str, why: &str) -> Told {
        let models = &self.caller.models;
        if !models.can_judge("executor") {
            let who = models.executor.reference().to_string();
            let message = format!("{why}; {who} follows rules and can't put it into a form");
            return Told::Shaped(Err(Fault::new(who, FaultKind::Invalid, message)));
        }
        let asked = prompt::shape(&self.task, answer, why);
        let request = ModelRequest {
            messages: vec![
                Message::text(Role::System, prompt::shaper()),
                Message::text(Role::User, asked),
            ],
            answer_schema: self.limits.answer_schema.clone(),
            ..ModelRequest::default()
        };
        Told::Shaped(self.caller.call("executor", request, false).await)
    }
}
