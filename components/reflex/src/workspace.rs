//! Which files of the workspace are sources, which are tests, and which are nobody's to edit.

use crate::lexer::Language;
use crate::text::Text;

/// Folders that hold what tools made or fetched.
const FOREIGN: [&str; 12] = [
    "target",
    "node_modules",
    ".git",
    "vendor",
    "dist",
    "build",
    "__pycache__",
    ".venv",
    "venv",
    ".tox",
    "site-packages",
    "out",
];
const TEST_FOLDERS: [&str; 7] = [
    "tests",
    "test",
    "__tests__",
    "spec",
    "specs",
    "testdata",
    "benches",
];

/// A path that stays inside the workspace.
pub(crate) fn is_inside(path: &str) -> bool {
    !path.is_empty()
        && !path.starts_with(['/', '~', '\\'])
        && !path.contains(['\n', '\0', ':'])
        && path.split('/').all(|part| part != "..")
}

/// A file that people write, in a language that the rules can read.
pub(crate) fn is_source(path: &str) -> bool {
    is_inside(path)
        && Language::of(path).is_some()
        && !path.split('/').any(|part| FOREIGN.contains(&part))
}

/// A test file, by its name or folder.
pub(crate) fn is_test(path: &str) -> bool {
    let lower = path.to_lowercase();
    let (folders, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let stem = name.split('.').next().unwrap_or(name);
    let words: Vec<&str> = stem.split(['_', '-']).collect();
    folders
        .split('/')
        .any(|folder| TEST_FOLDERS.contains(&folder))
        || matches!(
            words.first(),
            Some(&("test" | "tests" | "spec" | "conftest"))
        )
        || matches!(words.last(), Some(&("test" | "tests" | "spec")))
        || name
            .split('.')
            .rev()
            .skip(1)
            .any(|part| matches!(part, "test" | "spec"))
        || path.rsplit('/').next().is_some_and(|name| {
            name.split('.')
                .next()
                .is_some_and(|stem| stem.ends_with("Test"))
        })
}

/// A line that the rules don't edit: in a test file, or in a Rust file's test module.
pub(crate) fn is_test_line(path: &str, text: &Text, line: usize) -> bool {
    is_test(path) || test_module(path, text).is_some_and(|first| line >= first)
}

/// Where a Rust file's test module begins. It is taken to reach to the file's end, where it belongs.
fn test_module(path: &str, text: &Text) -> Option<usize> {
    if Language::of(path) != Some(Language::Rust) {
        return None;
    }
    text.lines
        .iter()
        .position(|line| line.trim().starts_with("#[cfg(test)]"))
        .map(|index| index + 1)
}

/// The known file that a tool's output means: relative to `directory`, relative to the workspace, or absolute.
pub(crate) fn resolve(known: &[String], directory: &str, mentioned: &str) -> Option<String> {
    let clean = mentioned
        .trim_start_matches("file://")
        .trim_start_matches("./");
    let is = |path: &str| known.iter().any(|file| file == path);
    let below = if directory.is_empty() {
        clean.to_owned()
    } else {
        format!("{}/{clean}", directory.trim_end_matches('/'))
    };
    if is(&below) {
        return Some(below);
    }
    if is(clean) {
        return Some(clean.to_owned());
    }
    if [
        "/rustc/",
        "/lib/python",
        "/site-packages/",
        "/node_modules/",
        ".cargo/registry",
    ]
    .iter()
    .any(|part| clean.contains(part))
    {
        return None;
    }
    let ends = |file: &&String| {
        clean.ends_with(file.as_str()) && clean[..clean.len() - file.len()].ends_with('/')
    };
    let suffix = known.iter().filter(ends).max_by_key(|file| file.len());
    suffix.cloned().or_else(|| {
        let mut below = known.iter().filter(|file| {
            file.ends_with(clean) && file[..file.len() - clean.len()].ends_with('/')
        });
        below
            .next()
            .filter(|_| below.next().is_none() && !clean.starts_with('/'))
            .cloned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_known_by_name_and_folder() {
        let tests = [
            "tests/till.rs",
            "test_cart.py",
            "pkg/cart_test.go",
            "src/cart.test.ts",
            "src/__tests__/a.js",
            "conftest.py",
            "test.c",
            "src/tests.rs",
            "CartTest.java",
            "spec/a.rb",
            "a-test.mjs",
        ];
        for path in tests {
            assert!(is_test(path), "{path}");
        }
        for path in [
            "src/cart.rs",
            "contest.py",
            "latest.c",
            "src/testing_ground.rs",
            "protest/a.js",
            "attest.go",
        ] {
            assert!(!is_test(path), "{path}");
        }
    }

    #[test]
    fn paths_outside_the_workspace_are_known() {
        for (path, inside) in [
            ("a.txt", true),
            ("a/b.txt", true),
            ("日本/語.txt", true),
            ("a..b", true),
            ("/etc/passwd", false),
            ("../a", false),
            ("a/../../b", false),
            ("~/a", false),
            ("", false),
            ("C:\\a", false),
        ] {
            assert_eq!(is_inside(path), inside, "{path}");
        }
    }

    #[test]
    fn output_paths_find_their_files() {
        let known: Vec<String> = ["src/lib.rs", "sub/src/lib.rs", "calc.py", "sub/only.c"]
            .map(String::from)
            .to_vec();
        let rows = [
            ("", "src/lib.rs", Some("src/lib.rs")),
            ("sub", "src/lib.rs", Some("sub/src/lib.rs")),
            ("", "./src/lib.rs", Some("src/lib.rs")),
            ("", "/home/me/calc.py", Some("calc.py")),
            ("", "/w/sub/src/lib.rs", Some("sub/src/lib.rs")),
            ("", "file:///w/calc.py", Some("calc.py")),
            ("", "only.c", Some("sub/only.c")),
            ("", "/rustc/1234/library/src/lib.rs", None),
            ("", "else.rs", None),
            ("", "xcalc.py", None),
        ];
        for (directory, mentioned, expected) in rows {
            assert_eq!(
                resolve(&known, directory, mentioned).as_deref(),
                expected,
                "{directory} {mentioned}"
            );
        }
    }
}
