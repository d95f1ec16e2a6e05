//! A shell line as policy sees it: each simple command, what it does, and which files it changes.

use super::deed::{self, Deed, Reach};
use super::guarded::{Guarded, protected_names};
use super::place::{Place, Spot};
use super::program::base;
use super::shell::{self, DEPTH, MOST_PARTS, Part, Unclear, Word};
use super::wrapper::{self, Inner};
use crate::domain::Permit;

/// Most folders that one line may go to.
const FOLDERS: usize = 8;

/// One simple command and what it does.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) part: Part,
    pub(super) deed: Deed,
    /// A file that the shell writes for it; devices that swallow or show are none.
    pub(super) writes_files: bool,
}

/// A line, understood or not.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) steps: Vec<Step>,
    pub(super) unclear: Option<&'static str>,
    /// The strictest of the protected paths that it names, and what it does there.
    pub(super) guarded: Option<(String, Guarded)>,
    /// The folders in which its commands may run, by their names from the root.
    pub(super) folders: Vec<Vec<String>>,
}

impl Line {
    /// Takes a line apart that runs in a folder of the workspace.
    pub(super) fn read(text: &str, directory: &str, place: &Place) -> Self {
        let start = place.spot(&place.base(), directory);
        let mut start_names = if start.is_inside {
            place.base()
        } else {
            Vec::new()
        };
        start_names.extend(start.names);
        let mut line = Self {
            folders: vec![start_names],
            ..Self::default()
        };
        let parts = shell::parse(text).and_then(unwrapped);
        match parts {
            Ok(parts) => line.judge(parts, !directory.is_empty(), place),
            Err(Unclear(why)) => line.unclear = Some(why),
        }
        line
    }

    /// Nothing in it changes anything.
    pub(super) fn only_looks(&self) -> bool {
        self.unclear.is_none()
            && self.guarded.is_none()
            && !self.steps.is_empty()
            && self
                .steps
                .iter()
                .all(|step| step.deed.reach == Reach::Looks && !step.writes_files)
    }

    /// The command that reaches furthest.
    pub(super) fn furthest(&self) -> Option<&Step> {
        // Of equals the first.
        self.steps.iter().rev().max_by_key(|step| step.deed.reach)
    }

    fn judge(&mut self, parts: Vec<Part>, is_elsewhere: bool, place: &Place) {
        let mut has_moved = is_elsewhere;
        let mut is_lost = false;
        for part in parts {
            if matches!(base(part.text(0)), "cd" | "pushd" | "popd") {
                has_moved = true;
                is_lost |= !self.moved(&part, place);
            }
            let mut deed = deed::of(&part);
            // A repository elsewhere may bring a config that runs something.
            if has_moved && base(part.text(0)) == "git" && deed.reach == Reach::Looks {
                deed = Deed {
                    is_bent: true,
                    ..Deed::RUNS
                };
            }
            let mut step = Step {
                writes_files: false,
                deed,
                part,
            };
            self.files(&mut step, is_lost, place);
            self.steps.push(step);
        }
    }

    /// Follows a change of folder; false: nobody knows where to.
    fn moved(&mut self, part: &Part, place: &Place) -> bool {
        let target = part.words.get(1);
        let known = target.filter(|word| {
            word.is_sure()
                && !word.text.starts_with('-')
                && (!word.text.starts_with('~') || word.has_tilde)
                && part.words.len() == 2
        });
        let Some(word) = known.filter(|_| self.folders.len() < FOLDERS && part.text(0) != "popd")
        else {
            return false;
        };
        let last = self.folders.last().cloned().unwrap_or_default();
        let spot = place.spot(&last, &word.text);
        let mut names = if spot.is_inside {
            place.base()
        } else {
            Vec::new()
        };
        names.extend(spot.names);
        self.folders.push(names);
        true
    }

    /// Looks at the files that a command changes or names.
    fn files(&mut self, step: &mut Step, is_lost: bool, place: &Place) {
        let part = std::mem::take(&mut step.part);
        for redirect in &part.redirects {
            let path = redirect.target.text.as_str();
            if path.starts_with("/dev/tcp/") || path.starts_with("/dev/udp/") {
                step.reaches(Reach::Others, "speaks to another host");
            }
            if redirect.is_write && !is_sink(path) {
                step.writes_files = true;
                self.change(step, path, redirect.target.is_sure(), is_lost, place);
            }
        }
        let written = deed::written(&part);
        for written in &written {
            if !is_sink(written.path) {
                self.change(step, written.path, written.is_sure, is_lost, place);
            }
        }
        let names_only =
            written.is_empty() && step.deed.reach > Reach::Looks && base(part.text(0)) != "git";
        for word in part.words.iter().skip(1) {
            let path = after_sign(&word.text);
            if names_only && let Some(guarded) = self.guard(path, place) {
                // It may only read it.
                self.meet(
                    path,
                    Guarded {
                        permit: Permit::Ask,
                        ..guarded
                    },
                );
            }
            if is_secret(path, word.has_tilde) {
                self.meet(path, SECRET);
            }
        }
        for redirect in &part.redirects {
            if is_secret(&redirect.target.text, redirect.target.has_tilde) {
                self.meet(&redirect.target.text, SECRET);
            }
        }
        step.part = part;
    }

