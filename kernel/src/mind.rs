//! Pure thoughts: values in, values out.

mod candidates;
mod category;
mod composite;
mod directive;
mod instructions;
mod parliament;
mod sketch;
mod skill;
mod story;
mod verification;

pub use candidates::{lines, recommended, risks};
pub use category::{CATEGORIES, Category, category};
pub use composite::{Judgement, composite};
pub use directive::{Milestone, SelfKnowledge, directive};
pub use instructions::{InstructionFile, Instructions, Material};
pub use parliament::{Count, Tally, TallyRule, tally};
pub use sketch::sketch;
#[cfg(test)]
pub(crate) use skill::complaints;
pub use skill::{Chosen, Needs, Skill, SkillKind, merge};
pub use story::{Closed, Compaction, Iteration, Share, Story};
pub use verification::{Evidence, verification};
