//! What a line for the shell runs.

/// One program of a line, with its arguments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part<'a> {
    /// Without quotation marks.
    pub words: Vec<&'a str>,
    /// Its output goes to a file.
    pub writes: bool,
}

/// Programs that only look.
const LOOKING: [&str; 44] = [
    "ls", "cat", "bat", "grep", "egrep", "fgrep", "rg", "ag", "find", "fd", "head", "tail", "wc",
    "pwd", "echo", "printf", "true", "false", "test", "[", "cd", "which", "type", "env",
    "printenv", "date", "whoami", "uname", "file", "stat", "du", "df", "tree", "diff", "cmp",
    "sort", "uniq", "cut", "jq", "less", "more", "sleep", "export", ":",
];
/// Of these the second word tells what they do.
const MANY: [&str; 18] = [
    "cargo", "npm", "pnpm", "yarn", "bun", "go", "git", "make", "just", "docker", "kubectl",
    "dotnet", "mvn", "gradle", "mix", "rake", "deno", "task",
];
/// Words by which a command is one that runs tests.
const TESTS: [&str; 26] = [
    "test",
    "tests",
    "pytest",
    "py.test",
    "unittest",
    "nextest",
    "jest",
    "vitest",
    "mocha",
    "ava",
    "tap",
    "tox",
    "nox",
    "rspec",
    "phpunit",
    "ctest",
    "check",
    "ci",
    "spec",
    "prove",
    "bats",
    "karma",
    "cypress",
    "playwright",
    "t",
    "doctest",
];
/// Programs that run what a file says.
const SCRIPTED: [&str; 26] = [
    "sh", "bash", "zsh", "python", "python3", "node", "ruby", "perl", "php", "make", "just", "npm",
    "yarn", "pnpm", "bun", "deno", "docker", "gradle", "gradlew", "mvn", "java", "task", "npx",
    "tsx", "ts-node", "mix",
];

/// The programs of a line, in order.
pub fn parts(line: &str) -> Vec<Part<'_>> {
    let mut found = vec![Part::default()];
    let mut at = 0;
    while let Some(character) = line[at..].chars().next() {
        let width = character.len_utf8();
        let last = found.len() - 1;
        match character {
            '&' | '|' | ';' | '\n' | '(' | ')' => {
                found.push(Part::default());
                at += width;
            }
            '>' => {
                let target = line[at + 1..].trim_start_matches(['>', '&', ' ']);
                let nowhere = target.starts_with("/dev/null") || target.starts_with(['1', '2']);
                found[last].writes |= !nowhere;
                let rest = target
                    .find([' ', ';', '|', '&'])
                    .map_or("", |end| &target[end..]);
                at = line.len() - rest.len();
            }
            '#' if line[..at].is_empty() || line[..at].ends_with(' ') => {
                at = line[at..].find('\n').map_or(line.len(), |end| at + end);
            }
            _ if character.is_whitespace() => at += width,
            _ => {
                let (word, next) = word(line, at);
                found[last].words.push(word);
                at = next;
            }
        }
    }
    found.iter_mut().for_each(unwrapped);
    found.retain(|part| !part.words.is_empty() || part.writes);
    found
}

fn word(line: &str, start: usize) -> (&str, usize) {
    let first = line[start..].chars().next().unwrap_or(' ');
    if first == '"' || first == '\'' {
        let inner = &line[start + 1..];
        let end = inner.find(first).unwrap_or(inner.len());
        return (&inner[..end], (start + 1 + end + 1).min(line.len()));
    }
    let mut quote: Option<char> = None;
    for (at, character) in line[start..].char_indices() {
        match quote {
            Some(open) if character == open => quote = None,
            Some(_) => {}
            None if character == '"' || character == '\'' => quote = Some(character),
            None if character.is_whitespace() || "&|;()>\n".contains(character) => {
                return (&line[start..start + at.max(1)], start + at.max(1));
            }
            None => {}
        }
    }
    (&line[start..], line.len())
}

/// Takes away what only starts another program.
fn unwrapped(part: &mut Part<'_>) {
    loop {
        let words: Vec<&str> = part.words.iter().take(3).copied().collect();
        let drop = match words.as_slice() {
            [first, ..] if first.split_once('=').is_some_and(|(name, _)| is_name(name)) => 1,
            [
                "sudo" | "time" | "env" | "npx" | "bunx" | "nice" | "exec" | "command" | "$" | "!"
                | "then" | "do" | "if",
                _,
                ..,
            ] => 1,
            ["uv" | "poetry" | "pipenv" | "pdm" | "hatch", "run", _] => 2,
            ["bundle" | "pnpm" | "yarn", "exec", _] => 2,
            ["timeout", _, _] => 2,
            ["python" | "python3", "-m", _] => 2,
            _ => return,
        };
        part.words.drain(..drop);
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || character == '_')
}

