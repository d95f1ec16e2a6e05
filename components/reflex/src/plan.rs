//! Plans: what the rules would do, as the planner's answer.

use crate::ending::Ending;
use crate::intent::{Fix, Instruction, Intent, Scope};
use serde_json::{Value, json};

/// Answers a request that wants JSON. Only plans can be derived by rule; everything else asks for judgement.
pub(crate) fn answer(role: &str, schema: &str, intent: &Intent) -> Ending {
    let wants_plan = role == "planner" && schema.contains("\"steps\"");
    if !wants_plan {
        return Ending::refusal(format!(
            "The rules can't answer as `{role}`: that asks for judgement."
        ));
    }
    let steps: Vec<Value> = steps(intent)
        .into_iter()
        .map(|(text, effect)| json!({"text": text, "effect": effect}))
        .collect();
    let seconds = if matches!(intent, Intent::Fix(_)) {
        120
    } else {
        5
    };
    Ending::done(
        json!({"steps": steps, "estimate": {"tokens": 0, "usd": 0, "seconds": seconds}})
            .to_string(),
    )
}

fn steps(intent: &Intent) -> Vec<(String, &'static str)> {
    match intent {
        Intent::Fix(Fix { command, .. }) => {
            let check = command.as_ref().map_or_else(
                || "the project's check".to_owned(),
                |command| format!("`{command}`"),
            );
            vec![
                ("Find the project and its sources.".into(), "read"),
                (format!("Run {check} and read what it reports."), "execute"),
                ("Apply what the compiler or interpreter suggests, outside of tests.".into(), "write-workspace"),
                ("Search for small changes that make failing tests pass; take back those that don't help.".into(), "write-workspace"),
                (format!("Run {check} again."), "execute"),
            ]
        }
        Intent::Instructions(list) => list.iter().map(instructed).collect(),
        Intent::Question(_) => vec![(
            "Search the workspace and quote what is found.".into(),
            "read",
        )],
        Intent::Unknown(_) => vec![(
            "Say that the rules can't do this, and how to connect a language model.".into(),
            "read",
        )],
    }
}

fn instructed(instruction: &Instruction) -> (String, &'static str) {
    let place = |scope: &Scope| match scope {
        Scope::File(path) => format!("in {path}"),
        Scope::Everywhere => "wherever it occurs".into(),
    };
    match instruction {
        Instruction::Create { path, .. } => (format!("Create {path}."), "write-workspace"),
        Instruction::Overwrite { path, .. } => (format!("Write {path}."), "write-workspace"),
        Instruction::Append { path, .. } => (format!("Append to {path}."), "write-workspace"),
        Instruction::Replace { from, to, scope } => (
            format!("Replace `{from}` with `{to}` {}.", place(scope)),
            "write-workspace",
        ),
        Instruction::RenameSymbol { from, to, scope } => (
            format!("Rename `{from}` to `{to}` {}.", place(scope)),
            "write-workspace",
        ),
        Instruction::Move { from, to } => (format!("Move {from} to {to}."), "execute"),
        Instruction::Copy { from, to } => (format!("Copy {from} to {to}."), "execute"),
        Instruction::Delete { path, .. } => (format!("Delete {path}."), "execute"),
        Instruction::Folder { path } => (format!("Create the folder {path}."), "execute"),
        Instruction::Run { command } => (format!("Run `{command}`."), "execute"),
        Instruction::Check => ("Run the project's check.".into(), "execute"),
    }
}
