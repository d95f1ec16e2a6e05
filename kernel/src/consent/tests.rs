//! What is found in a project, what is not, and what an answer is bound to.

mod answers;
mod hostile;

use super::{Answer, Collected, Consents, Item, ItemKind, Standing, Workspace};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// A directory of one's own, without links in its path.
struct Place {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary directory");
        let path = folder.path().canonicalize().expect("it is there");
        Self {
            _folder: folder,
            path,
        }
    }

    fn with(files: &[(&str, &str)]) -> Self {
        let place = Self::new();
        for (path, text) in files {
            place.write(path, text.as_bytes());
        }
        place
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path.join(path);
        fs::create_dir_all(path.parent().expect("it is below")).expect("directories can be made");
        fs::write(path, bytes).expect("files can be written");
    }
}

fn files(place: &Path) -> (Vec<Item>, Vec<String>) {
    let Collected { items, notes } = Workspace::around(place).collect();
    let is_file = |item: &Item| item.kind == ItemKind::Instructions;
    (items.into_iter().filter(is_file).collect(), notes)
}

fn called(items: &[Item]) -> Vec<&str> {
    items.iter().map(|item| item.name.as_str()).collect()
}

fn text(item: &Item) -> String {
    item.contents[0].text()
}

#[test]
fn from_the_repository_s_root_down_the_nearest_file_comes_last() {
    let place = Place::with(&[
        ("AGENTS.md", "outside"),
        ("repo/.git/HEAD", ""),
        ("repo/AGENTS.md", "root"),
        ("repo/a/README.md", "nothing here"),
        ("repo/a/b/AGENTS.md", "nearest"),
        ("repo/other/AGENTS.md", "elsewhere"),
    ]);
    let (files, notes) = files(&place.path.join("repo/a/b"));
    assert_eq!(called(&files), ["AGENTS.md", "a/b/AGENTS.md"]);
    assert_eq!(text(&files[0]), "root");
    assert_eq!(notes, Vec::<String>::new());
}

#[test]
fn without_a_repository_only_the_directory_itself_counts() {
    let place = Place::with(&[("AGENTS.md", "above"), ("work/AGENTS.md", "here")]);
    let (files, _) = files(&place.path.join("work"));
    assert_eq!(files.len(), 1);
    assert_eq!(text(&files[0]), "here");
}

#[test]
fn where_the_usual_name_is_missing_the_next_one_is_read() {
    let names: Vec<&str> = include_str!("../../../skills/instruction-files.txt")
        .lines()
        .collect();
    assert_eq!((names[0], names.len()), ("AGENTS.md", 3));
    for name in &names {
        let place = Place::with(&[(name, "text")]);
        assert_eq!(called(&files(&place.path).0), [*name]);
    }
    let place = Place::with(&[(names[0], "text"), (names[1], "other"), (names[2], "other")]);
    assert_eq!(called(&files(&place.path).0), [names[0]]);
}

#[test]
fn a_file_that_is_too_long_is_cut_and_one_of_wrong_bytes_is_mended() {
    let place = Place::with(&[("AGENTS.md", &"é".repeat(40_000))]);
    let (cut, notes) = files(&place.path);
    assert!(
        cut[0].hindrance.is_none() && text(&cut[0]).len() == 80_000,
        "all of it is bound"
    );
    assert_eq!(
        notes,
        ["AGENTS.md: only the first 64 of its 79 KiB are used"]
    );

    let place = Place::new();
    place.write("AGENTS.md", b"use \xff\xfe tabs");
    let (mended, _) = files(&place.path);
    assert_eq!(text(&mended[0]), "use \u{fffd}\u{fffd} tabs");
}

#[test]
fn of_very_much_text_the_nearest_is_kept() {
    let place = Place::with(&[("repo/.git", "gitdir: elsewhere")]);
    let mut directory = "repo".to_owned();
    for depth in 0..8 {
        place.write(
            &format!("{directory}/AGENTS.md"),
            "x".repeat(60_000).as_bytes(),
        );
        directory = format!("{directory}/{depth}");
    }
    place.write(&format!("{directory}/here"), b"");
    let (kept, notes) = files(&place.path.join(directory));
    let expected = [
        "0/1/2/3/AGENTS.md",
        "0/1/2/3/4/AGENTS.md",
        "0/1/2/3/4/5/AGENTS.md",
        "0/1/2/3/4/5/6/AGENTS.md",
    ];
    assert_eq!(called(&kept), expected);
    assert_eq!(notes.len(), 4, "{notes:?}");
    assert!(notes[0].starts_with("AGENTS.md is not used"), "{notes:?}");
}

#[test]
fn links_out_of_the_project_directories_and_pipes_are_not_read() {
    let outside = Place::with(&[("secret", "key")]);
    let place = Place::with(&[("docs/rules.md", "inside")]);
    let link = place.path.join("AGENTS.md");

    symlink(outside.path.join("secret"), &link).expect("links can be made");
    let (none, notes) = files(&place.path);
    assert_eq!(
        (none.len(), notes.as_slice()),
        (
            0,
            &["AGENTS.md is not used: it leads out of the project".to_owned()][..]
        )
    );

    fs::remove_file(&link).expect("it is there");
    symlink("docs/rules.md", &link).expect("links can be made");
    assert_eq!(text(&files(&place.path).0[0]), "inside");

    fs::remove_file(&link).expect("it is there");
    symlink("AGENTS.md", &link).expect("links can be made");
    let (none, notes) = files(&place.path);
    assert_eq!((none.len(), notes.len()), (0, 1), "{notes:?}");

    fs::remove_file(&link).expect("it is there");
    fs::create_dir(&link).expect("directories can be made");
    let (none, notes) = files(&place.path);
    assert_eq!(
        (none.len(), notes.as_slice()),
        (
            0,
            &["AGENTS.md is not used: it is a directory".to_owned()][..]
        )
    );

    fs::remove_dir(&link).expect("it is there");
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(rustix::fs::CWD, &link, rustix::fs::FileType::Fifo, mode, 0)
        .expect("pipes can be made");
    let (none, notes) = files(&place.path);
    assert_eq!(
        (none.len(), notes.as_slice()),
        (0, &["AGENTS.md is not used: it is no file".to_owned()][..])
    );
}
