//! Damaged files: nothing breaks, nothing is reset in silence, and every row of the journal that is whole comes back.

#![expect(clippy::print_stdout, reason = "a campaign prints its figures")]

use openkoi_tests::rows::{Row, rows, said};
use openkoi_tests::worn::{Damage, Random, Worn, findings, marks, survived};
use openkoi_tests::{Home, Run};
use std::fs;
use std::path::{Path, PathBuf};

const TASK: [&str; 6] = [
    "Create koi.txt containing koi",
    "-m",
    "reflex/rules",
    "-i",
    "0",
    "--output-format=json",
];

fn doctor(home: &Home) -> Run {
    home.run(["doctor", "--output-format", "json"])
}

fn fix(home: &Home) -> Run {
    home.run(["doctor", "--fix", "--output-format", "json"])
}

/// What stands in a place: what it is, and a file's bytes.
fn standing(path: &Path) -> (String, Vec<u8>) {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() => {
            ("a file".into(), fs::read(path).expect("it is read"))
        }
        Ok(metadata) => (format!("{:?}", metadata.file_type()), Vec::new()),
        Err(error) => (error.to_string(), Vec::new()),
    }
}

/// Whether a finding is about this file, or about the folder that it describes.
fn is_found(run: &Run, path: &Path) -> bool {
    let name = path
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    let folder = path.parent().expect("a folder").display().to_string();
    findings(run).iter().any(|finding| {
        let (what, place) = (
            finding["what"].as_str().unwrap_or_default(),
            finding["where"].as_str().unwrap_or_default(),
        );
        let is_told = finding["mended"].is_string()
            || finding["next"]
                .as_str()
                .is_some_and(|next| !next.is_empty());
        is_told && (what.contains(&name) || place.ends_with(&name) || place == folder)
    })
}

struct Text {
    path: &'static str,
    /// A task does not begin without it.
    stops: bool,
    /// Its end shows that it is whole.
    is_sealed: bool,
    /// What a later version writes is not understood.
    knows_keys: bool,
}

const fn text(path: &'static str, stops: bool, is_sealed: bool, knows_keys: bool) -> Text {
    Text {
        path,
        stops,
        is_sealed,
        knows_keys,
    }
}

const TEXTS: [Text; 7] = [
    text("config.toml", true, false, true),
    text("grants.toml", true, true, true),
    text("trust.toml", false, true, false),
    text("SOUL.md", false, false, false),
    text("credentials/lab.key", false, false, true),
    text("components/watchman/component.toml", true, false, true),
    text("skills/mine/SKILL.md", false, false, true),
];

/// Kept by people or for them: what can't be read is told, and stays byte for byte as it is.
fn check_text(worn: &Worn, kind: &Text, damage: Damage) {
    let (home, case) = (worn.copy(), format!("{} {damage:?}", kind.path));
    let path = home.path().join(kind.path);
    damage.happen(&path);
    let before = standing(&path);
    let (told, ran) = (doctor(&home), home.run(TASK));
    survived(&told, &case);
    survived(&ran, &case);
    let has_to_be_told = match damage {
        Damage::Empty | Damage::Foreign | Damage::Mode(_) | Damage::Owner => true,
        Damage::Future => kind.knows_keys,
        Damage::Cut(_) => kind.is_sealed,
        Damage::Flip(_) => false,
        Damage::Directory | Damage::Pipe | Damage::Nowhere | Damage::Endless => {
            !kind.path.starts_with("skills/")
        }
    };
    let found = is_found(&told, &path);
    assert!(
        found || !has_to_be_told,
        "{case}: nobody says so\n{}",
        told.told()
    );
    assert_eq!(
        told.code,
        i32::from(!findings(&told).is_empty()),
        "{case}\n{}",
        told.told()
    );
    let is_unreadable = !matches!(damage, Damage::Mode(_) | Damage::Owner | Damage::Empty);
    if kind.stops && found && is_unreadable {
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let folder = path.parent().expect("a folder").display().to_string();
        assert_ne!(ran.code, 0, "{case}: it ran\n{}", ran.told());
        assert!(
            !home.workspace().join("koi.txt").exists(),
            "{case}: it worked"
        );
        let lines = ran.stderr.lines().count();
        let is_named = ran.stderr.contains(&name) || ran.stderr.contains(&folder);
        assert!(
            is_named && lines > 1,
            "{case}: what, where, next\n{}",
            ran.told()
        );
    }
    survived(&fix(&home), &case);
    assert_eq!(standing(&path), before, "{case}: it was changed");
}

#[test]
fn texts_of_people_are_refused_or_told_and_never_reset() {
    let (worn, mut random) = (Worn::new(), Random::seeded(41));
    let mut count = 0;
    for kind in &TEXTS {
        let length = worn.bytes(Path::new(kind.path)).len();
        for damage in Damage::all(length, 10, 12, &mut random) {
            check_text(&worn, kind, damage);
            count += 1;
        }
    }
    println!("{count} damaged texts: 0 panics, 0 silent resets, 0 changed");
    assert!(count >= 220, "{count}");
}

