use super::*;
use crate::domain::{Lesson, LessonId, Scope, TaskId};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

fn known(kind: LessonKind, text: &str) -> Known {
    Known {
        lesson: Lesson {
            id: LessonId(text.into()),
            kind,
            subject: text.into(),
            text: text.into(),
            scope: Scope {
                id: "s".into(),
                root: "/w".into(),
            },
            source: TaskId("t".into()),
            receipts: Vec::new(),
            confidence: 0.8,
            tainted: false,
        },
        first_ms: 0,
        seen_ms: 0,
        times: 1,
        recalled: 0,
        forgotten: false,
        taken_back: false,
        superseded_by: None,
    }
}

fn ranked(known: &Known, by_words: Option<usize>, likeness: Option<f64>) -> Ranked<'_> {
    Ranked {
        known,
        by_words,
        likeness,
        weight: 0.8,
    }
}

#[test]
fn what_shares_no_word_and_no_meaning_is_told_only_where_it_holds_for_everything() {
    let lessons = [
        known(LessonKind::Fix, "unrelated"),
        known(LessonKind::Check, "check"),
        known(LessonKind::Fix, "by words"),
        known(LessonKind::Way, "by meaning"),
        known(LessonKind::Way, "not alike"),
        known(LessonKind::Wish, "wish"),
    ];
    let rows = [
        ranked(&lessons[0], None, None),
        ranked(&lessons[1], None, None),
        ranked(&lessons[2], Some(0), None),
        ranked(&lessons[3], None, Some(0.6)),
        ranked(&lessons[4], None, Some(0.1)),
        ranked(&lessons[5], None, None),
    ];
    let told: Vec<&str> = recall(&rows, 10_000)
        .into_iter()
        .map(|at| lessons[at].lesson.text.as_str())
        .collect();
    assert_eq!(told, ["wish", "by words", "by meaning", "check"]);
}

#[test]
fn what_is_near_by_words_and_by_meaning_comes_before_what_is_near_by_one_of_them() {
    let lessons = ["words", "both", "meaning"].map(|text| known(LessonKind::Fix, text));
    let rows = [
        ranked(&lessons[0], Some(0), None),
        ranked(&lessons[1], Some(1), Some(0.8)),
        ranked(&lessons[2], None, Some(0.9)),
    ];
    assert_eq!(recall(&rows, 10_000)[0], 1);
}

#[test]
fn lessons_have_room_in_the_tokens_and_are_never_many() {
    let lessons: Vec<Known> = (0..1_000)
        .map(|at| known(LessonKind::Check, &format!("{at:040}")))
        .collect();
    let rows: Vec<Ranked<'_>> = lessons.iter().map(|it| ranked(it, None, None)).collect();
    for (tokens, expected) in [(0, 0), (33, 0), (34, 1), (70, 2), (u64::MAX, MOST)] {
        assert_eq!(recall(&rows, tokens).len(), expected, "{tokens}");
    }
}

#[test]
fn a_lesson_fades_by_the_week_and_counts_more_each_time_it_is_learned() {
    let rows = [
        (1, 0, 0.05, 0.8),
        (1, 7, 0.05, 0.76),
        (1, 14, 0.5, 0.2),
        (2, 0, 0.05, 0.96),
        (1, 7, 0.0, 0.8),
        (1, 7, 1.0, 0.0),
        // A clock that went back makes nothing stronger.
        (1, -7, 0.05, 0.8),
    ];
    for (times, days, rate, expected) in rows {
        let known = Known {
            times,
            ..known(LessonKind::Fix, "x")
        };
        let weight = weight(&known, days * DAY_MS, rate);
        assert!(
            (weight - expected).abs() < 1e-6,
            "{times} {days} {rate}: {weight}"
        );
    }
}

#[test]
fn what_has_faded_is_not_told() {
    let known = known(LessonKind::Check, "x");
    let faint = Ranked {
        weight: 0.01,
        ..ranked(&known, Some(0), Some(1.0))
    };
    assert_eq!(recall(&[faint], 10_000), Vec::<usize>::new());
}

#[test]
fn vectors_are_alike_by_their_direction() {
    let rows: [(&[f32], &[f32], Option<f64>); 5] = [
        (&[1.0, 0.0], &[2.0, 0.0], Some(1.0)),
        (&[1.0, 0.0], &[0.0, 3.0], Some(0.0)),
        (&[1.0, 1.0], &[-1.0, -1.0], Some(-1.0)),
        (&[1.0], &[1.0, 0.0], None),
        (&[0.0, 0.0], &[1.0, 0.0], None),
    ];
    for (one, other, expected) in rows {
        match (alike(one, other), expected) {
            (Some(likeness), Some(expected)) => assert!((likeness - expected).abs() < 1e-6),
            (likeness, expected) => assert_eq!(likeness, expected),
        }
    }
}
