//! Which program a command starts, through whatever stands before it.

use super::command::Word;
use super::place::Spot;
use super::{Scene, files, git, interpreter, network, publish, removal, search, system, wrapper};
use crate::danger::Harm;
use openkoi_counsel::excerpt;

/// How many programs are looked at in one line.
const MOST_LOOKS: usize = 600;
/// How many words a command may have.
const MOST_WORDS: usize = 1_000;
/// How many programs may start each other.
const MOST_WRAPPERS: usize = 8;

/// A program with its arguments.
pub(super) struct Call<'a> {
    /// The program's name without its folder, in lower case.
    pub(super) name: &'a str,
    pub(super) args: &'a [Word],
    pub(super) here: Option<&'a Word>,
}

impl Call<'_> {
    /// The arguments that are no options.
    pub(super) fn operands(&self) -> Vec<&Word> {
        let ended = self
            .args
            .iter()
            .position(|word| word.text == "--")
            .unwrap_or(self.args.len());
        let before = self.args[..ended]
            .iter()
            .filter(|word| !word.text.starts_with('-') || word.text == "-");
        before.chain(self.args.iter().skip(ended + 1)).collect()
    }

    /// Tells whether an option was given, alone, in a cluster, abbreviated or with a value.
    pub(super) fn has(&self, short: &str, long: &str) -> bool {
        self.args
            .iter()
            .take_while(|word| word.text != "--")
            .any(|word| match word.text.strip_prefix("--") {
                Some(name) => {
                    let name = name.split('=').next().unwrap_or_default();
                    name.len() > 2 && !long.is_empty() && long.starts_with(name)
                }
                None => word
                    .text
                    .strip_prefix('-')
                    .is_some_and(|cluster| cluster.contains(|c| short.contains(c))),
            })
    }

    /// The n-th operand's text, empty where there is none.
    pub(super) fn operand(&self, at: usize) -> &str {
        self.operands()
            .get(at)
            .map_or("", |word| word.text.as_str())
    }

    /// The call as it would be typed, shortened.
    pub(super) fn quoted(&self) -> String {
        let words: Vec<&str> = std::iter::once(self.name)
            .chain(self.args.iter().map(|word| word.text.as_str()))
            .collect();
        excerpt(&words.join(" "), 70)
    }
}

/// Looks at the program that these words start.
pub(super) fn run(scene: &mut Scene, words: &[Word], here: Option<&Word>) {
    let Some((first, args)) = words.split_first() else {
        return;
    };
    scene.looks += 1;
    if scene.looks > MOST_LOOKS || scene.wrapped > MOST_WRAPPERS || words.len() > MOST_WORDS {
        return scene.add(
            Harm::Unreadable,
            format!(
                "“{}” starts too many programs through each other",
                excerpt(&first.text, 60)
            ),
        );
    }
    for spelling in scene.spellings(first) {
        if spelling.contains("${")
            || (first.glob && spelling != "[" && spelling != "[[")
            || (!first.quoted && spelling.contains("{") && spelling.contains(','))
        {
            let what = format!(
                "the program “{}” is known only at run time",
                excerpt(&spelling, 60)
            );
            return scene.add(Harm::Unreadable, what);
        }
        if first.dynamic && spelling.contains(char::is_whitespace) {
            let split = spelling.split_whitespace().map(Word::literal);
            let words: Vec<Word> = split.chain(args.iter().cloned()).collect();
            run(scene, &words, here);
        } else if let Some(name) = program_name(scene, &spelling) {
            judge(
                scene,
                &Call {
                    name: &name,
                    args,
                    here,
                },
            );
        }
    }
}

/// The program's name; a program that lies outside the workspace and the system's own folders is noted instead.
fn program_name(scene: &mut Scene, spelling: &str) -> Option<String> {
    let lower = spelling.to_ascii_lowercase();
    let Some((folder, base)) = lower.rsplit_once('/') else {
        return Some(lower.trim_end_matches(".exe").to_string());
    };
    if folder.is_empty()
        || ["bin", "sbin", "libexec"]
            .iter()
            .any(|bin| folder.ends_with(bin))
    {
        return Some(base.trim_end_matches(".exe").to_string());
    }
    let downloaded = scene.fetched.iter().any(|file| file == base);
    match scene.place.locate(spelling) {
        _ if downloaded => scene.add(
            Harm::Trusts,
            format!(
                "it runs “{}”, which it has just downloaded",
                excerpt(spelling, 60)
            ),
        ),
        Spot::Workspace(_) | Spot::Temporary => {}
        Spot::Sink | Spot::Device | Spot::Outside | Spot::Unknown => {
            scene.add(
                Harm::Escapes,
                format!(
                    "it runs “{}”, a program outside the workspace",
                    excerpt(spelling, 60)
                ),
            );
        }
    }
    None
}

fn judge(scene: &mut Scene, call: &Call) {
    match call.name {
        "cd" | "pushd" | "chdir" => enter(scene, call),
        "popd" => scene.place.enter("-"),
        "for" | "select" => bind(scene, call),
        "export" | "declare" | "local" | "readonly" | "typeset" => {
            call.args.iter().for_each(|word| scene.assign(word))
        }
        "find" | "gfind" | "fd" | "fdfind" => {
            scene.wrapped += 1;
            search::judge(scene, call);
            scene.wrapped -= 1;
        }
        "git" => git::judge(scene, call),
        name if wrapper::WRAPPERS.contains(&name) => {
            scene.wrapped += 1;
            wrapper::through(scene, call);
            scene.wrapped -= 1;
        }
        _ => {
            if let Some(at) = wrapper::runner(call) {
                scene.wrapped += 1;
                run(scene, &call.args[at..], call.here);
                scene.wrapped -= 1;
            }
            system::judge(scene, call);
            removal::judge(scene, call);
            files::judge(scene, call);
            network::judge(scene, call);
            publish::judge(scene, call);
            interpreter::judge(scene, call);
        }
    }
}

fn enter(scene: &mut Scene, call: &Call) {
    match call.operands().first() {
        Some(folder) => scene
            .spellings(folder)
            .iter()
            .for_each(|folder| scene.place.enter(folder)),
        None => scene.place.enter("~"),
    }
}

/// `for name in words`: the name may hold each of the words.
fn bind(scene: &mut Scene, call: &Call) {
    let Some(name) = call.args.first() else {
        return;
    };
    let values = call
        .args
        .iter()
        .skip(2)
        .flat_map(|word| scene.spellings(word))
        .collect();
    scene.values.push((name.text.clone(), values));
}
