//! A task as one JSON object: the same for `--output-format json`, `task show` and the HTTP API.

use super::{Closed, Story};
use crate::domain::{Fault, RunOutcome, Usage, Verdict, Verification};
use serde_json::{Value, json};

/// The JSON result. A run that broke off before it closed has `closed` made for it.
pub fn result(story: &Story) -> Value {
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
        "duration_api_ms": story.models_ms,
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
        "claims": story.claims(),
        "sources": story.sources(),
        "structured_output": story.structured,
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
        "recalled": story.recalled.lessons,
        "learned": learned(story),
    })
}

fn learned(story: &Story) -> Vec<Value> {
    let each = story.learned.iter().map(|lesson| {
        json!({"id": lesson.id, "kind": lesson.kind, "text": lesson.text, "receipts": lesson.receipts,
            "confidence": lesson.confidence, "tainted": lesson.tainted})
    });
    each.collect()
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
    let each = story.verdicts.iter();
    each.map(|(agency, verdict)| verdict_object(agency, verdict))
        .collect()
}

/// One agency's verdict.
pub fn verdict_object(agency: &str, verdict: &Result<Verdict, Fault>) -> Value {
    match verdict {
        Ok(verdict) => {
            let (decision, conditions) = (verdict.decision.word(), verdict.decision.conditions());
            json!({"agency": agency, "decision": decision, "probability": verdict.probability,
                "reason": verdict.reason, "conditions": conditions})
        }
        Err(fault) => json!({"agency": agency, "decision": "BLOCK", "probability": null,
            "reason": format!("no verdict: {}", fault.message), "conditions": []}),
    }
}
