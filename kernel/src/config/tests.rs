//! The bench: a home and a project, and the config that follows.

mod mistakes;
mod project;
mod values;

use super::*;
use std::fs;
use tempfile::TempDir;

/// A home, empty, and no project.
struct Bench {
    folder: TempDir,
    environment: Vec<(&'static str, String)>,
    overrides: Overrides,
    project: Option<String>,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary directory");
        let home = folder.path().join("home").display().to_string();
        fs::create_dir_all(&home).expect("a home");
        Self {
            folder,
            environment: vec![("OPENKOI_HOME", home)],
            overrides: Overrides::default(),
            project: None,
        }
    }

    fn user(self, text: &str) -> Self {
        self.write("home/config.toml", text)
    }

    fn project(self, text: &str) -> Self {
        Self {
            project: Some(text.to_owned()),
            ..self
        }
    }

    fn write(self, path: &str, text: &str) -> Self {
        fs::write(self.folder.path().join(path), text).expect("it can be written");
        self
    }

    fn variable(mut self, name: &'static str, value: &str) -> Self {
        self.environment.push((name, value.to_owned()));
        self
    }

    fn load(&self) -> Result<Config, ConfigError> {
        let environment = self.environment.iter().cloned().collect();
        let paths = Paths::resolve(&environment, None)?;
        Config::load(
            &paths,
            self.project.as_deref(),
            &environment,
            &self.overrides,
        )
    }

    fn config(&self) -> Config {
        self.load().expect("it loads")
    }

    /// What is wrong, without the folder.
    fn wrong(&self) -> String {
        let error = self.load().expect_err("it does not load").to_string();
        error.replace(&format!("{}/home/", self.folder.path().display()), "")
    }
}
