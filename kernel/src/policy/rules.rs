//! Permission rules of three kinds: deny before ask before allow.

use super::deed::Reach;
use super::line::{Line, Step, after_sign};
use super::pattern::{Paths, host_of, is_like};
use super::place::{Place, Spot};
use super::program::base;
use super::rule::{Rule, RuleError, Subject};
use super::shell::{UNKNOWN, Word};
use super::tool::Kind;
use super::{deed, wrapper};
use crate::domain::Permit;

/// More rules of one kind than these are not read.
const MOST: usize = 10_000;

/// All rules in force.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rules {
    deny: Vec<Rule>,
    ask: Vec<Rule>,
    allow: Vec<Rule>,
}

/// What a call is about, as rules are compared with it.
pub(super) enum About<'a> {
    Line { text: &'a str, line: &'a Line },
    Read { spot: Spot, glob: &'a str },
    Edit(Spot),
    Fetch(&'a str),
    Other,
}

impl Rules {
    /// Reads three lists. A rule that can't be read makes all of them unreadable.
    pub fn parse<T: AsRef<str>>(deny: &[T], ask: &[T], allow: &[T]) -> Result<Self, RuleError> {
        let read = |list: &[T]| {
            if list.len() > MOST {
                return Err(RuleError {
                    rule: String::new(),
                    why: format!(
                        "there are {} rules in one list, more than {MOST}",
                        list.len()
                    ),
                    remedy: "Sum them up with :* or \"*\".".to_owned(),
                });
            }
            list.iter().map(|rule| Rule::parse(rule.as_ref())).collect()
        };
        Ok(Self {
            deny: read(deny)?,
            ask: read(ask)?,
            allow: read(allow)?,
        })
    }

    /// The same with nothing that allows.
    #[must_use]
    pub fn without_allowing(self) -> Self {
        Self {
            allow: Vec::new(),
            ..self
        }
    }

    /// Adds one rule, such as a person's "always".
    pub fn add(&mut self, permit: Permit, rule: Rule) {
        match permit {
            Permit::Allow => self.allow.push(rule),
            Permit::Ask => self.ask.push(rule),
            Permit::Deny => self.deny.push(rule),
        }
    }

    /// The rule that holds a call back: the first that denies, then the first that asks.
    pub(super) fn held_back(
        &self,
        tool: &str,
        about: &About<'_>,
        place: &Place,
    ) -> Option<(Permit, &Rule)> {
        let meant = |rules: &'_ [Rule]| {
            rules
                .iter()
                .position(|rule| touches(&rule.subject, tool, about, place))
        };
        let denied = meant(&self.deny).map(|at| (Permit::Deny, &self.deny[at]));
        denied.or_else(|| meant(&self.ask).map(|at| (Permit::Ask, &self.ask[at])))
    }

    /// Something in the line is only known when it runs, and a rule about files would have to know it.
    pub(super) fn can_t_tell(&self, line: &Line) -> Option<&Rule> {
        let is_unsure = line.steps.iter().any(|step| {
            step.part.words.iter().any(|word| word.is_unsure)
                && !matches!(base(step.part.text(0)), "echo" | "printf" | "test" | "[")
        });
        let mut rules = self.deny.iter().chain(&self.ask);
        rules.find(|rule| is_unsure && matches!(rule.subject, Subject::Read(_) | Subject::Edit(_)))
    }

    /// The allow rules that together cover a call: the first of them.
    pub(super) fn cover(&self, tool: &str, about: &About<'_>, place: &Place) -> Option<&Rule> {
        let by_name = self.allow.iter().find(|rule| rule.subject.names_tool(tool));
        // The tool's name alone says nothing of what a line does.
        if let About::Line { text, line } = about {
            return self.cover_line(text, line, place);
        }
        by_name.or_else(|| {
            self.allow
                .iter()
                .find(|rule| allows(&rule.subject, about, place))
        })
    }

    fn cover_line(&self, text: &str, line: &Line, place: &Place) -> Option<&Rule> {
        if line.unclear.is_some() || line.steps.is_empty() {
            return None;
        }
        let whole = |rule: &&Rule| matches!(&rule.subject, Subject::Line { whole, .. } if !whole.is_empty() && whole == text.trim());
        if let Some(rule) = self.allow.iter().find(whole) {
            return Some(rule);
        }
        let mut first = None;
        for (at, step) in line.steps.iter().enumerate() {
            // What a wrapper runs is covered with it.
            if step.part.outer.is_none() {
                let rule = self.cover_step(line, at, place)?;
                first = first.or(rule);
            }
        }
        first
    }

    /// Some: covered, by this rule where one is needed.
    fn cover_step(&self, line: &Line, at: usize, place: &Place) -> Option<Option<&Rule>> {
        let step = &line.steps[at];
        if !self.covers_redirects(step, line, place) {
            return None;
        }
        if step.part.words.is_empty() {
            let is_nothing = step.deed.reach == Reach::Looks
                || (step.writes_files && !step.deed.is_bent && step.deed.reach == Reach::Runs);
            return is_nothing.then_some(None);
        }
        let inner =
            || (at + 1..line.steps.len()).filter(|inner| line.steps[*inner].part.outer == Some(at));
        for rule in &self.allow {
            let bound = match &rule.subject {
                Subject::All(Kind::Line) => Some((Reach::Runs, false)),
                Subject::Line { words, own, .. } if names(words, step) => {
                    Some((own.reach, own.is_bent))
                }
                _ => None,
            };
            let Some(bound) = bound else {
                continue;
            };
            if within(step, bound)
                && inner().all(|inner| self.is_inner_covered(line, inner, bound, place))
            {
                return Some(Some(rule));
            }
        }
        let mut first = None;
        let mut has_inner = false;
        for inner in inner()
            .filter(|_| wrapper::is_transparent(&step.part) && within(step, (Reach::Looks, false)))
        {
            has_inner = true;
            first = first.or(self.cover_step(line, inner, place)?);
        }
        has_inner.then_some(first)
    }

    fn is_inner_covered(
        &self,
        line: &Line,
        at: usize,
        bound: (Reach, bool),
        place: &Place,
    ) -> bool {
        let step = &line.steps[at];
        let below =
            || (at + 1..line.steps.len()).filter(|inner| line.steps[*inner].part.outer == Some(at));
        within(step, bound)
            && step.part.words.iter().all(|word| !word.is_unsure)
            && self.covers_redirects(step, line, place)
            && below().all(|inner| self.is_inner_covered(line, inner, bound, place))
    }

    /// Each file that the shell writes for it is named by a rule for files.
    fn covers_redirects(&self, step: &Step, line: &Line, place: &Place) -> bool {
        let writes = step
            .part
            .redirects
            .iter()
            .filter(|redirect| redirect.is_write && step.writes_files);
        writes.map(|redirect| &redirect.target).all(|target| {
            let is_device = matches!(target.text.as_str(), "/dev/null" | "/dev/stdout" | "/dev/stderr");
            let named = |rule: &Rule| matches!(&rule.subject, Subject::Edit(paths) if line.spots(&target.text, place).all(|spot| paths.match_spot(&spot, place, false)));
            is_device || (target.is_sure() && self.allow.iter().any(named))
        })
    }
}

