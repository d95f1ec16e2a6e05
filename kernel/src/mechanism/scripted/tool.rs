//! Tools of functions: `describe()` and `invoke(name, arguments)`; `call` is a word that languages keep for themselves.

use super::{Functions, ask, sound};
use crate::domain::{Effect, Fault, ToolInfo, ToolOutput, ToolSpec};
use crate::port::Tool;
use async_trait::async_trait;
use serde::Deserialize;
use serde_json::Value;

pub struct ScriptedTool<F> {
    functions: F,
    tools: Vec<ToolInfo>,
}

/// A tool as a script describes it.
#[derive(Deserialize)]
struct Described {
    #[serde(flatten)]
    spec: ToolSpec,
    effect: Effect,
}

/// What a call returned: a text, or a text with more.
#[derive(Deserialize)]
#[serde(untagged)]
enum Returned {
    Text(String),
    Output {
        text: String,
        #[serde(default)]
        is_error: bool,
        data: Option<Value>,
    },
}

impl<F: Functions> ScriptedTool<F> {
    /// `actions` are the manifest's `[[actions]]`, which the functions must describe as they are.
    pub async fn new(functions: F, actions: &[(String, Effect)]) -> Result<Self, Fault> {
        let described: Vec<Described> = ask(&functions, "describe", Vec::new()).await?;
        let tools: Vec<_> = described
            .into_iter()
            .map(|described| ToolInfo {
                spec: described.spec,
                effect: described.effect,
            })
            .collect();
        sound::offered(&tools, actions).map_err(|why| functions.garbled(why))?;
        Ok(Self { functions, tools })
    }
}

#[async_trait]
impl<F: Functions> Tool for ScriptedTool<F> {
    fn component(&self) -> &str {
        self.functions.component()
    }

    fn tools(&self) -> &[ToolInfo] {
        &self.tools
    }

    async fn call(&self, name: &str, arguments: &Value) -> Result<ToolOutput, Fault> {
        let arguments = vec![name.into(), arguments.clone()];
        let output = match ask(&self.functions, "invoke", arguments).await? {
            Returned::Text(text) => ToolOutput {
                text,
                is_error: false,
                data: None,
            },
            Returned::Output {
                text,
                is_error,
                data,
            } => ToolOutput {
                text,
                is_error,
                data,
            },
        };
        if output.data.as_ref().is_some_and(|data| !data.is_object()) {
            let why = "the data of a result is not a JSON object".to_owned();
            return Err(self.functions.garbled(why));
        }
        Ok(output)
    }
}
