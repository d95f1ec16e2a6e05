//! Asks for a plan.

use super::models::Caller;
use super::{prompt, schema};
use crate::domain::{Fault, FaultKind, Message, ModelRequest, Part, Plan, Role, plan_schema};

/// Asks the planner. An answer that is no plan is an error of kind `Contract`: the task goes on without one.
pub(super) async fn plan(caller: &Caller, task: &str, directive: &str) -> Result<Plan, Fault> {
    let mut user = Message::text(Role::User, task);
    user.parts.push(Part::Text(prompt::directive(directive)));
    let request = ModelRequest {
        messages: vec![Message::text(Role::System, prompt::planner()), user],
        answer_schema: Some(plan_schema()),
        ..ModelRequest::default()
    };
    let turn = caller.call("planner", request, false).await?;
    let no_plan = |why: String| Fault::new("planner", FaultKind::Contract, why);
    let value = schema::parse(&turn.text(), &plan_schema()).map_err(no_plan)?;
    serde_json::from_value(value).map_err(|error| no_plan(error.to_string()))
}
