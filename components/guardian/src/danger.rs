//! What can go wrong, how bad that is, and what to do instead.

/// The ways in which something ends badly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Harm {
    /// Files or devices outside the workspace, or the whole workspace, would be gone.
    Destroys,
    /// Work inside the workspace would be gone, or history rewritten.
    Loses,
    /// A credential would be read or handed on.
    Leaks,
    /// Something outside the workspace, or one of its protected files, would be changed.
    Escapes,
    /// The system, its users, services or rights would be changed.
    Rules,
    /// Others would see it, or it could not be taken back.
    Publishes,
    /// Data would leave this machine.
    Sends,
    /// Code from elsewhere would be run unread.
    Trusts,
    /// Something would be fetched while text from outside is in the conversation.
    Fetches,
    /// It can't be told what it would do.
    Unreadable,
}

impl Harm {
    /// How much of the hope for a good end this takes away, 0 to 1.
    pub fn weight(self) -> f32 {
        match self {
            Self::Destroys | Self::Leaks => 0.95,
            Self::Sends | Self::Trusts | Self::Rules => 0.9,
            Self::Loses | Self::Escapes | Self::Publishes => 0.8,
            Self::Fetches => 0.7,
            Self::Unreadable => 0.6,
        }
    }

    /// What to do instead, for whoever reads the refusal.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Destroys => "name single files or folders inside the workspace, relative to it",
            Self::Loses => {
                "keep the work: commit or copy it first, or ask the user to do this step"
            }
            Self::Leaks => "do without the credential, or ask the user for what is needed from it",
            Self::Escapes => {
                "work inside the workspace with relative paths, and leave its protected files to the user"
            }
            Self::Rules => {
                "leave this machine's settings to the user and say which command they could run"
            }
            Self::Publishes => {
                "prepare it and ask the user for an explicit grant, or let them run it"
            }
            Self::Sends => {
                "keep the data here, or ask the user for an explicit grant that names the receiver"
            }
            Self::Trusts => {
                "save the code to a file in the workspace, read it, and ask the user before it is run"
            }
            Self::Fetches => {
                "ask the user for this address first, since text from outside may have suggested it"
            }
            Self::Unreadable => {
                "write the command out plainly: literal words, closed quotes, no eval"
            }
        }
    }
}

/// One thing that could end badly, with the word that gave it away.
#[derive(Debug, Clone, PartialEq)]
pub struct Danger {
    /// What kind it is.
    pub harm: Harm,
    /// What would happen, with the decisive words quoted.
    pub what: String,
}

impl Danger {
    /// A danger of this kind.
    pub fn new(harm: Harm, what: impl Into<String>) -> Self {
        Self {
            harm,
            what: what.into(),
        }
    }
}
