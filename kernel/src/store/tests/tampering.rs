//! Journals that somebody changed behind our back.

#![expect(
    clippy::print_stdout,
    reason = "a campaign prints its seed and its figure"
)]

use super::super::chain::{Link, Row};
use super::super::head::{self, Head, Kept};
use super::super::verify::{Stored, Verification};
use super::*;
use rusqlite::{Connection, params};

const TRIALS: u64 = 20_000;
const FILES: u64 = 300;

/// Numbers from a seed.
struct Dice(u64);

impl Dice {
    /// The seed is printed: a run that fails can be had again.
    fn of_campaign() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "a person may name the seed of a campaign"
        )]
        let named = std::env::var("OPENKOI_SEED").ok();
        let seed = named.and_then(|seed| seed.parse().ok()).unwrap_or(21);
        println!("seed {seed} (OPENKOI_SEED)");
        Self(seed)
    }

    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).expect("it is small")
    }
}

#[derive(Debug, Clone, PartialEq)]
struct Line {
    id: i64,
    task: String,
    iteration: i64,
    at_ms: i64,
    kind: String,
    body: String,
    link: [u8; 32],
}

impl Line {
    fn columns(&self) -> Row<'_> {
        Row {
            id: self.id,
            task: self.task.as_bytes(),
            iteration: self.iteration,
            at_ms: self.at_ms,
            kind: self.kind.as_bytes(),
            body: self.body.as_bytes(),
        }
    }
}

/// Rows that were written as they should be.
fn written(count: usize, dice: &mut Dice) -> Vec<Line> {
    let mut rows = Vec::new();
    for id in 1..=count {
        rows.push(Line {
            id: id as i64,
            task: format!("task-{}", dice.roll(3)),
            iteration: dice.roll(4) as i64,
            at_ms: 1_000 + dice.roll(1_000) as i64,
            kind: "note".to_owned(),
            body: format!("{{\"line\":{}}}", dice.roll(1_000_000)),
            link: [0; 32],
        });
    }
    chained(&mut rows, 0);
    rows
}

/// Gives the rows from an index on the links that they should have.
fn chained(rows: &mut [Line], from: usize) {
    let mut link = match from.checked_sub(1) {
        None => Link::beginning(),
        Some(before) => Link::from_bytes(&rows[before].link).expect("a link"),
    };
    for row in &mut rows[from..] {
        link = link.then(&row.columns());
        row.link.copy_from_slice(link.bytes());
    }
}

fn head_of(rows: &[Line]) -> Head {
    rows.last().map_or(Head::beginning(), |row| Head {
        row: row.id,
        link: Link::from_bytes(&row.link).expect("a link"),
    })
}

fn verified(rows: &[Line], kept: Kept) -> Verified {
    let mut verification = Verification::new(kept, None);
    for row in rows {
        verification.row(&Stored {
            row: row.columns(),
            link: Link::from_bytes(&row.link),
        });
    }
    verification.end(true)
}

/// Changes the rows in some way, and says which finding names it exactly; none: any finding will do.
fn tamper(rows: &mut Vec<Line>, dice: &mut Dice) -> (&'static str, Option<Finding>) {
    let at = dice.roll(rows.len());
    let id = rows[at].id;
    let is_last = at + 1 == rows.len();
    match dice.roll(9) {
        0 => {
            edit(&mut rows[at], dice);
            ("edit", Some(Finding::Edited { row: id }))
        }
        1 => {
            rows[at].link[dice.roll(32)] ^= 1 << dice.roll(8);
            ("edit a link", Some(Finding::Edited { row: id }))
        }
        2 => {
            edit(&mut rows[at], dice);
            let one = at + 1;
            chained(&mut rows[..one], at);
            ("edit and give it its link", None)
        }
        3 => {
            edit(&mut rows[at], dice);
            chained(rows, at);
            ("edit and link anew to the end", None)
        }
        4 => {
            rows.remove(at);
            let (first, last) = (id, id);
            let expected = (!is_last).then_some(Finding::Deleted { first, last });
            ("delete", expected)
        }
        5 => {
            rows.remove(at);
            for row in &mut rows[at..] {
                row.id -= 1;
            }
            ("delete and close up", None)
        }
        6 => {
            let other = (at + 1 + dice.roll(rows.len() - 1)) % rows.len();
            let (one, two) = (at.min(other), at.max(other));
            rows.swap(one, two);
            let (first, second) = (rows[two].id, rows[one].id);
            (rows[one].id, rows[two].id) = (first, second);
            let (row, stands_at) = (first, second);
            ("reorder", Some(Finding::Reordered { row, stands_at }))
        }
        7 => {
            let mut new = rows[dice.roll(rows.len())].clone();
            new.body = format!("{{\"forged\":{}}}", dice.roll(1_000_000));
            new.id = id;
            rows.insert(at, new);
            for row in &mut rows[at + 1..] {
                row.id += 1;
            }
            ("insert", Some(Finding::Inserted { row: id }))
        }
        _ => {
            let had = rows.len() as i64;
            rows.truncate(at);
            let last = at as i64;
            ("truncate", Some(Finding::Cut { had, last }))
        }
    }
}

