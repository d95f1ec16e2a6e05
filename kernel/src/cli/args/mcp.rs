//! The arguments of `openkoi mcp`. The doc comments are the help text.

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(in crate::cli) struct McpArgs {
    #[command(subcommand)]
    pub(in crate::cli) command: Option<McpCommand>,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum McpCommand {
    /// The servers that there are, yours and the project's; none of them is started.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// One server: how it is started, and its tools as they are pinned.
    Get {
        /// Its name.
        name: String,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Add a server to your config. It is started in the sandbox, when a task begins.
    Add {
        /// Its tools will be mcp__NAME__TOOL.
        name: String,
        /// A variable of its environment, as NAME=VALUE; ${OTHER} in it is a variable of yours.
        #[arg(long = "env", value_name = "NAME=VALUE")]
        environment: Vec<String>,
        /// Without a terminal: yes, I mean it.
        #[arg(long)]
        yes: bool,
        /// The program and its arguments, behind "--".
        #[arg(last = true, required = true, value_name = "COMMAND")]
        command: Vec<String>,
    },
    /// Take a server of yours out of your config.
    Remove {
        /// Its name.
        name: String,
        /// Without a terminal: yes, I mean it.
        #[arg(long)]
        yes: bool,
    },
    /// Look at what a server says of its tools now and how that differs from what is pinned; a yes pins it.
    Trust {
        /// Its name.
        name: String,
    },
}
