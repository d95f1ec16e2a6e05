//! Where the line stands in the workspace, and where a path leads from there.

use crate::path;

/// Where a path leads.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Spot {
    /// Inside the workspace: the parts below its root.
    Workspace(Vec<String>),
    /// Inside the system's folder for temporary files, or the output of the program itself.
    Temporary,
    /// Where output vanishes.
    Sink,
    /// Anywhere else.
    Outside,
    /// A disk or the like.
    Device,
    /// It depends on what is known only at run time.
    Unknown,
}

/// The folder in which the next command runs; none once it has left the workspace.
#[derive(Debug, Clone)]
pub(super) struct Place {
    within: Option<Vec<String>>,
    before: Option<Vec<String>>,
}

impl Default for Place {
    fn default() -> Self {
        Self {
            within: Some(Vec::new()),
            before: Some(Vec::new()),
        }
    }
}

impl Place {
    /// Goes where `cd` with this argument goes.
    pub(super) fn enter(&mut self, folder: &str) {
        let target = match self.locate(folder) {
            _ if folder == "-" => self.before.clone(),
            Spot::Workspace(parts) => Some(parts),
            Spot::Temporary | Spot::Sink | Spot::Outside | Spot::Device | Spot::Unknown => None,
        };
        self.before = std::mem::replace(&mut self.within, target);
    }

    /// Tells whether the line has left the workspace.
    pub(super) fn is_away(&self) -> bool {
        self.within.is_none()
    }

    /// Where this path leads from here.
    pub(super) fn locate(&self, text: &str) -> Spot {
        if text.starts_with('/') {
            return absolute(&path::parts(text));
        }
        if text.starts_with('~') || text.starts_with('\\') || text.chars().nth(1) == Some(':') {
            return Spot::Outside;
        }
        let Some(within) = &self.within else {
            return Spot::Outside;
        };
        if text.contains("${") {
            return Spot::Unknown;
        }
        let mut parts = within.clone();
        for part in path::parts(text) {
            if part != ".." {
                parts.push(part);
            } else if parts.pop().is_none() {
                return Spot::Outside;
            }
        }
        Spot::Workspace(parts)
    }
}

fn absolute(parts: &[String]) -> Spot {
    let names: Vec<&str> = parts.iter().map(String::as_str).collect();
    match names.as_slice() {
        ["tmp", first, ..] | ["var" | "private", "tmp", first, ..]
            if *first != ".." && !first.starts_with('*') =>
        {
            Spot::Temporary
        }
        ["dev", "stdout" | "stderr" | "stdin" | "tty" | "fd", ..] => Spot::Temporary,
        ["dev", "null" | "zero" | "full"] => Spot::Sink,
        ["dev", "random" | "urandom" | "shm", ..] => Spot::Temporary,
        ["dev", ..] => Spot::Device,
        _ => Spot::Outside,
    }
}
