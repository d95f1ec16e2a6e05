//! What a git command does.

use super::{Deed, Reach};
use crate::policy::shell::{Part, Word};

const FETCHES: Deed = Deed::new(Reach::Network, "reaches another host");
const SHOWS: Deed = Deed::new(Reach::Others, "others see it");
const LOSES: Deed = Deed::new(Reach::Lost, "loses history that nothing brings back");

/// Commands that look, whatever the flags but those of [`BENDING`].
const LOOKS: &[&str] = &[
    "status",
    "log",
    "diff",
    "show",
    "blame",
    "annotate",
    "shortlog",
    "describe",
    "rev-parse",
    "rev-list",
    "ls-files",
    "ls-tree",
    "cat-file",
    "name-rev",
    "merge-base",
    "show-ref",
    "for-each-ref",
    "diff-tree",
    "diff-files",
    "diff-index",
    "count-objects",
    "check-ignore",
    "check-attr",
    "whatchanged",
    "cherry",
    "range-diff",
    "version",
    "var",
    "grep",
    "show-branch",
    "fsck",
];

/// Flags, or beginnings of them, that run or write what the command's name does not say.
const BENDING: &[&str] = &[
    "--output",
    "--ext-diff",
    "--textconv",
    "--filters",
    "--open-files-in-pager",
    "-O",
    "--upload-pack",
    "--receive-pack",
    "--exec",
    "--template",
    "--separate-git-dir",
    "--config",
    "--lost-found",
    "--parseopt",
    "--sq-quote",
    "--paginate",
    "--contents",
    "--show-signature",
    "--resolve-git-dir",
];

/// How the subcommand stands among the words.
struct Command<'a> {
    name: &'a str,
    words: &'a [Word],
    /// Something before the subcommand makes git look elsewhere or run something.
    is_bent: bool,
}

/// The words without what stands before the subcommand: what rules are compared with.
pub(in crate::policy) fn subcommand(words: &[Word]) -> Option<usize> {
    let mut at = 1;
    while let Some(word) = words.get(at) {
        match word.text.as_str() {
            "-C" | "-c" | "--git-dir" | "--work-tree" | "--namespace" | "--config-env"
            | "--exec-path" | "--super-prefix" => at += 2,
            text if text.starts_with('-') => at += 1,
            _ => return Some(at),
        }
    }
    None
}

fn command(part: &Part) -> Option<Command<'_>> {
    let at = subcommand(&part.words)?;
    let before = &part.words[1..at];
    let is_plain = |word: &Word| {
        matches!(
            word.text.as_str(),
            "--no-pager" | "-P" | "--no-optional-locks" | "--literal-pathspecs"
        )
    };
    let rest = &part.words[at + 1..];
    let bends = |word: &Word| {
        let text = word.text.as_str();
        let flag = text.split('=').next().unwrap_or(text);
        word.is_unsure && word.text.starts_with(['-', crate::policy::shell::UNKNOWN])
            || (flag.starts_with("--")
                && flag.len() > 3
                && BENDING.iter().any(|known| known.starts_with(flag)))
            || text.starts_with("-O")
            || opens_a_pager(&part.words[at].text, text)
            || text.to_ascii_lowercase().starts_with("ext::")
    };
    Some(Command {
        name: &part.words[at].text,
        words: rest,
        is_bent: !before.iter().all(is_plain) || rest.iter().any(bends),
    })
}

/// `git grep -nO./x`: among single letters, as far as none of them takes the rest.
fn opens_a_pager(subcommand: &str, text: &str) -> bool {
    let letters = text.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
    subcommand == "grep"
        && letters.is_some_and(|letters| {
            letters
                .chars()
                .take_while(|letter| !"efmABC".contains(*letter))
                .any(|letter| letter == 'O')
        })
}

impl Command<'_> {
    fn has(&self, flags: &[&str]) -> bool {
        self.words
            .iter()
            .any(|word| flags.contains(&word.text.as_str()))
    }

    /// The first word that is no flag.
    fn first(&self) -> &str {
        self.plain().next().unwrap_or_default()
    }

    fn plain(&self) -> impl Iterator<Item = &str> {
        let words = self.words.iter().map(|word| word.text.as_str());
        words.filter(|text| !text.starts_with('-'))
    }

    /// A cluster of short flags holds the letter.
    fn has_letter(&self, letter: char) -> bool {
        self.words.iter().any(|word| {
            word.text.starts_with('-') && !word.text.starts_with("--") && word.text.contains(letter)
        })
    }
}

