//! The tempo `action`: one concrete call, judged by rules.

use openkoi_sdk::agency::{Action, Answer, Brief, Decision, Effect, Step, Verdict};
use serde_json::{Map, Value};

use crate::danger::{Danger, Harm};
use crate::second_reading::{self, Reading};
use crate::{path, shell, verdict};
use openkoi_counsel::excerpt;

/// Names of arguments that hold a path, or part of such a name.
const PATH_WORDS: [&str; 8] = [
    "path",
    "file",
    "dest",
    "target",
    "folder",
    "directory",
    "output",
    "source",
];
/// Names of arguments that hold a line for a shell.
const LINE_NAMES: [&str; 5] = ["command", "cmd", "line", "script", "shell"];
/// Programs that take a program's text, and the flags that it follows.
const INTERPRETERS: [&str; 6] = ["python", "node", "perl", "ruby", "php", "deno"];
const CODE_FOLLOWS: [&str; 6] = ["-", "-c", "-e", "-r", "--eval", "eval"];
/// The deepest nesting of arguments that is looked into.
const DEEPEST: usize = 8;

/// Below this probability of ending well a call that no rule forbids is shown to a model, if there is one.
const THRESHOLD: f32 = 0.8;
/// What code within a command line weighs after text from outside was read: rules read commands, not programs.
const INLINE_CODE: f32 = 0.15;

/// The verdict on a call, or the one question that it takes.
pub fn advise(brief: &Brief, action: &Action, answers: &[Answer]) -> Step {
    let dangers = dangers(brief, action);
    let code = inline_code(action);
    let further = [
        verdict::effect_weight(&action.effect),
        if action.tainted { 0.05 } else { 0.0 },
        if action.tainted && code.is_some() {
            INLINE_CODE
        } else {
            0.0
        },
        verdict::failure_weight(&brief.tools, &action.tool),
    ];
    if let Some((first, rest)) = dangers.split_first() {
        return Step::Done(verdict::block(first, rest, &further));
    }
    let probability = verdict::probability(further);
    if let Some(line) = code.filter(|_| probability < THRESHOLD && brief.model_available) {
        return second_reading(brief, &line, answers, probability, &further);
    }
    Step::Done(Verdict {
        decision: Decision::Approve,
        probability,
        reason: format!(
            "“{}” stays inside the workspace and can be taken back.",
            shown(action)
        ),
        extra: Vec::new(),
    })
}

/// A call that was worth a question is approved by a sound answer only.
fn second_reading(
    brief: &Brief,
    line: &str,
    answers: &[Answer],
    probability: f32,
    further: &[f32],
) -> Step {
    if answers.is_empty() {
        return Step::Ask(vec![second_reading::about_code(brief, line)]);
    }
    let refuse = |what: String| {
        let danger = Danger::new(Harm::Unreadable, what);
        Step::Done(verdict::block(&danger, &[], further))
    };
    let short = excerpt(line, 60);
    match second_reading::read(answers) {
        Reading::Legitimate => Step::Done(Verdict {
            decision: Decision::Approve,
            probability,
            reason: format!("A second reading found nothing wrong with “{short}”."),
            extra: Vec::new(),
        }),
        Reading::Harmful(why) => refuse(format!("“{short}” does harm: {}", excerpt(&why, 200))),
        Reading::None => refuse(format!("nobody could tell what the code in “{short}” does")),
    }
}

/// The line of a command that holds a program's text.
fn inline_code(action: &Action) -> Option<String> {
    let arguments: Map<String, Value> = serde_json::from_str(&action.arguments).ok()?;
    let line = arguments.get("command")?.as_str()?;
    let words: Vec<&str> = line.split_whitespace().collect();
    let runs = |pair: &[&str]| {
        let name = pair[0].rsplit('/').next().unwrap_or(pair[0]);
        let name = name.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
        INTERPRETERS.contains(&name)
            && (CODE_FOLLOWS.contains(&pair[1]) || pair[1].starts_with("<<"))
    };
    words.windows(2).any(runs).then(|| line.to_owned())
}

