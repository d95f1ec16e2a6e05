//! Pure thoughts: values in, values out.

mod agency_record;
mod composite;
mod directive;
mod evidence;
mod parliament;
mod sitting;
mod story;
mod verification;
mod why;

pub use agency_record::{AgencyRecord, Count, agency_records};
pub use composite::{Judgement, composite};
pub use directive::directive;
pub use parliament::{RULE, Tally, tally};
pub use sitting::{Asked, Sitting};
pub use story::{Closed, Iteration, Share, Story};
pub use verification::{NOT_RUN, verification};
pub use why::{Cause, why};