impl Part<'_> {
    /// The program's own name.
    pub fn program(&self) -> &str {
        let word = self.words.first().copied().unwrap_or_default();
        match word.rsplit('/').next().unwrap_or(word) {
            "python3" => "python",
            "py.test" => "pytest",
            name => name,
        }
    }

    /// What one of many things it does.
    fn kind(&self) -> &str {
        let arguments = || {
            self.words
                .iter()
                .skip(1)
                .filter(|word| !word.starts_with(['-', '+']))
        };
        let second = arguments().next().copied().unwrap_or_default();
        match second {
            "run" => arguments().nth(1).copied().unwrap_or(second),
            "t" => "test",
            _ => second,
        }
    }

    /// It can't change a file.
    pub fn looks_only(&self) -> bool {
        if self.writes {
            return false;
        }
        let program = self.program();
        let looks = match program {
            "sed" | "awk" | "gawk" => !self
                .words
                .iter()
                .any(|word| word.starts_with("-i") || word.contains("inplace")),
            "git" => [
                "status",
                "diff",
                "log",
                "show",
                "blame",
                "grep",
                "ls-files",
                "branch",
                "rev-parse",
                "describe",
                "remote",
            ]
            .contains(&self.kind()),
            "find" => !self
                .words
                .iter()
                .any(|word| matches!(*word, "-delete" | "-exec")),
            _ => LOOKING.contains(&program),
        };
        looks || program.is_empty()
    }

    /// It runs tests, as far as its words tell.
    pub fn tests(&self) -> bool {
        let by_words = |word: &str| {
            let word = word.rsplit('/').next().unwrap_or(word);
            TESTS.contains(&word)
                || word
                    .split(['-', ':', '_', '.'])
                    .any(|piece| matches!(piece, "test" | "tests"))
        };
        !self.looks_only()
            && !matches!(
                self.program(),
                "git" | "touch" | "mkdir" | "rm" | "cp" | "mv" | "vi" | "sed" | "tee" | "chmod"
            )
            && self.words.iter().any(|word| by_words(word))
    }

    /// It builds, lints or tests and leaves the sources as they are.
    pub fn checks_only(&self) -> bool {
        let kind = self.kind();
        match self.program() {
            "cargo" => matches!(
                kind,
                "test"
                    | "check"
                    | "build"
                    | "clippy"
                    | "nextest"
                    | "bench"
                    | "doc"
                    | "tree"
                    | "metadata"
            ),
            "go" => matches!(kind, "test" | "vet" | "build" | "list"),
            "npm" | "pnpm" | "yarn" | "bun" => matches!(kind, "test" | "lint" | "ls"),
            "make" => matches!(kind, "test" | "check" | "lint"),
            "pytest" | "unittest" | "jest" | "vitest" | "mocha" | "tsc" | "eslint" | "mypy"
            | "tox" => !self
                .words
                .iter()
                .any(|word| matches!(*word, "--fix" | "-u" | "--write")),
            _ => false,
        }
    }

    /// What it runs may be anything.
    pub fn is_script(&self) -> bool {
        let first = self.words.first().copied().unwrap_or_default();
        SCRIPTED.contains(&self.program())
            || first.starts_with("./")
            || first.contains(".sh")
            || first.starts_with('/')
    }

    /// What it runs may be anything, and more than the project's tests.
    pub fn is_opaque(&self) -> bool {
        self.is_script() && !self.tests() && !self.checks_only()
    }
}

/// How well a line that ran fits what is said to have run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It is something else.
    No,
    /// It may have been.
    Maybe,
    /// It was this.
    Yes,
}

/// The summary shows only the beginning of it.
pub fn is_cut(line: &str) -> bool {
    line.trim_end().ends_with('…')
}

/// The line runs tests.
pub fn runs_tests(line: &str) -> Fit {
    let parts = parts(line);
    if parts.iter().any(Part::tests) {
        Fit::Yes
    } else if is_cut(line) || parts.iter().any(Part::is_script) {
        Fit::Maybe
    } else {
        Fit::No
    }
}

/// The line may change files.
pub fn may_change(line: &str) -> bool {
    is_cut(line)
        || parts(line)
            .iter()
            .any(|part| part.writes || !(part.looks_only() || part.checks_only()))
}

/// Whether `line` ran what `claimed` names.
pub fn fits(claimed: &str, line: &str) -> Fit {
    let (claimed_parts, ran) = (parts(claimed), parts(line));
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let wanted = claimed_parts
        .iter()
        .rfind(|part| part.program() != "cd" && !part.program().is_empty());
    let Some(wanted) = wanted else {
        return Fit::Maybe;
    };
    let same = |part: &Part<'_>| {
        part.program() == wanted.program()
            && (!MANY.contains(&wanted.program())
                || wanted.kind().is_empty()
                || part.kind() == wanted.kind())
    };
    if ran.iter().any(same) || plain(line).contains(&plain(claimed)) {
        return Fit::Yes;
    }
    // "I ran `greet.py`" fits `python greet.py`.
    let is_own = !MANY.contains(&wanted.program());
    let named = ran.iter().filter(|part| !part.looks_only()).any(|part| {
        part.words
            .iter()
            .any(|word| is_own && word.rsplit('/').next() == Some(wanted.program()))
    });
    if named {
        return Fit::Yes;
    }
    let both_test = wanted.tests() && runs_tests(line) == Fit::Yes;
    if both_test || is_cut(line) || ran.iter().any(Part::is_script) {
        Fit::Maybe
    } else {
        Fit::No
    }
}

/// The text is a command and no name of a function or file.
pub fn is_command(text: &str) -> bool {
    let parts = parts(text);
    let Some(part) = parts.first() else {
        return false;
    };
    let program = part.program();
    let known = MANY.contains(&program)
        || LOOKING.contains(&program)
        || SCRIPTED.contains(&program)
        || part.tests();
    known && (text.contains(' ') || part.tests() || matches!(program, "make" | "ls"))
}
