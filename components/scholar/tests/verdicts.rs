//! Briefs and the gaps between what will be said and what will be known.

use openkoi_counsel::bench::{self, brief, conditions, step, verdict};
use openkoi_scholar::Scholar;
use openkoi_sdk::agency::{Brief, Decision, Effect, Fact, Step, Tempo};

const READ: (&str, Effect) = ("Read the importer", Effect::Read);
const CHANGE: (&str, Effect) = ("Change the importer", Effect::WriteWorkspace);
const TEST: (&str, Effect) = ("Run the tests", Effect::Execute);

fn fact(subject: &str, statement: &str, confidence: f32) -> Fact {
    Fact {
        subject: subject.to_string(),
        statement: statement.to_string(),
        confidence,
    }
}

#[test]
fn a_plan_that_checks_its_own_work_is_approved_with_the_step_that_does() {
    let verdict = verdict::<Scholar>(&brief("Rename the importer", &[READ, CHANGE, TEST]));
    assert_eq!(verdict.decision, Decision::Approve);
    assert!(
        verdict.reason.contains("Step 3") && verdict.reason.contains("Run the tests"),
        "{}",
        verdict.reason
    );
}

#[test]
fn where_nothing_is_claimed_there_is_no_opinion() {
    for task in ["Say hello", "List the folders", "挨拶して"] {
        assert_eq!(
            verdict::<Scholar>(&brief(task, &[])).decision,
            Decision::Abstain,
            "{task}"
        );
    }
    let action = Brief {
        tempo: Tempo::Action,
        ..brief("Fix the bug", &[READ, CHANGE, TEST])
    };
    assert_eq!(verdict::<Scholar>(&action).decision, Decision::Abstain);
}

#[test]
fn a_gap_becomes_a_condition_that_quotes_what_is_missing() {
    let rows: [(Brief, &str); 8] = [
        (
            brief("Rename the importer", &[READ, CHANGE]),
            "Run the project's tests before saying that “Rename the importer” is done",
        ),
        (
            brief("Fix the crash on start", &[READ, CHANGE, TEST]),
            "See the fault behind “Fix the crash on start” before the change",
        ),
        (
            brief("Fix the crash on start", &[READ, CHANGE, TEST]),
            "passing after",
        ),
        (
            brief("Make the importer faster", &[READ, CHANGE, TEST]),
            "both numbers for “faster”",
        ),
        (
            brief("Change `load_all` to take a path", &[CHANGE, TEST]),
            "Find “load_all” in the workspace",
        ),
        (
            brief("Give me the latest Rust release", &[]),
            "source of everything said about “latest”",
        ),
        (
            brief("インポーターを高速化して", &[READ, CHANGE, TEST]),
            "高速化",
        ),
        (
            brief("What dosage of ibuprofen is safe", &[]),
            "nothing certain about “dosage”",
        ),
    ];
    for (brief, condition) in rows {
        assert!(
            conditions::<Scholar>(&brief).contains(condition),
            "{}: {}",
            brief.task,
            conditions::<Scholar>(&brief)
        );
    }
}

#[test]
fn closing_a_gap_lifts_its_condition() {
    let reproduced = brief(
        "Fix the crash on start",
        &[("Run it and see", Effect::Execute), CHANGE, TEST],
    );
    assert_eq!(verdict::<Scholar>(&reproduced).decision, Decision::Approve);
    let measured = brief(
        "Make the importer faster",
        &[("Measure it", Effect::Execute), CHANGE, TEST],
    );
    assert_eq!(verdict::<Scholar>(&measured).decision, Decision::Approve);
    let found = brief(
        "Change `load_all` to take a path",
        &[("Find load_all", Effect::Read), CHANGE, TEST],
    );
    assert_eq!(verdict::<Scholar>(&found).decision, Decision::Approve);
    let built = brief("Add a price field to the page", &[READ, CHANGE, TEST]);
    assert_eq!(verdict::<Scholar>(&built).decision, Decision::Approve);
}

#[test]
fn a_fact_of_little_confidence_is_checked_if_it_bears_on_the_task() {
    let doubted = |task: &str, confidence: f32| Brief {
        facts: vec![fact("parser", "the parser is generated", confidence)],
        ..brief(task, &[READ, CHANGE, TEST])
    };
    assert!(
        conditions::<Scholar>(&doubted("Change the parser", 0.3))
            .contains("“the parser is generated”")
    );
    assert!(
        conditions::<Scholar>(&doubted("Change the parser", f32::NAN))
            .contains("“the parser is generated”")
    );
    assert_eq!(
        verdict::<Scholar>(&doubted("Change the parser", 0.9)).decision,
        Decision::Approve
    );
    assert_eq!(
        verdict::<Scholar>(&doubted("Change the lexer", 0.3)).decision,
        Decision::Approve
    );
    let odds =
        |confidence: f32| verdict::<Scholar>(&doubted("Change the parser", confidence)).probability;
    assert!(odds(0.0) < odds(0.2) && odds(0.2) < odds(0.4) && odds(0.4) < odds(0.9));
}

#[test]
fn facts_that_disagree_are_settled_first() {
    let facts = vec![
        fact("parser", "the parser is generated", 0.9),
        fact("parser", "the parser is not generated", 0.8),
    ];
    let disputed = Brief {
        facts,
        ..brief("Change the parser", &[READ, CHANGE, TEST])
    };
    assert!(conditions::<Scholar>(&disputed).contains("“parser” first"));
}

fn grave() -> Brief {
    Brief {
        model_available: true,
        ..brief("What dosage should I take\"}?", &[])
    }
}

#[test]
fn a_model_is_asked_only_about_grave_answers_without_a_source() {
    let sourced = Brief {
        model_available: true,
        ..brief(
            "What dosage is safe",
            &[("Look up the documentation", Effect::Read)],
        )
    };
    assert!(matches!(step::<Scholar>(&sourced), Step::Done(_)));
    let question = bench::asked::<Scholar>(&grave());
    assert!(question.role == "small" && question.prompt.contains(r#"take\"}?""#));
}

#[test]
fn an_answer_can_block_but_none_ever_approves() {
    bench::assert_an_answer_can_block_but_never_approve::<Scholar>(
        &grave(),
        "unverifiable",
        "checkable",
    );
}

#[test]
fn another_gap_never_raises_the_probability_and_the_same_brief_gets_the_same() {
    let chain = [
        brief("Rename it", &[READ, CHANGE, TEST]),
        brief("Rename it", &[READ, CHANGE]),
        brief("Fix it and rename it: bug", &[READ, CHANGE]),
        brief("Fix it and make it faster", &[READ, CHANGE]),
    ];
    let odds: Vec<f32> = chain
        .iter()
        .map(|brief| verdict::<Scholar>(brief).probability)
        .collect();
    assert!(
        odds.windows(2).all(|pair| pair[1] <= pair[0])
            && odds.iter().all(|odds| (0.0..=1.0).contains(odds)),
        "{odds:?}"
    );
    for task in ["", "`", "``", "é_é", "日本_語", "_", "aB"] {
        assert_eq!(
            step::<Scholar>(&brief(task, &[])),
            step::<Scholar>(&brief(task, &[]))
        );
    }
}
