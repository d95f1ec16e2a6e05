use super::*;
use crate::domain::ToolRecord;
use crate::store::{summary, tool_records, totals};
use std::fs;

#[test]
fn a_task_is_the_sum_of_its_events_until_its_end_says_what_it_was() {
    let begun = || events_fixture("a", 0);
    let one = || {
        begun()
            .iteration()
            .called(10, Some(0.5))
            .called(5, None)
            .decided(0.5)
    };
    for (fixture, expected) in [
        (begun(), (0, None, 0, 0.0, 0, false)),
        (one(), (1, Some(0.5), 15, 0.5, 4_000, false)),
        (
            one().iteration().called(1, Some(0.25)),
            (2, Some(0.5), 16, 0.75, 6_000, false),
        ),
        (
            one().closed(RunOutcome::Accepted, 99, 1.0),
            (1, Some(0.75), 99, 1.0, 5_000, true),
        ),
    ] {
        let seen = summary(&fixture.events).expect("a task");
        let is_closed = matches!(seen.state, TaskState::Closed { .. });
        let sums = (seen.usage.input, seen.cost.amount());
        assert_eq!(
            (
                seen.iterations,
                seen.score,
                sums.0,
                sums.1,
                seen.seen_ms,
                is_closed
            ),
            expected
        );
    }
    assert_eq!(
        summary(&one().events[1..]),
        None,
        "without a beginning there is no task"
    );
}

#[test]
fn totals_count_what_ended_and_what_is_still_open() {
    let fixtures = [
        events_fixture("a", 0).closed(RunOutcome::Accepted, 10, 1.0),
        events_fixture("b", 0).closed(RunOutcome::Failed, 5, 0.5),
        events_fixture("c", 0).called(1, Some(0.25)),
    ];
    let sum = totals(
        fixtures
            .iter()
            .filter_map(|fixture| summary(&fixture.events))
            .map(|summary| summary.spent()),
    );
    assert_eq!(
        (sum.tasks, sum.accepted, sum.usage.input, sum.cost.amount()),
        (3, 1, 16, 1.75)
    );
}

#[test]
fn tools_are_counted_by_name() {
    let events = events_fixture("a", 0)
        .used("shell", false)
        .used("files", false)
        .used("shell", true)
        .ended("shell", true, Some(1))
        .events;
    let record = |name: &str, calls, failures| ToolRecord {
        name: name.to_owned(),
        calls,
        failures,
    };
    assert_eq!(
        tool_records(&events),
        [record("files", 1, 0), record("shell", 3, 1)],
        "a program that says no is no failure of the tool"
    );
}

#[test]
fn the_newest_tasks_come_first_and_no_more_than_asked() {
    let bench = Bench::new().with([
        events_fixture("01", 0).called(1, Some(1.0)),
        events_fixture("03", 200_000)
            .used("shell", true)
            .closed(RunOutcome::Accepted, 7, 2.0),
        events_fixture("02", 100_000),
    ]);
    let history = bench.history();
    let ids = |limit| -> Vec<String> {
        let tasks = history.tasks(limit).expect("they can be read");
        tasks.into_iter().map(|task| task.id.0).collect()
    };
    assert_eq!(ids(9), ["03", "02", "01"]);
    assert_eq!(ids(2), ["03", "02"]);
    assert_eq!(ids(0), Vec::<String>::new());
    let sums =
        [0, 100_000, 300_000].map(|since| history.totals(since).expect("a sum").cost.amount());
    assert_eq!(sums, [3.0, 2.0, 0.0]);
    assert_eq!(
        history.tool_records().expect("they can be read")[0].failures,
        1
    );
}

#[test]
fn a_task_is_found_by_its_id_or_by_a_beginning_that_only_it_has() {
    let bench =
        Bench::new().with(["abc", "abd", "abd-2", "xé", "%"].map(|id| events_fixture(id, 0)));
    let history = bench.history();
    let found = |prefix: &str| match history.task(prefix) {
        Ok(task) => task.id.0,
        Err(HistoryError::NoTask(_)) => "none".to_owned(),
        Err(HistoryError::Ambiguous { candidates, .. }) => format!("{} of them", candidates.len()),
        Err(HistoryError::Journal(error)) => error.to_string(),
    };
    for (prefix, expected) in [
        ("abc", "abc"),
        ("abd", "abd"),
        ("abd-", "abd-2"),
        ("x", "xé"),
        ("xé", "xé"),
        ("ab", "3 of them"),
        ("", "5 of them"),
        ("%", "%"),
        ("b", "none"),
        ("ABC", "none"),
    ] {
        assert_eq!(found(prefix), expected, "{prefix}");
    }
}

