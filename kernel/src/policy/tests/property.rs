//! Random policies: whoever trusts less, reads more untrusted text or forbids more is never allowed more.

#![expect(clippy::print_stdout, reason = "a campaign tells its figure")]

use super::bench::{file, place, rows, shell};
use crate::domain::{Action, Effect, Permit, Ruling, TrustLevel};
use crate::policy::{Circumstances, Rule, Rules, judge};
use serde_json::json;

const POLICIES: u64 = 100_000;
const SEED: u64 = 20_261_122;

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    /// From 0 up to but without `sides`.
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % sides as u64) as usize
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len())].clone()
    }

    fn flips(&mut self) -> bool {
        self.roll(2) == 0
    }
}

/// Rules about what the actions do, broad and narrow.
const RULES: &[&str] = &[
    "Bash",
    "Bash(git:*)",
    "Bash(git push:*)",
    "Bash(git push --force:*)",
    "Bash(git status:*)",
    "Bash(ls:*)",
    "Bash(cat:*)",
    "Bash(rm:*)",
    "Bash(rm -rf *)",
    "Bash(npm *)",
    "Bash(npm install)",
    "Bash(cargo:*)",
    "Bash(curl:*)",
    "Bash(sudo:*)",
    "Bash(sh:*)",
    "Bash(find:*)",
    "Bash(echo:*)",
    "Bash(cd:*)",
    "Bash(xargs:*)",
    "Bash(python:*)",
    "Bash(terraform destroy:*)",
    "Bash(docker:*)",
    "Bash(* push:*)",
    "Read",
    "Read(.env)",
    "Read(src/**)",
    "Read(**/*.rs)",
    "Read(~/.ssh/**)",
    "Edit",
    "Edit(src/**)",
    "Edit(.git/**)",
    "Edit(./.openkoi/**)",
    "Edit(/etc/**)",
    "WebFetch",
    "WebFetch(domain:example.org)",
    "shell",
    "write",
    "mcp__srv",
    "mcp__srv__*",
    "fetch",
    "grep",
];

struct World {
    lines: Vec<String>,
    rules: Vec<Rule>,
}

impl World {
    fn new() -> Self {
        let lists = [
            include_str!("everyday.txt"),
            include_str!("leaving.txt"),
            include_str!("bypasses.txt"),
        ];
        let lines = lists.into_iter().flat_map(rows).map(|(_, line)| line);
        let rules = RULES.iter().map(|rule| Rule::parse(rule).expect(rule));
        Self {
            lines: lines.filter(|line| line.len() < 200).collect(),
            rules: rules.collect(),
        }
    }

    fn action(&self, dice: &mut Dice) -> Action {
        const PATHS: &[&str] = &[
            "a.rs",
            "src/a.rs",
            ".env",
            ".git/config",
            "../x",
            "/etc/hosts",
            ".vscode/tasks.json",
            ".OPENKOI/x",
        ];
        const EFFECTS: &[&str] = &[
            "read",
            "write-workspace",
            "execute",
            "network",
            "message-others",
            "irreversible",
            "teleport",
        ];
        match dice.roll(4) {
            0 => file(
                dice.one(&["read", "write", "edit", "grep", "list"]),
                dice.one(PATHS),
            ),
            1 => Action {
                tool: dice.one(&["mcp__srv__tool", "fetch", "weather"]).into(),
                arguments: json!({ "url": "https://example.org/x", "path": dice.one(PATHS) }),
                effect: Effect::from_word(dice.one(EFFECTS)),
                tainted: false,
            },
            2 => shell(&dice.one(&self.lines)),
            _ => {
                let joint = dice.one(&["; ", " && ", " | ", " || ", "\n"]);
                shell(&format!(
                    "{}{joint}{}",
                    dice.one(&self.lines),
                    dice.one(&self.lines)
                ))
            }
        }
    }

    fn policy(&self, dice: &mut Dice) -> Rules {
        let mut rules = Rules::default();
        for permit in [Permit::Deny, Permit::Ask, Permit::Allow] {
            // Rules that hold back hide the others.
            let most = if permit == Permit::Allow { 6 } else { 3 };
            for _ in 0..dice.roll(most) {
                rules.add(permit, dice.one(&self.rules));
            }
        }
        rules
    }
}

/// What was seen, so that nobody takes silence for proof.
#[derive(Debug, Default)]
struct Seen {
    allowed: u64,
    asked: u64,
    denied: u64,
    /// Pairs in which what should hold back more did.
    stricter: u64,
    /// Pairs in which a rule opened what the table asked.
    opened: u64,
}

