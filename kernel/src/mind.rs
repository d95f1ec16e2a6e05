//! Pure thoughts: values in, values out.

mod candidates;
mod composite;
mod directive;
mod parliament;
mod sketch;
mod story;
mod verification;

pub use candidates::{lines, recommended, risks};
pub use composite::{Judgement, composite};
pub use directive::{Milestone, SelfKnowledge, directive};
pub use parliament::{Count, Tally, TallyRule, tally};
pub use sketch::sketch;
pub use story::{Closed, Iteration, Share, Story};
pub use verification::{Evidence, verification};
