//! After a consent: the same project does no more than was said, and any other byte asks again.

use super::case::{Case, Scene};
use super::{Met, items};
use openkoi_tests::Running;
use openkoi_tests::run::Input;
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// Settings that a project's config may make stricter once it is allowed.
const NARROWED: &[&str] = &[
    "iteration.max_iterations = 1 ",
    "iteration.quality_threshold = 0.9",
    "iteration.token_budget = 1000 ",
    "iteration.require_verified = true",
    "safety.max_cost_usd = 0.1 ",
    "redaction.enabled = true",
];

/// So many things of one project are changed.
const MOST: usize = 8;

/// From the environment, else always the same.
pub(crate) fn seed() -> u64 {
    let said = std::env::var("OPENKOI_SEED").ok();
    said.and_then(|text| u64::from_str_radix(text.trim_start_matches("0x"), 16).ok())
        .unwrap_or(0x5eed_0019)
}

pub(crate) fn consented(met: &mut Met, scene: &mut Scene, case: &Case) {
    let waiting = items(scene, case);
    let waiting: Vec<&Value> = waiting
        .iter()
        .filter(|item| item["state"] == "new")
        .collect();
    if waiting.is_empty() {
        return;
    }
    trust(scene, case, &["allow", "--all"], 5);
    if items(scene, case)
        .iter()
        .any(|item| item["state"] == "allowed")
    {
        met.wrong
            .push("without a terminal and --yes something was allowed".into());
    }
    // Of very many things a few are enough.
    let are_many = waiting.len() > MOST;
    let some: Vec<String> = waiting
        .iter()
        .take(MOST)
        .filter_map(|item| {
            Some(format!(
                "{}/{}",
                item["kind"].as_str()?,
                item["name"].as_str()?
            ))
        })
        .collect();
    let mut words = vec!["allow", "--yes"];
    if are_many {
        words.extend(some.iter().map(String::as_str));
    } else {
        words.push("--all");
    }
    trust(scene, case, &words, 0);
    let after = items(scene, case);
    if !are_many && after.iter().any(|item| item["state"] == "new") {
        met.wrong
            .push(format!("not everything was allowed: {after:?}"));
    }
    met.read(scene, case, "after the consent");
    met.settings(scene, case, NARROWED);
    let mut random = seed() ^ case.name.len() as u64;
    for item in waiting.into_iter().take(MOST) {
        changed(met, scene, case, item, &mut random);
    }
}

/// Changes a byte of the file that a thing stands in, at its start, its end and somewhere between, and adds one.
fn changed(met: &mut Met, scene: &Scene, case: &Case, item: &Value, random: &mut u64) {
    let Some(path) = file(item) else {
        met.wrong.push(format!("{item} stands in no file"));
        return;
    };
    let before = fs::read(&path).expect("it is there");
    let at = next(random) as usize % before.len().max(1);
    for at in [at, before.len()] {
        let mut bytes = before.clone();
        match bytes.get_mut(at) {
            Some(byte) => *byte ^= 1,
            None => bytes.push(b'\n'),
        }
        fs::write(&path, &bytes).expect("ours");
        let is_same =
            |other: &Value| other["kind"] == item["kind"] && other["name"] == item["name"];
        let is_allowed = items(scene, case)
            .iter()
            .any(|other| is_same(other) && other["state"] == "allowed");
        met.changes += 1;
        if is_allowed {
            met.wrong.push(format!(
                "with byte {at} changed {} is still allowed",
                item["name"]
            ));
        } else {
            met.asked_again += 1;
        }
    }
    fs::write(&path, before).expect("ours");
}

/// The file behind a name, where that is not escaped.
fn file(item: &Value) -> Option<PathBuf> {
    let name = item["name"].as_str()?;
    let name = name.split('#').next()?;
    let path = PathBuf::from(item["root"].as_str()?).join(unescaped(name));
    let inner = match item["kind"].as_str()? {
        "skill" => path.join("SKILL.md"),
        "component" => path.join("component.toml"),
        _ => path,
    };
    inner.exists().then_some(inner)
}

/// The name as the disk has it.
fn unescaped(name: &str) -> String {
    name.replace("\\n", "\n")
        .replace("\\t", "\t")
        .replace("\\u{1b}", "\u{1b}")
        .replace("\\u{7}", "\u{7}")
        .replace("\\u{202e}", "\u{202e}")
}

pub(crate) fn trust(scene: &Scene, case: &Case, words: &[&str], code: i32) {
    let mut command = scene
        .home
        .command([&["trust", "workspace"], words].concat());
    command.current_dir(scene.place(case));
    Running::start(command, Input::Nothing)
        .end_within(Duration::from_secs(60))
        .ends(code);
}

/// A small generator; the same numbers on every machine.
fn next(state: &mut u64) -> u64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}
