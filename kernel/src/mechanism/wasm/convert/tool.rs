//! Tools and actions: what a component says it offers, held against what its manifest said, and what it returns.

use super::{Garbled, effect, is_tool_name, object};
use crate::domain::{Effect, ToolInfo, ToolOutput, ToolSpec};
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
    let mut offered: Vec<ToolInfo> = Vec::with_capacity(described.len());
    for (spec, effect) in described {
        let info = ToolInfo {
            spec: tool_spec(spec)?,
            effect: effect::from_guest(effect),
        };
        let name = &info.spec.name;
        if offered.iter().any(|other| other.spec.name == *name) {
            return Err(Garbled(format!("it describes `{name}` twice")));
        }
        match declared.iter().find(|(declared, _)| declared == name) {
            None => {
                return Err(Garbled(format!(
                    "it describes `{name}`, which is not among the [[actions]] of its manifest"
                )));
            }
            Some((_, effect)) if *effect != info.effect => {
                return Err(Garbled(format!(
                    "it describes `{name}` with the effect {}, and its manifest says effect = \"{effect}\"",
                    info.effect
                )));
            }
            Some(_) => offered.push(info),
        }
    }
    let missing = declared
        .iter()
        .find(|(name, _)| !offered.iter().any(|info| info.spec.name == *name));
    match missing {
        Some((name, _)) => Err(Garbled(format!(
            "its manifest declares `{name}` in [[actions]], and it does not describe that"
        ))),
        None => Ok(offered),
    }
}

fn tool_spec(spec: chat::ToolSpec) -> Result<ToolSpec, Garbled> {
    if !is_tool_name(&spec.name) {
        let name = crate::mechanism::wasm::text::cut(&spec.name, 80);
        return Err(Garbled(format!(
            "`{name}` is no name for a tool: letters, digits, \"_\" and \"-\", at most 64"
        )));
    }
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
