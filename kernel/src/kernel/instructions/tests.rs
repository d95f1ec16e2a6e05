//! What is read from disk, and what is not.

use super::folders::{Follow, below};
use super::project::{Project, each_once};
use super::{bundled, fitness};
use crate::config::Environment;
use crate::mind::{InstructionFile, Needs};
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

fn files(place: &Path) -> (Vec<InstructionFile>, Vec<String>) {
    let mut notes = Vec::new();
    let found = Project::around(place).files(&mut notes);
    (each_once(found), notes)
}

fn paths(files: &[InstructionFile]) -> Vec<&str> {
    files.iter().map(|file| file.path.as_str()).collect()
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
    assert_eq!(paths(&files), ["AGENTS.md", "a/b/AGENTS.md"]);
    assert_eq!((files[0].text.as_str(), files[0].trusted), ("root", false));
    assert_eq!(notes, Vec::<String>::new());
}

#[test]
fn without_a_repository_only_the_directory_itself_counts() {
    let place = Place::with(&[("AGENTS.md", "above"), ("work/AGENTS.md", "here")]);
    let (files, _) = files(&place.path.join("work"));
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].text, "here");
}

#[test]
fn where_the_usual_name_is_missing_the_next_one_is_read() {
    let names: Vec<&str> = include_str!("../../../../skills/instruction-files.txt")
        .lines()
        .collect();
    assert_eq!((names[0], names.len()), ("AGENTS.md", 3));
    for name in &names {
        let place = Place::with(&[(name, "text")]);
        assert_eq!(paths(&files(&place.path).0), [*name]);
    }
    let place = Place::with(&[(names[0], "text"), (names[1], "other"), (names[2], "other")]);
    assert_eq!(paths(&files(&place.path).0), [names[0]]);
}

#[test]
fn a_file_that_is_too_long_is_cut_and_one_of_wrong_bytes_is_mended() {
    let place = Place::with(&[("AGENTS.md", &"é".repeat(40_000))]);
    let (cut, notes) = files(&place.path);
    assert!(cut[0].text.len() <= 64 * 1024 && cut[0].text.starts_with("éé"));
    assert_eq!(
        notes,
        ["AGENTS.md: only the first 64 of its 79 KiB are used"]
    );

    let place = Place::new();
    place.write("AGENTS.md", b"use \xff\xfe tabs");
    let (mended, _) = files(&place.path);
    assert_eq!(mended[0].text, "use \u{fffd}\u{fffd} tabs");
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
    assert_eq!(paths(&kept), expected);
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
    assert_eq!(files(&place.path).0[0].text, "inside");

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

#[test]
fn a_file_reached_in_two_ways_is_there_once() {
    let place = Place::with(&[(".git", ""), ("AGENTS.md", "once"), ("sub/x", "")]);
    symlink("../AGENTS.md", place.path.join("sub/AGENTS.md")).expect("links can be made");
    assert_eq!(paths(&files(&place.path.join("sub")).0), ["AGENTS.md"]);
}

#[test]
fn skills_are_found_to_a_depth_and_a_number() {
    let place = Place::with(&[
        ("a/SKILL.md", ""),
        ("a/inner/SKILL.md", ""),
        ("group/b/SKILL.md", ""),
        ("1/2/3/4/five/SKILL.md", ""),
        ("1/2/3/4/5/six/SKILL.md", ""),
        (".hidden/c/SKILL.md", ""),
        ("SKILL.md", ""),
    ]);
    let mut notes = Vec::new();
    let found: Vec<String> = below(&place.path, Follow::Nothing, &mut notes)
        .iter()
        .map(|folder| folder.relative.display().to_string())
        .collect();
    assert_eq!(found, ["1/2/3/4/five", "a", "group/b"]);
    assert_eq!(notes, Vec::<String>::new());

    for number in 0..2_010 {
        fs::create_dir(place.path.join(format!("z{number}"))).expect("directories can be made");
    }
    below(&place.path, Follow::Nothing, &mut notes);
    assert_eq!(notes.len(), 1, "{notes:?}");
}

#[test]
fn links_to_directories_are_followed_where_that_is_allowed_and_circles_end() {
    let elsewhere = Place::with(&[("kept/SKILL.md", "")]);
    let place = Place::new();
    symlink(elsewhere.path.join("kept"), place.path.join("linked")).expect("links can be made");
    symlink(&place.path, place.path.join("circle")).expect("links can be made");
    let found = |follow| below(&place.path, follow, &mut Vec::new()).len();
    assert_eq!(found(Follow::Nothing), 0);
    assert_eq!(found(Follow::Links), 5, "once at each depth");
}

#[test]
fn the_binary_s_skills_keep_the_strict_rules_and_are_all_there() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../skills");
    let mut expected: Vec<String> = fs::read_dir(folder)
        .expect("there are skills")
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    expected.sort();
    let mut there: Vec<&str> = bundled::TEXTS
        .iter()
        .map(|(folder, _, _)| *folder)
        .collect();
    there.sort_unstable();
    assert_eq!(there, expected);
    for (folder, text, _) in bundled::TEXTS {
        assert_eq!(
            crate::mind::complaints(folder, text),
            Vec::<String>::new(),
            "{folder}"
        );
    }
}

