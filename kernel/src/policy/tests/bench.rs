//! Actions, places and lists of lines.

use crate::domain::{Action, Effect, Ruling, TrustLevel};
use crate::policy::{Circumstances, Place, Rules, judge};
use serde_json::json;

pub(super) fn place() -> Place {
    Place {
        workspace: "/home/ann/work".into(),
        home: Some("/home/ann".into()),
    }
}

pub(super) fn shell(line: &str) -> Action {
    Action {
        tool: "shell".into(),
        arguments: json!({ "command": line }),
        effect: Effect::Execute,
        tainted: false,
    }
}

pub(super) fn file(tool: &str, path: &str) -> Action {
    let effect = match tool {
        "write" | "edit" => Effect::WriteWorkspace,
        _ => Effect::Read,
    };
    Action {
        tool: tool.into(),
        arguments: json!({ "path": path, "content": "x" }),
        effect,
        tainted: false,
    }
}

pub(super) fn rules(deny: &[&str], ask: &[&str], allow: &[&str]) -> Rules {
    Rules::parse(deny, ask, allow).expect("rules")
}

pub(super) fn around(level: TrustLevel, is_sandboxed: bool) -> Circumstances {
    Circumstances {
        level,
        is_sandboxed,
        ..Circumstances::default()
    }
}

/// What is said at the default level in the sandbox.
pub(super) fn by_default(action: &Action, rules: &Rules) -> Ruling {
    judge(action, rules, &around(TrustLevel::Act, true), &place())
}

/// A line of a list with what it stands for; `⟦a0⟧` is the character of this number.
pub(super) fn rows(list: &'static str) -> Vec<(&'static str, String)> {
    let rows = list.lines().filter(|row| !row.is_empty());
    rows.map(|row| {
        let (what, line) = row.split_once('\t').expect("a tab");
        (what, plain(line))
    })
    .collect()
}

fn plain(text: &str) -> String {
    let mut pieces = text.split('⟦');
    let mut line = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (number, rest) = piece.split_once('⟧').expect("a closed number");
        let number = u32::from_str_radix(number, 16).expect("a number");
        line.push(char::from_u32(number).expect("a character"));
        line.push_str(rest);
    }
    line
}
