//! Plans, and whether they do what was asked in an order that works.

use openkoi_counsel::bench::{self, brief, conditions, step, verdict};
use openkoi_sdk::agency::{Brief, Decision, Effect, Step, Tempo, ToolRecord};
use openkoi_strategist::Strategist;

/// A task, its plan, and what a condition says.
type Row<'a> = (&'a str, &'a [(&'a str, Effect)], &'a str);

const READ: (&str, Effect) = ("Read the importer", Effect::Read);
const CHANGE: (&str, Effect) = ("Change the importer", Effect::WriteWorkspace);
const TEST: (&str, Effect) = ("Run the tests", Effect::Execute);

#[test]
fn a_plan_that_reads_changes_and_checks_is_approved_with_its_synthesis() {
    let verdict = verdict::<Strategist>(&brief(
        "Make the importer skip empty lines",
        &[READ, CHANGE, TEST],
    ));
    assert_eq!(verdict.decision, Decision::Approve);
    assert_eq!(
        verdict.reason,
        "“Make the importer skip empty lines” in 3 steps: 1 reading, 1 changing, 1 running."
    );
}

#[test]
fn without_a_plan_there_is_no_opinion() {
    assert_eq!(
        verdict::<Strategist>(&brief("Make the importer faster", &[])).decision,
        Decision::Abstain
    );
    let action = Brief {
        tempo: Tempo::Action,
        ..brief("Change the importer", &[CHANGE])
    };
    assert_eq!(verdict::<Strategist>(&action).decision, Decision::Abstain);
}

#[test]
fn a_flaw_becomes_a_condition_that_names_the_step() {
    let tell = ("Post the result", Effect::MessageOthers);
    let rows: [Row; 8] = [
        (
            "Change the importer",
            &[CHANGE, READ, TEST],
            "Before step 1 (“Change the importer”), read",
        ),
        (
            "Change the importer",
            &[READ, TEST, CHANGE],
            "Repeat step 2 (“Run the tests”) after step 3",
        ),
        (
            "Change the importer and post the result",
            &[READ, CHANGE, tell.clone(), TEST],
            "Do step 3 (“Post the result”) last",
        ),
        (
            "Change the importer and post the result",
            &[READ, CHANGE, tell.clone()],
            "Do step 3 (“Post the result”) last",
        ),
        (
            "Change the importer",
            &[READ, CHANGE, TEST, tell.clone()],
            "Leave out step 4 (“Post the result”)",
        ),
        (
            "Change the importer",
            &[
                READ,
                CHANGE,
                ("Refactor the exporter", Effect::WriteWorkspace),
                TEST,
            ],
            "Keep step 3 (“Refactor the exporter”)",
        ),
        (
            "Fix the login of the shop",
            &[READ, CHANGE, TEST],
            "how it serves “Fix the login of the shop”",
        ),
        (
            "インポーターを変更",
            &[("変更する", Effect::WriteWorkspace)],
            "“変更する”",
        ),
    ];
    for (task, plan, condition) in rows {
        let said = conditions::<Strategist>(&brief(task, plan));
        assert!(said.contains(condition), "{task}: {said}");
    }
}

#[test]
fn what_was_asked_for_is_no_creep_and_new_files_need_no_reading() {
    let rows: [(&str, &[(&str, Effect)]); 3] = [
        (
            "Refactor the importer",
            &[
                READ,
                ("Refactor the importer", Effect::WriteWorkspace),
                TEST,
            ],
        ),
        (
            "Change the importer and publish it",
            &[READ, CHANGE, TEST, ("Publish it", Effect::Irreversible)],
        ),
        (
            "Create a changelog",
            &[("Create a changelog", Effect::WriteWorkspace)],
        ),
    ];
    for (task, plan) in rows {
        let verdict = verdict::<Strategist>(&brief(task, plan));
        assert_eq!(
            verdict.decision,
            Decision::Approve,
            "{task}: {}",
            verdict.reason
        );
    }
}

#[test]
fn a_step_against_the_directive_is_left_out() {
    let directive = "Be brief. Never touch the database schema.".to_string();
    let against = Brief {
        directive: directive.clone(),
        ..brief(
            "Change the importer",
            &[
                READ,
                ("Change the database schema", Effect::WriteWorkspace),
                TEST,
            ],
        )
    };
    assert!(
        conditions::<Strategist>(&against).contains("Leave out step 2")
            && conditions::<Strategist>(&against).contains("Never touch the database schema")
    );
    let within = Brief {
        directive,
        ..brief("Change the importer", &[READ, CHANGE, TEST])
    };
    assert_eq!(verdict::<Strategist>(&within).decision, Decision::Approve);
}

#[test]
fn a_tool_that_fails_half_the_time_gets_a_second_way() {
    let record = |failures| ToolRecord {
        name: "shell".to_string(),
        calls: 8,
        failures,
    };
    let mut leaning = brief("Change the importer", &[READ, CHANGE, TEST]);
    leaning.tools = vec![record(5)];
    assert!(conditions::<Strategist>(&leaning).contains("“shell” failed 5 of 8 times"));
    leaning.tools = vec![record(3)];
    assert_eq!(verdict::<Strategist>(&leaning).decision, Decision::Approve);
}

#[test]
fn a_long_plan_is_split_with_a_check_between() {
    let mut plan = vec![READ];
    plan.extend((0..10).map(|_| CHANGE));
    plan.push(TEST);
    assert!(
        conditions::<Strategist>(&brief("Change the importer", &plan))
            .contains("Split it: after step 6")
    );
}

fn astray() -> Brief {
    Brief {
        model_available: true,
        ..brief("Fix the login of the shop\"}", &[READ, CHANGE, TEST])
    }
}

#[test]
fn a_model_is_asked_only_where_plan_and_task_share_no_word() {
    let fitting = Brief {
        model_available: true,
        ..brief("Change the importer", &[CHANGE])
    };
    assert!(matches!(step::<Strategist>(&fitting), Step::Done(_)));
    let question = bench::asked::<Strategist>(&astray());
    assert!(question.role == "small" && question.prompt.contains(r#"shop\"}""#));
}

#[test]
fn an_answer_can_block_but_none_ever_approves() {
    bench::assert_an_answer_can_block_but_never_approve::<Strategist>(&astray(), "unfit", "fit");
}

#[test]
fn another_flaw_never_raises_the_probability_and_the_same_brief_gets_the_same() {
    let tell = ("Post it", Effect::MessageOthers);
    let chain: [&[(&str, Effect)]; 4] = [
        &[READ, CHANGE, TEST],
        &[READ, TEST, CHANGE],
        &[READ, TEST, CHANGE, tell.clone()],
        &[CHANGE, TEST, CHANGE, tell],
    ];
    let odds: Vec<f32> = chain
        .iter()
        .map(|plan| verdict::<Strategist>(&brief("Change the importer", plan)).probability)
        .collect();
    assert!(
        odds.windows(2).all(|pair| pair[1] < pair[0])
            && odds.iter().all(|odds| (0.0..=1.0).contains(odds)),
        "{odds:?}"
    );
    for text in ["", " ", "é", "日本語", "\0", "."] {
        let odd = Brief {
            directive: text.to_string(),
            ..brief(text, &[(text, Effect::WriteWorkspace)])
        };
        assert_eq!(step::<Strategist>(&odd), step::<Strategist>(&odd));
    }
}
