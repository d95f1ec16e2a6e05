use openkoi_sdk::agency::{Answer, Brief, Decision, Failure, Guest, Step, Verdict};

struct Guardian;

impl Guest for Guardian {
    fn advise(_brief: Brief, _answers: Vec<Answer>) -> Result<Step, Failure> {
        Ok(Step::Done(Verdict { decision: Decision::Abstain, probability: 0.5, reason: String::new(), extra: vec![] }))
    }
}

openkoi_sdk::export_agency!(Guardian);
