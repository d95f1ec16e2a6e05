//! Lists of shell lines: ways around a rule, and the everyday.

#![expect(clippy::print_stdout, reason = "a campaign tells its figure")]

use super::bench::{around, by_default, place, rows, rules, shell};
use crate::domain::{Permit, TrustLevel};
use crate::policy::{Rules, judge};

/// What a careful person might allow.
const TIGHT: &[&str] = &[
    "Bash(git status:*)",
    "Bash(git log:*)",
    "Bash(git diff:*)",
    "Bash(git grep:*)",
    "Bash(ls:*)",
    "Bash(cat:*)",
    "Bash(echo:*)",
    "Bash(head:*)",
    "Bash(grep:*)",
    "Bash(rg:*)",
    "Bash(find:*)",
    "Bash(sort:*)",
    "Bash(uniq:*)",
    "Bash(xxd:*)",
    "Bash(sed:*)",
    "Bash(jq:*)",
    "Bash(date:*)",
    "Bash(tree:*)",
    "Bash(file:*)",
    "Bash(which:*)",
    "Bash(man:*)",
    "Bash(cargo test:*)",
    "Bash(npm test:*)",
    "Bash(npm run test:*)",
    "Bash(go test:*)",
    "Bash(make test)",
    "Bash(python -m pytest:*)",
    "Bash(timeout 60 cargo test:*)",
    "Bash(xargs grep:*)",
    "Bash(curl https://docs.rs)",
    "Bash(base64:*)",
    "Bash(true)",
];

#[test]
fn no_way_around_a_tight_allow_list_is_allowed_and_none_only_looks() {
    let tight = rules(&[], &[], TIGHT);
    let list = rows(include_str!("bypasses.txt"));
    assert!(list.len() >= 300, "{} rows", list.len());
    let worlds = [
        ("ask", around(TrustLevel::Ask, true)),
        ("suggest", around(TrustLevel::Suggest, true)),
        ("act without a sandbox", around(TrustLevel::Act, false)),
    ];
    let mut over = Vec::new();
    for (what, line) in &list {
        for (name, around) in &worlds {
            let ruling = judge(&shell(line), &tight, around, &place());
            if ruling.permit == Permit::Allow {
                over.push(format!("{name}: {line:?} ({what}): {}", ruling.rule));
            }
        }
    }
    println!(
        "{} bypass strings in {} worlds: {} allowed",
        list.len(),
        worlds.len(),
        over.len()
    );
    assert!(over.is_empty(), "{}", over.join("\n"));
}

#[test]
fn what_the_tight_list_means_is_allowed() {
    let tight = rules(&[], &[], TIGHT);
    let lines = [
        "git status",
        "git status --short",
        "git log --oneline -5",
        "ls -la src",
        "cat a.rs | head -5",
        "grep -rn x src | sort | head",
        "cargo test",
        "cargo test --release -p openkoi -- name",
        "timeout 60 cargo test",
        "timeout 60 cargo test --lib",
        "npm test",
        "npm run test -- --watch=false",
        "find . -name '*.rs' | xargs grep x > /dev/null",
        "/usr/bin/git status",
        "RUST_BACKTRACE=1 cargo test 2>&1",
        "sed -n '1,20p' a.rs",
        "find src -name '*.rs' -type f",
        "ls *.rs",
        "rg -n 'a b' src/*.rs",
        "make test",
        "echo done && git diff --stat",
    ];
    let mut asked = Vec::new();
    for line in lines {
        let ruling = judge(
            &shell(line),
            &tight,
            &around(TrustLevel::Ask, true),
            &place(),
        );
        if ruling.permit != Permit::Allow {
            asked.push(format!("{line}: {}", ruling.rule));
        }
    }
    // What xargs adds is not known.
    assert_eq!(asked.len(), 1, "{}", asked.join("\n"));
    assert!(asked[0].contains("xargs"), "{}", asked[0]);
}

#[test]
fn everyday_commands_are_free_at_the_default_level() {
    let list = rows(include_str!("everyday.txt"));
    assert!(list.len() >= 500, "{} rows", list.len());
    let asked: Vec<String> = list
        .iter()
        .filter_map(|(what, line)| {
            let ruling = by_default(&shell(line), &Rules::default());
            (ruling.permit != Permit::Allow).then(|| format!("{line} ({what}): {}", ruling.rule))
        })
        .collect();
    let share = 100.0 * asked.len() as f64 / list.len() as f64;
    println!(
        "{} everyday commands, {} asked: {share:.1} %\n{}",
        list.len(),
        asked.len(),
        asked.join("\n")
    );
    assert!(share <= 5.0, "{share:.1} %\n{}", asked.join("\n"));
}

#[test]
fn what_leaves_the_circle_is_asked_at_the_default_level_and_ours_is_denied() {
    let list = rows(include_str!("leaving.txt"));
    let mut wrong = Vec::new();
    for (expected, line) in &list {
        let ruling = by_default(&shell(line), &Rules::default());
        let said = format!("{:?}", ruling.permit).to_lowercase();
        if said != *expected {
            wrong.push(format!("{line}: {said}, not {expected}: {}", ruling.rule));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
