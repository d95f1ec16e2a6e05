//! Programs that look and change nothing, unless a flag says otherwise.

use super::Deed;
use crate::policy::shell::Part;

/// A program, the letters and long flags with which it does more, and how many words that are no flags it takes.
struct Row {
    name: &'static str,
    letters: &'static str,
    long: &'static [&'static str],
    words: usize,
}

const ANY: usize = usize::MAX;

const fn row(
    name: &'static str,
    letters: &'static str,
    long: &'static [&'static str],
    words: usize,
) -> Row {
    Row {
        name,
        letters,
        long,
        words,
    }
}

/// They change nothing, whatever they are told.
const ALWAYS: &[&str] = &[
    "ls",
    "cat",
    "head",
    "tail",
    "wc",
    "nl",
    "tac",
    "rev",
    "cut",
    "paste",
    "tr",
    "fold",
    "fmt",
    "column",
    "comm",
    "cmp",
    "join",
    "expand",
    "unexpand",
    "echo",
    "pwd",
    "true",
    "false",
    ":",
    "basename",
    "dirname",
    "realpath",
    "readlink",
    "stat",
    "du",
    "df",
    "which",
    "type",
    "whoami",
    "id",
    "groups",
    "uname",
    "arch",
    "nproc",
    "uptime",
    "free",
    "ps",
    "pgrep",
    "seq",
    "sleep",
    "grep",
    "egrep",
    "fgrep",
    "md5sum",
    "sha1sum",
    "sha256sum",
    "sha512sum",
    "shasum",
    "b2sum",
    "b3sum",
    "cksum",
    "sum",
    "od",
    "hexdump",
    "hd",
    "strings",
    "expr",
    "factor",
    "numfmt",
    "tty",
    "locale",
    "getconf",
    "lscpu",
    "lsblk",
    "printenv",
    "cal",
    "tsort",
    "base64",
    "base32",
    "jq",
    "cloc",
    "tokei",
    "exit",
    "return",
    "break",
    "continue",
    "shift",
    "wait",
    "cd",
    "pushd",
    "popd",
    "dirs",
    "read",
    "export",
    "local",
    "readonly",
    "vdir",
    "dir",
    "look",
    "cksum",
    "times",
    "jobs",
    "diffstat",
    "lsb_release",
    "sw_vers",
];

const CAREFUL: &[Row] = &[
    row(
        "sort",
        "oTS",
        &[
            "output",
            "compress-program",
            "temporary-directory",
            "files0-from",
        ],
        ANY,
    ),
    row("uniq", "", &[], 1),
    row("xxd", "r", &["revert"], 1),
    row("date", "sf", &["set", "file"], 1),
    row("hostname", "Fb", &["file", "boot"], 0),
    row("printf", "v", &[], ANY),
    row("test", "vR", &[], ANY),
    row("[", "vR", &[], ANY),
    row("diff", "l", &["paginate"], ANY),
    row("tree", "oR", &["output"], ANY),
    row(
        "file",
        "CzZ",
        &["compile", "uncompress", "uncompress-noreport"],
        ANY,
    ),
    row(
        "rg",
        "z",
        &[
            "pre",
            "pre-glob",
            "hostname-bin",
            "search-zip",
            "hyperlink-format",
        ],
        ANY,
    ),
    row(
        "ripgrep",
        "z",
        &["pre", "pre-glob", "hostname-bin", "search-zip"],
        ANY,
    ),
    row("ag", "z", &["pager", "search-zip"], ANY),
    row("fd", "xX", &["exec", "exec-batch"], ANY),
    row("fdfind", "xX", &["exec", "exec-batch"], ANY),
    row(
        "yq",
        "is",
        &["inplace", "in-place", "split-exp", "split-exp-file"],
        ANY,
    ),
    row("env", "SCu", &["split-string", "chdir", "unset"], 0),
    row("xargs", "a", &["arg-file"], ANY),
    row("timeout", "", &[], ANY),
    row("nohup", "", &[], 0),
    row("nice", "", &[], ANY),
    row("time", "o", &["output"], ANY),
    row("command", "", &[], ANY),
    row("stdbuf", "", &[], ANY),
    row("nm", "", &["plugin"], ANY),
    row("readelf", "", &[], ANY),
];

