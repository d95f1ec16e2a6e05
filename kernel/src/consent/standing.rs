//! Where an item stands with the person whose machine this is.

/// What a person said to exactly these bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nobody was asked yet.
    New,
    Allowed,
    Denied,
    /// Other bytes were allowed.
    Changed {
        /// The hash of those.
        allowed: String,
    },
    /// Nobody can consent to it.
    Unusable(String),
}

impl Standing {
    pub fn word(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::Changed { .. } => "changed",
            Self::Unusable(_) => "unusable",
        }
    }

    /// A person has not answered yet.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::New | Self::Changed { .. })
    }
}