fn play(policies: u64, seed: u64) -> Seen {
    let world = World::new();
    let place = place();
    let mut seen = Seen::default();
    for number in 0..policies {
        let mut dice = Dice(
            seed.wrapping_mul(0x2545_f491_4f6c_dd1d)
                .wrapping_add(number),
        );
        let (action, rules) = (world.action(&mut dice), world.policy(&mut dice));
        let around = Circumstances {
            level: dice.one(&TrustLevel::ALL),
            is_tainted: dice.flips(),
            is_sandboxed: dice.flips(),
            lack: "",
            only_looks: dice.flips(),
        };
        let base = judge(&action, &rules, &around, &place);
        match base.permit {
            Permit::Allow => seen.allowed += 1,
            Permit::Ask => seen.asked += 1,
            Permit::Deny => seen.denied += 1,
        }
        let told = || {
            format!(
                "policy {number} of OPENKOI_SEED={seed}: {action:?}\n{rules:?}\n{around:?}\n{base:?}"
            )
        };
        for (action, around) in stricter(&action, &around) {
            let ruling = judge(&action, &rules, &around, &place);
            assert!(
                ruling.permit >= base.permit,
                "{}\nstricter, and yet {ruling:?} for {action:?} {around:?}",
                told()
            );
            seen.stricter += u64::from(ruling.permit > base.permit);
        }
        for permit in [Permit::Deny, Permit::Ask] {
            let mut more = rules.clone();
            more.add(permit, dice.one(&world.rules));
            let ruling = judge(&action, &more, &around, &place);
            assert!(
                ruling.permit >= base.permit,
                "{}\none more {permit:?} rule, and yet {ruling:?}",
                told()
            );
            seen.stricter += u64::from(ruling.permit > base.permit);
        }
        let mut more = rules.clone();
        more.add(Permit::Allow, dice.one(&world.rules));
        let ruling = judge(&action, &more, &around, &place);
        if ruling.permit != base.permit {
            seen.opened += 1;
            assert!(
                can_be_opened(&base),
                "{}\none more allow rule, and now {ruling:?}",
                told()
            );
        }
    }
    seen
}

/// The same with less trust, more taint, no sandbox, a line that does more, or a stronger effect.
fn stricter(action: &Action, around: &Circumstances) -> Vec<(Action, Circumstances)> {
    let mut pairs = vec![
        (
            action.clone(),
            Circumstances {
                is_tainted: true,
                ..*around
            },
        ),
        (
            Action {
                tainted: true,
                ..action.clone()
            },
            *around,
        ),
        (
            action.clone(),
            Circumstances {
                is_sandboxed: false,
                ..*around
            },
        ),
        (
            action.clone(),
            Circumstances {
                only_looks: false,
                ..*around
            },
        ),
    ];
    let lower = TrustLevel::ALL
        .into_iter()
        .filter(|level| *level < around.level);
    pairs.extend(lower.map(|level| (action.clone(), Circumstances { level, ..*around })));
    let effects = [
        "write-workspace",
        "execute",
        "network",
        "message-others",
        "irreversible",
        "teleport",
    ];
    let stronger = effects
        .iter()
        .map(|word| Effect::from_word(word))
        .filter(|effect| *effect > action.effect);
    pairs.extend(stronger.map(|effect| {
        (
            Action {
                effect,
                ..action.clone()
            },
            *around,
        )
    }));
    pairs
}

/// Only what the table asks; neither a rule that holds back, nor a protected path, nor what is not understood.
fn can_be_opened(ruling: &Ruling) -> bool {
    ruling.permit == Permit::Ask && ruling.rule.starts_with("level ")
}

#[expect(
    clippy::disallowed_methods,
    reason = "a campaign is repeated by its seed"
)]
fn seed(default: u64) -> u64 {
    let given = std::env::var("OPENKOI_SEED").ok();
    given.map_or(default, |text| text.parse().expect("a number"))
}

#[test]
fn less_trust_more_taint_and_more_rules_that_hold_back_never_allow_more() {
    let seed = seed(SEED);
    let seen = play(POLICIES, seed);
    println!("S18: seed {seed}: {POLICIES} random policies, 0 that allow more: {seen:?}");
    let each = [
        seen.allowed,
        seen.asked,
        seen.denied,
        seen.stricter,
        seen.opened,
    ];
    assert!(
        each.iter().all(|count| *count > 100),
        "{seen:?} proves little"
    );
}

#[test]
#[ignore = "nightly: a million policies"]
fn nightly_a_million_random_policies_are_monotone() {
    let seed = seed(SEED + 1);
    let seen = play(1_000_000, seed);
    println!("S18 nightly: seed {seed}: 1000000 random policies, 0 that allow more: {seen:?}");
}
