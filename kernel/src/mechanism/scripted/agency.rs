//! An agency of functions: `advise(brief, answers)`.

use super::{Functions, json, sound, step};
use crate::domain::{Answer, Brief, Fault, Step, Verdict};
use crate::port::Agency;
use async_trait::async_trait;

pub struct ScriptedAgency<F> {
    functions: F,
    symbol: String,
    advises_on_actions: bool,
}

impl<F: Functions> ScriptedAgency<F> {
    /// `symbol` and `advises_on_actions` are the manifest's `[agency]`.
    pub fn new(functions: F, symbol: String, advises_on_actions: bool) -> Self {
        Self {
            functions,
            symbol,
            advises_on_actions,
        }
    }
}

#[async_trait]
impl<F: Functions> Agency for ScriptedAgency<F> {
    fn name(&self) -> &str {
        self.functions.component()
    }

    fn symbol(&self) -> &str {
        &self.symbol
    }

    fn advises_on_actions(&self) -> bool {
        self.advises_on_actions
    }

    async fn advise(&self, brief: &Brief, answers: &[Answer]) -> Result<Step<Verdict>, Fault> {
        let arguments = vec![json(brief), json(&answers)];
        let said = step(&self.functions, "advise", arguments, sound::OF_AN_AGENCY).await?;
        if let Step::Done(verdict) = &said {
            sound::verdict(verdict).map_err(|why| self.functions.garbled(why))?;
        }
        Ok(said)
    }
}
