//! stub
use openkoi_sdk::agency::{Answer, Brief, Step};
pub fn advise(brief: &Brief, _: &[Answer]) -> Step { Step::Done(crate::verdict::abstain(brief)) }