/// A command does no more than a rule's own words do.
fn within(step: &Step, (reach, may_be_bent): (Reach, bool)) -> bool {
    step.deed.reach <= reach && (may_be_bent || !step.deed.is_bent)
}

/// An allow rule names the command: each word is what it looks like.
fn names(words: &super::pattern::Words, step: &Step) -> bool {
    let part = &step.part;
    // Of what only looks, no flag does more.
    let is_free = step.deed.reach == Reach::Looks && !step.deed.is_bent;
    let is_sure = |word: &Word| !word.is_unsure && (is_free || !word.may_be_flag());
    let named = words.words.len();
    part.words.iter().all(is_sure)
        && part.words.iter().take(named).all(Word::is_sure)
        && super::program::is_usual(part.text(0))
        && (words.match_words(part.words.iter().map(|word| word.text.as_str()))
            || words.match_words(bare(&part.words)))
}

/// The words with the program by its name alone.
fn bare(words: &[Word]) -> impl Iterator<Item = &str> {
    let first = words.first().map(|word| base(&word.text));
    first
        .into_iter()
        .chain(words.iter().skip(1).map(|word| word.text.as_str()))
}

/// Whether a rule that holds back means a call, or a part of it. Rather too often than not.
fn touches(subject: &Subject, tool: &str, about: &About<'_>, place: &Place) -> bool {
    if subject.names_tool(tool) {
        return true;
    }
    match (subject, about) {
        (Subject::All(Kind::Line), About::Line { .. })
        | (Subject::All(Kind::Read), About::Read { .. })
        | (Subject::All(Kind::Edit), About::Edit(_))
        | (Subject::All(Kind::Fetch), About::Fetch(_)) => true,
        (Subject::Line { words, whole, .. }, About::Line { text, line }) => {
            let is_whole = !whole.is_empty() && whole == text.trim();
            is_whole
                || line
                    .steps
                    .iter()
                    .any(|step| resembles(words, &step.part.words))
        }
        (Subject::Read(paths), About::Line { line, .. }) => line.steps.iter().any(|step| {
            let opened = step.part.redirects.iter().map(|redirect| &redirect.target);
            step.part
                .words
                .iter()
                .skip(1)
                .chain(opened)
                .any(|word| is_named(paths, word, line, place))
        }),
        (Subject::Edit(paths), About::Line { line, .. }) => line.steps.iter().any(|step| {
            let looks = step.deed.reach == Reach::Looks;
            let opened = step
                .part
                .redirects
                .iter()
                .filter(|redirect| redirect.is_write);
            let words = step.part.words.iter().skip(1).filter(|_| !looks);
            words
                .chain(opened.map(|redirect| &redirect.target))
                .any(|word| is_named(paths, word, line, place))
        }),
        (Subject::Read(paths), About::Read { spot, glob }) => {
            paths.match_spot(spot, place, true) || (!glob.is_empty() && paths.could_be(glob))
        }
        (Subject::Edit(paths), About::Edit(spot)) => paths.match_spot(spot, place, true),
        (Subject::Fetch(host), About::Fetch(url)) => {
            host_of(url).is_none_or(|found| host.match_host(found))
        }
        (Subject::Fetch(host), About::Line { line, .. }) => line.steps.iter().any(|step| {
            let mut words = step.part.words.iter();
            words.any(|word| {
                host_of(after_sign(&word.text)).is_some_and(|found| host.match_host(found))
            })
        }),
        _ => false,
    }
}

