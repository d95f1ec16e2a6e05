//! Components that are functions over JSON: scripts, and whoever else answers by a function's name.
//!
//! A function has the name that it has in its kind's contract and takes and returns the contract's records in the one
//! JSON form that the journal has. What comes back is held to the same rules as a compiled component's answers.

mod agency;
mod evaluator;
mod tool;

pub use agency::ScriptedAgency;
pub use evaluator::ScriptedEvaluator;
pub use tool::ScriptedTool;

use super::sound;
use crate::domain::{Fault, Question, Step};
use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What can be called by name.
#[async_trait]
pub trait Functions: Send + Sync {
    /// The component's name.
    fn component(&self) -> &str;

    async fn call(&self, function: &str, arguments: Vec<Value>) -> Result<Value, Fault>;

    /// The fault for an answer that breaks the contract, which counts against the component.
    fn garbled(&self, why: String) -> Fault;
}

/// Calls a function and reads its answer as what it should be.
async fn ask<T: DeserializeOwned>(
    functions: &dyn Functions,
    function: &str,
    arguments: Vec<Value>,
) -> Result<T, Fault> {
    let answer = functions.call(function, arguments).await?;
    serde_json::from_value(answer)
        .map_err(|error| functions.garbled(format!("what `{function}` returned: {error}")))
}

/// The same for a pure step: `{ask: […]}` are questions, anything else is the end.
async fn step<T: DeserializeOwned>(
    functions: &dyn Functions,
    function: &str,
    arguments: Vec<Value>,
    most: usize,
) -> Result<Step<T>, Fault> {
    let mut answer: Value = ask(functions, function, arguments).await?;
    let asked = answer
        .as_object_mut()
        .and_then(|fields| fields.remove("ask"));
    let garbled = |error| functions.garbled(format!("what `{function}` returned: {error}"));
    let Some(asked) = asked else {
        return serde_json::from_value(answer)
            .map(Step::Done)
            .map_err(garbled);
    };
    let questions: Vec<Question> = serde_json::from_value(asked).map_err(garbled)?;
    sound::questions(&questions, most).map_err(|why| functions.garbled(why))?;
    Ok(Step::Ask(questions))
}

/// The vocabulary as a script sees it.
fn json(value: &impl Serialize) -> Value {
    // Nothing of the vocabulary is without a JSON form: its maps have words as keys.
    serde_json::to_value(value).unwrap_or_default()
}
