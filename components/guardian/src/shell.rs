//! What a shell line would do.
//!
//! The line is read into its simple commands; rules then look at each of them. This reading advises, the sandbox is the
//! wall: a line that can't be understood counts as a danger, and so does a program whose name is known only at run time.

mod bomb;
mod braces;
pub mod command;
mod expansion;
mod files;
mod git;
mod heredoc;
mod interpreter;
mod network;
mod packages;
mod pairs;
mod place;
mod program;
mod publish;
mod reader;
mod removal;
mod search;
mod stored;
mod system;
mod wrapper;

use braces::braces;
use command::{Command, Word, assignment};
use place::{Place, Spot};

use crate::danger::{Danger, Harm};
use crate::path;
use openkoi_counsel::excerpt;

pub use reader::read;

/// The longest line that is read, in bytes.
const LONGEST: usize = 128 * 1024;
/// How often a line may hold another line.
const MOST_NESTED: usize = 6;
/// How many spellings one word may stand for.
const MOST_SPELLINGS: usize = 64;

/// Variables that make ordinary programs run other code.
const RUNNING_VARIABLES: [&str; 14] = [
    "LD_PRELOAD",
    "LD_AUDIT",
    "DYLD_INSERT_LIBRARIES",
    "BASH_ENV",
    "PROMPT_COMMAND",
    "IFS",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_EXTERNAL_DIFF",
    "GIT_ASKPASS",
    "GIT_CONFIG_GLOBAL",
    "GIT_PROXY_COMMAND",
    "SSH_ASKPASS",
    "PERL5OPT",
];

/// Everything that could end badly if this line ran in this folder of the workspace.
///
/// `task` is what the user said: an address that stands there word for word may be fetched even if `tainted`.
pub fn judge(line: &str, directory: &str, task: &str, tainted: bool) -> Vec<Danger> {
    let mut scene = Scene {
        task,
        tainted,
        place: Place::default(),
        values: Vec::new(),
        fetched: Vec::new(),
        nested: 0,
        looks: 0,
        wrapped: 0,
        dangers: Vec::new(),
    };
    scene.place.enter(directory);
    if !directory.is_empty() && scene.place.is_away() {
        scene.add(
            Harm::Escapes,
            format!(
                "the folder “{}” is not inside the workspace",
                excerpt(directory, 60)
            ),
        );
    }
    scene.line(line);
    scene.dangers
}

/// What is known while the commands of a line are looked at, in their order.
pub(crate) struct Scene<'a> {
    task: &'a str,
    tainted: bool,
    place: Place,
    /// Variables and what they may hold.
    values: Vec<(String, Vec<String>)>,
    /// Files that this line downloads.
    fetched: Vec<String>,
    nested: usize,
    looks: usize,
    wrapped: usize,
    dangers: Vec<Danger>,
}

