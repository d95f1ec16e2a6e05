//! Pure thoughts: values in, values out.

mod agency_record;
mod candidates;
mod category;
mod collection;
mod composite;
mod directive;
mod evidence;
mod instructions;
mod lesson;
mod parliament;
mod recall;
mod result;
mod sitting;
mod sketch;
mod skill;
mod stage;
mod story;
mod stream;
mod undo;
mod verification;
mod why;

pub use agency_record::{AgencyRecord, Count, agency_records};
pub use candidates::{lines, recommended, risks};
pub use category::{CATEGORIES, Category, category};
pub use collection::{Collection, Kept, collection};
pub use composite::{Judgement, composite};
pub use directive::{Milestone, SelfKnowledge, directive};
pub use evidence::Grounds;
pub use instructions::{InstructionFile, Instructions, Material, Word};
pub use lesson::{lessons, summary};
pub use parliament::{Counting, Tally, TallyRule, tally};
pub use recall::{Ranked, alike, recall, weight};
pub use result::{result, verdict_object};
pub use sitting::{Asked, Sitting};
pub use sketch::sketch;
#[cfg(test)]
pub(crate) use skill::complaints;
pub use skill::{Chosen, Needs, Skill, SkillKind, merge};
pub use stage::Stage;
pub use story::{Closed, Compaction, Iteration, Share, Story};
pub use stream::stream_lines;
pub use undo::{Change, Direction, Standing, exchanged, standing, touched};
pub use verification::{Evidence, NOT_RUN, verification};
pub use why::{Cause, why};
