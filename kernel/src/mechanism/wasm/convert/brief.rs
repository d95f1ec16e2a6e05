//! Briefs and verdicts.

use super::{Garbled, effect, question};
use crate::domain::{self, Brief, Decision, Fact, Step, Tempo, Verdict};
use crate::mechanism::sound;
use crate::mechanism::wasm::bindings::exports::openkoi::agency::adviser;

pub(in crate::mechanism::wasm) fn brief(brief: &Brief) -> adviser::Brief {
    adviser::Brief {
        tempo: match brief.tempo {
            Tempo::Task => adviser::Tempo::Task,
            Tempo::Action => adviser::Tempo::Action,
        },
        task: brief.task.clone(),
        directive: brief.directive.clone(),
        plan: brief.plan.iter().map(plan_step).collect(),
        action: brief.action.as_ref().map(action),
        estimate: spend(brief.estimate),
        budget: spend(brief.budget),
        tools: brief.tools.iter().map(tool_record).collect(),
        facts: brief.facts.iter().map(fact).collect(),
        model_available: brief.model_available,
        extra: brief.extra.clone(),
    }
}

fn plan_step(step: &domain::PlanStep) -> adviser::PlanStep {
    adviser::PlanStep {
        text: step.text.clone(),
        effect: effect::to_guest(&step.effect),
    }
}

fn action(action: &domain::Action) -> adviser::Action {
    adviser::Action {
        tool: action.tool.clone(),
        arguments: action.arguments.to_string(),
        effect: effect::to_guest(&action.effect),
        tainted: action.tainted,
    }
}

fn spend(spend: domain::Spend) -> adviser::Spend {
    adviser::Spend {
        tokens: spend.tokens,
        usd: spend.usd,
        seconds: spend.seconds,
    }
}

fn tool_record(record: &domain::ToolRecord) -> adviser::ToolRecord {
    adviser::ToolRecord {
        name: record.name.clone(),
        calls: record.calls,
        failures: record.failures,
    }
}

fn fact(fact: &Fact) -> adviser::Fact {
    adviser::Fact {
        subject: fact.subject.clone(),
        statement: fact.statement.clone(),
        confidence: fact.confidence,
    }
}

pub(in crate::mechanism::wasm) fn step(step: adviser::Step) -> Result<Step<Verdict>, Garbled> {
    Ok(match step {
        adviser::Step::Ask(asked) => Step::Ask(question::questions(asked, sound::OF_AN_AGENCY)?),
        adviser::Step::Done(done) => Step::Done(verdict(done)?),
    })
}

fn verdict(verdict: adviser::Verdict) -> Result<Verdict, Garbled> {
    let decision = match verdict.decision {
        adviser::Decision::Approve => Decision::Approve,
        adviser::Decision::ApproveIf(conditions) => Decision::ApproveIf(conditions),
        adviser::Decision::Block => Decision::Block,
        adviser::Decision::Abstain => Decision::Abstain,
    };
    let verdict = Verdict {
        decision,
        probability: verdict.probability,
        reason: verdict.reason,
        extra: verdict.extra,
    };
    sound::verdict(&verdict).map_err(Garbled)?;
    Ok(verdict)
}
