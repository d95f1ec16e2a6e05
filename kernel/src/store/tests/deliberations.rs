use super::*;
use crate::domain::{Decision, Tempo, Verdict};

impl Fixture {
    fn voted(self, agency: &str) -> Self {
        let verdict = Verdict {
            decision: Decision::Approve,
            probability: 0.5,
            reason: "because".to_owned(),
            extra: vec![],
        };
        self.and(EventBody::Verdict {
            agency: agency.to_owned(),
            tempo: Tempo::Task,
            subject: None,
            verdict: Ok(verdict),
        })
    }

    fn deliberated(self) -> Self {
        self.and(EventBody::Deliberated {
            approved: true,
            conditions: vec![],
            reason: "because".to_owned(),
            rule: "any-block".into(),
            vetoes: vec![],
        })
    }
}

#[test]
fn deliberations_are_found_the_newest_first_and_end_with_the_decision() {
    let bench = Bench::new().with([
        events_fixture("01", 0).voted("a").deliberated().iteration(),
        events_fixture("02", 0).iteration(),
        events_fixture("03", 0).voted("a").voted("b").deliberated(),
        events_fixture("04", 0).voted("a"),
    ]);
    let history = bench.history();
    let found = |limit| -> Vec<String> {
        let tasks = history.deliberated(limit).expect("they can be read");
        tasks.into_iter().map(|task| task.0).collect()
    };
    assert_eq!(
        (found(9), found(1)),
        (vec!["03".into(), "01".into()], vec!["03".into()])
    );
    let kinds = |task: &str| -> Vec<String> {
        let records = history.deliberation(&TaskId(task.into()));
        let records = records.expect("they can be read").into_iter();
        records.map(|record| record.kind).collect()
    };
    assert_eq!(kinds("01"), ["task-started", "verdict", "deliberated"]);
    assert_eq!(kinds("04"), ["task-started", "verdict"], "it was cut off");
    assert_eq!(history.verdicts().expect("they can be read").len(), 4);
}
