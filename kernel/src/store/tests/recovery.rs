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
        let found = rows.iter().find(|found| found.id == record.id);
        let line = &found.expect("it was found").line;
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
fn a_flipped_bit_takes_no_row_but_the_one_that_it_is_in() {
    /// What stands before a row's body: two numbers, the kinds of its columns, a task, a time, a kind.
    const BEFORE: usize = 64;
    const LINK: usize = 32;
    let task = |n: i64| events_fixture(&format!("{n:02}"), n).iteration();
    let bench = Bench::new().with((0..TASKS).map(task));
    let whole = fs::read(bench.path()).expect("it is read");
    let pages = whole.chunks(4096).skip(1);
    let page = pages.max_by_key(|page| size(page)).expect("a page");
    let rows = pages::rows(page, &[]);
    // Those whose bodies are like no other, so that their places are known.
    let place = |row: &pages::Found| {
        let bytes = row.line.body.as_bytes();
        let windows = page.windows(bytes.len()).enumerate();
        let mut places = windows.filter(|(_, window)| *window == bytes);
        let (at, _) = places.next().expect("it stands there");
        places.next().is_none().then_some(at)
    };
    let placed: Vec<_> = rows
        .iter()
        .filter_map(|row| Some((place(row)?, row)))
        .collect();
    assert!(placed.len() > 4, "{}", placed.len());
    for (at, bit) in (0..page.len()).map(|at| (at, 1_u8 << (at % 3))) {
        let mut flipped = page.to_vec();
        flipped[at] ^= bit;
        let left = pages::rows(&flipped, &[]);
        for (begin, row) in &placed {
            let touched = begin - BEFORE..begin + row.line.body.len() + LINK;
            assert!(
                touched.contains(&at) || left.iter().any(|found| found.line == row.line),
                "bit {bit} of byte {at} takes row {} at {begin}",
                row.id
            );
        }
    }
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
