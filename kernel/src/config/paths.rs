//! Where everything lies. Resolving creates nothing.

use super::{ConfigError, Environment};
use openkoi_state::StateError;
use std::path::{Path, PathBuf};

/// The places that belong to one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    home: PathBuf,
    data: PathBuf,
    config_file: PathBuf,
    /// The flag or variable that names the config file; None: the default place.
    config_named_by: Option<&'static str>,
}

impl Paths {
    /// Finds the places. `config` is the value of `--config`.
    ///
    /// OPENKOI_HOME moves everything: config there, data in `data` below. OPENKOI_DATA moves the data only,
    /// OPENKOI_CONFIG and `--config` the config file only. Relative paths count from the current directory.
    pub fn resolve(environment: &Environment, config: Option<&Path>) -> Result<Self, ConfigError> {
        let (home, data) = match environment.get("OPENKOI_HOME") {
            Some(home) => (PathBuf::from(home), Path::new(home).join("data")),
            None => {
                let user = user_home(environment)?;
                (user.join(".openkoi"), user.join(".local/share/openkoi"))
            }
        };
        let data = environment.get("OPENKOI_DATA").map_or(data, PathBuf::from);
        let (config_file, config_named_by) = match (config, environment.get("OPENKOI_CONFIG")) {
            (Some(path), _) => (path.to_owned(), Some("--config")),
            (None, Some(path)) => (PathBuf::from(path), Some("OPENKOI_CONFIG")),
            (None, None) => (home.join("config.toml"), None),
        };
        Ok(Self {
            home: absolute(&home)?,
            data: absolute(&data)?,
            config_file: absolute(&config_file)?,
            config_named_by,
        })
    }

    /// Config, credentials, components and small state: `~/.openkoi`.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// What grows: `~/.local/share/openkoi`.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The config file, whether it is there or not.
    pub fn config_file(&self) -> &Path {
        &self.config_file
    }

    /// The flag or variable that names the config file; None: it is at its default place and may be missing.
    pub fn config_named_by(&self) -> Option<&'static str> {
        self.config_named_by
    }

    /// What can be fetched or computed again.
    pub fn cache(&self) -> PathBuf {
        self.home.join("cache")
    }

    /// `<name>.key` files.
    pub fn credentials(&self) -> PathBuf {
        self.home.join("credentials")
    }

    /// One folder for each component that the user dropped in.
    pub fn components(&self) -> PathBuf {
        self.home.join("components")
    }

    /// What the user granted to which component.
    pub fn grants(&self) -> PathBuf {
        self.home.join("grants.toml")
    }

    /// What the user said to the things that projects bring along.
    pub fn consents(&self) -> PathBuf {
        self.home.join("consents.toml")
    }

    /// What the user delegated.
    pub fn trust(&self) -> PathBuf {
        self.home.join("trust.toml")
    }

    /// What the running tasks say of themselves.
    pub fn state(&self) -> PathBuf {
        self.home.join("state")
    }

    /// The record of all that happened.
    pub fn journal(&self) -> PathBuf {
        self.data.join("journal.db")
    }

    /// Lessons, made from the journal.
    pub fn memory(&self) -> PathBuf {
        self.data.join("memory.db")
    }

    /// Outputs of tools that were too long to hand on whole.
    pub fn tool_output(&self) -> PathBuf {
        self.data.join("tool-output")
    }

    /// The folder that a project brings along, whether it is there or not. None where that is the user's own: when
    /// somebody works in their home directory.
    pub fn brought_along(&self, project: &Path) -> Option<PathBuf> {
        let folder = project.join(".openkoi");
        // What can't be resolved is not there, and is nobody's.
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        (real(&folder) != real(&self.home)).then_some(folder)
    }
}

fn user_home(environment: &Environment) -> Result<PathBuf, ConfigError> {
    let home = environment
        .get("HOME")
        .ok_or(ConfigError::NoHome("not set"))?;
    if Path::new(home).is_absolute() {
        Ok(home.into())
    } else {
        Err(ConfigError::NoHome("not an absolute path"))
    }
}

fn absolute(path: &Path) -> Result<PathBuf, ConfigError> {
    std::path::absolute(path)
        .map_err(|error| StateError::new(path, "finding the current directory", &error).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(environment: &[(&str, &str)], config: Option<&str>) -> [String; 3] {
        let environment = environment.iter().copied().collect();
        let paths = Paths::resolve(&environment, config.map(Path::new)).expect("it resolves");
        [paths.home(), paths.data(), paths.config_file()].map(|path| path.display().to_string())
    }

    #[test]
    fn flag_and_variables_move_what_they_name_and_nothing_else() {
        let home = ("HOME", "/u");
        let moved = ("OPENKOI_HOME", "/k");
        let data = ("OPENKOI_DATA", "/d");
        let file = ("OPENKOI_CONFIG", "/c/x.toml");
        let usual = "/u/.local/share/openkoi";
        for (environment, flag, expected) in [
            (
                vec![home],
                None,
                ["/u/.openkoi", usual, "/u/.openkoi/config.toml"],
            ),
            (vec![home, moved], None, ["/k", "/k/data", "/k/config.toml"]),
            (vec![moved], None, ["/k", "/k/data", "/k/config.toml"]),
            (
                vec![home, data],
                None,
                ["/u/.openkoi", "/d", "/u/.openkoi/config.toml"],
            ),
            (vec![moved, data], None, ["/k", "/d", "/k/config.toml"]),
            (vec![home, file], None, ["/u/.openkoi", usual, "/c/x.toml"]),
            (
                vec![home, file],
                Some("/f.toml"),
                ["/u/.openkoi", usual, "/f.toml"],
            ),
            (
                vec![home, ("OPENKOI_HOME", "")],
                None,
                ["/u/.openkoi", usual, "/u/.openkoi/config.toml"],
            ),
        ] {
            assert_eq!(
                resolved(&environment, flag),
                expected,
                "{environment:?} {flag:?}"
            );
        }
    }

    #[test]
    fn without_a_home_the_error_says_what_to_set() {
        for environment in [vec![], vec![("HOME", "")], vec![("HOME", "relative")]] {
            let error =
                Paths::resolve(&environment.into_iter().collect(), None).expect_err("no home");
            assert!(error.remedy().contains("OPENKOI_HOME"), "{error}");
        }
    }

    #[test]
    fn resolving_creates_nothing() {
        let folder = tempfile::tempdir().expect("a temporary directory");
        let home = folder.path().join("home");
        let home = home.to_str().expect("UTF-8");
        resolved(&[("OPENKOI_HOME", home)], None);
        assert!(!Path::new(home).exists());
    }
}
