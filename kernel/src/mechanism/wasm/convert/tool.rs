//! Tools and actions: what a component says it offers, held against what its manifest said, and what it returns.

use super::{Garbled, effect, object};
use crate::domain::{Effect, ToolInfo, ToolOutput, ToolSpec};
use crate::mechanism::sound;
use crate::mechanism::wasm::bindings::exports::openkoi::{integration::service, tool::tools};
use crate::mechanism::wasm::bindings::openkoi::types::{chat, common};

pub(in crate::mechanism::wasm) fn tool(tool: tools::Tool) -> (chat::ToolSpec, common::Effect) {
    (tool.spec, tool.effect)
}

pub(in crate::mechanism::wasm) fn action(
    action: service::Action,
) -> (chat::ToolSpec, common::Effect) {
    (action.spec, action.effect)
}

/// What the component offers, provided that it is what the manifest declares: the same names, and for each the same
/// effect. What a person granted is what the manifest says.
pub(in crate::mechanism::wasm) fn offered(
    described: Vec<(chat::ToolSpec, common::Effect)>,
    declared: &[(String, Effect)],
) -> Result<Vec<ToolInfo>, Garbled> {
    let offered = super::all(described, |(spec, effect)| {
        Ok(ToolInfo {
            spec: tool_spec(spec)?,
            effect: effect::from_guest(effect),
        })
    })?;
    sound::offered(&offered, declared).map_err(Garbled)?;
    Ok(offered)
}

fn tool_spec(spec: chat::ToolSpec) -> Result<ToolSpec, Garbled> {
    Ok(ToolSpec {
        parameters: object(&format!("the schema of `{}`", spec.name), &spec.parameters)?,
        name: spec.name,
        description: spec.description,
    })
}

pub(in crate::mechanism::wasm) fn output(output: tools::Output) -> Result<ToolOutput, Garbled> {
    Ok(ToolOutput {
        data: output
            .data
            .map(|data| object("the data of a result", &data))
            .transpose()?,
        text: output.text,
        is_error: output.is_error,
    })
}

/// What an integration's action answers with.
pub(in crate::mechanism::wasm) fn answer(text: &str) -> Result<serde_json::Value, Garbled> {
    super::json("the answer of an action", text)
}
