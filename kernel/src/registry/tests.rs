//! The bench: a home with components, a project, and what the registry makes of them.

mod grants;
mod layers;
mod manifests;
mod services;

use super::*;
use crate::config::{Config, ConfigError, Environment, Overrides};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// A manifest with nothing but the necessary, and what is added.
fn manifest(kind: &str, name: &str, more: &str) -> String {
    format!(
        "kind = \"{kind}\"\nname = \"{name}\"\nversion = \"0.1.0\"\ncontract = \"openkoi:{kind}@0.1.0\"\n\
         runtime = \"wasm\"\nentry = \"{name}.wasm\"\n{more}"
    )
}

const REACHING: &str = "[[network]]\nhost = \"api.example.com\"\nmethods = [\"GET\"]\npaths = [\"/v1/*\"]\n[kv]\nquota = \"1 MiB\"\n";

/// What looks like a component of a kind from outside.
fn component(kind: &str, code: &str) -> Vec<u8> {
    let contract = format!("openkoi:{kind}/");
    [b"\0asm\x0d\0\x01\0", contract.as_bytes(), code.as_bytes()].concat()
}

struct Bench {
    folder: TempDir,
    built_ins: Vec<BuiltIn>,
}

impl Bench {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary directory"),
            built_ins: Vec::new(),
        }
    }

    fn built_in(mut self, manifest: &str) -> Self {
        self.built_ins.push(BuiltIn {
            manifest: manifest.to_owned(),
            digest: Digest::of(manifest, b"code"),
        });
        self
    }

    fn user(self, folder: &str, manifest: &str, code: &str) -> Self {
        self.dropped("home/components", folder, manifest, code)
    }

    fn project(self, folder: &str, manifest: &str, code: &str) -> Self {
        self.dropped("project/.openkoi/components", folder, manifest, code)
    }

    /// Writes manifest and code; the entry is called after the manifest's name.
    fn dropped(self, above: &str, folder: &str, manifest: &str, code: &str) -> Self {
        let folder = self.path(above).join(folder);
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("component.toml"), manifest).expect("it can be written");
        let name = manifest
            .lines()
            .find_map(|line| line.strip_prefix("entry = "))
            .unwrap_or("\"none\"");
        let kind = manifest
            .lines()
            .find_map(|line| line.strip_prefix("kind = "));
        let code = component(kind.unwrap_or_default().trim_matches('"'), code);
        fs::write(folder.join(name.trim_matches('"')), code).expect("it can be written");
        self
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn environment(&self) -> Environment {
        [("OPENKOI_HOME", self.path("home").display().to_string())]
            .into_iter()
            .collect()
    }

    fn load(&self) -> Result<Registry, RegistryError> {
        let paths = Paths::resolve(&self.environment(), None).expect("it resolves");
        Registry::load(self.built_ins.clone(), &paths, Some(&self.path("project")))
    }

    fn registry(&self) -> Registry {
        self.load().expect("it loads")
    }

    fn config(&self, text: &str) -> Config {
        fs::create_dir_all(self.path("home")).expect("a home");
        fs::write(self.path("home/config.toml"), text).expect("it can be written");
        let environment = self.environment();
        let paths = Paths::resolve(&environment, None).expect("it resolves");
        Config::load(&paths, None, &environment, &Overrides::default()).expect("it loads")
    }
}

/// Each row's state by layer and name.
fn states(registry: &Registry) -> Vec<String> {
    registry
        .rows()
        .iter()
        .map(|row| format!("{} {} {}", row.layer, row.name, row.state))
        .collect()
}