/// The words fit whatever path and case the program is written in, and whatever stands before git's own command.
fn resembles(words: &super::pattern::Words, written: &[Word]) -> bool {
    let Some(program) = written.first() else {
        return false;
    };
    let program = base(&program.text).to_ascii_lowercase();
    let texts = |from: usize| written.iter().skip(from).map(|word| word.text.as_str());
    let exact = || written.iter().map(|word| word.text.as_str());
    if words.match_words(std::iter::once(program.as_str()).chain(texts(1)))
        || words.match_words(exact())
    {
        return true;
    }
    let at = if program == "git" {
        deed::subcommand(written)
    } else {
        None
    };
    at.is_some_and(|at| words.match_words(std::iter::once("git").chain(texts(at))))
}

/// A word of a line names a path that the rule means, in one of the folders that the line goes to.
fn is_named(paths: &Paths, word: &Word, line: &Line, place: &Place) -> bool {
    let texts = [word.text.as_str(), after_sign(&word.text)];
    texts.iter().any(|text| {
        line.spots(text, place)
            .any(|spot| paths.match_spot(&spot, place, true))
            || (word.has_glob && paths.could_be(text))
    })
}

/// Whether an allow rule means a call that is no line.
fn allows(subject: &Subject, about: &About<'_>, place: &Place) -> bool {
    match (subject, about) {
        (Subject::All(Kind::Read), About::Read { .. })
        | (Subject::All(Kind::Fetch), About::Fetch(_)) => true,
        (Subject::All(Kind::Edit), About::Edit(spot)) => spot.is_inside,
        (Subject::Read(paths), About::Read { spot, .. })
        | (Subject::Edit(paths), About::Edit(spot)) => paths.match_spot(spot, place, false),
        (Subject::Fetch(host), About::Fetch(url)) => {
            host_of(url).is_some_and(|found| host.match_host(found))
        }
        _ => false,
    }
}

impl Paths {
    /// Whether a shell's pattern may stand for a path that is meant: its last name decides.
    fn could_be(&self, glob: &str) -> bool {
        let last = glob.rsplit('/').next().unwrap_or(glob);
        let mut pattern = String::new();
        let mut in_set = false;
        for character in last.chars() {
            match character {
                '[' | '{' => in_set = true,
                ']' | '}' => {
                    in_set = false;
                    pattern.push('*');
                }
                _ if in_set => {}
                '?' | UNKNOWN => pattern.push('*'),
                other => pattern.push(other),
            }
        }
        self.last_name().is_none_or(|name| {
            let is_hidden = name.starts_with('.') && !pattern.starts_with('.');
            name.contains('*') || (!is_hidden && is_like(&pattern, name))
        })
    }
}
