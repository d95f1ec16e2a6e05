//! A journal with lessons in it, and what is made of it.

use super::*;
use crate::domain::{
    Event, EventBody, IterationId, Lesson, LessonKind, Recalled, RecalledLesson, Scope, TaskId,
};
use crate::port::Journal;
use crate::store::SqliteJournal;
use tempfile::TempDir;

struct Bench {
    folder: TempDir,
    at_ms: i64,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { folder, at_ms: 0 }
    }

    fn journal(&self) -> PathBuf {
        self.folder.path().join("journal.db")
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("memory.db")
    }

    async fn append(&mut self, task: &str, bodies: Vec<EventBody>) {
        let (journal, _) = SqliteJournal::open(&self.journal()).expect("a journal");
        self.at_ms += 1_000;
        let event = |body| Event {
            id: 0,
            task: TaskId(task.into()),
            iteration: IterationId(0),
            at_ms: self.at_ms,
            body,
        };
        let events = bodies.into_iter().map(event).collect();
        journal.append(events).await.expect("it is written");
    }

    async fn learn(&mut self, lessons: &[Lesson]) {
        let learned = |lesson: &Lesson| EventBody::Learned {
            lesson: lesson.clone(),
        };
        let task = lessons[0].source.0.clone();
        self.append(&task, lessons.iter().map(learned).collect())
            .await;
    }

    fn memory(&self) -> Memory {
        self.memory_of(500)
    }

    fn memory_of(&self, megabytes: u64) -> Memory {
        Memory::open(&self.file(), &self.journal(), megabytes)
            .expect("it opens")
            .expect("something was learned")
    }

    fn ids(&self, scope: Option<&str>, all: bool) -> Vec<String> {
        let known = self.memory().lessons(scope, all).expect("lessons");
        known.into_iter().map(|known| known.lesson.id.0).collect()
    }
}

fn lesson(id: &str, scope: &str, subject: &str, text: &str) -> Lesson {
    Lesson {
        id: LessonId(id.into()),
        kind: LessonKind::Fix,
        subject: subject.into(),
        text: text.into(),
        scope: Scope {
            id: scope.into(),
            root: "/w".into(),
        },
        source: TaskId("t1".into()),
        receipts: vec!["r1".into()],
        confidence: 0.9,
        tainted: false,
    }
}

fn forgotten(id: &str, forgotten: bool) -> EventBody {
    EventBody::Forgotten {
        lesson: LessonId(id.into()),
        forgotten,
    }
}

fn restored(direction: &str, step: Option<&str>) -> EventBody {
    EventBody::Restored {
        direction: direction.into(),
        step: step.map(str::to_owned),
        files: Vec::new(),
        conflicts: Vec::new(),
    }
}

#[tokio::test]
async fn before_anything_is_learned_there_is_no_file() {
    let mut bench = Bench::new();
    let open = |bench: &Bench| Memory::open(&bench.file(), &bench.journal(), 500);
    assert!(open(&bench).expect("it opens").is_none());
    bench.append("t1", vec![restored("undo", None)]).await;
    assert!(open(&bench).expect("it opens").is_none());
    assert!(!bench.file().exists());
}

#[tokio::test]
async fn a_lesson_that_is_learned_again_is_the_same_one_and_seen_later() {
    let mut bench = Bench::new();
    let one = lesson("l1", "s", "a", "the till is mended in till.c");
    bench.learn(std::slice::from_ref(&one)).await;
    bench.memory();
    bench.learn(std::slice::from_ref(&one)).await;
    let known = bench.memory().lessons(Some("s"), false).expect("lessons");
    assert_eq!(known.len(), 1);
    let seen = (known[0].times, known[0].first_ms, known[0].seen_ms);
    assert_eq!(seen, (2, 1_000, 2_000));
}

#[tokio::test]
async fn what_says_otherwise_about_the_same_replaces_what_was_known() {
    let mut bench = Bench::new();
    bench
        .learn(&[lesson("l1", "s", "make test", "it fails")])
        .await;
    bench
        .learn(&[lesson("l2", "s", "make test", "it passes")])
        .await;
    bench
        .learn(&[lesson("l3", "other", "make test", "it fails")])
        .await;
    assert_eq!(bench.ids(Some("s"), false), ["l2"]);
    let known = bench.memory().named("l1").expect("it is kept");
    assert_eq!(known[0].superseded_by, Some(LessonId("l2".into())));
    bench
        .learn(&[lesson("l1", "s", "make test", "it fails")])
        .await;
    assert_eq!(bench.ids(Some("s"), false), ["l1"]);
}

