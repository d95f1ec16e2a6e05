//! Paths whose content decides what other programs do, or what we may: a tool does not write there.

use crate::domain::Permit;

/// Why a path is protected, and what happens to somebody who would write there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guarded {
    /// `Deny`, or `Ask` for what people change with good reason.
    pub permit: Permit,
    pub why: &'static str,
}

const GIT: &str = "git runs or follows what stands there";
const OURS: &str = "it decides what an agent may do";
const START: &str = "shells and programs run it when they start";
const OPENED: &str = "an editor or shell runs what it says when the folder is opened";

/// Names that are protected wherever they stand, with everything below them.
const NAMES: &[(&str, Permit, &str)] = &[
    (".openkoi", Permit::Deny, OURS),
    (".agents", Permit::Deny, OURS),
    (".mcp.json", Permit::Deny, OURS),
    ("mcp.json", Permit::Ask, OURS),
    (".bashrc", Permit::Deny, START),
    (".bash_profile", Permit::Deny, START),
    (".bash_login", Permit::Deny, START),
    (".bash_logout", Permit::Deny, START),
    (".bash_aliases", Permit::Deny, START),
    (".profile", Permit::Deny, START),
    (".zshrc", Permit::Deny, START),
    (".zshenv", Permit::Deny, START),
    (".zprofile", Permit::Deny, START),
    (".zlogin", Permit::Deny, START),
    (".zlogout", Permit::Deny, START),
    (".kshrc", Permit::Deny, START),
    (".cshrc", Permit::Deny, START),
    (".tcshrc", Permit::Deny, START),
    (".inputrc", Permit::Deny, START),
    (".xinitrc", Permit::Deny, START),
    (".xprofile", Permit::Deny, START),
    (".xsessionrc", Permit::Deny, START),
    (".vimrc", Permit::Deny, START),
    (".exrc", Permit::Deny, START),
    (".nvimrc", Permit::Deny, START),
    (".emacs", Permit::Deny, START),
    (".gdbinit", Permit::Deny, START),
    (".lldbinit", Permit::Deny, START),
    (".tmux.conf", Permit::Deny, START),
    (".screenrc", Permit::Deny, START),
    (".psqlrc", Permit::Deny, START),
    (".gitconfig", Permit::Deny, GIT),
    (".netrc", Permit::Deny, "it decides which keys go where"),
    (
        ".git-credentials",
        Permit::Deny,
        "it decides which keys go where",
    ),
    (".pypirc", Permit::Deny, "it decides which keys go where"),
    (
        ".ssh",
        Permit::Deny,
        "it decides who gets in and which keys go where",
    ),
    (".gnupg", Permit::Deny, "it decides which keys go where"),
    (".npmrc", Permit::Ask, "it decides where packages come from"),
    (
        ".yarnrc",
        Permit::Ask,
        "it decides where packages come from",
    ),
    (
        ".yarnrc.yml",
        Permit::Ask,
        "it decides where packages come from",
    ),
    (".pnpmfile.cjs", Permit::Ask, "the package manager runs it"),
    (".envrc", Permit::Ask, OPENED),
    (".dir-locals.el", Permit::Ask, OPENED),
    (".idea", Permit::Ask, OPENED),
    (".fleet", Permit::Ask, OPENED),
    (".devcontainer", Permit::Ask, OPENED),
    (".devcontainer.json", Permit::Ask, OPENED),
];

/// Two names in a row that are protected wherever they stand, with everything below them.
const PAIRS: &[(&str, &str, Permit, &str)] = &[
    (".config", "fish", Permit::Deny, START),
    (".config", "git", Permit::Deny, GIT),
    (".config", "autostart", Permit::Deny, START),
    (".config", "systemd", Permit::Deny, START),
    (".config", "openkoi", Permit::Deny, OURS),
    (".local", "bin", Permit::Ask, START),
    (".vscode", "tasks.json", Permit::Ask, OPENED),
    (".vscode", "settings.json", Permit::Ask, OPENED),
    (".vscode", "launch.json", Permit::Ask, OPENED),
    (".zed", "tasks.json", Permit::Ask, OPENED),
    (".zed", "settings.json", Permit::Ask, OPENED),
    (
        ".cargo",
        "config",
        Permit::Ask,
        "cargo runs the programs that it names",
    ),
    (
        ".cargo",
        "config.toml",
        Permit::Ask,
        "cargo runs the programs that it names",
    ),
];

/// Why nobody but the user writes to a path, written with "/"; none: it is like any other. It need not exist. Names are
/// taken as every file system that we know of takes them: whatever case, whatever invisible characters, NTFS's too.
pub fn protected(path: &str) -> Option<Guarded> {
    protected_names(path.split(['/', '\\']))
}

