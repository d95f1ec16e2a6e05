//! Servers of the Model Context Protocol as components that offer tools: programs in the sandbox, spoken to over their
//! standard input and output.
//!
//! A server is a stranger. [`wire`] lets nothing of it in that is too long, too deep or too much; what it asks of us
//! (sampling, elicitation, roots) is refused. [`Server::start`] shakes hands and asks for its tools, within a time; each
//! becomes a [`Definition`](crate::domain::Definition), and the ones that a person vouches for are [`offered`] under the
//! name `mcp__<server>__<tool>`, cleaned of whatever can't be seen. [`McpTool`] is the kernel's port. Everything that it
//! does is `execute`: a program in the sandbox, whatever its annotations claim.

mod list;
mod name;
mod offer;
mod result;
mod server;
mod text;
mod tool;
mod wire;

pub use name::is_server_name;
pub use offer::{Offer, offered};
pub use server::{Limits, Server};
pub use tool::McpTool;
