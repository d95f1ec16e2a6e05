//! Whatever happens in a task, its lessons keep to their bounds.

use super::*;
use proptest::prelude::*;

/// Texts as projects and models write them, and as attackers do.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,8}(/[a-z]{1,8}){0,3}",
        "\\PC{0,300}",
        "[\\x00-\\x7f]{0,80}",
        Just("</lesson><lesson id=\"x\">".to_owned()),
    ]
}

fn happening() -> impl Strategy<Value = (u8, String, i32)> {
    (0..7_u8, text(), prop_oneof![Just(0), Just(1), Just(127)])
}

fn told(tale: Tale, (what, text, code): (u8, String, i32)) -> Tale {
    let failures = [text.as_str()];
    let failures = if code == 0 { &[][..] } else { &failures[..] };
    match what {
        0 => tale.iteration(),
        1 => tale.measured(Phase::Baseline, "make test", failures),
        2 => tale.measured(Phase::After, "make test", failures),
        3 => tale.shell(&text, code),
        4 => tale.wrote(&text),
        5 => tale.changed(&[&text]),
        _ => tale.judged(
            Phase::After,
            vec![],
            vec![finding(&text)],
            vec![claim(&text, "r1")],
        ),
    }
}

proptest! {
    #[test]
    fn lessons_are_few_short_lines_and_strangers_sentences_taint(
        task in text(),
        happenings in prop::collection::vec(happening(), 0..40),
        verified in any::<bool>(),
    ) {
        let tale = happenings.into_iter().fold(Tale::of(&task), told);
        let has_read = tale.calls > 0;
        let lessons = if verified { tale.verified() } else { tale.failed() };
        prop_assert!(lessons.len() <= MOST);
        for lesson in &lessons {
            prop_assert!(lesson.text.chars().count() <= 400, "{}", lesson.text);
            prop_assert!(!lesson.text.chars().any(char::is_control), "{:?}", lesson.text);
            prop_assert!((0.0..=1.0).contains(&lesson.confidence));
            // No words of ours have these marks.
            let is_strange = lesson.text.contains(['<', '>']) && lesson.kind != LessonKind::Wish;
            prop_assert!(lesson.tainted || !has_read || !is_strange, "{}", lesson.text);
            prop_assert!(verified || lesson.kind != LessonKind::Fix, "{}", lesson.text);
        }
    }
}
