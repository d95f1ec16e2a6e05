//! What the kernel needs from the parts around it, as traits.
//!
//! The session speaks to components through [`Provider`], [`Agency`], [`Evaluator`], [`Tool`] and [`Integration`], to
//! the place it works in through [`Workspace`], and to what happened through [`Journal`]. Components get at the world
//! through what is [`Lent`] to them. Dropping the future of a call cancels it.

mod approver;
mod futures;
mod journal;
mod kinds;
mod lent;
mod lessons;
mod workspace;

pub use approver::{Approver, Nobody, Request as ApprovalRequest};
pub use futures::{Futures, Trial};
pub use journal::{Journal, JournalError};
pub use kinds::{
    Agency, Dialect, DialectRequest, Evaluator, Frame, Happening, Integration, Provider,
    RemoteReply, Sink, Tool,
};
pub use lent::{
    Body, Chunks, Entry, Exchange, Files, Found, HttpRequest, HttpResponse, KeyValue, Lent, Log,
    LogLevel, Processes, Stream,
};
pub use lessons::{Candidate, Lessons};
pub use workspace::Workspace;
