//! The vocabulary as types: no IO, no async.
//!
//! Each type has one canonical JSON form (serde), the same that scripts, MCP servers, recordings and `--output-format
//! json` use. Names are those of the contracts in `wit/`.

mod action;
mod audited;
mod brief;
mod candidate;
mod chat;
mod definition;
mod effect;
mod event;
mod fault;
mod ids;
mod instructed;
mod intent;
mod lesson;
mod limits;
mod milestone;
mod model;
mod money;
mod order;
mod plan;
mod question;
mod ruling;
mod spelling;
mod work;

pub use action::{FileChange, Image, Receipt, ToolInfo, ToolOutput, Touched};
pub use audited::{Consented, Ruled, TrustChange};
pub use brief::{Action, Brief, Decision, Fact, PlanStep, Spend, Tempo, ToolRecord, Verdict};
pub use candidate::Candidate;
pub use chat::{
    Message, ModelEvent, ModelRequest, Part, Role, Thinking, ToolCall, ToolResult, ToolSpec, Usage,
};
pub use definition::Definition;
pub use effect::Effect;
pub use event::{Event, EventBody, Outcome as RunOutcome, Verification};
pub use fault::{Fault, FaultKind};
pub use ids::{IterationId, ReceiptId, TaskId};
pub use instructed::Instructed;
pub use intent::{EffectId, Intent, Repeat};
pub use lesson::{Known, Lesson, LessonId, LessonKind, Recalled, RecalledLesson, Scope};
pub use limits::Limits;
pub use milestone::{Came, Garbled, Milestone, Reached, Said};
pub use model::{Framing, ModelInfo, ModelRef, Price, Service};
pub use money::Usd;
pub use order::{Order, Submitted};
pub use plan::{Plan, plan_schema};
pub use question::{Answer, Ask, Command, ModelQuestion, Outcome, Question, Reply, Step};
pub use ruling::{Consent, Permit, Ruling, TrustLevel};
pub use spelling::{shown, spelled, unspelled};
pub use work::{
    Claim, Dimension, Finding, Measurement, Phase, Report, Score, Severity, Standing, Work,
};

/// The open extension point on requests and responses: name, value.
pub type Extra = Vec<(String, String)>;