#[test]
fn the_binary_s_evaluators_judge_by_the_known_weights() {
    let mut notes = Vec::new();
    let skills = bundled::skills(&mut notes);
    assert_eq!(notes, Vec::<String>::new());
    let told: Vec<String> = skills
        .iter()
        .filter(|skill| !skill.dimensions.is_empty())
        .map(|skill| {
            let each: Vec<String> = skill
                .dimensions
                .iter()
                .map(|one| format!("{} {}", one.name, one.weight))
                .collect();
            format!("{}: {}", skill.name, each.join(", "))
        })
        .collect();
    assert_eq!(
        told,
        [
            "general: relevance 0.4, quality 0.35, completeness 0.25",
            "code-review: correctness 0.4, safety 0.25, style 0.15, completeness 0.2",
            "prose-quality: clarity 0.3, accuracy 0.3, tone 0.15, structure 0.25",
            "sql-safety: correctness 0.35, safety 0.3, performance 0.2, reversibility 0.15",
            "api-design: restfulness 0.25, consistency 0.25, error_responses 0.3, documentation 0.2",
            "test-quality: coverage 0.3, assertions 0.3, isolation 0.2, readability 0.2",
        ]
    );
}

#[test]
fn a_skill_is_fit_where_it_has_what_it_needs() {
    let place = Place::with(&[("bin/tool", ""), ("project/koi.toml", "")]);
    let tool = place.path.join("bin/tool");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(tool, mode).expect("it is ours");
    let bin = place.path.join("bin").display().to_string();
    let environment: Environment = [("PATH", bin.as_str()), ("TOKEN", "x")]
        .into_iter()
        .collect();
    let needs = |list: &str, word: &str| {
        let mut needs = Needs::default();
        let words = vec![word.to_owned()];
        match list {
            "systems" => needs.systems = words,
            "programs" => needs.programs = words,
            "variables" => needs.variables = words,
            _ => needs.files = words,
        }
        needs
    };
    let rows = [
        ("systems", std::env::consts::OS, true),
        ("systems", "plan9", false),
        ("programs", "tool", true),
        ("programs", "missing", false),
        ("programs", "../bin/tool", false),
        ("variables", "TOKEN", true),
        ("variables", "OTHER", false),
        ("files", "koi.toml", true),
        ("files", "../bin/tool", false),
        ("files", "/etc/passwd", false),
    ];
    for (list, word, fits) in rows {
        let project = place.path.join("project");
        let unfit = fitness::unfit(&needs(list, word), &environment, &project);
        assert_eq!(unfit.is_none(), fits, "{list} {word}: {unfit:?}");
    }
}
