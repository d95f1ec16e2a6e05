//! `openkoi doctor`: what is wrong is found, what can be mended is mended, and nothing is lost by it.

use openkoi_tests::worn::{Worn, findings, shut};
use openkoi_tests::{Home, Run, Script, Server, Turn};
use serde_json::json;
use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, SystemTime};

fn fix(home: &Home) -> Run {
    home.run(["doctor", "--fix"])
}

/// Makes a file or folder as old as this.
fn age(path: &std::path::Path, hours: u64) {
    let then = SystemTime::now() - Duration::from_secs(hours * 3600);
    let file = File::open(path).expect("it is there");
    file.set_modified(then).expect("a time");
}

#[test]
fn a_home_after_work_is_well_and_stays_as_it_is() {
    let worn = Worn::new();
    let home = worn.copy();
    let run = home.run(["doctor", "--output-format", "json"]).ends(0);
    assert!(findings(&run).is_empty(), "{}", run.told());
    let text = home.run(["doctor"]).ends(0);
    assert!(text.stdout.ends_with("all is well\n"), "{}", text.told());
    assert!(
        text.stdout
            .lines()
            .all(|line| line.chars().count() <= 80 && !line.contains('\x1b')),
        "{}",
        text.told()
    );
    let before = home.files();
    fix(&home).ends(0);
    let kept = |files: Vec<(std::path::PathBuf, Vec<u8>)>| -> Vec<_> {
        files
            .into_iter()
            .filter(|(path, _)| !path.to_string_lossy().contains("journal.db-"))
            .collect()
    };
    assert_eq!(
        kept(home.files()),
        kept(before),
        "there was nothing to mend"
    );
}

#[test]
fn before_anything_is_there_nothing_is_wrong_and_nothing_is_made() {
    let home = Home::new();
    home.run(["doctor"]).ends(0);
    fix(&home).ends(0);
    assert!(!home.path().exists());
}

type Spoil = fn(&Home);

/// What is done to a home, what is said of it, and whether it can be mended.
const WRONG: [(&str, Spoil, &str, bool); 7] = [
    (
        "an open home",
        |home| mode(home, "", 0o755),
        "others can look into it",
        true,
    ),
    (
        "open grants",
        |home| mode(home, "grants.toml", 0o666),
        "others can write it",
        true,
    ),
    (
        "an open key",
        |home| mode(home, "credentials/lab.key", 0o644),
        "others can look into it",
        true,
    ),
    (
        "a draft",
        |home| {
            home.own_file("data/images/.0123.partial", "half");
            mode(home, "data/images/.0123.partial", 0o600);
            age(&home.path().join("data/images/.0123.partial"), 2);
        },
        "never finished",
        true,
    ),
    (
        "a folder of a dead task",
        |home| {
            let place = home
                .everything()
                .join("tmp/openkoi-0123456789abcdef0123456789abcdef");
            fs::create_dir_all(&place).expect("a folder");
            age(&place, 48);
        },
        "temporary folder",
        true,
    ),
    (
        "a wrong config",
        |home| write(home, "config.toml", "[safety]\nmax_cost = 3\n"),
        "unknown key",
        false,
    ),
    (
        "a broken component",
        |home| write(home, "components/watchman/component.toml", "kind = "),
        "component.toml",
        false,
    ),
];

#[test]
fn each_thing_that_is_wrong_has_its_place_and_its_next_command() {
    let worn = Worn::new();
    for (name, spoil, expected, is_mended) in WRONG {
        let home = worn.copy();
        spoil(&home);
        let count = || {
            let files = home.files().into_iter();
            let kept = files.filter(|(path, _)| !path.to_string_lossy().contains("journal.db-"));
            kept.count()
        };
        let before = count();
        let told = home.run(["doctor"]);
        assert_eq!(told.code, 1, "{name}\n{}", told.told());
        let flat = told.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            flat.contains(expected) && flat.contains('→'),
            "{name}\n{}",
            told.told()
        );
        assert_eq!(count(), before, "{name}: a look changes nothing");
        let fixed = fix(&home);
        assert_eq!(
            fixed.code,
            i32::from(!is_mended),
            "{name}\n{}",
            fixed.told()
        );
        assert_eq!(home.run(["doctor"]).code, i32::from(!is_mended), "{name}");
    }
}

fn write(home: &Home, path: &str, text: &str) {
    home.own_file(path, text);
}

fn mode(home: &Home, path: &str, mode: u32) {
    let path = home.path().join(path);
    fs::set_permissions(&path, Permissions::from_mode(mode))
        .unwrap_or_else(|why| panic!("{}: {why}", path.display()));
}

/// Two tasks in this directory, each of which writes a file.
fn worked() -> (Home, Server) {
    let write =
        |name: &str| Turn::calls("write", json!({"path": name, "content": name.repeat(300)}));
    let script = Script::new()
        .then(write("one.txt"))
        .then(Turn::says("Done."))
        .then(write("two.txt"))
        .forever(Turn::says("Done."));
    let server = Server::messages(script);
    let home = Home::connected(&server);
    for task in ["First", "Second"] {
        home.run([task, "-m", server.model(), "-i", "0"]).ends(0);
    }
    shut(&home);
    (home, server)
}

#[test]
fn over_the_bound_the_oldest_goes_and_undo_says_so_while_the_newest_can_be_undone() {
    let (home, _server) = worked();
    home.own_file("config.toml", "[storage]\nimages_mb = 0\n");
    let told = home.run(["doctor"]).ends(1);
    assert!(told.stdout.contains("storage.images_mb"), "{}", told.told());
    let fixed = fix(&home);
    assert!(
        fixed.stdout.contains("can no longer be undone"),
        "{}",
        fixed.told()
    );
    let tasks = home
        .run(["task", "list", "--output-format", "json"])
        .ends(0)
        .json();
    let oldest = tasks
        .as_array()
        .or_else(|| tasks["tasks"].as_array())
        .expect("a list")
        .last()
        .expect("a task")
        .clone();
    let id = oldest["id"]
        .as_str()
        .or_else(|| oldest["task_id"].as_str())
        .expect("an id")
        .to_owned();
    home.run(["redo"]);
    home.run(["undo"]).ends(0);
    assert!(!home.workspace().join("two.txt").exists());
    // What the newest needs stayed; the first one's file goes too, for nothing has to be restored for that.
    let undone = home.run(["undo", &id]);
    let redone = home.run(["redo", &id]);
    let all = format!("{}{}", undone.told(), redone.told());
    assert!(all.contains("storage.images_mb was reached"), "{all}");
}