fn edit(row: &mut Line, dice: &mut Dice) {
    match dice.roll(5) {
        0 => row.task.push('x'),
        1 => row.iteration += 1,
        2 => row.at_ms -= 1,
        3 => row.kind = "verdict".to_owned(),
        _ => row.body.push(' '),
    }
}

#[test]
fn every_tampering_is_found_and_most_are_named_exactly() {
    let mut dice = Dice::of_campaign();
    let (mut detected, mut exact, mut nameable) = (0_u64, 0_u64, 0_u64);
    for trial in 0..TRIALS {
        let mut rows = written(2 + dice.roll(30), &mut dice);
        let head = Kept::Head(head_of(&rows));
        let before = rows.clone();
        assert_eq!(verified(&rows, head).findings, [], "{trial}: untouched");
        let (what, expected) = tamper(&mut rows, &mut dice);
        assert_ne!(rows, before, "{trial}: {what} changes something");
        let found = verified(&rows, head);
        assert_ne!(found.findings, [], "{trial}: {what} is found");
        detected += 1;
        if let Some(expected) = expected {
            nameable += 1;
            exact += u64::from(found.findings.contains(&expected));
        }
    }
    println!("tampering: {detected} of {TRIALS} detected, {exact} of {nameable} named exactly");
    assert_eq!(detected, TRIALS);
    assert!(exact * 100 >= nameable * 99, "{exact} of {nameable}");
}

/// Does to a file what a list of rows went through.
fn rewrite(path: &std::path::Path, rows: &[Line]) {
    let mut connection = Connection::open(path).expect("it opens");
    connection
        .execute_batch("DROP TRIGGER events_stay; DROP TRIGGER events_remain;")
        .expect("whoever may write the file may do so");
    let transaction = connection.transaction().expect("a transaction");
    transaction
        .execute("DELETE FROM events", [])
        .expect("they go");
    for row in rows {
        let insert = "INSERT INTO events (id, task, iteration, at_ms, kind, body, chain) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let columns = params![
            row.id,
            row.task,
            row.iteration,
            row.at_ms,
            row.kind,
            row.body,
            row.link
        ];
        transaction.execute(insert, columns).expect("it is there");
    }
    transaction.commit().expect("it is written");
    let guards = super::super::schema::EVENTS
        .lines()
        .filter(|line| line.contains("CREATE TRIGGER"));
    for guard in guards {
        connection.execute_batch(guard).expect("it stands again");
    }
}

fn stored(path: &std::path::Path) -> Vec<Line> {
    let connection = Connection::open(path).expect("it opens");
    let mut rows = connection
        .prepare("SELECT id, task, iteration, at_ms, kind, body, chain FROM events ORDER BY id")
        .expect("a query");
    let rows = rows.query_map([], |row| {
        Ok(Line {
            id: row.get(0)?,
            task: row.get(1)?,
            iteration: row.get(2)?,
            at_ms: row.get(3)?,
            kind: row.get(4)?,
            body: row.get(5)?,
            link: row.get(6)?,
        })
    });
    rows.expect("rows").map(|row| row.expect("a row")).collect()
}

fn findings(bench: &Bench) -> Vec<Finding> {
    let verified = bench.history().verify(None).expect("it can be read");
    verified.expect("it has links").findings
}

#[test]
fn every_tampering_with_a_file_is_found_also_after_more_was_written() {
    let mut dice = Dice::of_campaign();
    let bench = Bench::new().with((0..3).map(|n| {
        events_fixture(&format!("{n}"), n)
            .iteration()
            .called(1, None)
            .used("shell", false)
    }));
    assert_eq!(findings(&bench), []);
    let (whole, head) = (stored(&bench.path()), head::path(&bench.path()));
    let kept = std::fs::read(&head).expect("it is there");
    for trial in 0..FILES {
        let mut rows = whole.clone();
        let (what, _) = tamper(&mut rows, &mut dice);
        rewrite(&bench.path(), &rows);
        assert_ne!(findings(&bench), [], "{trial}: {what} is found");
        if trial % 10 == 0 {
            let (journal, _notices) = bench.open();
            wait(journal.append(events_fixture("later", 9).events)).expect("it is appended");
            drop(journal);
            assert_ne!(findings(&bench), [], "{trial}: {what} is found later too");
        }
        rewrite(&bench.path(), &whole);
        std::fs::write(&head, &kept).expect("it can be written");
        assert_eq!(findings(&bench), [], "{trial}: as it was");
    }
    println!("tampering with files: {FILES} of {FILES} detected");
}

