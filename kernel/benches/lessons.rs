//! How long it takes to find what a task is told among a thousand lessons of its project, by words and by vectors.
//!
//! Run with `cargo bench --bench lessons`.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]
#![expect(clippy::disallowed_methods, reason = "a bench measures real time")]

use openkoi::domain::{Event, EventBody, IterationId, Lesson, LessonId, LessonKind, Scope, TaskId};
use openkoi::mind::{Ranked, alike, recall, weight};
use openkoi::port::Journal;
use openkoi::store::{Memory, SqliteJournal};
use std::collections::HashMap;
use std::path::Path;
use std::time::Instant;

const LESSONS: usize = 1_000;
const DIMENSIONS: usize = 1_536;
const TIMES: usize = 20;
const TASK: &str = "Fix the till in module 12 so that the check of part 7 passes again";

fn lesson(number: usize) -> Lesson {
    let path = format!("src/module{}/part{number}.rs", number % 40);
    Lesson {
        id: LessonId(format!("l{number}")),
        kind: LessonKind::Fix,
        subject: path.clone(),
        text: format!(
            "when `make test` failed at `case_{number}`, it passed after a change of `{path}`"
        ),
        scope: Scope {
            id: "scope".into(),
            root: "/work".into(),
        },
        source: TaskId("01a20372cc537001bae116724f717e6f".into()),
        receipts: vec!["r1".into()],
        confidence: 0.9,
        tainted: false,
    }
}

/// Numbers that differ from lesson to lesson.
fn vector(number: usize) -> Vec<f32> {
    let angle = |at: usize| ((number * 31 + at * 7) % 997) as f32;
    (0..DIMENSIONS).map(|at| angle(at).sin()).collect()
}

fn found(memory: &Memory, task: &[f32]) -> usize {
    let words = memory.search(Some("scope"), TASK).expect("it is searched");
    let places: HashMap<&LessonId, usize> = words.iter().zip(0..).collect();
    let vectors = memory.vectors("scope", "p/m").expect("there are vectors");
    let known = memory.lessons(Some("scope"), false).expect("lessons");
    let ranked: Vec<Ranked<'_>> = known
        .iter()
        .map(|known| Ranked {
            known,
            by_words: places.get(&known.lesson.id).copied(),
            likeness: vectors
                .get(&known.lesson.id)
                .and_then(|vector| alike(task, vector)),
            weight: weight(known, 0, 0.05),
        })
        .collect();
    recall(&ranked, 20_000).len()
}

fn main() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let (journal, file) = (
        folder.path().join("journal.db"),
        folder.path().join("memory.db"),
    );
    write(&journal);
    let open = || {
        Memory::open(&file, &journal, 500)
            .expect("it opens")
            .expect("there are lessons")
    };
    let started = Instant::now();
    let memory = open();
    println!("lessons: 1,000 taken in: {:?}", started.elapsed());
    let vectors: Vec<(LessonId, Vec<f32>)> = (0..LESSONS)
        .map(|number| (LessonId(format!("l{number}")), vector(number)))
        .collect();
    memory.keep("p/m", &vectors).expect("they are kept");
    drop(memory);
    let task = vector(12);
    let mut times: Vec<_> = (0..TIMES)
        .map(|_| {
            let started = Instant::now();
            let found = found(&open(), &task);
            assert!((1..=12).contains(&found), "{found} were found");
            started.elapsed()
        })
        .collect();
    times.sort_unstable();
    println!("lessons: recalled among 1,000: {:?}", times[TIMES / 2]);
}

fn write(path: &Path) {
    let (journal, _notices) = SqliteJournal::open(path).expect("it opens");
    let event = |number: usize| Event {
        id: 0,
        task: TaskId("01a20372cc537001bae116724f717e6f".into()),
        iteration: IterationId(1),
        at_ms: 0,
        body: EventBody::Learned {
            lesson: lesson(number),
        },
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    runtime
        .block_on(journal.append((0..LESSONS).map(event).collect()))
        .expect("it is appended");
}