/// The marks in the journal and in its log.
fn kept(home: &Home) -> Vec<usize> {
    let mut all = Vec::new();
    for name in ["journal.db", "journal.db-wal"] {
        let (_, bytes) = standing(&home.path().join("data").join(name));
        all.extend(marks(&bytes));
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// Journal and log as they are.
fn files(home: &Home) -> Vec<Vec<u8>> {
    let data = home.path().join("data");
    ["journal.db", "journal.db-wal"]
        .map(|name| standing(&data.join(name)).1)
        .to_vec()
}

/// Every row that is whole is there afterwards; how many these are.
fn check_journal(worn: &Worn, rows: &[Row], name: &str, damage: Damage, task_first: bool) -> usize {
    let (home, case) = (worn.copy(), format!("{name} {damage:?}"));
    let path = home.path().join("data").join(name);
    damage.happen(&path);
    let (left, before) = (files(&home), standing(&path));
    let mut runs = Vec::new();
    let mut told = Vec::new();
    if task_first {
        let ran = home.run(TASK);
        told.push(ran.stderr.clone());
        runs.push(ran);
    }
    let fixed = fix(&home);
    told.push(format!("{:?}", findings(&fixed)));
    runs.push(fixed);
    runs.push(home.run(["status"]));
    for run in &runs {
        survived(run, &case);
    }
    if damage.is_in_its_place() {
        let all = runs.iter().map(Run::told).collect::<String>();
        assert!(
            all.contains("journal.db") && all.to_lowercase().contains("away"),
            "{case}\n{all}"
        );
        assert_eq!(standing(&path).0, before.0, "{case}");
        return 0;
    }
    let told = told.concat();
    // Whatever is not there any more was told.
    assert!(
        kept(&home).len() >= worn_marks(worn) || told.contains("journal"),
        "{case}: lost in silence\n{told}"
    );
    let back = said(&home.path().join("data/journal.db"));
    let intact: Vec<&Row> = rows.iter().filter(|row| row.is_whole(&left)).collect();
    for row in &intact {
        assert!(
            back.contains(&row.said),
            "{case}: {:?} is lost\n{told}",
            row.said
        );
    }
    intact.len()
}

fn worn_marks(worn: &Worn) -> usize {
    let mut all = marks(&worn.bytes(Path::new("data/journal.db")));
    all.extend(marks(&worn.bytes(Path::new("data/journal.db-wal"))));
    all.sort_unstable();
    all.dedup();
    all.len()
}

fn journals(name: &str, cuts: usize, flips: usize, seed: u64) {
    let (worn, mut random) = (Worn::new(), Random::seeded(seed));
    let length = worn.bytes(&Path::new("data").join(name)).len();
    assert!(length > 4096, "{name} has {length} bytes");
    // Looked at in a copy: opening a journal changes its files.
    let (whole, pristine) = (worn.copy(), worn.copy());
    let rows = rows(&pristine.path().join("data/journal.db"), &files(&whole));
    assert!(rows.len() > 800, "{} rows", rows.len());
    let (mut intact, mut count) = (0, 0);
    for (index, damage) in Damage::all(length, cuts, flips, &mut random)
        .into_iter()
        .enumerate()
    {
        intact += check_journal(&worn, &rows, name, damage, index % 2 == 0);
        count += 1;
    }
    println!("R4: {count} damaged {name}: all {intact} rows that are whole are back, 0 panics");
    assert!(intact > 10_000, "{intact}");
}

#[test]
fn a_damaged_journal_is_kept_aside_and_its_rows_come_back() {
    journals("journal.db", 50, 60, 42);
}

#[test]
fn a_damaged_log_of_the_journal_loses_no_row_that_is_whole() {
    journals("journal.db-wal", 40, 40, 43);
}

#[test]
fn what_can_be_made_again_is_made_again_and_what_undo_needs_is_checked() {
    let (worn, mut random) = (Worn::new(), Random::seeded(44));
    let kinds = [
        (worn.image(), true),
        (worn.find(".cwasm"), true),
        (
            worn.find("notes/0000000000000000000000000000000000000000000000000000000000000000"),
            false,
        ),
    ];
    let mut count = 0;
    for (kind, is_checked) in &kinds {
        let length = worn.bytes(kind).len();
        for damage in Damage::all(length, 6, 8, &mut random) {
            check_content(&worn, kind, *is_checked, damage);
            count += 1;
        }
    }
    println!("{count} damaged contents: 0 panics, 0 silent");
    assert!(count >= 70, "{count}");
}

fn check_content(worn: &Worn, kind: &PathBuf, is_checked: bool, damage: Damage) {
    let (home, case) = (worn.copy(), format!("{} {damage:?}", kind.display()));
    let path = home.path().join(kind);
    damage.happen(&path);
    let before = standing(&path);
    let told = doctor(&home);
    survived(&told, &case);
    assert_eq!(standing(&path), before, "{case}: a look changes nothing");
    let is_content = !damage.is_in_its_place();
    if is_checked && is_content {
        assert!(
            is_found(&told, &path),
            "{case}: nobody says so\n{}",
            told.told()
        );
    }
    survived(&home.run(TASK), &case);
    survived(&fix(&home), &case);
    if is_content {
        let again = doctor(&home);
        assert_eq!(again.code, 0, "{case}: it is not mended\n{}", again.told());
    }
}
