use super::*;
use std::fs;
use std::path::Path;

/// A journal of some pages, closed.
fn bench() -> Bench {
    let task = |n: i64| {
        events_fixture(&format!("{n:02}"), n)
            .iteration()
            .called(1, None)
            .used("shell", false)
    };
    Bench::new().with((0..40).map(task))
}

/// A folder for a journal, and none in it.
fn empty() -> Bench {
    let bench = Bench::new();
    fs::create_dir_all(bench.path().parent().expect("a folder")).expect("a folder");
    bench
}

#[test]
fn a_damaged_file_is_kept_under_another_name_and_a_new_journal_begins() {
    let whole = fs::read(bench().path()).expect("it can be read");
    let mut holed = whole.clone();
    holed[8_192..12_288].fill(0xa5);
    for (damage, content) in [
        ("empty", Vec::new()),
        ("garbage", b"this was a shopping list\n".repeat(400)),
        ("one byte", vec![b'S']),
        ("half a header", whole[..50].to_vec()),
        ("one page", whole[..4_096].to_vec()),
        ("half a page", whole[..6_000].to_vec()),
        ("all but the last byte", whole[..whole.len() - 1].to_vec()),
        (
            "all but the last page",
            whole[..whole.len() - 4_096].to_vec(),
        ),
        ("a hole", holed),
    ] {
        let bench = bench();
        fs::write(bench.path(), &content).expect("it can be written");
        let (journal, notices) = bench.open();
        assert_eq!(notices.len(), 1, "{damage}");
        wait(journal.append(events_fixture("new", 0).events)).expect("it is appended");
        drop(journal);
        assert_eq!(
            bench.history().tasks(9).expect("they can be read").len(),
            1,
            "{damage}"
        );
        let names = bench.names();
        let kept = names
            .iter()
            .find(|name| name.starts_with("journal.corrupt-") && name.ends_with(".db"));
        let kept = kept.unwrap_or_else(|| panic!("{damage}: {names:?}"));
        let shown = notices[0].to_string();
        assert!(
            shown.contains(kept.as_str()) && shown.contains("A new journal has begun"),
            "{shown}"
        );
        assert_eq!(
            fs::read(bench.path().with_file_name(kept)).expect("it can be read"),
            content,
            "{damage}"
        );
    }
}

#[test]
fn what_a_lost_file_left_behind_is_kept_too() {
    let bench = bench();
    fs::remove_file(bench.path()).expect("it is there");
    fs::write(
        bench.path().with_file_name("journal.db-wal"),
        "what is left",
    )
    .expect("it can be written");
    let (_journal, notices) = bench.open();
    assert_eq!(notices.len(), 1);
    let names = bench.names();
    let kept = names
        .iter()
        .any(|name| name.starts_with("journal.corrupt-") && name.ends_with(".db-wal"));
    assert!(kept, "{names:?}");
}

#[test]
fn damage_twice_in_a_second_overwrites_nothing() {
    let bench = bench();
    for _ in 0..3 {
        fs::write(bench.path(), "garbage").expect("it can be written");
        drop(bench.open());
    }
    let kept = bench
        .names()
        .into_iter()
        .filter(|name| name.contains("corrupt") && name.ends_with(".db"))
        .count();
    assert_eq!(kept, 3, "{:?}", bench.names());
}

#[test]
fn an_unfinished_write_is_recovered_without_a_notice() {
    let (bench, copy) = (bench(), empty());
    let (journal, _) = bench.open();
    wait(journal.append(events_fixture("last", 99).events)).expect("it is appended");
    // As if the process were killed now: what is on the disk is what there is.
    for name in ["journal.db", "journal.db-wal", "journal.head"] {
        fs::copy(
            bench.path().with_file_name(name),
            copy.path().with_file_name(name),
        )
        .expect("it can be copied");
    }
    let (_journal, notices) = copy.open();
    assert_eq!(notices, []);
    assert_eq!(
        copy.history().tasks(1).expect("they can be read")[0].id.0,
        "last"
    );
}

#[test]
fn what_is_in_the_way_is_an_error_that_names_path_and_reason() {
    let foreign = |path: &Path| {
        let connection = rusqlite::Connection::open(path).expect("it opens");
        connection
            .execute_batch("CREATE TABLE t (x)")
            .expect("a table");
    };
    let newer = |path: &Path| {
        drop(SqliteJournal::open(path).expect("it opens"));
        let connection = rusqlite::Connection::open(path).expect("it opens");
        connection
            .pragma_update(None, "user_version", 99)
            .expect("it can be set");
    };
    let directory = |path: &Path| fs::create_dir(path).expect("a directory");
    let link = |path: &Path| std::os::unix::fs::symlink("/nowhere/else", path).expect("a link");
    type Row<'a> = (&'a str, &'a dyn Fn(&Path), &'a str);
    let rows: [Row; 4] = [
        (
            "a directory",
            &directory,
            "there is a directory in its place",
        ),
        ("a link", &link, "it is no regular file"),
        (
            "another program's database",
            &foreign,
            "another program's database",
        ),
        (
            "a newer journal",
            &newer,
            "a newer openkoi wrote it (version 99; this one knows 2). Update openkoi",
        ),
    ];
    for (what, make, expected) in rows {
        let bench = empty();
        make(&bench.path());
        // What SQLite puts beside a file while it is looked at may stay.
        let names = || {
            let names = bench.names().into_iter();
            let names = names.filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm"));
            names.collect::<Vec<_>>()
        };
        let before = names();
        let error = SqliteJournal::open(&bench.path())
            .expect_err(what)
            .to_string();
        assert!(
            error.contains(expected) && error.contains("data/journal.db"),
            "{what}: {error}"
        );
        assert_eq!(names(), before, "{what}: nothing was moved or begun");
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error_that_names_it() {
    let bench = Bench::new();
    fs::write(bench.folder.path().join("data"), "a file").expect("it can be written");
    let error = SqliteJournal::open(&bench.path())
        .expect_err("it can't be")
        .to_string();
    assert!(
        error.contains("data") && error.contains("creating the directory"),
        "{error}"
    );
}

#[test]
fn a_home_with_strange_letters_is_a_home() {
    let bench = Bench::new();
    let path = bench
        .folder
        .path()
        .join("größe ?#%41 '\u{1f41f}'/journal.db");
    let (journal, _) = SqliteJournal::open(&path).expect("it opens");
    wait(journal.append(events_fixture("a", 0).events)).expect("it is appended");
    let history = History::open(&path)
        .expect("it opens")
        .expect("it is there");
    assert_eq!(history.tasks(9).expect("they can be read").len(), 1);
}
