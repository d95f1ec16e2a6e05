//! Briefs and what they show of the user's mind.

use openkoi_counsel::bench::{self, step, verdict};
use openkoi_empath::Empath;
use openkoi_sdk::agency::{Brief, Decision, Effect, Step, Tempo};

fn brief(task: &str) -> Brief {
    bench::brief(task, &[])
}

fn planned(task: &str, text: &str, effect: Effect) -> Brief {
    bench::brief(task, &[(text, effect)])
}

#[test]
fn a_plain_task_gets_no_opinion() {
    let tasks = [
        "Add a --json flag to the list command and document it in README.md",
        "Fix the off-by-one error in the pagination of the search results",
        "Rename `load` to `read` in kernel/src/store.rs",
        "Write tests for the password reset email template validation",
        "Drop support for Python 3.7",
        "ログイン画面にパスワードを表示するボタンを追加してください",
        "Explain how the scheduler picks the next job",
    ];
    for task in tasks {
        let verdict = verdict::<Empath>(&brief(task));
        assert_eq!(
            verdict.decision,
            Decision::Abstain,
            "{task}: {}",
            verdict.reason
        );
        assert!(
            verdict
                .reason
                .contains(&task.chars().take(20).collect::<String>())
        );
    }
}

#[test]
fn what_was_left_unsaid_becomes_a_condition_that_quotes_it() {
    let rows = [
        ("fix it", "fix it", "what was assumed"),
        ("Make the page better", "better", "what was assumed"),
        ("直して", "直して", "what was assumed"),
        (
            "Fix the login bug in auth.rs ASAP",
            "asap",
            "smallest change",
        ),
        (
            "至急、ログインのエラーを修正してください",
            "至急",
            "smallest change",
        ),
        (
            "The parser in parse.rs is still broken",
            "still broken",
            "without excuses",
        ),
        (
            "FIX THE PARSER NOW PLEASE",
            "FIX THE PARSER",
            "without excuses",
        ),
        (
            "Use either YAML or TOML for config.rs",
            "either",
            "Name the choice",
        ),
        (
            "Write an email to the landlord about the broken heating",
            "email",
            "before anybody else",
        ),
        (
            "I hate this, delete the whole parser.rs and begin again",
            "delete",
            "keep a way back",
        ),
    ];
    for (task, quoted, condition) in rows {
        let verdict = verdict::<Empath>(&brief(task));
        let Decision::ApproveIf(conditions) = &verdict.decision else {
            panic!("{task}: {verdict:?}")
        };
        assert!(
            verdict.reason.contains(quoted),
            "{task}: {}",
            verdict.reason
        );
        assert!(
            conditions.iter().any(|said| said.contains(condition)),
            "{task}: {conditions:?}"
        );
    }
}

#[test]
fn a_question_is_answered_before_files_change() {
    let verdict = verdict::<Empath>(&planned(
        "Why does the login in auth.rs fail?",
        "Rewrite auth.rs",
        Effect::WriteWorkspace,
    ));
    assert!(
        matches!(&verdict.decision, Decision::ApproveIf(conditions) if conditions[0].contains("Rewrite auth.rs")),
        "{verdict:?}"
    );
    let polite = planned(
        "Can you fix the login in auth.rs?",
        "Rewrite auth.rs",
        Effect::WriteWorkspace,
    );
    assert_eq!(self::verdict::<Empath>(&polite).decision, Decision::Abstain);
}

#[test]
fn words_for_others_are_shown_first_and_anger_stays_out() {
    let verdict = verdict::<Empath>(&planned(
        "I am fed up, tell the vendor of parser.js",
        "Send the complaint",
        Effect::MessageOthers,
    ));
    let Decision::ApproveIf(conditions) = verdict.decision else {
        panic!("no conditions")
    };
    assert!(
        conditions
            .iter()
            .any(|said| said.contains("Send the complaint") && said.contains("anger")),
        "{conditions:?}"
    );
}

fn rash() -> Brief {
    Brief {
        model_available: true,
        ..brief("This is useless garbage, delete all of it\"}")
    }
}

#[test]
fn only_destruction_in_anger_is_worth_a_question() {
    for (task, asked) in [
        ("This is useless, delete it", true),
        ("This is useless", false),
        ("delete it", false),
    ] {
        let brief = Brief {
            model_available: true,
            ..brief(task)
        };
        assert_eq!(
            matches!(step::<Empath>(&brief), Step::Ask(_)),
            asked,
            "{task}"
        );
    }
    let question = bench::asked::<Empath>(&rash());
    assert!(question.role == "small" && question.prompt.contains(r#"delete all of it\"}""#));
}

#[test]
fn an_answer_can_block_but_none_ever_approves() {
    bench::assert_an_answer_can_block_but_never_approve::<Empath>(&rash(), "regretted", "meant");
}

#[test]
fn another_sign_never_raises_the_probability() {
    let tasks = [
        "Fix the login in auth.rs",
        "Fix the login in auth.rs asap",
        "Fix the login in auth.rs asap, maybe",
        "Fix the damn login in auth.rs asap, maybe",
        "Fix the damn login in auth.rs asap, maybe scrap it",
    ];
    let odds: Vec<f32> = tasks
        .iter()
        .map(|task| verdict::<Empath>(&brief(task)).probability)
        .collect();
    assert!(
        odds.windows(2).all(|pair| pair[1] < pair[0]) && odds[4] > 0.0 && odds[0] < 1.0,
        "{odds:?}"
    );
}

#[test]
fn odd_texts_and_other_tempos_are_no_trouble_and_always_give_the_same() {
    for task in [
        "", " ", "é", "日", "!!", "?", "“", "a\0b", "E E E E", "クソ",
    ] {
        assert_eq!(step::<Empath>(&brief(task)), step::<Empath>(&brief(task)));
    }
    let action = Brief {
        tempo: Tempo::Action,
        ..brief("fix it")
    };
    assert_eq!(verdict::<Empath>(&action).decision, Decision::Abstain);
}
