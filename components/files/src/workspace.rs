//! What the tools ask of the files below the workspace.

use openkoi_sdk::tool::Failure;
use openkoi_sdk::tool::files::{self, Entry, Found};

/// The host's `files` interface, as far as the tools use it; its contract holds here too.
pub trait Workspace {
    /// The whole content of a file.
    fn read(&mut self, path: &str) -> Result<Vec<u8>, Failure>;
    /// Replaces or creates a file.
    fn write(&mut self, path: &str, content: &[u8]) -> Result<(), Failure>;
    /// What is directly in a directory.
    fn entries(&mut self, path: &str) -> Result<Vec<Entry>, Failure>;
    /// The files that match a glob.
    fn glob(&mut self, root: &str, pattern: &str) -> Result<Vec<String>, Failure>;
    /// The lines that match a regular expression.
    fn search(
        &mut self,
        root: &str,
        pattern: &str,
        glob: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Found>, Failure>;
}

/// The workspace that the kernel lends.
pub struct Host;

impl Workspace for Host {
    fn read(&mut self, path: &str) -> Result<Vec<u8>, Failure> {
        files::read(path)
    }

    fn write(&mut self, path: &str, content: &[u8]) -> Result<(), Failure> {
        files::write(path, content)
    }

    fn entries(&mut self, path: &str) -> Result<Vec<Entry>, Failure> {
        files::entries(path)
    }

    fn glob(&mut self, root: &str, pattern: &str) -> Result<Vec<String>, Failure> {
        files::glob(root, pattern)
    }

    fn search(
        &mut self,
        root: &str,
        pattern: &str,
        glob: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Found>, Failure> {
        files::search(root, pattern, glob, limit)
    }
}