#[test]
fn before_anything_has_happened_there_is_no_history_and_none_is_begun() {
    let bench = Bench::new();
    assert!(
        History::open(&bench.path())
            .expect("it is no error")
            .is_none()
    );
    assert!(!bench.path().exists());
    fs::create_dir_all(bench.path().parent().expect("a folder")).expect("a folder");
    for gone in ["journal.db", "journal.db-wal"] {
        let left = bench.path().with_file_name(gone);
        let content = if gone == "journal.db" { "" } else { "rows" };
        fs::write(&left, content).expect("it can be written");
        let error = History::open(&bench.path()).expect_err("something has happened");
        assert!(
            error.to_string().contains("keeps it aside"),
            "{gone}: {error}"
        );
        fs::remove_file(&left).expect("it can be removed");
    }
}

#[test]
fn reading_a_damaged_journal_is_an_error_that_says_what_follows() {
    let bench = Bench::new().with([events_fixture("a", 0)]);
    fs::write(bench.path(), "garbage".repeat(1_000)).expect("it can be written");
    let error = History::open(&bench.path())
        .expect_err("it is damaged")
        .to_string();
    assert!(
        error.contains("journal.db") && error.contains("it is damaged"),
        "{error}"
    );
    assert_eq!(
        bench.names(),
        ["journal.db", "journal.head"],
        "the reading side moves nothing"
    );
}

#[test]
fn an_event_of_a_kind_that_is_not_known_is_kept_as_it_is() {
    let bench = Bench::new().with([events_fixture("a", 0)]);
    let connection = rusqlite::Connection::open(bench.path()).expect("it opens");
    let insert = "INSERT INTO events (task, iteration, at_ms, kind, body, chain)
                  VALUES ('a', 0, 1, 'dreamt', '{\"of\":\"sheep\"}', x'')";
    connection.execute(insert, []).expect("it is appended");
    let records = bench
        .history()
        .events(&TaskId("a".to_owned()))
        .expect("they can be read");
    assert_eq!(
        (records[1].kind.as_str(), records[1].event()),
        ("dreamt", None)
    );
    assert_eq!(records[1].body()["of"], "sheep");
    assert_eq!(bench.history().tasks(9).expect("they can be read").len(), 1);
}

#[test]
fn what_another_appends_is_seen_at_once() {
    let bench = Bench::new().with([events_fixture("a", 0)]);
    let history = bench.history();
    let (journal, _) = bench.open();
    wait(journal.append(events_fixture("b", 0).events)).expect("it is appended");
    assert_eq!(history.tasks(9).expect("they can be read").len(), 2);
}

#[test]
fn the_newest_tasks_of_a_thousand_are_found_without_reading_the_rest() {
    let busy = |n: i64| {
        (0..20).fold(events_fixture(&format!("{n:04}"), n), |task, _| {
            task.used("shell", false)
        })
    };
    let bench = Bench::new().with((0..1_000).map(|n| busy(n).closed(RunOutcome::Accepted, 1, 1.0)));
    let connection = rusqlite::Connection::open(bench.path()).expect("it opens");
    let plan = |query: &str| -> String {
        let mut statement = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {query}"))
            .expect("a query");
        let details = statement
            .query_map([], |row| row.get::<_, String>(3))
            .expect("a plan");
        details
            .map(|detail| detail.expect("a line"))
            .collect::<Vec<_>>()
            .join("; ")
    };
    let started =
        plan("SELECT * FROM events WHERE kind = 'task-started' ORDER BY task DESC LIMIT 20");
    assert_eq!(started, "SEARCH events USING INDEX events_by_kind (kind=?)");
    let closed = plan(
        "SELECT * FROM events WHERE kind = 'task-closed' AND task = 'x' ORDER BY id DESC LIMIT 1",
    );
    assert_eq!(
        closed,
        "SEARCH events USING INDEX events_by_kind (kind=? AND task=?)"
    );
    let history = bench.history();
    assert_eq!(
        (
            history.tasks(20).expect("tasks").len(),
            history.totals(0).expect("a sum").tasks
        ),
        (20, 1_000)
    );
}