#[test]
fn a_cut_is_recorded_for_good_when_the_journal_is_opened_again() {
    let cut = |path: &std::path::Path| {
        let rows = stored(path);
        rewrite(path, &rows[..2]);
    };
    let gone = |path: &std::path::Path| {
        cut(path);
        std::fs::remove_file(head::path(path)).expect("it is there");
    };
    let garbled = |path: &std::path::Path| {
        cut(path);
        std::fs::write(head::path(path), "0:0").expect("it can be written");
    };
    type Row<'a> = (&'a dyn Fn(&std::path::Path), &'a str);
    let rows: [Row; 3] = [
        (&cut, "it had come to row 4, which is gone"),
        (&gone, "the file that says how far it had come is gone"),
        (
            &garbled,
            "the file that says how far it had come holds something else",
        ),
    ];
    for (damage, why) in rows {
        let bench = Bench::new().with([events_fixture("a", 0).iteration().iteration().iteration()]);
        damage(&bench.path());
        assert_ne!(findings(&bench), [], "{why}: before");
        let (journal, notices) = bench.open();
        assert!(notices[0].message.contains(why), "{notices:?}");
        wait(journal.append(events_fixture("b", 9).events)).expect("it is appended");
        drop(journal);
        let row = Finding::Recorded {
            row: 3,
            why: why.to_owned(),
        };
        assert_eq!(findings(&bench), [row]);
        assert_eq!(bench.open().1, [], "{why}: told once");
    }
}

#[test]
fn a_head_kept_elsewhere_shows_that_everything_was_written_anew() {
    let bench = Bench::new().with([events_fixture("a", 0).iteration().iteration()]);
    let verified = bench.history().verify(None).expect("it can be read");
    let noted = verified.expect("it has links").head;
    let mut rows = stored(&bench.path());
    rows[0].body = "{}".to_owned();
    chained(&mut rows, 0);
    rewrite(&bench.path(), &rows);
    // Whoever may write the one file may write the other.
    let line = format!("{:020}:{}\n", rows.len(), head_of(&rows).link);
    std::fs::write(head::path(&bench.path()), line).expect("it can be written");
    assert_eq!(findings(&bench), [], "this is what links can't show");
    let verified = bench.history().verify(Some(noted)).expect("it can be read");
    let found = verified.expect("it has links").findings;
    assert_eq!(found, [Finding::Rewritten { row: 3 }]);
}

#[test]
fn triggers_that_were_taken_away_or_softened_are_found() {
    for change in [
        "DROP TRIGGER events_stay",
        "DROP TRIGGER events_stay; CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT 1; END",
    ] {
        let bench = Bench::new().with([events_fixture("a", 0)]);
        let connection = Connection::open(bench.path()).expect("it opens");
        connection.execute_batch(change).expect("it can be done");
        drop(connection);
        assert_eq!(findings(&bench), [Finding::Unguarded], "{change}");
    }
}

/// As version 1 made it.
const VERSION_1: &str = "
    CREATE TABLE events (
        id INTEGER PRIMARY KEY, task TEXT NOT NULL, iteration INTEGER NOT NULL, at_ms INTEGER NOT NULL,
        kind TEXT NOT NULL, body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX events_by_task ON events (task);
    CREATE INDEX events_by_kind ON events (kind, task);
    CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER events_remain BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    PRAGMA application_id = 0x6b6f6931;
    PRAGMA user_version = 1;
";

#[test]
fn a_journal_of_version_1_is_copied_and_gets_its_links() {
    let bench = Bench::new();
    std::fs::create_dir_all(bench.path().parent().expect("a folder")).expect("a folder");
    let fixture = events_fixture("a", 5).iteration().called(3, None);
    let old = Connection::open(bench.path()).expect("it opens");
    old.execute_batch(VERSION_1).expect("tables");
    for event in &fixture.events {
        let body = serde_json::to_value(&event.body).expect("JSON");
        let row = params![
            event.task.0,
            event.iteration.0,
            event.at_ms,
            body["kind"].as_str(),
            body.to_string()
        ];
        let insert =
            "INSERT INTO events (task, iteration, at_ms, kind, body) VALUES (?1, ?2, ?3, ?4, ?5)";
        old.execute(insert, row).expect("a row");
    }
    drop(old);
    let read = |bench: &Bench| {
        bench
            .history()
            .events(&TaskId("a".to_owned()))
            .expect("rows")
    };
    let before = read(&bench);
    assert_eq!(before.len(), 3, "what is of version 1 can be read as it is");
    assert_eq!(bench.history().verify(None).expect("no error"), None);

    let (journal, notices) = bench.open();
    assert!(notices[0].message.contains("kept as"), "{notices:?}");
    wait(journal.append(events_fixture("b", 9).events)).expect("it is appended");
    drop(journal);

    assert_eq!(
        bench.names(),
        ["journal.db", "journal.head", "journal.v1.db"]
    );
    assert_eq!(read(&bench), before, "nothing is lost");
    let verified = bench.history().verify(None).expect("it can be read");
    let verified = verified.expect("it has links");
    assert_eq!((verified.rows, verified.unprotected), (5, 3));
    assert_eq!(verified.findings, []);
    let copy = Connection::open(bench.path().with_file_name("journal.v1.db")).expect("it opens");
    let rows: i64 = copy
        .query_row("SELECT count(*) FROM events", [], |row| row.get(0))
        .expect("a count");
    assert_eq!(rows, 3, "the copy is what it was");
}
