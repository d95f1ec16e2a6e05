//! May it be done? One pure function over what an action does, how much is delegated, what has been read, and the rules
//! that people wrote.

mod circumstances;
mod deed;
mod delegation;
mod domain;
mod guarded;
mod judge;
mod line;
mod pattern;
mod place;
mod program;
mod rule;
mod rules;
mod shell;
mod table;
mod tool;
mod wrapper;

pub use circumstances::Circumstances;
pub use delegation::{Delegation, Delegations, EVERY_DOMAIN};
pub use domain::{DOMAINS, domain};
pub use guarded::{Guarded, protected};
pub use judge::{always, judge};
pub use place::{Place, Spot};
pub use rule::{Rule, RuleError};
pub use rules::Rules;
pub use table::{decide, is_outside};

#[cfg(test)]
mod tests;
