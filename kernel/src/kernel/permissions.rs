//! The rules that the user wrote into the config, and those by which the project forbids more.

use super::Kernel;
use crate::failure::Failure;
use crate::policy::Rules;

impl Kernel {
    /// The rules of the config. It was checked when it was read, so one that can't be read here is nobody's mistake but ours,
    /// and stops the task all the same.
    pub fn permissions(&self) -> Result<Rules, Failure> {
        let written = &self.config.permissions;
        Rules::parse(&written.deny, &written.ask, &written.allow)
            .map_err(|error| Failure::new(error.to_string(), error.remedy))
    }
}
