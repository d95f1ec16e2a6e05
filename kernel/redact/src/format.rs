//! A kind of credential: where it may begin, and what it looks like.

/// What a user can switch on and off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Category {
    ApiKeys,
    Passwords,
    PrivateKeys,
    ConnectionStrings,
    JwtTokens,
    /// Anything that looks random.
    HighEntropy,
}

impl Category {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::ApiKeys,
        Self::Passwords,
        Self::PrivateKeys,
        Self::ConnectionStrings,
        Self::JwtTokens,
        Self::HighEntropy,
    ];

    /// Its name in the config.
    pub fn key(self) -> &'static str {
        match self {
            Self::ApiKeys => "api_keys",
            Self::Passwords => "passwords",
            Self::PrivateKeys => "private_keys",
            Self::ConnectionStrings => "connection_strings",
            Self::JwtTokens => "jwt_tokens",
            Self::HighEntropy => "high_entropy",
        }
    }

    /// What a placeholder calls one of them.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::ApiKeys => "API_KEY",
            Self::Passwords => "PASSWORD",
            Self::PrivateKeys => "PRIVATE_KEY",
            Self::ConnectionStrings => "CONNECTION_STRING",
            Self::JwtTokens => "JWT_TOKEN",
            Self::HighEntropy => "HIGH_ENTROPY",
        }
    }
}

/// What else has to be true of a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plausible {
    Always,
    /// Letters and digits, or letters of both cases: no word.
    Mixed,
    /// What somebody would choose for a password, and no placeholder, variable or piece of a program.
    Password,
    /// The same where only a password can stand: names too.
    Given,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Unique; what a mask calls it.
    pub name: &'static str,
    pub category: Category,
    /// One of these stands where a match begins; in a format with a lead, letters count in either case.
    pub anchors: &'static [&'static str],
    /// What stands before the secret and stays. Empty: the secret begins at the anchor.
    pub lead: &'static str,
    /// The secret's regular expression, over bytes.
    pub secret: &'static str,
    /// How an instance is made up: `{kind:count}` stands for so many random letters, `«»` around the secret.
    pub shape: &'static str,
    /// Of the match, so many bytes at its end are not the secret's.
    pub(crate) tail: usize,
    /// The anchor is short or like a word: nothing that could belong to a word stands before it.
    pub(crate) stands_alone: bool,
    /// So many hexadecimal digits or, if the flag is not set, letters and digits before the anchor belong to it.
    pub(crate) before: Option<Before>,
    pub(crate) plausible: Plausible,
}

/// What belongs to a secret and stands before its anchor.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Before {
    pub(crate) is_part: fn(u8) -> bool,
    pub(crate) least: usize,
    pub(crate) most: usize,
}

/// The longest run before an anchor.
pub(crate) const BEFORE: usize = 32;

impl Format {
    /// A token that is known by what it begins with.
    pub(crate) const fn token(
        name: &'static str,
        anchors: &'static [&'static str],
        secret: &'static str,
        shape: &'static str,
    ) -> Self {
        Self {
            name,
            category: Category::ApiKeys,
            anchors,
            lead: "",
            secret,
            shape,
            tail: 0,
            stands_alone: false,
            before: None,
            plausible: Plausible::Always,
        }
    }

    /// A token that begins like other words do.
    pub(crate) const fn alone(self) -> Self {
        Self {
            stands_alone: true,
            ..self
        }
    }

    /// A secret that is known by what stands before it.
    pub(crate) const fn after(
        name: &'static str,
        category: Category,
        anchors: &'static [&'static str],
        lead: &'static str,
        secret: &'static str,
        shape: &'static str,
    ) -> Self {
        Self {
            category,
            lead,
            ..Self::token(name, anchors, secret, shape)
        }
    }

    pub(crate) const fn mixed(self) -> Self {
        Self {
            plausible: Plausible::Mixed,
            ..self
        }
    }

    pub(crate) const fn password(self) -> Self {
        Self {
            plausible: Plausible::Password,
            ..self
        }
    }

    pub(crate) const fn given(self) -> Self {
        Self {
            plausible: Plausible::Given,
            ..self
        }
    }

    pub(crate) const fn of(self, category: Category) -> Self {
        Self { category, ..self }
    }

    pub(crate) const fn without_last(self, tail: usize) -> Self {
        Self { tail, ..self }
    }

    pub(crate) const fn preceded_by(
        self,
        is_part: fn(u8) -> bool,
        least: usize,
        most: usize,
    ) -> Self {
        Self {
            before: Some(Before {
                is_part,
                least,
                most,
            }),
            ..self
        }
    }
}
