//! What was allowed, byte for byte, so that a later change can be shown.

use super::item::{Content, Item, ItemKind, hash};
use crate::config::ConfigError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The folder with the copies, each named by its hash.
#[derive(Debug, Clone)]
pub struct Kept {
    folder: PathBuf,
}

impl Kept {
    pub fn below(data: &Path) -> Self {
        Self {
            folder: data.join("consented"),
        }
    }

    pub fn keep(&self, item: &Item) -> Result<(), ConfigError> {
        let file = |content: &Content| json!({"path": content.path, "executable": content.executable, "bytes": STANDARD.encode(&content.bytes)});
        let files: Vec<Value> = item.contents.iter().map(file).collect();
        let path = self.path(&item.hash);
        openkoi_state::private_folder(&self.folder)?;
        Ok(openkoi_state::write(
            &path,
            json!(files).to_string().as_bytes(),
        )?)
    }

    /// What had this hash. None: it was not kept, or is not what it was.
    pub fn of(&self, kind: ItemKind, wanted: &str) -> Option<Vec<Content>> {
        let is_hash = wanted.len() == 64 && wanted.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_hash {
            return None;
        }
        let text = std::fs::read(self.path(wanted)).ok()?;
        let files: Vec<Value> = serde_json::from_slice(&text).ok()?;
        let file = |file: &Value| {
            Some(Content {
                path: file["path"].as_str()?.to_owned(),
                bytes: STANDARD.decode(file["bytes"].as_str()?).ok()?,
                executable: file["executable"].as_bool()?,
            })
        };
        let contents: Vec<Content> = files.iter().map(file).collect::<Option<_>>()?;
        (hash(kind, &contents) == wanted).then_some(contents)
    }

    /// Removes the copies of what nobody allows any more. What can't be removed stays for the next time.
    pub fn prune(&self, allowed: &BTreeSet<String>) {
        let Ok(entries) = std::fs::read_dir(&self.folder) else {
            return;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            if name.len() == 64 && !allowed.contains(name.as_ref()) {
                drop(std::fs::remove_file(&path));
            }
        }
    }

    fn path(&self, hash: &str) -> PathBuf {
        self.folder.join(format!("{hash}.json"))
    }
}
