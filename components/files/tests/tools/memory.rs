//! A workspace in memory, and a call of a tool on it.

use std::collections::BTreeMap;

use openkoi_files::workspace::Workspace;
use openkoi_sdk::tool::files::{Entry, Found};
use openkoi_sdk::tool::{Failure, Output};
use serde_json::Value;

/// Files by their path on the host.
#[derive(Default)]
pub(crate) struct Memory(pub(crate) BTreeMap<String, Vec<u8>>);

impl Memory {
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let put = |(path, content): &(&str, &str)| {
            (format!("workspace:{path}"), content.as_bytes().to_vec())
        };
        Self(files.iter().map(put).collect())
    }

    pub(crate) fn text(&self, path: &str) -> &str {
        let content = self
            .0
            .get(&format!("workspace:{path}"))
            .expect("the file is there");
        std::str::from_utf8(content).expect("the file is text")
    }

    pub(crate) fn call(&mut self, tool: &str, arguments: Value) -> Result<Output, Failure> {
        openkoi_files::call(self, tool, &arguments.to_string())
    }

    pub(crate) fn says(&mut self, tool: &str, arguments: Value) -> String {
        self.call(tool, arguments).expect("the tool runs").text
    }

    pub(crate) fn refuses(&mut self, tool: &str, arguments: Value) -> String {
        self.call(tool, arguments)
            .expect_err("the tool refuses")
            .message
    }

    fn below<'a>(&'a self, root: &str) -> impl Iterator<Item = (&'a String, String)> {
        let root = if root.ends_with(':') {
            root.to_string()
        } else {
            format!("{root}/")
        };
        self.0
            .keys()
            .filter_map(move |path| Some((path, path.strip_prefix(&root)?.to_string())))
    }
}

impl Workspace for Memory {
    fn read(&mut self, path: &str) -> Result<Vec<u8>, Failure> {
        self.0
            .get(path)
            .cloned()
            .ok_or_else(|| Failure::invalid(format!("there is no file {path}")))
    }

    fn write(&mut self, path: &str, content: &[u8]) -> Result<(), Failure> {
        self.0.insert(path.to_string(), content.to_vec());
        Ok(())
    }

    fn entries(&mut self, root: &str) -> Result<Vec<Entry>, Failure> {
        let mut entries: Vec<Entry> = Vec::new();
        for (path, rest) in self.below(root) {
            let name = rest.split('/').next().unwrap_or_default();
            let entry = Entry {
                path: format!("{}{name}", &path[..path.len() - rest.len()]),
                is_directory: rest.contains('/'),
                size: 0,
            };
            if !entries.contains(&entry) {
                entries.push(entry);
            }
        }
        Ok(entries)
    }

    /// Matches by the end of the path: enough to see what the tools hand over and what they make of the answer.
    fn glob(&mut self, root: &str, pattern: &str) -> Result<Vec<String>, Failure> {
        let end = pattern.trim_start_matches('*');
        Ok(self
            .below(root)
            .filter(|(_, rest)| rest.ends_with(end))
            .map(|(path, _)| path.clone())
            .collect())
    }

    /// Matches by containment instead of a regular expression.
    fn search(
        &mut self,
        root: &str,
        pattern: &str,
        glob: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Found>, Failure> {
        let mut found = Vec::new();
        for path in self.glob(root, glob.unwrap_or("**"))? {
            let content = String::from_utf8_lossy(&self.0[&path]).into_owned();
            for (index, line) in content
                .lines()
                .enumerate()
                .filter(|(_, line)| line.contains(pattern))
            {
                let line_number = u32::try_from(index + 1).expect("few lines");
                found.push(Found {
                    path: path.clone(),
                    line: line_number,
                    text: line.to_string(),
                });
            }
        }
        found.truncate(limit as usize);
        Ok(found)
    }
}
