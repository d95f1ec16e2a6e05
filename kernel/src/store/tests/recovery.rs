use super::*;
use crate::store::pages;
use std::fs;
use std::path::Path;

const TASKS: i64 = 40;

fn bench() -> Bench {
    let task = |n: i64| {
        let long = "ö".repeat(usize::try_from(n * 97).expect("a length"));
        events_fixture(&format!("{n:02}"), n)
            .iteration()
            .called(1, None)
            .and(EventBody::Note {
                source: "test".into(),
                level: "info".into(),
                line: format!("{long} end {n}"),
            })
    };
    Bench::new().with((0..TASKS).map(task))
}

fn size(bytes: &[u8]) -> usize {
    pages::rows(bytes, &[]).len()
}

#[test]
fn every_row_is_read_from_the_bytes_also_long_ones() {
    let bench = bench();
    let rows = pages::rows(&fs::read(bench.path()).expect("it is read"), &[]);
    let expected: Vec<_> = (0..TASKS)
        .flat_map(|n| {
            bench
                .history()
                .events(&TaskId(format!("{n:02}")))
                .expect("events")
        })
        .collect();
    assert_eq!(rows.len(), expected.len());
    for record in expected {
        let line = &rows[&record.id];
        assert_eq!(
            (&line.task, &line.kind, line.at_ms),
            (&record.task.0, &record.kind, record.at_ms)
        );
        let body: serde_json::Value = serde_json::from_str(&line.body).expect("JSON");
        assert_eq!(body, record.body());
    }
}

#[test]
fn no_damage_takes_more_rows_than_it_touches() {
    let whole = fs::read(bench().path()).expect("it is read");
    let all = size(&whole);
    // Every header of a page of rows and of what leads to them.
    let mut torn = whole.clone();
    for page in torn
        .chunks_mut(4096)
        .filter(|page| [5, 13].contains(&page[0]))
    {
        page[..8].fill(0xff);
    }
    assert_eq!(size(&torn), all);
    let mut headless = whole.clone();
    headless[..4096].fill(0);
    assert_eq!(size(&headless), all);
    assert_eq!(size(&[]), 0);
    assert!(size(&whole[..whole.len() / 2]) > all / 4);
}

#[test]
fn rows_of_a_damaged_journal_come_into_the_new_one_once() {
    let bench = bench();
    let all = size(&fs::read(bench.path()).expect("it is read"));
    let mut damaged = fs::read(bench.path()).expect("it is read");
    damaged[..100].fill(0);
    fs::write(bench.path(), &damaged).expect("it is written");
    assert!(bench.path().parent().is_some_and(Path::is_dir));
    let (journal, notices) = bench.open();
    assert!(notices[0].remedy.contains("openkoi doctor --fix"));
    wait(journal.append(events_fixture("new", 99).events)).expect("it is appended");
    let kept = moved_aside(&bench.path());
    assert_eq!(kept.len(), 1);
    let copy = kept[0].with_file_name("journal.corrupt-again.db");
    fs::copy(&kept[0], &copy).expect("a copy");
    let rescue = wait(journal.rescue(&kept[0])).expect("it is read");
    assert_eq!((rescue.found, rescue.added), (all, all));
    let rescue = wait(journal.rescue(&copy)).expect("it is read");
    assert_eq!((rescue.found, rescue.added), (all, 0), "nothing twice");
    drop(journal);
    assert!(moved_aside(&bench.path()).is_empty());
    assert!(rescue.kept.exists());
    let tasks = bench.history().tasks(99).expect("they are read");
    assert_eq!(tasks.len(), usize::try_from(TASKS).expect("a number") + 1);
    assert_eq!(
        examine(&bench.path()).expect("it is read"),
        Vec::<String>::new()
    );
}