/// Programs that say their version.
const SPEAKERS: &[&str] = &[
    "node",
    "python",
    "python3",
    "gcc",
    "cc",
    "clang",
    "java",
    "javac",
    "ruby",
    "perl",
    "bash",
    "jq",
    "tsc",
    "docker",
    "pip",
    "pip3",
    "psql",
    "mysql",
    "redis-cli",
    "terraform",
    "curl",
    "wget",
    "gh",
    "aws",
];

pub(super) fn deed(name: &str, part: &Part) -> Option<Deed> {
    if ALWAYS.contains(&name) {
        let hides = matches!(name, "read" | "export" | "local" | "readonly")
            && part.words.iter().any(|word| runs_within(&word.text));
        return Some(if hides {
            Deed::RUNS.bent()
        } else {
            Deed::LOOKS
        });
    }
    if name == "set" {
        let plain = |text: &str| {
            text == "pipefail"
                || (text.len() <= 6
                    && text.starts_with(['-', '+'])
                    && text[1..].chars().all(|c| "euxo".contains(c)))
        };
        let is_plain =
            part.words.len() > 1 && part.words.iter().skip(1).all(|word| plain(&word.text));
        return Some(if is_plain {
            Deed::LOOKS
        } else {
            Deed::RUNS.bent()
        });
    }
    if SPEAKERS.contains(&name) && part.words.len() == 2 && part.text(1) == "--version" {
        return Some(Deed::LOOKS);
    }
    if matches!(name, "find" | "gfind") {
        return Some(find(part));
    }
    let row = CAREFUL.iter().find(|row| row.name == name)?;
    Some(
        if row.allows(part) && !(name == "date" && sets_the_clock(part)) {
            Deed::LOOKS
        } else {
            Deed::RUNS.bent()
        },
    )
}

impl Row {
    fn allows(&self, part: &Part) -> bool {
        let (mut words, mut flags_ended) = (0, false);
        // A wrapper's own flags end where the command that it runs begins, which is judged by itself.
        let wraps = matches!(
            self.name,
            "env" | "xargs" | "timeout" | "nohup" | "nice" | "time" | "command" | "stdbuf"
        );
        for word in part.words.iter().skip(1) {
            let text = word.text.as_str();
            let is_flag = text.starts_with('-') && text.len() > 1;
            if wraps && !is_flag {
                return true;
            }
            let may_bend = word.may_be_flag() && !(self.letters.is_empty() && self.long.is_empty());
            if may_bend || runs_within(text) || (is_flag && self.forbids(text)) {
                return false;
            }
            // What the shell makes several words of could be one too many.
            if word.is_unsure || word.has_glob {
                words += usize::from(self.words != ANY) * 2;
            }
            // Behind `--` stand no flags, whatever they look like.
            words += usize::from(!is_flag || flags_ended);
            flags_ended |= text == "--";
        }
        words <= self.words || (self.name == "[" && words > 0)
    }

    fn forbids(&self, flag: &str) -> bool {
        if let Some(long) = flag.strip_prefix("--") {
            let long = long.split('=').next().unwrap_or(long);
            // A beginning is enough for most programs.
            return !long.is_empty() && self.long.iter().any(|known| known.starts_with(long));
        }
        // Single letters, or the long form with one dash.
        flag[1..]
            .chars()
            .any(|letter| self.letters.contains(letter))
    }
}

/// A shell's own commands calculate some of their words, and what stands in an index is run.
fn runs_within(text: &str) -> bool {
    text.contains('[') && (text.contains("$(") || text.contains('`'))
}

/// `date 010100002020`: digits are a time to set, a format begins with a plus.
fn sets_the_clock(part: &Part) -> bool {
    let is_time = |text: &str| text.chars().all(|c| c.is_ascii_digit() || c == '.');
    part.words.iter().skip(1).any(|word| is_time(&word.text))
}

fn find(part: &Part) -> Deed {
    let mut deed = Deed::LOOKS;
    for word in part.words.iter().skip(1) {
        let text = word.text.as_str();
        if word.may_be_flag() {
            return Deed::RUNS.bent();
        }
        match text {
            "-exec" | "-execdir" | "-ok" | "-okdir" => deed = deed.bent(),
            "-delete" => return Deed::RUNS.bent(),
            _ if text.starts_with("-fprint") || text == "-fls" || text.starts_with("-files0") => {
                return Deed::RUNS.bent();
            }
            _ => {}
        }
    }
    deed
}
