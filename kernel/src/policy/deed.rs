//! What a simple command does: a table of everyday programs. What is not in it runs a program, which the sandbox holds.

mod bending;
mod git;
mod looks;
mod rows;
mod services;
mod text;
mod writers;

use super::program::{base, is_harmless, is_usual};
use super::shell::Part;
use crate::domain::Effect;

pub(super) use git::subcommand;
pub(super) use writers::written;

/// How far a command reaches, least first; the order is the strength.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// Changes nothing.
    Looks,
    /// Changes what the sandbox lets it change.
    Runs,
    Network,
    /// Somebody else will see it.
    Others,
    /// Can't be taken back.
    Lost,
    /// Changes what we may do.
    Ours,
}

impl Reach {
    pub(super) fn effect(self) -> Effect {
        match self {
            Self::Looks | Self::Runs => Effect::Execute,
            Self::Network => Effect::Network,
            Self::Others => Effect::MessageOthers,
            Self::Lost | Self::Ours => Effect::Irreversible,
        }
    }
}

/// What one simple command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Deed {
    pub(super) reach: Reach,
    /// In words that follow the command.
    pub(super) why: &'static str,
    /// A flag or variable makes it do what its name does not say.
    pub(super) is_bent: bool,
}

impl Deed {
    pub(super) const LOOKS: Self = Self::new(Reach::Looks, "only looks");
    pub(super) const RUNS: Self = Self::new(Reach::Runs, "runs a program");

    pub(super) const fn new(reach: Reach, why: &'static str) -> Self {
        Self {
            reach,
            why,
            is_bent: false,
        }
    }

    const fn bent(self) -> Self {
        Self {
            is_bent: true,
            ..self
        }
    }

    /// It reaches as far as the one that reaches further, and is bent if one is.
    fn and(self, other: Self) -> Self {
        let further = if other.reach > self.reach {
            other
        } else {
            self
        };
        Self {
            is_bent: self.is_bent || other.is_bent,
            ..further
        }
    }
}

/// What a command does, apart from the commands that it runs and the files that the shell opens for it.
pub(super) fn of(part: &Part) -> Deed {
    let assigned = assigned(part);
    if part.words.is_empty() {
        return assigned;
    }
    let word = part.text(0);
    let name = base(word);
    let lower;
    let known = if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        lower = name.to_ascii_lowercase();
        lower.as_str()
    } else {
        name
    };
    let deed = known_deed(known, part);
    // A program of this name from elsewhere, or on a file system that ignores case.
    let deed = if is_usual(word) && known == name {
        deed
    } else {
        deed.and(Deed::RUNS)
    };
    deed.and(assigned).and(told(part))
}

fn known_deed(name: &str, part: &Part) -> Deed {
    if name == "git" {
        return git::deed(part);
    }
    let looked = looks::deed(name, part).or_else(|| text::deed(name, part));
    looked
        .or_else(|| services::deed(name, part))
        .or_else(|| rows::deed(name, part))
        .unwrap_or(Deed::RUNS)
        .and(bending::bent(name, part))
}

/// Variables that other programs follow bend what comes after.
fn assigned(part: &Part) -> Deed {
    let declares = matches!(
        part.text(0),
        "export" | "readonly" | "local" | "env" | "sudo" | "doas" | "read" | "printf"
    );
    let names = part.assigns.iter().map(|(name, _)| name.as_str());
    let declared = part.words.iter().skip(1).filter(|_| declares);
    let declared = declared.filter_map(|word| match word.text.split_once('=') {
        Some((name, _)) => Some(name),
        None if matches!(part.text(0), "read" | "export") && !word.text.starts_with('-') => {
            Some(word.text.as_str())
        }
        None => None,
    });
    let mut names = names.chain(declared);
    if names.any(|name| !is_harmless(name)) {
        Deed::new(Reach::Runs, "sets a variable that programs follow").bent()
    } else {
        Deed::LOOKS
    }
}

/// Flags by which any program says that it will not be held back.
fn told(part: &Part) -> Deed {
    let reckless = |text: &str| {
        text.starts_with("--dangerously")
            || matches!(
                text,
                "--yolo"
                    | "--no-preserve-root"
                    | "--privileged"
                    | "--no-sandbox"
                    | "--trust-all-tools"
            )
    };
    if part.words.iter().skip(1).any(|word| reckless(&word.text)) {
        Deed::new(Reach::Lost, "is told to leave out what protects").bent()
    } else {
        Deed::LOOKS
    }
}
