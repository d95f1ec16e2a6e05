//! What happened: the one record from which every screen is computed.

use super::{
    Answer, Brief, Candidate, Consented, EffectId, Fault, FileChange, Instructed, Intent,
    IterationId, Lesson, LessonId, Limits, Measurement, Milestone, ModelRef, Phase, Plan, Question,
    Recalled, Receipt, Report, Ruled, Said, Submitted, TaskId, Tempo, Touched, TrustChange, Usage,
    Usd, Verdict,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One entry of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Position in the journal, from 1; 0 before it was appended.
    #[serde(default)]
    pub id: i64,
    pub task: TaskId,
    pub iteration: IterationId,
    /// Milliseconds since 1970, UTC.
    pub at_ms: i64,
    #[serde(flatten)]
    pub body: EventBody,
}

/// The kinds of things that happen. New kinds may be added; readers keep what they don't know as it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum EventBody {
    /// Handed in, and waiting for its turn: it has not begun.
    Submitted(Submitted),
    /// Somebody no longer wants it.
    Withdrawn {
        by: String,
    },
    TaskStarted {
        description: String,
        /// The directory that the task works in.
        workspace: String,
        model: ModelRef,
        /// "run" or "think".
        mode: String,
        version: String,
    },
    /// What the task is measured against and works with, so that it can be resumed as it began.
    Prepared {
        limits: Limits,
        /// The tools before whose first call the baseline is taken.
        effectful: Vec<String>,
        /// The executor's window and what of it is kept for an answer, in tokens.
        window: (u64, u64),
    },
    /// A task that broke off, or was interrupted, goes on.
    Resumed {
        version: String,
    },
    /// The machine was told something, and said what follows after this.
    Reached(Milestone),
    Directive {
        text: String,
    },
    /// What kind of work it is, and by which instructions it is done and judged.
    Instructed(Instructed),
    /// What of earlier work the executor is told.
    Recalled(Recalled),
    /// What the task has taught, after it was closed.
    Learned {
        lesson: Lesson,
    },
    /// The user does not want a lesson, or wants it again; it belongs to no task.
    Forgotten {
        lesson: LessonId,
        /// False: it is wanted again.
        forgotten: bool,
    },
    /// What all agencies were told before they spoke.
    Briefed {
        brief: Brief,
    },
    Asked {
        by: String,
        question: Question,
    },
    Answered {
        by: String,
        answer: Answer,
    },
    /// An agency's verdict, or the fault that counts as a block.
    Verdict {
        agency: String,
        tempo: Tempo,
        /// What the action was, at the tempo `action`.
        subject: Option<String>,
        verdict: Result<Verdict, Fault>,
    },
    Deliberated {
        approved: bool,
        conditions: Vec<String>,
        reason: String,
        /// How the verdicts were counted: "any-block" or "majority".
        #[serde(default)]
        rule: String,
        /// The agencies that could not be outvoted.
        #[serde(default)]
        vetoes: Vec<String>,
    },
    Planned {
        plan: Plan,
    },
    IterationStarted,
    ModelCalled {
        role: String,
        model: ModelRef,
        usage: Usage,
        /// None: the model's price is not known.
        cost: Option<Usd>,
        duration_ms: u64,
        finish: String,
        text: String,
        /// blake3 of what was asked, hexadecimal; empty for the executor's turns, which come one after another.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        request: String,
        /// The whole of the answer. None: an older openkoi wrote it, or nobody will want to hear it again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        said: Option<Said>,
    },
    ModelFailed {
        role: String,
        model: ModelRef,
        fault: Fault,
        /// None: it is not tried again.
        retry_in_ms: Option<u64>,
    },
    /// What policy said of an action with an effect, before anything was done.
    Ruled(Ruled),
    /// What a person answered to it.
    Consented(Consented),
    /// A change of what is delegated, or an attempt at it; it belongs to no task.
    Trusted(TrustChange),
    /// A call that was not made.
    ToolDenied {
        tool: String,
        summary: String,
        reason: String,
        /// The id that the model gave the call.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        call: String,
    },
    /// A call with an effect is about to be made.
    Intended(Intent),
    /// These files are about to be written by the call that was intended last; what they were is kept.
    Foreseen {
        files: Vec<Touched>,
    },
    /// The process ended while a call was under way: nobody knows how it went. What has changed since is on the receipt.
    Unsettled {
        effect: EffectId,
        receipt: Receipt,
    },
    ToolCalled {
        receipt: Receipt,
        /// The id that the model gave the call.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        call: String,
        /// What the model heard. None: an older openkoi wrote it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        heard: Option<String>,
        /// What agencies want kept from now on.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        conditions: Vec<String>,
    },
    /// The executor's conversation was made smaller. Tokens are estimated.
    Compacted {
        before: u64,
        after: u64,
        /// The model's window.
        window: u64,
        /// What was left out, a line each.
        dropped: Vec<String>,
        reason: String,
    },
    Measured {
        evaluator: String,
        phase: Phase,
        measurements: Vec<Measurement>,
    },
    Judged {
        evaluator: String,
        /// A fault: the evaluator could not run.
        report: Result<Report, Fault>,
    },
    /// A future was tried on a copy.
    Tried {
        candidate: Candidate,
    },
    /// The end of an iteration: what it is worth and what follows.
    Decided {
        /// None: nothing could be scored.
        score: Option<f32>,
        decision: String,
    },
    Changed {
        files: Vec<FileChange>,
    },
    /// After the task: its changes were taken back, or made again.
    Restored {
        /// "undo" or "redo".
        direction: String,
        /// The receipt of the one call that was meant; none: the whole task.
        step: Option<String>,
        /// The files that were exchanged.
        files: Vec<String>,
        /// The files that were left as they are, and why.
        conflicts: Vec<(String, String)>,
    },
    Note {
        source: String,
        level: String,
        line: String,
    },
    /// The answer in the form that was asked for.
    Structured {
        output: Value,
    },
    TaskClosed {
        outcome: Outcome,
        verification: Verification,
        /// Why it ended this way.
        reason: String,
        answer: String,
        score: Option<f32>,
        iterations: u32,
        usage: Usage,
        cost: Usd,
        duration_ms: u64,
    },
}

/// How a run ended; each has its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Accepted,
    Failed,
    /// Below the threshold, or contradicted by evidence.
    NotGoodEnough,
    /// Budget of tokens, money, time or rounds.
    Limit,
    /// Parliament, policy or the user said no.
    Blocked,
    Auth,
    Unreachable,
    Interrupted,
}

impl Outcome {
    /// The exit code, as documented in `--help`.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Accepted => 0,
            Self::Failed => 1,
            Self::NotGoodEnough => 3,
            Self::Limit => 4,
            Self::Blocked => 5,
            Self::Auth => 6,
            Self::Unreachable => 7,
            Self::Interrupted => 130,
        }
    }

    /// The word in JSON and on screens.
    pub fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Failed => "failed",
            Self::NotGoodEnough => "not-good-enough",
            Self::Limit => "limit",
            Self::Blocked => "blocked",
            Self::Auth => "auth",
            Self::Unreachable => "unreachable",
            Self::Interrupted => "interrupted",
        }
    }
}

/// How far evidence carries the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verification {
    /// The project's own checks ran after the last change, and none says otherwise.
    Verified,
    /// Receipts show what was done; no check says whether it is right.
    Partial,
    Unverified,
}

impl Verification {
    /// The word in JSON and on screens.
    pub fn word(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Partial => "partial",
            Self::Unverified => "unverified",
        }
    }
}
