//! Asks the person at the terminal about one thing after the other. The answer that needs no thought is no.

use super::shown;
use crate::cli::args::Globals;
use crate::cli::style::Style;
use crate::cli::trust::person::Person;
use crate::config::Environment;
use crate::consent::{Answer, Item, Standing};
use crate::failure::Failure;
use crate::kernel::Brought;
use std::io::{BufRead, IsTerminal, Write};

/// So many things are asked about before a task; of more, the command tells.
const ASKED: usize = 20;

/// What somebody said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Yes,
    No,
    /// They left.
    Nothing,
}

/// Before a task: asks about whatever is new or changed, where somebody is there to be asked.
pub(in crate::cli) fn asked(
    globals: &Globals,
    environment: &Environment,
    style: Style,
) -> Result<(), Failure> {
    let is_there = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if !is_there || globals.quiet || Person::of(environment, globals).refusal(true).is_some() {
        return Ok(());
    }
    let mut brought = super::brought(globals, environment)?;
    let open = brought.all().filter(|(_, standing)| standing.is_open());
    let open: Vec<(Item, Standing)> = open
        .take(ASKED)
        .map(|(item, standing)| (item.clone(), standing))
        .collect();
    if !open.is_empty() {
        say("This project brings along what you have not answered to yet.\n")?;
    }
    for (item, standing) in &open {
        let answer = match one(&brought, item, standing, style)? {
            Said::Yes => Answer::Allow,
            Said::No => Answer::Deny,
            Said::Nothing => break,
        };
        brought.consent(item, answer)?;
    }
    Ok(())
}

/// Shows a thing and asks.
pub(super) fn one(
    brought: &Brought,
    item: &Item,
    standing: &Standing,
    style: Style,
) -> Result<Said, Failure> {
    say(&format!("\n{}", shown::one(item, standing, style)))?;
    loop {
        say(&format!(
            "allow {}? y: yes, as it is now; s: show it all; n: no [n] ",
            item.id()
        ))?;
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line);
        match read {
            Ok(0) | Err(_) => {
                say("\n")?;
                return Ok(Said::Nothing);
            }
            Ok(_) => {}
        }
        match line.trim().to_lowercase().as_str() {
            "y" | "yes" => return Ok(Said::Yes),
            "s" | "show" => say(&shown::whole(brought, item, standing))?,
            "" | "n" | "no" => return Ok(Said::No),
            _ => say("y, s or n\n")?,
        }
    }
}

fn say(text: &str) -> Result<(), Failure> {
    let mut stderr = std::io::stderr().lock();
    stderr
        .write_all(text.as_bytes())
        .and_then(|()| stderr.flush())
        .map_err(|error| Failure::new(format!("can't ask: {error}"), ""))
}