pub(super) fn protected_names<'a>(names: impl Iterator<Item = &'a str>) -> Option<Guarded> {
    let mut strictest: Option<Guarded> = None;
    let mut before = String::new();
    for name in names {
        if matches!(name, "" | "." | "..") {
            continue;
        }
        let name = folded(name);
        let found = of(&before, &name);
        if found.is_some_and(|found| strictest.is_none_or(|so_far| found.permit > so_far.permit)) {
            strictest = found;
        }
        before = name;
    }
    strictest
}

/// Of git's folder nothing is anybody's to write: hooks, config, attributes, modules and worktrees run or redirect, and
/// the rest is only sound as git writes it. As a file it leads elsewhere.
fn of(before: &str, name: &str) -> Option<Guarded> {
    if name == ".git" || is_short_of(name, "git") {
        return Some(Guarded {
            permit: Permit::Deny,
            why: GIT,
        });
    }
    if is_short_of(name, "openko") || is_short_of(name, "agents") {
        return Some(Guarded {
            permit: Permit::Deny,
            why: OURS,
        });
    }
    let single = NAMES.iter().find(|row| row.0 == name);
    let pair = || {
        let mut rows = PAIRS.iter();
        rows.find(|row| row.0 == before && row.1 == name)
    };
    single
        .map(|row| (row.1, row.2))
        .or_else(|| pair().map(|row| (row.2, row.3)))
        .map(|(permit, why)| Guarded { permit, why })
}

/// The short name that NTFS gives: `git~1`.
fn is_short_of(name: &str, stem: &str) -> bool {
    name.strip_prefix(stem)
        .and_then(|rest| rest.strip_prefix('~'))
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit()))
}

/// A name as the most forgiving file system compares it.
pub(super) fn folded(name: &str) -> String {
    // NTFS: what follows a colon names a stream of the same file.
    let name = name.split(':').next().unwrap_or(name);
    if name.is_ascii() {
        return name.trim_end_matches(['.', ' ']).to_ascii_lowercase();
    }
    let mut text = String::with_capacity(name.len());
    for character in name.chars().filter(|c| !is_ignorable(*c)) {
        match character {
            // These fold to ASCII letters.
            'ſ' => text.push('s'),
            '\u{212a}' => text.push('k'),
            other => text.extend(other.to_lowercase()),
        }
    }
    text.truncate(text.trim_end_matches(['.', ' ']).len());
    text
}

/// What HFS+ leaves out when it compares names.
fn is_ignorable(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_redirects_or_decides_is_denied_in_every_spelling() {
        let rows = [
            ".git",
            ".git/config",
            ".git/hooks/pre-commit",
            ".git/info/attributes",
            ".git/modules/dep/config",
            ".git/modules/dep/hooks/post-checkout",
            ".git/worktrees/a/gitdir",
            "vendor/dep/.git/hooks/post-merge",
            "./.GIT/config",
            ".Git/Hooks/pre-push",
            ".git./config",
            ".git /config",
            ".git. . /config",
            "a/../.git/config",
            "src\\..\\.git\\config",
            "GIT~1/config",
            ".git::$INDEX_ALLOCATION/config",
            ".g\u{200c}it/config",
            ".gi\u{200d}t/hooks/x",
            "\u{feff}.git/config",
            ".openkoi/config.toml",
            ".OPENKOI/trust",
            ".open\u{212a}oi/config.toml",
            "sub/.openkoi",
            "OPENKO~1/config.toml",
            ".agents/skills/a/SKILL.md",
            ".agent\u{17f}/skills/a/SKILL.md",
            ".mcp.json",
            "deep/er/.MCP.json",
            ".bashrc",
            ".profile.",
            ".zshenv",
            ".ssh/authorized_keys",
            ".config/fish/config.fish",
            ".config/git/config",
            ".gitconfig",
        ];
        for path in rows {
            let permit = protected(path).map(|guarded| guarded.permit);
            assert_eq!(permit, Some(Permit::Deny), "{path:?}");
        }
    }

    #[test]
    fn what_people_change_with_good_reason_is_asked() {
        let rows = [
            ".vscode/tasks.json",
            "app/.VSCode/Tasks.json",
            ".idea/workspace.xml",
            ".envrc",
            ".cargo/config.toml",
            ".npmrc",
            ".devcontainer/devcontainer.json",
        ];
        for path in rows {
            let permit = protected(path).map(|guarded| guarded.permit);
            assert_eq!(permit, Some(Permit::Ask), "{path:?}");
        }
    }

    #[test]
    fn everything_else_is_like_any_other() {
        let rows = [
            "src/main.rs",
            ".gitignore",
            ".gitattributes",
            ".github/workflows/test.yml",
            "git/config",
            "openkoi/config.toml",
            ".vscode/extensions.json",
            "docs/.git.md",
            "config.toml",
            "profile",
            ".env",
            "Makefile",
        ];
        for path in rows {
            assert_eq!(protected(path), None, "{path:?}");
        }
    }
}
