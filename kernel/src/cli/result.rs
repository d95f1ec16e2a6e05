//! The end of a task: for people in a few lines, for programs as one JSON object.

use super::progress::Progress;
use super::style::{duration, grouped};
use crate::domain::{Decision, Measurement, RunOutcome, Usage, Verification};
use crate::mind::{Closed, Story};
use serde_json::{Value, json};

/// The closing lines.
pub(super) fn lines(story: &Story, progress: &Progress) -> Vec<String> {
    let Some(closed) = &story.closed else {
        return Vec::new();
    };
    let style = progress
        .style
        .unwrap_or(super::style::Style { colors: false });
    let word = closed.outcome.word();
    let word = if closed.outcome == RunOutcome::Accepted {
        style.green(word)
    } else {
        style.red(word)
    };
    let mut lines = progress.labelled(
        "result",
        &format!("{word}: {}", super::style::plain(&closed.reason)),
    );
    lines.extend(progress.labelled(
        closed.verification.word(),
        &evidence(story, closed.verification),
    ));
    let priced = story.shares.iter().all(|share| share.priced);
    let cost = if priced {
        closed.cost.to_string()
    } else {
        format!("{} and calls without a known price", closed.cost)
    };
    let tokens = grouped(closed.usage.total());
    lines.extend(progress.labelled(
        "cost",
        &format!("{cost}, {tokens} tokens, {}", duration(closed.duration_ms)),
    ));
    if let Some(task) = &story.task {
        lines.extend(progress.labelled("task", &format!("{task}  (openkoi task show {task})")));
    }
    lines
}

/// What the word before it rests on.
fn evidence(story: &Story, verification: Verification) -> String {
    let told = |measurements: &[Measurement]| {
        let each: Vec<String> = measurements
            .iter()
            .map(|one| match (one.passed, one.failed) {
                (0, 0) => format!(
                    "{} ({})",
                    one.command,
                    one.code
                        .map_or("no exit code".into(), |code| format!("exit {code}"))
                ),
                (passed, failed) => format!("{} ({passed} passed, {failed} failed)", one.command),
            })
            .collect();
        each.join(", ")
    };
    let receipts = story.receipts.len();
    match verification {
        Verification::Verified => match told(&story.before) {
            before if before.is_empty() => format!("by {}", told(&story.after)),
            before => format!("by {}; before: {before}", told(&story.after)),
        },
        Verification::Partial => {
            format!(
                "{} what was done; no check proves that it is right",
                if receipts == 1 {
                    "1 receipt shows".to_owned()
                } else {
                    format!("{receipts} receipts show")
                }
            )
        }
        Verification::Unverified if receipts == 0 => "nothing ran that would show it".into(),
        Verification::Unverified => {
            format!("{receipts} receipts, and they do not carry the result")
        }
    }
}

/// The JSON result. A run that broke off before it closed has `closed` made for it.
pub(super) fn json(story: &Story) -> Value {
    let unclosed = Closed {
        outcome: RunOutcome::Failed,
        verification: Verification::Unverified,
        reason: "the run did not close".into(),
        answer: String::new(),
        score: None,
        iterations: 0,
        usage: Usage::default(),
        cost: crate::domain::Usd::ZERO,
        duration_ms: 0,
    };
    let closed = story.closed.as_ref().unwrap_or(&unclosed);
    let diff: String = story
        .changes
        .iter()
        .map(|change| change.diff.as_str())
        .collect();
    json!({
        "type": "result",
        "subtype": closed.outcome.word(),
        "is_error": closed.outcome != RunOutcome::Accepted,
        "exit_code": closed.outcome.exit_code(),
        "result": closed.answer,
        "reason": closed.reason,
        "task_id": story.task,
        "session_id": story.task,
        "model": story.model.as_ref().map(ToString::to_string),
        "duration_ms": closed.duration_ms,
        "num_turns": story.turns,
        "total_cost_usd": closed.cost,
        "usage": usage(&closed.usage),
        "model_usage": story.shares.iter().map(|share| json!({
            "role": share.role, "model": share.model.to_string(), "calls": share.calls,
            "usage": usage(&share.usage), "cost_usd": share.priced.then_some(share.cost),
        })).collect::<Vec<_>>(),
        "directive": story.directive,
        "category": story.instructed.category,
        "evaluator": story.instructed.evaluator,
        "skills": story.instructed.skills,
        "instructions": story.instructed.instructions,
        "plan": story.plan,
        "verdicts": verdicts(story),
        "conditions": story.conditions,
        "iterations": story.iterations.iter().map(|iteration| json!({
            "iteration": iteration.number, "score": iteration.score, "decision": iteration.decision,
        })).collect::<Vec<_>>(),
        "score": closed.score,
        "scores": scores(story),
        "findings": story.reports().flat_map(|report| &report.findings).collect::<Vec<_>>(),
        "claims": story.reports().flat_map(|report| &report.claims).collect::<Vec<_>>(),
        "verification": closed.verification,
        "checks": {"before": story.before, "after": story.after},
        "receipts": story.receipts,
        "compactions": story.compactions.iter().map(|one| json!({
            "before_tokens": one.before, "after_tokens": one.after, "window_tokens": one.window,
            "dropped": one.dropped, "reason": one.reason,
        })).collect::<Vec<_>>(),
        "permission_denials": story.denials.iter().map(|(call, reason)| json!({"call": call, "reason": reason})).collect::<Vec<_>>(),
        "changes": story.changes.iter().map(|change| json!({
            "path": change.path, "added": change.added, "removed": change.removed,
        })).collect::<Vec<_>>(),
        "diff": diff,
        "futures": story.futures,
    })
}

fn usage(usage: &Usage) -> Value {
    json!({
        "input_tokens": usage.input, "output_tokens": usage.output,
        "cache_read_input_tokens": usage.cache_read, "cache_creation_input_tokens": usage.cache_write,
    })
}

fn scores(story: &Story) -> Value {
    story
        .reports()
        .flat_map(|report| &report.scores)
        .map(|score| (score.dimension.clone(), json!(score.value)))
        .collect()
}

fn verdicts(story: &Story) -> Vec<Value> {
    let each = story
        .verdicts
        .iter()
        .map(|(agency, verdict)| match verdict {
            Ok(verdict) => {
                let (decision, conditions) = match &verdict.decision {
                    Decision::Approve => ("APPROVE", Vec::new()),
                    Decision::ApproveIf(conditions) => ("APPROVE+", conditions.clone()),
                    Decision::Block => ("BLOCK", Vec::new()),
                    Decision::Abstain => ("ABSTAIN", Vec::new()),
                };
                json!({"agency": agency, "decision": decision, "probability": verdict.probability,
                "reason": verdict.reason, "conditions": conditions})
            }
            Err(fault) => json!({"agency": agency, "decision": "BLOCK", "probability": null,
            "reason": format!("no verdict: {}", fault.message), "conditions": []}),
        });
    each.collect()
}

/// The JSON result of a command line that failed before there was a task.
pub(super) fn failure(failure: &crate::failure::Failure) -> Value {
    let mut value = json(&Story::default());
    let subtype = match failure.exit {
        crate::failure::Exit::Run(outcome) => outcome.word(),
        crate::failure::Exit::Usage => "usage",
    };
    value["subtype"] = subtype.into();
    value["exit_code"] = failure.exit.code().into();
    value["reason"] = failure.message.clone().into();
    value["remedy"] = failure.remedy.clone().into();
    value
}
