//! Pure thoughts: values in, values out.

mod composite;
mod directive;
mod parliament;
mod story;
mod verification;

pub use composite::{Judgement, composite};
pub use directive::directive;
pub use parliament::{Tally, tally};
pub use story::{Closed, Compaction, Iteration, Share, Story};
pub use verification::verification;
