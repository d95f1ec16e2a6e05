//! One component of a kind, whichever way it runs.

use super::{Loader, code};
use crate::domain::{Fault, FaultKind};
use crate::mechanism::scripted::{ScriptedAgency, ScriptedEvaluator, ScriptedTool};
use crate::mechanism::wasm::{WasmAgency, WasmEvaluator, WasmScript, WasmTool};
use crate::port::{Agency, Evaluator, Tool};
use crate::registry::{Authority, Chosen, ComponentKind};
use std::sync::Arc;
use std::time::Duration;

/// What a script may take at most: it is small, and has the host for what is not.
const SCRIPT: Duration = Duration::from_secs(1);

impl Loader {
    pub(super) async fn agency(
        &self,
        chosen: &Chosen,
        symbol: String,
        on_actions: bool,
    ) -> Result<Arc<dyn Agency>, Fault> {
        if let Some(script) = self.script(chosen, None).await? {
            return Ok(Arc::new(ScriptedAgency::new(script, symbol, on_actions)));
        }
        let component = self.component(chosen, None)?;
        Ok(Arc::new(
            WasmAgency::new(component, symbol, on_actions).await?,
        ))
    }

    pub(super) async fn evaluator(
        &self,
        chosen: &Chosen,
        baseline: bool,
    ) -> Result<Arc<dyn Evaluator>, Fault> {
        if let Some(script) = self.script(chosen, None).await? {
            return Ok(Arc::new(ScriptedEvaluator::new(script, baseline)));
        }
        let component = self.component(chosen, None)?;
        Ok(Arc::new(WasmEvaluator::new(component, baseline).await?))
    }

    pub(super) async fn tool(&self, chosen: &Chosen) -> Result<Arc<dyn Tool>, Fault> {
        let actions = &chosen.component.manifest.actions;
        let actions: Vec<_> = actions
            .iter()
            .map(|action| (action.name.clone(), action.effect.clone()))
            .collect();
        if let Some(script) = self.script(chosen, Some(&chosen.authority)).await? {
            return Ok(Arc::new(ScriptedTool::new(script, &actions).await?));
        }
        let component = self.component(chosen, Some(&chosen.authority))?;
        Ok(Arc::new(WasmTool::new(component, &actions).await?))
    }

    /// The component in its interpreter, if it is a script.
    async fn script(
        &self,
        chosen: &Chosen,
        authority: Option<&Authority>,
    ) -> Result<Option<WasmScript>, Fault> {
        let component = &chosen.component;
        let Some(language) = component.manifest.runtime.language() else {
            return Ok(None);
        };
        let fault = |message: String| Fault::new(component.name(), FaultKind::Contract, message);
        let interpreter = self.selection.get(ComponentKind::Interpreter, language);
        let interpreter =
            interpreter.ok_or_else(|| fault(format!("there is no interpreter for {language}")))?;
        let bytes = component.read().map_err(|error| fault(error.to_string()))?;
        let source = String::from_utf8(bytes)
            .map_err(|error| fault(format!("the script is no UTF-8 text: {error}")))?;
        let mut script = component.manifest.limits;
        script.time = script.time.min(SCRIPT);
        let host = self.host(component.name(), script, authority);
        let code = code(&interpreter.component, &self.paths, host)?;
        Ok(Some(WasmScript::new(code, source).await?))
    }
}
