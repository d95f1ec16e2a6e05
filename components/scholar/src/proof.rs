//! Whether the plan ends in something that can fail.

use openkoi_sdk::agency::{Brief, Effect, PlanStep};

use crate::Gap;
use openkoi_counsel::{find, short};

const CHECKING: [&str; 24] = [
    "test",
    "tests",
    "check",
    "checks",
    "verify",
    "validate",
    "lint",
    "build",
    "compile",
    "typecheck",
    "reproduce",
    "compare",
    "benchmark",
    "measure",
    "confirm",
    "proofread",
    "review",
    "render",
    "clippy",
    "テスト",
    "確認",
    "検証",
    "ビルド",
    "見直",
];

const REPAIRING: [&str; 14] = [
    "fix",
    "bug",
    "bugs",
    "repair",
    "broken",
    "crash",
    "crashes",
    "failing",
    "fails",
    "regression",
    "error",
    "修正",
    "バグ",
    "不具合",
];

const MEASURED: [&str; 13] = [
    "faster",
    "speed up",
    "optimize",
    "optimise",
    "performance",
    "slow",
    "memory",
    "smaller",
    "reduce",
    "高速化",
    "最適化",
    "速く",
    "軽く",
];

/// Number and text of the plan's last step that can show whether it worked.
pub fn check(plan: &[PlanStep]) -> Option<(usize, &str)> {
    let last = plan.iter().rposition(|step| {
        find(&CHECKING, &step.text).is_some()
            && matches!(step.effect, Effect::Read | Effect::Execute)
    })?;
    Some((last + 1, &plan[last].text))
}

/// What the plan leaves unproved.
pub fn gaps(brief: &Brief) -> Vec<Gap> {
    let task = short(&brief.task);
    let gap = |weight, told, condition| Gap {
        weight,
        told,
        condition,
        grave: false,
    };
    let changes = brief
        .plan
        .iter()
        .rposition(|step| !matches!(step.effect, Effect::Read));
    let mut gaps = Vec::new();
    if let (Some(change), None) = (changes, check(&brief.plan)) {
        let told = format!(
            "no step checks what step {} (“{}”) did",
            change + 1,
            short(&brief.plan[change].text)
        );
        gaps.push(gap(0.3, told, format!("Run the project's tests before saying that “{task}” is done; if there are none, say so.")));
    }
    if let Some(word) =
        find(&REPAIRING, &brief.task).filter(|_| changes.is_some() && !reproduces(brief))
    {
        let told = format!("“{word}” is to be mended without having been seen first");
        gaps.push(gap(
            0.1,
            told,
            format!("See the fault behind “{task}” before the change, and show the same check passing after it."),
        ));
    }
    if let Some(word) = find(&MEASURED, &brief.task).filter(|_| !measures(brief)) {
        let told = format!("“{word}” is a comparison, and the plan measures nothing");
        gaps.push(gap(
            0.15,
            told,
            format!("Measure before and after, and give both numbers for “{word}”."),
        ));
    }
    gaps
}

/// Something is run or tested before the first change.
fn reproduces(brief: &Brief) -> bool {
    let first = brief
        .plan
        .iter()
        .position(|step| step.effect == Effect::WriteWorkspace)
        .unwrap_or(brief.plan.len());
    brief.plan[..first].iter().any(|step| {
        step.effect == Effect::Execute
            || find(&["reproduce", "failing test", "再現"], &step.text).is_some()
    })
}

fn measures(brief: &Brief) -> bool {
    brief.plan.iter().any(|step| {
        find(
            &[
                "measure",
                "benchmark",
                "profile",
                "time",
                "bench",
                "size",
                "計測",
                "ベンチマーク",
            ],
            &step.text,
        )
        .is_some()
    })
}