    /// A command changes the file.
    fn change(&mut self, step: &mut Step, path: &str, is_sure: bool, is_lost: bool, place: &Place) {
        if let Some(guarded) = self.guard(path, place) {
            self.meet(path, guarded);
            return;
        }
        step.reaches(Reach::Runs, "changes files");
        if is_sure && !path.starts_with('-') {
            let is_outside = self
                .spots(path, place)
                .any(|spot| !spot.is_inside && !is_temporary(&spot));
            if is_outside || (path.starts_with('~') && place.home.is_none()) {
                step.reaches(Reach::Lost, "changes what is outside of the workspace");
            }
            if is_lost && !path.starts_with('/') {
                let why = "it writes in a folder that is only known when it runs";
                self.unclear = self.unclear.or(Some(why));
            }
        } else if is_covered_by_glob(path) {
            self.meet(
                path,
                Guarded {
                    permit: Permit::Ask,
                    why: "it may stand for a protected file",
                },
            );
        }
    }

    /// What a path means in each folder that the line has been to.
    pub(super) fn spots(&self, path: &str, place: &Place) -> impl Iterator<Item = Spot> {
        self.folders
            .iter()
            .map(move |folder| place.spot(folder, path))
    }

    fn guard(&self, path: &str, place: &Place) -> Option<Guarded> {
        let spots = self.spots(path, place);
        let of = |spot: Spot| protected_names(spot.names.iter().map(String::as_str));
        spots.filter_map(of).max_by_key(|guarded| guarded.permit)
    }

    fn meet(&mut self, path: &str, guarded: Guarded) {
        let so_far = self.guarded.as_ref().map(|(_, guarded)| guarded.permit);
        if so_far.is_none_or(|permit| guarded.permit > permit) {
            self.guarded = Some((path.to_owned(), guarded));
        }
    }
}

impl Step {
    fn reaches(&mut self, reach: Reach, why: &'static str) {
        if reach > self.deed.reach {
            self.deed = Deed {
                reach,
                why,
                ..self.deed
            };
        }
    }
}

/// Each command, those that commands run behind the others, with its outer one's place.
fn unwrapped(mut parts: Vec<Part>) -> Result<Vec<Part>, Unclear> {
    let mut at = 0;
    while let Some(part) = parts.get(at) {
        if let Some(program) = part.words.first() {
            check_program(program)?;
        }
        for inner in wrapper::inner(part)? {
            let part = &parts[at];
            let found = match inner {
                Inner::Words { from, to, adds } => vec![wrapper::part(part, at, from, to, adds)],
                Inner::Line(line) => {
                    let input = part.input;
                    let mut found = shell::parse_within(&line, depth(&parts, at))?;
                    let offset = parts.len();
                    for inner in &mut found {
                        inner.outer = Some(inner.outer.map_or(at, |outer| outer + offset));
                        if inner.input == shell::Input::None {
                            inner.input = input;
                        }
                    }
                    found
                }
            };
            parts.extend(found);
        }
        if parts.len() > MOST_PARTS || depth(&parts, at) > DEPTH {
            return Err(Unclear("it holds too many commands"));
        }
        at += 1;
    }
    Ok(parts)
}

fn depth(parts: &[Part], mut at: usize) -> usize {
    let mut depth = 1;
    while let Some(outer) = parts.get(at).and_then(|part| part.outer) {
        depth += 1;
        at = outer;
    }
    depth
}

/// The first word must be what it looks like.
fn check_program(word: &Word) -> Result<(), Unclear> {
    if !word.is_sure() || word.text.is_empty() {
        return Err(Unclear("which command it is is only known when it runs"));
    }
    if word.text.contains(|c: char| {
        c.is_whitespace() || matches!(c, '{' | '}' | '=' | '\\' | '$' | '`' | '!')
    }) {
        return Err(Unclear(
            "the name of a command holds signs that names don't have",
        ));
    }
    Ok(())
}

const SECRET: Guarded = Guarded {
    permit: Permit::Ask,
    why: "keys are kept there",
};

/// Whether keys are kept at a path outside of the workspace.
fn is_secret(path: &str, has_tilde: bool) -> bool {
    const HOMES: &[&str] = &[
        ".ssh",
        ".aws",
        ".gnupg",
        ".netrc",
        ".git-credentials",
        ".kube",
        ".docker",
        ".pgpass",
        ".openkoi",
        ".azure",
        ".password-store",
        "gcloud",
        "gh",
        "keyrings",
        ".pypirc",
        ".vault-token",
    ];
    const FILES: &[&str] = &[
        "/etc/shadow",
        "/etc/gshadow",
        "/etc/sudoers",
        "/environ",
        "/mem",
    ];
    if !(path.starts_with('/')
        || has_tilde
        || path.starts_with("..")
        || path.contains(shell::UNKNOWN))
    {
        return false;
    }
    path.split('/').any(|name| HOMES.contains(&name))
        || FILES.iter().any(|file| path.ends_with(file))
        || path.starts_with("/proc/") && path.contains("/root")
}

/// What is a path in a word such as `--file=a`, `if=a` or `@a`.
pub(super) fn after_sign(text: &str) -> &str {
    let text = text.rsplit('=').next().unwrap_or(text);
    text.strip_prefix('@').unwrap_or(text)
}

fn is_sink(path: &str) -> bool {
    matches!(
        path,
        "/dev/null" | "/dev/stdout" | "/dev/stderr" | "/dev/tty" | "/dev/full"
    )
}

/// The sandbox has a private one.
fn is_temporary(spot: &Spot) -> bool {
    let mut names = spot.names.iter().map(String::as_str);
    match (names.next(), names.next()) {
        (Some("tmp"), Some(_)) => true,
        (Some("var"), Some("tmp")) => names.next().is_some(),
        _ => false,
    }
}

/// A pattern that begins with a dot, or leads into a folder that does, may fit a protected file.
fn is_covered_by_glob(path: &str) -> bool {
    let hidden =
        |name: &str| name.starts_with('.') && name.contains(['*', '?', '[', shell::UNKNOWN]);
    path.split('/').any(hidden)
}
