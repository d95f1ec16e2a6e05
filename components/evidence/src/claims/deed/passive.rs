//! What is said to have been done to something: "`a.rs` was created".

use super::Deed;
use super::words::{DELETED, EDITED};
use crate::claims::object::direct;
use crate::command;
use crate::path;
use crate::sentence::{Kind, Token};

/// The deeds of a verb whose subject had it done to itself.
pub(super) fn passive<'a>(verb: &Token<'a>, subject: &[Token<'a>]) -> Vec<Deed<'a>> {
    let subject: Vec<Token<'a>> = subject
        .iter()
        .take_while(|token| !token.is(&["was", "were", "has", "have", "is"]))
        .copied()
        .collect();
    if verb.is(&["run", "executed", "re-run", "rerun"]) {
        let commands = subject
            .iter()
            .filter(|token| token.kind == Kind::Code && command::is_command(token.text));
        let mut found: Vec<Deed<'a>> = commands.map(|token| Deed::Ran(token.text)).collect();
        if found.is_empty() && subject.iter().any(|token| token.is(&["tests", "suite"])) {
            found.push(Deed::RanTests);
        }
        return found;
    }
    let (paths, _) = direct(&subject, &[], &[]);
    let alone = subject.iter().all(|token| {
        path::of_token(token).is_some()
            || token.is(&["the", "file", "files", "and", "both", "a", "new", "all"])
            || token.is_mark(",")
    });
    if paths.is_empty() || !alone {
        return Vec::new();
    }
    if verb.is(&["created", "added", "written", "generated"]) {
        vec![Deed::Created(paths)]
    } else if verb.is(&DELETED) {
        vec![Deed::Deleted(paths)]
    } else if verb.is(&EDITED) {
        vec![Deed::Edited(paths)]
    } else {
        Vec::new()
    }
}
