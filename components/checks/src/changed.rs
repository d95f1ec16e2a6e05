//! The files of the work's diff, and what each of them is to a check.

use std::collections::BTreeMap;

use crate::check::Kind;

/// One file of the diff.
#[derive(Debug, Default)]
pub struct File<'a> {
    /// Relative to the workspace.
    pub path: &'a str,
    is_new: bool,
    /// Lines that came and lines that went, without their sign.
    lines: Vec<(bool, &'a str)>,
}

/// What a changed file is to a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It may be what the check looks at.
    Subject,
    /// It decides what the check says: a test, a setting, a program that the check runs.
    Checker,
    /// It can't make a difference: prose, and comments.
    Neither,
}

/// Settings of tools that test or lint, by the beginning of their names.
const SETTINGS: [&str; 31] = [
    "pytest.ini",
    "tox.ini",
    "noxfile.py",
    "conftest.py",
    "sitecustomize.py",
    "usercustomize.py",
    ".npmrc",
    ".yarnrc",
    ".pnpmfile",
    "makefile",
    "gnumakefile",
    "justfile",
    "nextest.toml",
    "clippy.toml",
    ".clippy.toml",
    ".coveragerc",
    "mypy.ini",
    ".mypy.ini",
    "pylintrc",
    ".pylintrc",
    "ruff.toml",
    ".ruff.toml",
    ".flake8",
    "biome.json",
    "jest.config",
    "vitest.config",
    ".mocharc",
    ".eslintrc",
    ".eslintignore",
    "eslint.config",
    ".golangci",
];
/// Modules that a runner of tests imports: a file of that name in the workspace is imported instead.
const RUNNERS: [&str; 6] = ["pytest", "_pytest", "unittest", "doctest", "nose", "pluggy"];
const TESTS: [&str; 7] = [
    "test",
    "tests",
    "spec",
    "specs",
    "__tests__",
    "e2e",
    "__snapshots__",
];

/// Reads a unified diff.
pub fn files(diff: &str) -> Vec<File<'_>> {
    let mut found: Vec<File<'_>> = Vec::new();
    let (mut old, mut new) = (0_u32, 0_u32);
    let mut before = None;
    for line in diff.lines() {
        if let Some(file) = found.last_mut().filter(|_| old > 0 || new > 0) {
            match line.split_at_checked(1) {
                Some(("+", text)) => {
                    new = new.saturating_sub(1);
                    file.lines.push((true, text));
                }
                Some(("-", text)) => {
                    old = old.saturating_sub(1);
                    file.lines.push((false, text));
                }
                Some(("\\", _)) => {}
                _ => (old, new) = (old.saturating_sub(1), new.saturating_sub(1)),
            }
        } else if let Some(name) = line.strip_prefix("--- ") {
            before = Some(name);
        } else if let (Some(from), Some(to)) = (before, line.strip_prefix("+++ ")) {
            let name = if to.trim_end() == "/dev/null" {
                from
            } else {
                to
            };
            let bare = name.strip_prefix("a/").or_else(|| name.strip_prefix("b/"));
            found.push(File {
                is_new: from.trim_end() == "/dev/null",
                path: bare.unwrap_or(name).trim_end(),
                lines: Vec::new(),
            });
            before = None;
        } else if let Some(counts) = counts(line) {
            (old, new) = counts;
        }
    }
    found
}

/// How many lines of each side follow after "@@ -a,b +c,d @@".
fn counts(line: &str) -> Option<(u32, u32)> {
    let mut ranges = line.strip_prefix("@@ -")?.split(' ');
    let mut count = || -> Option<u32> {
        let range = ranges.next()?;
        range
            .split_once(',')
            .map_or(Some(1), |(_, count)| count.parse().ok())
    };
    Some((count()?, count()?))
}

impl File<'_> {
    /// What it is to a check of this kind.
    pub fn role(&self, kind: Kind) -> Role {
        let name = self.name();
        let below = || self.path.split('/').rev().skip(1);
        let tests = below().any(|part| TESTS.contains(&part)) || is_test(name);
        let lints = kind == Kind::Lint && stem(name).split(['-', '_']).any(|word| word == "lint");
        let package = below().next().filter(|_| name == "__init__.py");
        let module = package.or_else(|| name.strip_suffix(".py"));
        let replaces = self.is_new && module.is_some_and(|module| RUNNERS.contains(&module));
        if tests || lints || replaces || self.is_setting() {
            Role::Checker
        } else if is_prose(name) || self.is_idle() {
            Role::Neither
        } else {
            Role::Subject
        }
    }

    /// It sets a tool up, rather than being a test or a program.
    pub fn is_setting(&self) -> bool {
        let name = self.name().to_lowercase();
        SETTINGS.iter().any(|start| name.starts_with(start))
            || self.path.contains(".cargo/config")
            || self.path.contains("node_modules/.bin/")
            || self.path.contains("venv/bin/")
    }

    /// Without its directories.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    /// Nothing but comments and empty lines has come or gone, or what has gone stands elsewhere in it.
    fn is_idle(&self) -> bool {
        let mut balance: BTreeMap<&str, i64> = BTreeMap::new();
        for (came, text) in self.lines.iter().filter(|(_, text)| !self.is_comment(text)) {
            *balance.entry(text.trim_end()).or_default() += if *came { 1 } else { -1 };
        }
        !self.lines.is_empty() && balance.values().all(|count| *count == 0)
    }

    fn is_comment(&self, text: &str) -> bool {
        let text = text.trim();
        let slashes = [
            "rs", "js", "jsx", "ts", "tsx", "mjs", "cjs", "mts", "cts", "go", "java", "kt", "c",
            "cc", "cpp", "h", "cs", "swift", "php",
        ];
        let hashes = ["py", "rb", "sh", "pl", "r", "yml", "yaml", "toml"];
        let ending = self.name().rsplit('.').next().unwrap_or_default();
        text.is_empty()
            || (slashes.contains(&ending) && text.starts_with("//"))
            || (hashes.contains(&ending) && text.starts_with('#') && !text.starts_with("#!"))
    }
}

fn stem(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

fn is_test(name: &str) -> bool {
    let stem = stem(name);
    stem.starts_with("test_")
        || stem.ends_with("_test")
        || stem.ends_with("_tests")
        || stem.ends_with("_spec")
        || stem.ends_with("Test")
        || stem.ends_with("Tests")
        || matches!(stem, "test" | "tests")
        || name.contains(".test.")
        || name.contains(".spec.")
        || name.ends_with(".snap")
}

fn is_prose(name: &str) -> bool {
    [".md", ".mdx", ".rst", ".adoc"]
        .iter()
        .any(|end| name.ends_with(end))
        || matches!(name, "LICENSE" | ".gitignore")
}
