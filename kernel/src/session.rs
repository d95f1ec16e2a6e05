//! One task from its words to its closing line.
//!
//! [`Machine`] decides: a pure function of what has happened, it says what to do next. The [`driver`] does it: it asks
//! models, runs tools, lets agencies and evaluators speak, writes the journal, and tells the machine how it went.

mod consents;
mod context;
mod conversation;
mod delegated;
mod deliberation;
mod driver;
mod gate;
mod instruction;
mod intents;
mod lesson;
mod machine;
mod memory;
mod meter;
mod models;
mod past;
mod plan;
mod prompt;
mod questions;
mod recorder;
mod schema;
mod shown;
mod toolbox;
mod truncate;
mod turn;

pub use crate::domain::Limits;
pub use context::{Context, Estimate, Window};
pub use conversation::Conversation;
pub use delegated::Delegated;
pub use driver::{Parts, Session};
pub use machine::{Closing, Machine, Mode, Moment, Next, Said, Told};
pub use meter::Spent;
pub use models::{Connected, Models};
pub use past::{Past, Unresumable};
pub use recorder::{Clock, Observer};
pub use schema::fault as schema_fault;
pub use turn::{Requested, Turn};