pub(super) fn deed(part: &Part) -> Deed {
    let Some(command) = command(part) else {
        return Deed::RUNS.bent_if(part.words.len() > 1 && part.text(1) != "--version");
    };
    let deed = if LOOKS.contains(&command.name) {
        Deed::LOOKS
    } else {
        other(&command)
    };
    if command.is_bent {
        return deed.and(Deed::RUNS.bent());
    }
    deed
}

fn other(command: &Command<'_>) -> Deed {
    match command.name {
        "push" => push(command),
        "fetch" | "pull" | "clone" | "ls-remote" | "request-pull" | "lfs" | "archive"
            if fetches(command) =>
        {
            FETCHES
        }
        "remote" => match command.first() {
            "" | "get-url" => Deed::LOOKS,
            "show" | "update" | "prune" => FETCHES,
            _ => Deed::RUNS,
        },
        "submodule" => match command.first() {
            "update" | "add" | "init" => FETCHES,
            _ => Deed::RUNS,
        },
        "send-email" | "imap-send" | "svn" | "p4" | "instaweb" | "daemon" => SHOWS,
        "branch" => listing(
            command,
            &[
                "-d", "-D", "-m", "-M", "-c", "-C", "-f", "-u", "--delete", "--force",
            ],
            'D',
        ),
        "tag" => listing(
            command,
            &["-d", "-f", "-a", "-s", "-u", "-m", "-F", "--delete"],
            'd',
        ),
        "stash" => match command.first() {
            "list" | "show" => Deed::LOOKS,
            "drop" | "clear" => LOSES,
            _ => Deed::RUNS,
        },
        "reflog" => match command.first() {
            "" | "show" | "exists" => Deed::LOOKS,
            "expire" | "delete" => LOSES,
            _ => Deed::RUNS,
        },
        "config" => config(command),
        "worktree" | "bundle" | "notes" | "bisect"
            if matches!(command.first(), "list" | "show" | "verify" | "log") =>
        {
            Deed::LOOKS
        }
        "filter-branch" | "filter-repo" | "update-ref" | "prune" | "replace" | "fast-import"
        | "symbolic-ref" | "pack-refs" => LOSES,
        "gc" if command
            .words
            .iter()
            .any(|word| word.text.starts_with("--prune") || word.text == "--aggressive") =>
        {
            LOSES
        }
        _ => Deed::RUNS,
    }
}

fn config(command: &Command<'_>) -> Deed {
    let reads = [
        "--get",
        "--get-all",
        "--get-regexp",
        "--list",
        "-l",
        "--get-urlmatch",
        "--show-origin",
    ];
    let is_read = command.has(&reads) || matches!(command.first(), "get" | "list");
    if is_read && !command.has(&["--edit", "-e", "--unset", "--add", "--replace-all"]) {
        Deed::LOOKS
    } else {
        Deed::new(Reach::Runs, "changes what git follows").bent()
    }
}

fn fetches(command: &Command<'_>) -> bool {
    command.name != "archive"
        || command
            .words
            .iter()
            .any(|word| word.text.starts_with("--remote"))
}

fn push(command: &Command<'_>) -> Deed {
    const FORCED: Deed = Deed::new(Reach::Lost, "replaces or deletes what others have");
    let forced = command.words.iter().any(|word| {
        let text = word.text.as_str();
        // A beginning of a long flag is enough for git.
        ["--force", "--delete", "--mirror", "--prune"]
            .iter()
            .any(|flag| text.len() > 3 && flag.starts_with(text) || text.starts_with(flag))
            || (!text.starts_with('-') && (text.starts_with(['+', ':']) || text.contains(" +")))
    });
    if forced || command.has_letter('f') || command.has_letter('d') {
        FORCED
    } else {
        SHOWS
    }
}

/// Lists, unless a flag or a name says otherwise.
fn listing(command: &Command<'_>, changing: &[&str], losing: char) -> Deed {
    let lists = command.has(&[
        "--list",
        "-l",
        "--contains",
        "--merged",
        "--no-merged",
        "--points-at",
        "-n",
    ]);
    let changes = command.has(changing) || (!lists && command.plain().next().is_some());
    if command.has_letter(losing) || command.has(&["--delete"]) {
        return if command.has(&["-d"]) && losing == 'D' {
            Deed::RUNS
        } else {
            LOSES
        };
    }
    if changes
        || command.has(&["--edit-description"])
        || command.words.iter().any(Word::may_be_flag)
    {
        Deed::RUNS
    } else {
        Deed::LOOKS
    }
}

impl Deed {
    fn bent_if(self, is_bent: bool) -> Self {
        Self { is_bent, ..self }
    }
}
