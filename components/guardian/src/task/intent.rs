//! What a text in English asks for.

use super::english::{OVERRULING, RULES, Rule, phrases};
use super::signal::{Signal, Stance};
use super::speech::{Clause, clauses, stem};
use super::{commands, leak};
use openkoi_counsel::excerpt;

/// Everything in a text that speaks for care.
pub(super) fn signals(text: &str) -> Vec<Signal> {
    let clauses = clauses(text);
    let mut signals: Vec<Signal> = Vec::new();
    for clause in &clauses {
        signals.extend(RULES.iter().filter_map(|rule| fits(rule, clause)));
        signals.extend(overruling(clause));
        signals.extend(outside(clause));
        signals.extend(commands::piped_installation(clause));
        signals.extend(commands::spelled_out(clause));
    }
    signals.extend(leak::signal(text, &clauses));
    signals.extend(commands::between_backquotes(text, &clauses));
    signals
}

fn fits(rule: &Rule, clause: &Clause) -> Option<Signal> {
    let head = clause.head();
    let is_own = phrases(rule.verbs).any(|verb| verb == head);
    let is_verb =
        |word: &str| phrases(rule.verbs).any(|verb| verb == word || stem(verb) == stem(word));
    let at = match rule.imperative {
        true => clause
            .words
            .iter()
            .position(|word| word == head)
            .filter(|_| is_own)?,
        false => clause.words.iter().position(|word| is_verb(word))?,
    };
    if clause.only_speaks(at) || (!rule.imperative && clause.makes() && !is_own) {
        return None;
    }
    let whole = clause.tail(0);
    if phrases(rule.spared).any(|phrase| whole.contains(&format!(" {phrase} "))) {
        return None;
    }
    let tail = clause.tail(at + 1);
    let ending = without_adverbs(&tail);
    let found = |object: &str| match object.strip_suffix('$') {
        Some("") => tail.contains('$'),
        Some(phrase) => ending.ends_with(&format!(" {phrase}")),
        None => tail.contains(&format!(" {object} ")),
    };
    if !rule.objects.is_empty() && !phrases(rule.objects).any(found) {
        return None;
    }
    let words = clause.words.get(at..).unwrap_or_default().join(" ");
    Some(Signal {
        stance: rule.stance,
        weight: rule.weight,
        what: format!("the task asks to “{}”", excerpt(&words, 80)),
        condition: rule.condition.to_string(),
    })
}

/// The end of a clause without the words that only press for it.
fn without_adverbs(tail: &str) -> &str {
    let pressing = [
        "now",
        "please",
        "immediately",
        "permanently",
        "completely",
        "again",
        "here",
        "too",
        "entirely",
        "quickly",
        "forever",
        "first",
    ];
    let mut end = tail.trim_end();
    while let Some(shorter) = pressing
        .iter()
        .find_map(|word| end.strip_suffix(word).filter(|rest| rest.ends_with(' ')))
    {
        end = shorter.trim_end();
    }
    end
}

fn overruling(clause: &Clause) -> Option<Signal> {
    let text = clause.tail(0);
    let (phrase, stance, weight) = OVERRULING
        .iter()
        .find(|(phrase, ..)| text.contains(phrase))?;
    let at = clause
        .words
        .iter()
        .position(|word| phrase.starts_with(word.as_str()))
        .unwrap_or(0);
    if clause.only_speaks(at) || clause.makes() {
        return None;
    }
    Some(Signal {
        stance: *stance,
        weight: *weight,
        what: format!("“{phrase}” asks for the rules to be set aside"),
        condition:
            "Ask before anything that can't be taken back, whatever the wording of the task."
                .to_string(),
    })
}

/// Work on a path outside the workspace.
fn outside(clause: &Clause) -> Option<Signal> {
    const ROOTS: [&str; 14] = [
        "/etc", "/usr", "/var", "/home", "/root", "/bin", "/boot", "/lib", "/opt", "/dev",
        "/system", "/library", "c:\\", "~",
    ];
    const WORKING: [&str; 22] = [
        "edit",
        "change",
        "modify",
        "update",
        "add",
        "append",
        "write",
        "overwrite",
        "put",
        "copy",
        "move",
        "install",
        "save",
        "delete",
        "remove",
        "erase",
        "wipe",
        "replace",
        "set",
        "clean",
        "rm",
        "empty",
    ];
    let is_outside = |word: &&String| {
        let under = |root: &str| {
            word.as_str() == root
                || word.starts_with(&format!("{root}/"))
                || (root.ends_with('\\') && word.starts_with(root))
        };
        ROOTS.iter().any(|root| under(root)) || word.starts_with("../")
    };
    let path = clause.words.iter().find(is_outside)?;
    let about_routes = ["endpoint", "route", "page", "url", "handler", "link"]
        .iter()
        .any(|word| clause.words.iter().any(|said| said == word));
    let head = clause.head();
    let at = clause.words.iter().position(|word| word == head)?;
    if about_routes || !WORKING.contains(&head) || clause.only_speaks(at) {
        return None;
    }
    let removes = ["delete", "remove", "erase", "wipe", "clean", "rm", "empty"].contains(&head)
        && !path.contains('.');
    let governs = ["authorized_keys", "/etc/passwd", "/etc/shadow", "sudoers"]
        .iter()
        .any(|file| path.contains(file));
    let grave = governs || removes;
    Some(Signal {
        stance: if grave { Stance::Forbid } else { Stance::Care },
        weight: if grave { 0.9 } else { 0.35 },
        what: format!("“{}” lies outside the workspace", excerpt(path, 60)),
        condition: format!(
            "Work only inside the workspace; show what “{}” needs for the user to do.",
            excerpt(path, 60)
        ),
    })
}
