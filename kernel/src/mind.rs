//! Pure thoughts: values in, values out.

mod category;
mod composite;
mod directive;
mod instructions;
mod parliament;
mod skill;
mod story;
mod verification;

pub use category::{CATEGORIES, Category, category};
pub use composite::{Judgement, composite};
pub use directive::directive;
pub use instructions::{InstructionFile, Instructions, Material};
pub use parliament::{Tally, tally};
#[cfg(test)]
pub(crate) use skill::complaints;
pub use skill::{Chosen, Needs, Skill, SkillKind, merge};
pub use story::{Closed, Iteration, Share, Story};
pub use verification::verification;
