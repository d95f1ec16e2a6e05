//! How fast the journal takes events, each durable before the next is written, and how fast a million rows are verified.
//!
//! Run with `cargo bench --bench journal`.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]
#![expect(clippy::disallowed_methods, reason = "a bench measures real time")]

use openkoi::domain::{Event, EventBody, IterationId, TaskId};
use openkoi::port::Journal;
use openkoi::store::{History, SqliteJournal};
use std::time::Instant;

const APPENDED: usize = 5_000;
const VERIFIED: usize = 1_000_000;
/// Events of one append: what a turn with a few calls leaves.
const TOGETHER: usize = 8;
const AT_ONCE: usize = 10_000;

fn events(count: usize) -> Vec<Event> {
    let event = |n: usize| Event {
        id: 0,
        task: TaskId("01a20372cc537001bae116724f717e6f".into()),
        iteration: IterationId(1),
        at_ms: 1_700_000_000_000 + n as i64,
        body: EventBody::Note {
            source: "bench".into(),
            level: "info".into(),
            line: format!("line {n} of what a component has to say about its work"),
        },
    };
    (0..count).map(event).collect()
}

fn main() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let path = folder.path().join("journal.db");
    let (journal, _notices) = SqliteJournal::open(&path).expect("it opens");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let append = |count: usize, together: usize| {
        let started = Instant::now();
        for chunk in events(count).chunks(together) {
            runtime
                .block_on(journal.append(chunk.to_vec()))
                .expect("it is appended");
        }
        started.elapsed()
    };
    println!(
        "journal: 5,000 events, 8 an append: {:?}",
        append(APPENDED, TOGETHER)
    );
    append(VERIFIED - APPENDED, AT_ONCE);
    drop(journal);
    let history = History::open(&path)
        .expect("it opens")
        .expect("it is there");
    let started = Instant::now();
    let verified = history
        .verify(None)
        .expect("it can be read")
        .expect("it has links");
    assert_eq!(
        (verified.rows, verified.findings.len()),
        (VERIFIED as u64, 0)
    );
    println!("journal: 1,000,000 rows verified: {:?}", started.elapsed());
}
