//! The arguments of `openkoi trust`. The doc comments are the help text.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(in crate::cli) struct TrustArgs {
    #[command(subcommand)]
    pub(in crate::cli) command: Option<TrustCommand>,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum TrustCommand {
    /// The levels and rules that hold here.
    Show,
    /// Set how much may be done in a domain without asking: ask, suggest, act or autonomous.
    Grant {
        /// code-review, test-generation, commit-messages, email-drafting, file-operations, deploy, another plain word, or
        /// "*" for all that have no grant of their own.
        domain: String,
        /// ask: looking is free. suggest: commands that only look are free too. act: so is what stays inside the workspace
        /// and the sandbox. autonomous: so is what leaves the machine, until untrusted text is read.
        level: String,
        #[command(flatten)]
        scope: Scope,
    },
    /// Allow what would be asked, by a rule such as 'Bash(git push origin main)'.
    Allow {
        /// The rule.
        rule: String,
        #[command(flatten)]
        scope: Scope,
    },
    /// Take grants of a domain, or a rule, back.
    Revoke {
        /// The domain, the rule as written, or the number that `trust show` gives it.
        what: String,
        /// Without a terminal: yes, I mean it.
        #[arg(long)]
        yes: bool,
    },
    /// What the project here brings along, and what you said to it.
    Workspace(crate::cli::consent::WorkspaceArgs),
    /// Decisions and what was done by them, the newest last.
    ///
    /// Every entry of the journal bears a hash of all entries before it, and the newest hash is kept in a file beside it
    /// too, so an entry that was edited, deleted, inserted or moved is found, and so is an end that was cut off. What no
    /// chain can show: whoever may write both files can write everything anew. The head that --verify prints, kept
    /// elsewhere, shows that as well: --verify --head HEAD.
    Audit {
        /// Only what was decided in this domain.
        domain: Option<String>,
        /// Check that the journal is what was written: exit code 1 where it is not.
        #[arg(long)]
        verify: bool,
        /// A head that was printed before and kept elsewhere.
        #[arg(long, value_name = "HEAD", requires = "verify")]
        head: Option<String>,
        /// How many at most.
        #[arg(short = 'n', long, default_value_t = 20)]
        limit: usize,
    },
}

/// Where and until when something holds.
#[derive(Debug, Args)]
pub(in crate::cli) struct Scope {
    /// For so long: 90m, 2h, 7d.
    #[arg(long = "for", value_name = "TIME")]
    pub(in crate::cli) time: Option<String>,
    /// In this directory and below.
    #[arg(long, conflicts_with = "directory")]
    pub(in crate::cli) here: bool,
    /// In this directory and below.
    #[arg(long = "in", value_name = "DIR")]
    pub(in crate::cli) directory: Option<PathBuf>,
    /// Without a terminal: yes, I mean it.
    #[arg(long)]
    pub(in crate::cli) yes: bool,
}
