//! Small projects to work in: real ones, whose own tests find a bug in them.
//!
//! Each is a shop with two functions in its ecosystem's way: `total` adds two prices, and `discount`, a tenth of a price, is
//! a fifth of it until somebody mends that. Both have a test.

mod cargo;
mod go;
mod make;
mod node;
mod python;

use crate::{Home, target};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Files, and the programs without which their checks would say nothing.
#[derive(Debug, Clone, Default)]
pub struct Project {
    files: BTreeMap<String, String>,
    needs: &'static [&'static [&'static str]],
    /// Where the bug is, how it reads, and how it reads mended.
    bug: (&'static str, &'static str, &'static str),
}

impl Project {
    /// A library crate with its tests beside it.
    pub fn cargo() -> Self {
        cargo::project()
    }

    /// A package whose script `test` is node's own test runner, and whose script `lint` is its own.
    pub fn node() -> Self {
        node::project()
    }

    /// A module with tests for pytest.
    pub fn pytest() -> Self {
        python::pytest()
    }

    /// A module with tests for unittest.
    pub fn unittest() -> Self {
        python::unittest()
    }

    /// A Go module.
    pub fn go() -> Self {
        go::project()
    }

    /// Shell scripts, tested by `make test`.
    pub fn make() -> Self {
        make::project()
    }

    /// A directory without anything that could be run.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Notes, a letter and a list: words, and nothing to run.
    pub fn prose() -> Self {
        Self::empty()
            .file("notes.md", "# Pond\n\nThe pond holds 12 koi.\nThe pump was replaced in March 2021.\nFeeding stops below 8 degrees.\n")
            .file("letter.txt", "Dear neighbour,\n\nthe heron was here again.\nCould we share a net?\n\nYours, Ada\n")
            .file("tasks.md", "- TODO: clean the filter\n- TODO: order food\n- done: repair the pump\n")
    }

    fn of<const N: usize>(
        files: [(&str, &str); N],
        needs: &'static [&'static [&'static str]],
        bug: (&'static str, &'static str, &'static str),
    ) -> Self {
        let project = Self {
            files: BTreeMap::new(),
            needs,
            bug,
        };
        files
            .into_iter()
            .fold(project, |project, (path, text)| project.file(path, text))
    }

    /// The same without the bug: every test passes.
    #[must_use]
    pub fn mended(mut self) -> Self {
        let (path, wrong, right) = self.bug;
        let text = self.files.get_mut(path).expect("a project has its bug");
        assert!(text.contains(wrong), "{path} has no {wrong:?}");
        *text = text.replace(wrong, right);
        self
    }

    /// The same with one more file, or with another text in one.
    #[must_use]
    pub fn file(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path.to_owned(), text.to_owned());
        self
    }

    /// Path, wrong text and right text of the bug.
    pub fn bug(&self) -> (&'static str, &'static str, &'static str) {
        self.bug
    }

    /// A home whose workspace is this project. A machine without its tools is no place to prove anything about it.
    pub fn settle(&self) -> Home {
        let mut home = Home::new();
        let tools = target().join("tools");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let places = [tools.join("python/bin")]
            .into_iter()
            .chain(std::env::split_paths(&path));
        let path = std::env::join_paths(places).expect("the tools stand in a plain path");
        home.set("PATH", path.to_string_lossy());
        // Shared, since every module needs the same standard library.
        home.set("GOCACHE", tools.join("go").to_string_lossy());
        for (path, text) in &self.files {
            home.file(path, text);
        }
        for command in self.needs {
            assert!(
                answers(&home, command),
                "`{}` does not work here: `make tools` sets up what the tests need",
                command.join(" ")
            );
        }
        home
    }
}

/// The command ends well in this home's environment.
fn answers(home: &Home, line: &[&str]) -> bool {
    let mut command = Command::new("sh");
    home.dress(&mut command);
    // Through a shell, which looks for the program in the PATH of the home.
    command
        .args(["-c", "exec \"$@\"", "sh"])
        .args(line)
        .current_dir(PathBuf::from("/"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
