//! What is read from disk, and what is not.

use super::folders::below;
use super::{bundled, fitness};
use crate::config::Environment;
use crate::mind::Needs;
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
    let found: Vec<String> = below(&place.path, &mut notes)
        .iter()
        .map(|folder| folder.relative.display().to_string())
        .collect();
    assert_eq!(found, ["1/2/3/4/five", "a", "group/b"]);
    assert_eq!(notes, Vec::<String>::new());

    for number in 0..2_010 {
        fs::create_dir(place.path.join(format!("z{number}"))).expect("directories can be made");
    }
    below(&place.path, &mut notes);
    assert_eq!(notes.len(), 1, "{notes:?}");
}

#[test]
fn links_to_directories_are_followed_and_circles_end() {
    let elsewhere = Place::with(&[("kept/SKILL.md", "")]);
    let place = Place::new();
    symlink(elsewhere.path.join("kept"), place.path.join("linked")).expect("links can be made");
    symlink(&place.path, place.path.join("circle")).expect("links can be made");
    let found = below(&place.path, &mut Vec::new());
    assert_eq!(found.len(), 5, "once at each depth");
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
