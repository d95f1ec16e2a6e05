//! What stands in for an agency that could not be loaded.

use crate::domain::{Answer, Brief, Fault, Step, Verdict};
use crate::port::Agency;

/// An agency that could not be loaded: it gives no verdict, which counts as a block.
pub(super) struct Mute {
    pub(super) name: String,
    pub(super) fault: Fault,
}

#[async_trait::async_trait]
impl Agency for Mute {
    fn name(&self) -> &str {
        &self.name
    }

    fn symbol(&self) -> &str {
        ""
    }

    fn advises_on_actions(&self) -> bool {
        true
    }

    async fn advise(&self, _brief: &Brief, _answers: &[Answer]) -> Result<Step<Verdict>, Fault> {
        Err(self.fault.clone())
    }
}
