use super::*;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use tokio::process::Command;

#[test]
fn what_was_appended_is_read_back_as_it_was() {
    let fixture = events_fixture("t", 7)
        .iteration()
        .called(5, None)
        .used("shell", true)
        .decided(0.92);
    let expected: Vec<EventBody> = fixture
        .events
        .iter()
        .map(|event| event.body.clone())
        .collect();
    let bench = Bench::new().with([fixture]);
    let records = bench
        .history()
        .events(&TaskId("t".to_owned()))
        .expect("they can be read");
    let read: Vec<Event> = records.iter().filter_map(Record::event).collect();
    assert_eq!(
        read.iter()
            .map(|event| event.body.clone())
            .collect::<Vec<_>>(),
        expected
    );
    assert_eq!(
        read.iter().map(|event| event.id).collect::<Vec<_>>(),
        [1, 2, 3, 4, 5]
    );
    assert_eq!((read[1].at_ms, read[1].iteration), (1_007, IterationId(1)));
    assert_eq!(records[3].kind, "tool-called");
}

#[test]
fn each_append_answers_with_the_id_of_its_last_event() {
    let bench = Bench::new();
    let (journal, _) = bench.open();
    let three = events_fixture("a", 0).iteration().iteration().events;
    assert_eq!(wait(journal.append(three)).expect("it is appended"), 3);
    assert_eq!(
        wait(journal.append(Vec::new())).expect("nothing is no error"),
        3
    );
    assert_eq!(
        wait(journal.append(events_fixture("b", 0).events)).expect("it is appended"),
        4
    );
}

#[test]
fn the_files_are_for_their_owner_only() {
    let bench = Bench::new();
    let (journal, _) = bench.open();
    wait(journal.append(events_fixture("a", 0).events)).expect("it is appended");
    for name in bench.names() {
        let path = bench.path().with_file_name(&name);
        let mode = std::fs::metadata(path)
            .expect("it is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn events_can_be_neither_changed_nor_removed() {
    let bench = Bench::new().with([events_fixture("a", 0)]);
    let connection = rusqlite::Connection::open(bench.path()).expect("it opens");
    for change in [
        "DELETE FROM events",
        "UPDATE events SET body = '{}'",
        "UPDATE events SET id = 9",
    ] {
        let error = connection
            .execute(change, [])
            .expect_err("it is refused")
            .to_string();
        assert!(error.contains("append-only"), "{change}: {error}");
    }
}

#[test]
fn dropping_the_journal_waits_for_what_was_handed_to_it() {
    let bench = Bench::new();
    let (journal, _) = bench.open();
    wait(async {
        let append = journal.append(events_fixture("a", 0).events);
        tokio::select! { biased; _ = append => {}, () = std::future::ready(()) => {} }
    });
    drop(journal);
    assert_eq!(bench.history().tasks(9).expect("they can be read").len(), 1);
}

#[test]
fn the_last_to_leave_puts_everything_in_one_file() {
    let bench = Bench::new().with([events_fixture("a", 0)]);
    assert_eq!(bench.names(), ["journal.db", "journal.head"]);
}

#[test]
fn several_journals_on_one_home_append_at_once_and_none_is_turned_away() {
    const WRITERS: usize = 4;
    const EACH: usize = 40;
    let bench = Bench::new();
    let path = bench.path();
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let path = &path;
            scope.spawn(move || {
                let (journal, notices) = SqliteJournal::open(path).expect("it opens");
                assert_eq!(notices, []);
                for n in 0..EACH {
                    let events = events_fixture(&format!("{writer}-{n}"), 0)
                        .iteration()
                        .events;
                    wait(journal.append(events)).expect("it is appended");
                }
            });
        }
    });
    let history = bench.history();
    let tasks = history.tasks(1_000).expect("they can be read");
    assert_eq!(tasks.len(), WRITERS * EACH);
    for task in tasks {
        let events = history.events(&task.id).expect("they can be read");
        assert_eq!(events[1].id, events[0].id + 1, "an append stays together");
    }
}

#[test]
fn two_processes_on_one_home_append_at_once_and_none_is_turned_away() {
    const VARIABLE: &str = "JOURNAL_OF_THE_TEST";
    let name = "two_processes_on_one_home_append_at_once_and_none_is_turned_away";
    #[expect(
        clippy::disallowed_methods,
        reason = "the second process is told by its environment"
    )]
    if let Ok(path) = std::env::var(VARIABLE) {
        let (journal, _) = SqliteJournal::open(path.as_ref()).expect("it opens");
        for n in 0..40 {
            let task = format!("{}-{n}", std::process::id());
            wait(journal.append(events_fixture(&task, 0).events)).expect("it is appended");
        }
        return;
    }
    let bench = Bench::new();
    let started = || {
        let mut program = Command::new(std::env::current_exe().expect("this program"));
        program
            .arg(name)
            .env(VARIABLE, bench.path())
            .stdout(Stdio::null())
            .status()
    };
    let (one, other) = wait(async { tokio::join!(started(), started()) });
    assert!(one.expect("it ran").success() && other.expect("it ran").success());
    let tasks = bench.history().tasks(1_000).expect("they can be read");
    assert_eq!(tasks.len(), 80);
}

#[test]
fn appends_of_one_process_go_together_and_each_hears_its_own_id() {
    let bench = Bench::new();
    let (journal, _) = bench.open();
    let appends = (0..100).map(|n| journal.append(events_fixture(&format!("{n:03}"), 0).events));
    let ids = wait(futures_util::future::join_all(appends));
    let mut ids: Vec<i64> = ids
        .into_iter()
        .map(|id| id.expect("it is appended"))
        .collect();
    ids.sort_unstable();
    assert_eq!(ids, (1..=100).collect::<Vec<i64>>());
}