/// What of a call identifies it to a reader: its command or path, else its tool.
fn shown(action: &Action) -> String {
    let arguments: Option<Map<String, Value>> = serde_json::from_str(&action.arguments).ok();
    let text = |name: &str| {
        arguments
            .as_ref()?
            .get(name)?
            .as_str()
            .map(|text| excerpt(text, 60))
    };
    let detail = text("command").or_else(|| text("path"));
    detail.map_or_else(
        || excerpt(&action.tool, 60),
        |detail| format!("{} {detail}", excerpt(&action.tool, 40)),
    )
}

fn dangers(brief: &Brief, action: &Action) -> Vec<Danger> {
    let tool = excerpt(&action.tool, 40);
    let arguments: Map<String, Value> = match serde_json::from_str(&action.arguments) {
        Ok(arguments) => arguments,
        Err(problem) => {
            let what = format!("the arguments of “{tool}” are no JSON object ({problem})");
            return vec![Danger::new(Harm::Unreadable, what)];
        }
    };
    let mut found = by_effect(action, &tool);
    if action.tool == "shell" {
        match arguments.get("command").and_then(Value::as_str) {
            Some(line) => {
                let directory = arguments
                    .get("directory")
                    .and_then(Value::as_str)
                    .unwrap_or_default();
                found.extend(shell::judge(line, directory, &brief.task, action.tainted));
            }
            None => found.push(Danger::new(
                Harm::Unreadable,
                "the call of “shell” names no command".to_string(),
            )),
        }
        return found;
    }
    look(&Value::Object(arguments), "", action, brief, 0, &mut found);
    found
}

/// What an effect forbids by itself.
fn by_effect(action: &Action, tool: &str) -> Vec<Danger> {
    let danger = match &action.effect {
        Effect::Read | Effect::WriteWorkspace | Effect::Execute => return Vec::new(),
        Effect::Network if action.tainted => {
            Danger::new(Harm::Fetches, format!("“{tool}” reaches another machine"))
        }
        Effect::Network => return Vec::new(),
        Effect::MessageOthers => {
            Danger::new(Harm::Publishes, format!("“{tool}” is seen by others"))
        }
        Effect::Irreversible => {
            Danger::new(Harm::Publishes, format!("“{tool}” can't be taken back"))
        }
        Effect::Other(word) => Danger::new(
            Harm::Publishes,
            format!("“{tool}” has the unknown effect “{}”", excerpt(word, 40)),
        ),
    };
    vec![danger]
}

/// Looks for paths and command lines anywhere in the arguments of a tool.
fn look(
    value: &Value,
    name: &str,
    action: &Action,
    brief: &Brief,
    depth: usize,
    found: &mut Vec<Danger>,
) {
    if depth > DEEPEST {
        return found.push(Danger::new(
            Harm::Unreadable,
            format!(
                "the arguments of “{}” are too deeply nested",
                excerpt(&action.tool, 40)
            ),
        ));
    }
    match value {
        Value::Object(fields) => fields
            .iter()
            .for_each(|(name, value)| look(value, name, action, brief, depth + 1, found)),
        Value::Array(items) => items
            .iter()
            .for_each(|value| look(value, name, action, brief, depth + 1, found)),
        Value::String(text) => {
            let name = name.to_ascii_lowercase();
            if PATH_WORDS.iter().any(|word| name.contains(word)) {
                found.extend(wrong_path(text, &action.effect));
            }
            if action.effect == Effect::Execute && LINE_NAMES.contains(&name.as_str()) {
                found.extend(shell::judge(text, "", &brief.task, action.tainted));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn wrong_path(text: &str, effect: &Effect) -> Option<Danger> {
    if text.contains("://") || text.contains('\n') {
        return None;
    }
    let short = excerpt(text, 60);
    if path::secret(text) {
        return Some(Danger::new(
            Harm::Leaks,
            format!("“{short}” holds credentials"),
        ));
    }
    if *effect == Effect::Read {
        return None;
    }
    if text.contains('\0') || text.chars().any(|c| c.is_control()) {
        return Some(Danger::new(
            Harm::Unreadable,
            format!("the path “{short}” holds a control character"),
        ));
    }
    if path::leaves_workspace(text) {
        return Some(Danger::new(
            Harm::Escapes,
            format!("“{short}” lies outside the workspace"),
        ));
    }
    path::protected(text).map(|part| {
        Danger::new(
            Harm::Escapes,
            format!("“{short}” is protected: {part} is the user's alone"),
        )
    })
}
