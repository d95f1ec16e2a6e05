//! `openkoi trust`: what may be done without asking, and what was done.

mod audit;
pub(super) mod person;

use super::args::{Format, Globals, Scope, TrustCommand};
use super::style::{Style, plain};
use super::{kernel, print};
use crate::config::Environment;
use crate::domain::TrustLevel;
use crate::failure::Failure;
use crate::kernel::{Kernel, TrustEdit};
use crate::policy::{DOMAINS, EVERY_DOMAIN, Rule};
use crate::registry::{Trust, TrustGrant, TrustRule, is_domain};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Longer is until it is taken back.
const LONGEST: i64 = 366 * 24 * 60 * 60;

pub(super) fn trust(
    command: Option<TrustCommand>,
    globals: &Globals,
    environment: Environment,
    style: Style,
) -> Result<u8, Failure> {
    let command = command.unwrap_or(TrustCommand::Show);
    if let TrustCommand::Workspace(arguments) = command {
        return super::consent::workspace(arguments, globals, &environment, style);
    }
    let person = person::Person::of(&environment, globals);
    let kernel = kernel(globals, environment)?;
    let is_text = globals.output_format == Format::Text;
    let (edit, yes) = match command {
        TrustCommand::Show | TrustCommand::Workspace(_) => return show(&kernel, is_text),
        TrustCommand::Audit {
            verify: true, head, ..
        } => return audit::verify(&kernel, head.as_deref(), is_text),
        TrustCommand::Audit { domain, limit, .. } => {
            return audit::list(&kernel, domain.as_deref(), limit, is_text);
        }
        TrustCommand::Grant {
            domain,
            level,
            scope,
        } => {
            let (place, until) = scoped(&kernel, &scope)?;
            let grant = TrustGrant {
                domain: domain_of(domain)?,
                level: level_of(&level)?,
                place,
                until,
            };
            (TrustEdit::Grant(grant), scope.yes)
        }
        TrustCommand::Allow { rule, scope } => {
            let (place, until) = scoped(&kernel, &scope)?;
            let allow = rule_of(&rule)?;
            (
                TrustEdit::Allow(TrustRule {
                    allow,
                    place,
                    until,
                }),
                scope.yes,
            )
        }
        TrustCommand::Revoke { what, yes } => (revocation(&kernel.trust()?, &what)?, yes),
    };
    change(&kernel, &edit, person.refusal(yes), is_text)
}

/// Makes the change, or has the journal say that it was refused.
fn change(
    kernel: &Kernel,
    edit: &TrustEdit,
    refused: Option<String>,
    is_text: bool,
) -> Result<u8, Failure> {
    // A file that can't be understood is not changed, and the journal need not hear of it.
    if refused.is_none() {
        kernel.trust()?;
    }
    let made = kernel.edit_trust(edit, refused.clone());
    if let Some(why) = refused {
        // Where not even that can be recorded, it is refused all the same.
        drop(made);
        return Err(person::blocked(&edit.words(), &why));
    }
    let count = made?;
    let words = edit.words();
    print(&if is_text {
        format!("{}\n", plain(&words))
    } else {
        format!("{}\n", json!({"changed": count, "change": words}))
    })?;
    Ok(0)
}

fn show(kernel: &Kernel, is_text: bool) -> Result<u8, Failure> {
    let trust = kernel.trust()?;
    let (here, now) = (kernel.here(), Timestamp::now());
    if !is_text {
        let holds: Vec<bool> = trust
            .grants
            .iter()
            .map(|grant| grant.holds(&here, now))
            .collect();
        let value = json!({
            "default": TrustLevel::default(), "here": here, "grants": trust.grants, "grants_hold": holds,
            "rules": trust.rules, "file": kernel.paths.trust(),
        });
        print(&format!("{value}\n"))?;
        return Ok(0);
    }
    let mut text = format!("{:<4}{:<20}{:<12}{}\n", "", "DOMAIN", "LEVEL", "HOLDS");
    let mut number = 0;
    for grant in &trust.grants {
        number += 1;
        let scope = scope(grant.place.as_deref(), grant.until, grant.holds(&here, now));
        let row = format!(
            "{number:<4}{:<20}{:<12}{scope}",
            grant.domain,
            grant.level.word()
        );
        text.push_str(&format!("{}\n", plain(row.trim_end())));
    }
    let covers_all = |grant: &TrustGrant| grant.domain == EVERY_DOMAIN && grant.holds(&here, now);
    if !trust.grants.iter().any(covers_all) {
        let default = TrustLevel::default().word();
        text.push_str(&format!(
            "{:<4}{EVERY_DOMAIN:<20}{default:<12}by default\n",
            ""
        ));
    }
    if !trust.rules.is_empty() {
        text.push_str(&format!("\n{:<4}{}\n", "", "ALLOWED BY RULE"));
    }
    for rule in &trust.rules {
        number += 1;
        let scope = scope(rule.place.as_deref(), rule.until, rule.holds(&here, now));
        text.push_str(&plain(&format!("{number:<4}{}\n    {scope}\n", rule.allow)));
    }
    print(&text)?;
    Ok(0)
}

fn scope(place: Option<&Path>, until: Option<Timestamp>, holds: bool) -> String {
    let place = place.map_or("everywhere".to_owned(), |place| {
        format!("in {}", place.display())
    });
    let until = until.map(|until| format!(" until {until:.0}"));
    let not = if holds { "" } else { " (not here and now)" };
    format!("{place}{}{not}", until.unwrap_or_default())
}

