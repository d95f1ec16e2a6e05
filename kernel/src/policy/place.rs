//! Where an action is done, and what a path written there means.

use std::path::{Path, PathBuf};

/// The workspace and the user's home, as absolute paths with links followed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    pub workspace: PathBuf,
    pub home: Option<PathBuf>,
}

/// A path in one spelling: "." and ".." are gone, and what is in the workspace is relative to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    pub is_inside: bool,
    /// The names below the workspace, or below the root of the file system.
    pub names: Vec<String>,
}

impl Place {
    /// The workspace's names from the root.
    pub(super) fn base(&self) -> Vec<String> {
        names(&self.workspace)
    }

    /// What a path means to a program that runs in the folder of these names.
    pub fn spot(&self, base: &[String], path: &str) -> Spot {
        let path = path.strip_prefix("workspace:").unwrap_or(path);
        let mut names = if path.starts_with('/') {
            Vec::new()
        } else if let Some(home) = self.home.as_deref().filter(|_| is_home(path)) {
            names_of(home)
        } else {
            base.to_vec()
        };
        let below = if is_home(path) && self.home.is_some() {
            path.trim_start_matches('~')
        } else {
            path
        };
        for name in below.split('/') {
            match name {
                "" | "." => {}
                ".." => {
                    names.pop();
                }
                name => names.push(name.to_owned()),
            }
        }
        self.within(names)
    }

    fn within(&self, mut names: Vec<String>) -> Spot {
        let workspace = self.base();
        // A relative or empty workspace is nowhere: nothing is inside of it.
        let is_inside = !workspace.is_empty() && names.starts_with(&workspace);
        if is_inside {
            names.drain(..workspace.len());
        }
        Spot { is_inside, names }
    }
}

impl Spot {
    /// The path in words: relative inside of the workspace, absolute outside.
    pub fn shown(&self) -> String {
        let path = self.names.join("/");
        match (self.is_inside, path.is_empty()) {
            (true, true) => ".".to_owned(),
            (true, false) => path,
            (false, _) => format!("/{path}"),
        }
    }
}

fn is_home(path: &str) -> bool {
    path == "~" || path.starts_with("~/")
}

fn names(path: &Path) -> Vec<String> {
    if path.is_absolute() {
        names_of(path)
    } else {
        Vec::new()
    }
}

fn names_of(path: &Path) -> Vec<String> {
    path.iter()
        .filter_map(|name| name.to_str())
        .filter(|name| *name != "/")
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_has_one_spelling() {
        let place = Place {
            workspace: "/home/ann/work".into(),
            home: Some("/home/ann".into()),
        };
        let rows = [
            ("a.rs", "a.rs"),
            ("./src//b/../a.rs", "src/a.rs"),
            ("/home/ann/work/src/a.rs", "src/a.rs"),
            ("/home/ann/../ann/work/./a", "a"),
            ("~/work/a", "a"),
            ("~/.ssh/config", "/home/ann/.ssh/config"),
            ("../other", "/home/ann/other"),
            ("/home/ann/workshop", "/home/ann/workshop"),
            ("../../../../../etc/passwd", "/etc/passwd"),
            ("workspace:a", "a"),
            (".", "."),
            ("~ann/x", "~ann/x"),
        ];
        for (written, meant) in rows {
            assert_eq!(
                place.spot(&place.base(), written).shown(),
                meant,
                "{written}"
            );
        }
    }
}