impl Scene<'_> {
    fn add(&mut self, harm: Harm, what: impl Into<String>) {
        self.dangers.push(Danger::new(harm, what));
    }

    /// Looks at a line, the outermost or one that a command carries.
    fn line(&mut self, line: &str) {
        let short = excerpt(line, 60);
        if line.len() > LONGEST || self.nested > MOST_NESTED {
            return self.add(
                Harm::Unreadable,
                format!("“{short}” is too long or too deeply nested to be judged"),
            );
        }
        if let Some(odd) = line
            .chars()
            .find(|c| path::invisible(*c) || (c.is_control() && !c.is_whitespace()))
        {
            return self.add(
                Harm::Unreadable,
                format!(
                    "“{short}” holds the invisible character U+{:04X}",
                    odd as u32
                ),
            );
        }
        if bomb::is_fork_bomb(line) {
            return self.add(Harm::Rules, format!("“{short}” starts itself without end"));
        }
        match reader::read(line) {
            Ok(commands) => {
                self.nested += 1;
                commands.iter().for_each(|command| self.command(command));
                self.nested -= 1;
            }
            Err(problem) => self.add(
                Harm::Unreadable,
                format!("“{short}” can't be read: {problem}"),
            ),
        }
    }

    fn command(&mut self, command: &Command) {
        command
            .assignments
            .iter()
            .for_each(|word| self.assign(word));
        let downloads = command
            .words
            .first()
            .is_some_and(|word| word.text.ends_with("curl") || word.text.ends_with("wget"));
        for redirect in &command.redirects {
            if downloads && redirect.writes {
                self.fetched.extend(
                    redirect
                        .target
                        .text
                        .rsplit('/')
                        .next()
                        .map(str::to_ascii_lowercase),
                );
            }
            for target in self.spellings(&redirect.target) {
                self.redirect(&target, redirect.writes);
            }
        }
        for word in &command.words {
            self.look_for_secrets(word);
        }
        if !command.words.is_empty() {
            program::run(self, &command.words, command.here.as_ref());
        }
    }

    fn assign(&mut self, word: &Word) {
        let Some((name, value)) = assignment(&word.text) else {
            return;
        };
        if RUNNING_VARIABLES.contains(&name) {
            self.add(
                Harm::Trusts,
                format!(
                    "“{}” makes other programs run code",
                    excerpt(&word.text, 60)
                ),
            );
        }
        let values = if word.dynamic {
            self.spellings(&Word {
                text: value.to_string(),
                ..word.clone()
            })
        } else {
            vec![value.to_string()]
        };
        self.values.push((name.to_string(), values));
    }

    fn redirect(&mut self, target: &str, writes: bool) {
        if target.starts_with("/dev/tcp/") || target.starts_with("/dev/udp/") {
            return self.add(
                Harm::Sends,
                format!("“{}” opens a connection", excerpt(target, 60)),
            );
        }
        if path::secret(target) {
            return self.add(
                Harm::Leaks,
                format!("“{}” holds credentials", excerpt(target, 60)),
            );
        }
        if writes {
            self.writes(target, "writes to");
        }
    }

    /// Notes what is wrong with writing to this path.
    fn writes(&mut self, target: &str, verb: &str) {
        let short = excerpt(target, 60);
        match self.place.locate(target) {
            Spot::Workspace(_) | Spot::Temporary | Spot::Sink => {
                if let Some(part) = path::protected(target) {
                    self.add(
                        Harm::Escapes,
                        format!("it {verb} “{short}”, and {part} is the user's alone"),
                    );
                }
            }
            Spot::Outside => self.add(
                Harm::Escapes,
                format!("it {verb} “{short}”, outside the workspace"),
            ),
            Spot::Device => self.add(Harm::Destroys, format!("it {verb} the device “{short}”")),
            Spot::Unknown => self.add(
                Harm::Unreadable,
                format!("it {verb} “{short}”, which is known only at run time"),
            ),
        }
    }

    fn look_for_secrets(&mut self, word: &Word) {
        if word.text.contains([' ', '\n']) {
            return;
        }
        for spelling in self.spellings(word) {
            let pieces = spelling
                .split(['=', '@', ':', ','])
                .chain(std::iter::once(spelling.as_str()));
            if let Some(piece) = pieces.into_iter().find(|piece| path::secret(piece)) {
                self.add(
                    Harm::Leaks,
                    format!("“{}” holds credentials", excerpt(piece, 60)),
                );
                return;
            }
        }
    }

    /// The texts that a word may stand for: known variables and braces replaced.
    fn spellings(&self, word: &Word) -> Vec<String> {
        let mut found = vec![word.text.clone()];
        if word.dynamic {
            for (name, values) in self.values.iter().rev() {
                let pattern = format!("${{{name}}}");
                let put = |text: String| match text.contains(&pattern) {
                    true => values
                        .iter()
                        .map(|value| text.replace(&pattern, value))
                        .collect(),
                    false => vec![text],
                };
                found = found
                    .into_iter()
                    .flat_map(put)
                    .take(MOST_SPELLINGS)
                    .collect();
            }
        }
        if word.quoted {
            found
        } else {
            found
                .iter()
                .flat_map(|text| braces(text))
                .take(MOST_SPELLINGS)
                .collect()
        }
    }
}