fn domain_of(word: String) -> Result<String, Failure> {
    if is_domain(&word) {
        return Ok(word);
    }
    Err(Failure::usage(
        format!("{word:?} is no domain"),
        format!(
            "domains are plain words: {}, or one of your own",
            DOMAINS.join(", ")
        ),
    ))
}

/// A level by its own name, or by the one that it had before.
fn level_of(word: &str) -> Result<TrustLevel, Failure> {
    let before = match word {
        "none" | "low" => Some(TrustLevel::Ask),
        "medium" => Some(TrustLevel::Suggest),
        "high" => Some(TrustLevel::Act),
        _ => None,
    };
    TrustLevel::from_word(word).or(before).ok_or_else(|| {
        let known = TrustLevel::ALL.map(TrustLevel::word).join(", ");
        Failure::usage(
            format!("there is no level {word:?}"),
            format!("the levels are {known}"),
        )
    })
}

fn rule_of(text: &str) -> Result<String, Failure> {
    let rule =
        Rule::parse(text).map_err(|error| Failure::usage(error.to_string(), &error.remedy))?;
    Ok(rule.written().to_owned())
}

fn scoped(kernel: &Kernel, scope: &Scope) -> Result<(Option<PathBuf>, Option<Timestamp>), Failure> {
    let place = match &scope.directory {
        Some(directory) => Some(directory.canonicalize().map_err(|error| {
            Failure::usage(
                format!("--in {}: {error}", directory.display()),
                "name a directory that exists",
            )
        })?),
        None => scope.here.then(|| kernel.here()),
    };
    let seconds = scope.time.as_deref().map(lifetime).transpose()?;
    let now = Timestamp::from_second(Timestamp::now().as_second()).unwrap_or_default();
    let until = seconds.map(|seconds| now + SignedDuration::from_secs(seconds));
    Ok((place, until))
}

/// "90m", "2h", "7d" as seconds.
fn lifetime(text: &str) -> Result<i64, Failure> {
    let wrong = || {
        Failure::usage(
            format!("--for {text:?} is no time"),
            "write it as 90m, 2h or 7d; a year at most",
        )
    };
    let unit = match text.chars().last() {
        Some('m') => 60,
        Some('h') => 60 * 60,
        Some('d') => 24 * 60 * 60,
        _ => return Err(wrong()),
    };
    let digits = &text[..text.len() - 1];
    if !digits.chars().all(|digit| digit.is_ascii_digit()) {
        return Err(wrong());
    }
    let count: i64 = digits.parse().map_err(|_no_number| wrong())?;
    let seconds = count.checked_mul(unit).ok_or_else(wrong)?;
    if (1..=LONGEST).contains(&seconds) {
        Ok(seconds)
    } else {
        Err(wrong())
    }
}

/// What a domain, a rule or a number of the list names.
fn revocation(trust: &Trust, what: &str) -> Result<TrustEdit, Failure> {
    let number = what.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    let mut grants: Vec<TrustGrant> = Vec::new();
    let mut rules: Vec<TrustRule> = Vec::new();
    match number {
        Some(at) => {
            let after = at.checked_sub(trust.grants.len());
            grants.extend(trust.grants.get(at).cloned());
            rules.extend(after.and_then(|at| trust.rules.get(at)).cloned());
        }
        None => {
            let named = |grant: &&TrustGrant| grant.domain == what;
            grants.extend(trust.grants.iter().filter(named).cloned());
            let written = |rule: &&TrustRule| rule.allow == what.trim();
            rules.extend(trust.rules.iter().filter(written).cloned());
        }
    }
    if grants.is_empty() && rules.is_empty() {
        let message = format!("nothing is granted by {what:?}");
        return Err(Failure::usage(message, "openkoi trust show lists what is"));
    }
    Ok(TrustEdit::Revoke { grants, rules })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_have_their_names_and_those_from_before_and_no_others() {
        let rows = [
            ("ask", Some(TrustLevel::Ask)),
            ("suggest", Some(TrustLevel::Suggest)),
            ("act", Some(TrustLevel::Act)),
            ("autonomous", Some(TrustLevel::Autonomous)),
            ("none", Some(TrustLevel::Ask)),
            ("low", Some(TrustLevel::Ask)),
            ("medium", Some(TrustLevel::Suggest)),
            ("high", Some(TrustLevel::Act)),
            ("Autonomous", None),
            ("root", None),
            ("", None),
        ];
        for (word, expected) in rows {
            assert_eq!(level_of(word).ok(), expected, "{word}");
        }
        let failure = level_of("root").expect_err("no level");
        assert_eq!(failure.exit.code(), 2);
        assert_eq!(
            failure.remedy,
            "the levels are ask, suggest, act, autonomous"
        );
    }

    #[test]
    fn times_are_minutes_hours_and_days_up_to_a_year() {
        let rows = [
            ("90m", Some(5_400)),
            ("2h", Some(7_200)),
            ("7d", Some(604_800)),
            ("0h", None),
            ("400d", None),
            ("99999999999999999999d", None),
            ("2", None),
            ("h", None),
            ("-2h", None),
            ("2 h", None),
            ("2µ", None),
        ];
        for (text, expected) in rows {
            assert_eq!(lifetime(text).ok(), expected, "{text}");
        }
    }
}
