//! `component.toml`: what a component is and what it asks for.

use super::ComponentKind;
use super::manifest_keys::KEYS;
use crate::config::{Checked, Complaint, parse_size, parse_time};
use crate::domain::{Effect, Tempo};
use serde::{Deserialize, Deserializer, de::Error};
use std::collections::BTreeMap;
use std::time::Duration;

/// A manifest that satisfies every rule.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Manifest {
    pub kind: ComponentKind,
    pub name: String,
    pub version: String,
    /// The contract it was built for: `openkoi:tool@0.1.0`.
    pub contract: String,
    pub runtime: Runtime,
    /// A file beside the manifest.
    pub entry: String,
    #[serde(default)]
    pub description: String,
    /// Serves the user's own `[providers.<id>]` entries.
    #[serde(default)]
    pub custom_services: bool,
    #[serde(default)]
    pub services: Vec<ServiceEntry>,
    #[serde(default)]
    pub secrets: Vec<SecretEntry>,
    #[serde(default)]
    pub network: Vec<NetworkRule>,
    #[serde(default)]
    pub files: Vec<FilesRule>,
    pub process: Option<ProcessRequest>,
    pub kv: Option<KvRequest>,
    #[serde(default)]
    pub actions: Vec<ActionEntry>,
    pub agency: Option<AgencyEntry>,
    pub evaluator: Option<EvaluatorEntry>,
    #[serde(default)]
    pub limits: Limits,
}

/// How a component runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Runtime {
    Wasm,
    Rhai,
    Mcp,
}

impl Runtime {
    /// The name of the interpreter that runs it, if it is a script.
    pub fn language(self) -> Option<&'static str> {
        match self {
            Self::Rhai => Some("rhai"),
            Self::Wasm | Self::Mcp => None,
        }
    }
}

/// One endpoint that a provider component serves.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ServiceEntry {
    pub id: String,
    /// For people.
    pub name: String,
    /// None: the component answers by itself.
    pub base_url: Option<String>,
    /// The name of a `[[secrets]]` entry. None: needs none.
    pub secret: Option<String>,
    pub priority: u32,
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
}

/// A credential, and where it goes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SecretEntry {
    pub name: String,
    #[serde(default)]
    pub env: Vec<String>,
    pub header: String,
    #[serde(default = "bare")]
    pub format: String,
    #[serde(default)]
    pub hosts: Vec<String>,
}

/// What may be reached.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct NetworkRule {
    /// Exact, or "*.example.com".
    pub host: String,
    pub methods: Vec<String>,
    pub paths: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FilesRule {
    pub root: String,
    pub access: Access,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    Read,
    /// Reading too.
    Write,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ProcessRequest {
    pub reason: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct KvRequest {
    /// Bytes.
    #[serde(deserialize_with = "size")]
    pub quota: u64,
}

/// A call and the strongest effect it can have.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ActionEntry {
    pub name: String,
    pub effect: Effect,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AgencyEntry {
    pub tempos: Vec<Tempo>,
    #[serde(default)]
    pub symbol: String,
    /// It can't be outvoted, whatever the parliament's rule.
    #[serde(default)]
    pub veto: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct EvaluatorEntry {
    #[serde(default)]
    pub baseline: bool,
    /// Empty: all.
    #[serde(default)]
    pub categories: Vec<String>,
}

/// What one call may use at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Bytes of linear memory.
    #[serde(deserialize_with = "size")]
    pub memory: u64,
    /// Wall clock, without what the host does for it.
    #[serde(deserialize_with = "time")]
    pub time: Duration,
    /// Bytes it may return.
    #[serde(deserialize_with = "size")]
    pub output: u64,
}

impl Limits {
    /// The kernel's own: a manifest may only lower them.
    pub const KERNEL: Self = Self {
        memory: 64 << 20,
        time: Duration::from_secs(10),
        output: 8 << 20,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::KERNEL
    }
}

impl Manifest {
    /// Reads a manifest that came from `file`. The error holds everything that is wrong with it.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Complaint>> {
        let mut checked = Checked::read(file, text, KEYS);
        if !checked.complaints.is_empty() {
            return Err(checked.complaints);
        }
        let tree = std::mem::take(&mut checked.tree).into();
        let manifest: Self = serde_json::from_value(tree).map_err(|error| {
            vec![Complaint {
                at: file.to_owned(),
                message: error.to_string(),
                remedy: String::new(),
            }]
        })?;
        for rule in super::manifest_rules::broken(&manifest) {
            checked.complain(file, &rule.path, rule.message, rule.remedy);
        }
        if checked.complaints.is_empty() {
            Ok(manifest)
        } else {
            Err(checked.complaints)
        }
    }
}

fn bare() -> String {
    "{secret}".to_owned()
}

fn size<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse_size(&text).ok_or_else(|| D::Error::custom("a size is written \"64 MiB\""))
}

fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse_time(&text).ok_or_else(|| D::Error::custom("a time is written \"10 s\""))
}
