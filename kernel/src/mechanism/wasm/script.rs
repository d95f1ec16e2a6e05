//! A script in the interpreter that runs it.

use super::bindings::exports::openkoi::interpreter::script::GuestIndices;
use super::call::Callable;
use super::component::WasmComponent;
use super::contract::INTERPRETER;
use crate::domain::{Fault, FaultKind};
use crate::mechanism::scripted::Functions;
use async_trait::async_trait;
use serde_json::Value;

pub struct WasmScript {
    guest: Callable,
    script: GuestIndices,
    source: String,
}

impl WasmScript {
    /// `interpreter` is the interpreter's code with the script's own host: its name, its limits, what is lent to it.
    pub async fn new(interpreter: WasmComponent, source: String) -> Result<Self, Fault> {
        let (guest, script) = Callable::load(&INTERPRETER, interpreter).await?;
        Ok(Self {
            guest,
            script,
            source,
        })
    }
}

#[async_trait]
impl Functions for WasmScript {
    fn component(&self) -> &str {
        &self.guest.host.name
    }

    async fn call(&self, function: &str, arguments: Vec<Value>) -> Result<Value, Fault> {
        let arguments: Vec<String> = arguments.iter().map(Value::to_string).collect();
        let mut call = self.guest.open(&self.script).await?;
        let answer = call
            .api
            .call_call(&mut call.store, &self.source, function, &arguments)
            .await;
        let answer = call.settle(answer)?;
        self.guest.check_output(answer.len())?;
        serde_json::from_str(&answer).map_err(|error| {
            let message = format!("gave an answer that is not JSON: {error}");
            self.guest
                .host
                .recorded(self.guest.host.fault(FaultKind::Contract, message))
        })
    }

    fn garbled(&self, why: String) -> Fault {
        let message = format!("gave a garbled answer: {}", super::host::Host::shown(&why));
        self.guest
            .host
            .recorded(self.guest.host.fault(FaultKind::Contract, message))
    }
}