#[tokio::test]
async fn forgotten_and_taken_back_lessons_are_told_to_nobody_until_they_are_wanted_again() {
    let mut bench = Bench::new();
    bench.learn(&[lesson("l1", "s", "a", "one thing")]).await;
    let rows = [
        ("lessons", forgotten("l1", true), false),
        // Learning it again is no reason to tell it.
        (
            "t1",
            EventBody::Learned {
                lesson: lesson("l1", "s", "a", "one thing"),
            },
            false,
        ),
        ("lessons", forgotten("l1", false), true),
        ("t1", restored("undo", Some("r1")), true),
        ("t1", restored("undo", None), false),
        ("t1", restored("redo", None), true),
        ("t9", restored("undo", None), true),
    ];
    for (task, body, is_told) in rows {
        let what = format!("{body:?}");
        bench.append(task, vec![body]).await;
        assert_eq!(!bench.ids(Some("s"), false).is_empty(), is_told, "{what}");
        let found = bench.memory().search(Some("s"), "one").expect("a search");
        assert_eq!(!found.is_empty(), is_told, "{what}");
        assert_eq!(bench.ids(Some("s"), true), ["l1"]);
    }
}

#[tokio::test]
async fn words_find_lessons_of_the_project_alone_and_the_nearest_first() {
    let mut bench = Bench::new();
    bench
        .learn(&[
            lesson("l1", "s", "a", "the parser fails at numbers"),
            lesson(
                "l2",
                "s",
                "b",
                "the printer is slow; numbers are printed by the printer",
            ),
            lesson("l3", "other", "c", "the printer of another project"),
        ])
        .await;
    let memory = bench.memory();
    let found = |words: &str| {
        let found = memory.search(Some("s"), words).expect("a search");
        found.into_iter().map(|id| id.0).collect::<Vec<_>>()
    };
    assert_eq!(found("Make the printers faster"), ["l2"]);
    assert_eq!(found("parsing numbers in the parser"), ["l1", "l2"]);
    assert_eq!(found("the and of"), Vec::<String>::new());
    assert_eq!(memory.search(None, "printer").expect("a search").len(), 2);
}

#[tokio::test]
async fn being_told_is_counted() {
    let mut bench = Bench::new();
    bench.learn(&[lesson("l1", "s", "a", "one thing")]).await;
    let recalled = Recalled {
        lessons: vec![RecalledLesson {
            id: LessonId("l1".into()),
            text: "one thing".into(),
            tainted: false,
        }],
        ..Recalled::default()
    };
    bench
        .append("t2", vec![EventBody::Recalled(recalled)])
        .await;
    let known = bench.memory().named("l1").expect("it is known");
    assert_eq!(known[0].recalled, 1);
}

#[tokio::test]
async fn a_file_that_is_gone_damaged_or_of_another_journal_is_made_anew() {
    let mut bench = Bench::new();
    bench.learn(&[lesson("l1", "s", "a", "one thing")]).await;
    bench.memory();
    std::fs::remove_file(bench.file()).expect("it was there");
    assert_eq!(bench.ids(Some("s"), false), ["l1"]);
    std::fs::write(bench.file(), vec![7; 8_192]).expect("it is damaged");
    assert_eq!(bench.ids(Some("s"), false), ["l1"]);
    let mut other = Bench::new();
    other
        .learn(&[lesson("l2", "s", "a", "another thing")])
        .await;
    for file in ["journal.db", "journal.head"] {
        let (from, to) = (
            other.folder.path().join(file),
            bench.folder.path().join(file),
        );
        if from.exists() {
            std::fs::copy(from, to).expect("a copy");
        }
    }
    assert_eq!(bench.ids(None, true), ["l2"]);
}

#[tokio::test]
async fn vectors_are_kept_by_embedder_and_only_of_the_project() {
    let mut bench = Bench::new();
    bench
        .learn(&[
            lesson("l1", "s", "a", "one"),
            lesson("l2", "other", "b", "two"),
        ])
        .await;
    let memory = bench.memory();
    let vectors = [
        (LessonId("l1".into()), vec![1.0, -0.5]),
        (LessonId("l2".into()), vec![0.25, 0.5]),
    ];
    memory.keep("p/m", &vectors).expect("they are kept");
    let kept = memory.vectors("s", "p/m").expect("vectors");
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[&LessonId("l1".into())], [1.0, -0.5]);
    assert!(memory.vectors("s", "p/other").expect("vectors").is_empty());
}

#[tokio::test]
async fn what_is_over_the_bound_goes_and_the_oldest_first() {
    let mut bench = Bench::new();
    let long = "word ".repeat(80);
    for batch in 0..20 {
        let lessons: Vec<Lesson> = (0..100)
            .map(|at| {
                let id = format!("l{batch:02}{at:03}");
                lesson(&id, "s", &id, &format!("{long} {id}"))
            })
            .collect();
        bench.learn(&lessons).await;
    }
    let all = bench.memory().lessons(None, true).expect("lessons").len();
    let kept = bench.memory_of(1).lessons(None, true).expect("lessons");
    assert!(
        all == 2_000 && (100..2_000).contains(&kept.len()),
        "{}",
        kept.len()
    );
    assert!(kept[0].lesson.id.0.starts_with("l19"));
    assert!(
        bench
            .memory_of(0)
            .lessons(None, true)
            .expect("lessons")
            .is_empty()
    );
}
