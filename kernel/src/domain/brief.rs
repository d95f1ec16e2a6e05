//! What an agency hears and what it says.

use super::{Effect, Extra};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tempo {
    /// Once, before anything is done.
    Task,
    /// Before one call whose effect is more than a read.
    Action,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    pub tempo: Tempo,
    pub task: String,
    pub directive: String,
    pub plan: Vec<PlanStep>,
    pub action: Option<Action>,
    pub estimate: Spend,
    /// What may still be spent.
    pub budget: Spend,
    pub tools: Vec<ToolRecord>,
    pub facts: Vec<Fact>,
    pub model_available: bool,
    pub extra: Extra,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanStep {
    pub text: String,
    pub effect: Effect,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Action {
    pub tool: String,
    pub arguments: Value,
    pub effect: Effect,
    pub tainted: bool,
}

/// An amount of everything that runs out.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Spend {
    pub tokens: u64,
    /// US dollars.
    pub usd: f64,
    pub seconds: u64,
}

/// How a tool has done so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolRecord {
    pub name: String,
    pub calls: u64,
    pub failures: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    pub subject: String,
    pub statement: String,
    /// 0 to 1.
    pub confidence: f32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    Approve,
    /// With conditions, at least one.
    ApproveIf(Vec<String>),
    Block,
    Abstain,
}

impl Decision {
    /// The word in JSON results and on screens.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Approve => "APPROVE",
            Self::ApproveIf(_) => "APPROVE+",
            Self::Block => "BLOCK",
            Self::Abstain => "ABSTAIN",
        }
    }

    /// What has to be kept; most decisions set no conditions.
    pub fn conditions(&self) -> &[String] {
        match self {
            Self::ApproveIf(conditions) => conditions,
            Self::Approve | Self::Block | Self::Abstain => &[],
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    pub decision: Decision,
    /// 0 to 1.
    pub probability: f32,
    pub reason: String,
    #[serde(default)]
    pub extra: Extra,
}
