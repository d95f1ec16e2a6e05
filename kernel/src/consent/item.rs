//! One thing that a project brings along.

use super::shown::escaped;
use std::fmt;

/// What a thing of a project is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    Config,
    /// A file that addresses agents.
    Instructions,
    Skill,
    Soul,
    Component,
    /// A server that lends tools.
    Mcp,
    /// A command that runs at certain moments.
    Hook,
    Script,
}

pub(super) const WORDS: &[&str] = &[
    "config",
    "instructions",
    "skill",
    "soul",
    "component",
    "mcp",
    "hook",
    "script",
];

impl ItemKind {
    pub const ALL: [Self; 8] = [
        Self::Config,
        Self::Instructions,
        Self::Skill,
        Self::Soul,
        Self::Component,
        Self::Mcp,
        Self::Hook,
        Self::Script,
    ];

    pub fn word(self) -> &'static str {
        WORDS[self as usize]
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// "2 skills", as people count.
    pub fn counted(self, count: usize) -> String {
        let (one, many) = match self {
            Self::Config => ("config", "configs"),
            Self::Instructions => ("instruction file", "instruction files"),
            Self::Skill => ("skill", "skills"),
            Self::Soul => ("soul", "souls"),
            Self::Component => ("component", "components"),
            Self::Mcp => ("MCP server", "MCP servers"),
            Self::Hook => ("hook", "hooks"),
            Self::Script => ("script", "scripts"),
        };
        format!("{count} {}", if count == 1 { one } else { many })
    }

    /// What a consent makes of it.
    pub fn consequence(self) -> &'static str {
        match self {
            Self::Config => "allowed, it may narrow your config; it can widen nothing",
            Self::Instructions => {
                "read in any case, as untrusted text; allowed, as the project's word"
            }
            Self::Skill => "allowed, its text is given to the model for tasks that it fits",
            Self::Soul => "the soul is yours alone: it is not used, allowed or not",
            Self::Component => {
                "not run from a project, allowed or not; to use it, copy it to ~/.openkoi/components"
            }
            Self::Mcp => {
                "allowed, it is started in the sandbox for tasks here, and lends them its tools"
            }
            Self::Hook | Self::Script => "nothing runs it in this version, allowed or not",
        }
    }
}

impl fmt::Display for ItemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A file as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Below the project's root, parted by "/".
    pub path: String,
    pub bytes: Vec<u8>,
    pub executable: bool,
}

impl Content {
    /// Its text; bytes that are none are replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// One thing that a project brings along, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub kind: ItemKind,
    /// Where it stands below the project's root, an entry of a file behind "#"; escaped.
    pub name: String,
    /// What it says or would do, a line each: whole, and escaped.
    pub told: Vec<String>,
    /// All files that it consists of.
    pub contents: Vec<Content>,
    /// Of kind and contents.
    pub hash: String,
    /// Why nobody can consent to it.
    pub hindrance: Option<String>,
}

impl Item {
    pub(super) fn new(kind: ItemKind, name: &str, contents: Vec<Content>) -> Self {
        Self {
            kind,
            name: escaped(name),
            told: Vec::new(),
            hash: hash(kind, &contents),
            contents,
            hindrance: None,
        }
    }

    /// Something that is there and can't be consented to.
    pub(super) fn hindered(kind: ItemKind, name: &str, why: impl Into<String>) -> Self {
        Self {
            hindrance: Some(why.into()),
            ..Self::new(kind, name, Vec::new())
        }
    }

    #[must_use]
    pub(super) fn telling(self, told: Vec<String>) -> Self {
        Self { told, ..self }
    }

    /// How a person names it.
    pub fn id(&self) -> String {
        format!("{}/{}", self.kind, self.name)
    }

    /// One of its files.
    pub fn content(&self, ending: &str) -> Option<&Content> {
        self.contents
            .iter()
            .find(|content| content.path.ends_with(ending))
    }
}

/// Each part has its length before it, so that no two contents have one hash.
pub(super) fn hash(kind: ItemKind, contents: &[Content]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(kind.word().as_bytes());
    for content in contents {
        for part in [
            content.path.as_bytes(),
            &[u8::from(content.executable)],
            &content.bytes,
        ] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
    }
    hasher.finalize().to_hex().to_string()
}
