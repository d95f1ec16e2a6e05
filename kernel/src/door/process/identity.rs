//! Who the user is to git: programs in the sandbox get the name and harmless preferences, never the file they stand in.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;
use tokio::process::Command;
use tokio::time::timeout;

/// What only describes. None of these names a program, a file, an address or a key.
const KEYS: [&str; 40] = [
    "user.name",
    "user.email",
    "user.useconfigonly",
    "author.name",
    "author.email",
    "committer.name",
    "committer.email",
    "init.defaultbranch",
    "core.abbrev",
    "core.autocrlf",
    "core.eol",
    "core.quotepath",
    "core.safecrlf",
    "core.whitespace",
    "branch.autosetupmerge",
    "branch.autosetuprebase",
    "commit.cleanup",
    "commit.verbose",
    "diff.algorithm",
    "diff.colormoved",
    "diff.context",
    "diff.indentheuristic",
    "diff.mnemonicprefix",
    "diff.noprefix",
    "diff.renames",
    "fetch.prune",
    "i18n.commitencoding",
    "log.abbrevcommit",
    "log.date",
    "log.decorate",
    "merge.conflictstyle",
    "merge.ff",
    "pull.ff",
    "pull.rebase",
    "push.autosetupremote",
    "push.default",
    "rebase.autosquash",
    "rebase.autostash",
    "rerere.enabled",
    "status.showuntrackedfiles",
];

/// A longer value is none that a person chose.
const VALUE: usize = 1024;

/// How long git may take to say it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where git is told to look, of the user's environment.
const LEADING: [&str; 3] = ["HOME", "XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL"];

/// Asks the user's own git for the settings of the user.
#[derive(Debug, Clone)]
pub(super) struct Identity {
    environment: BTreeMap<String, String>,
    path: String,
}

impl Identity {
    pub(super) fn new(environment: &BTreeMap<String, String>) -> Self {
        let leading = LEADING.iter().filter_map(|name| {
            let value = environment.get(*name)?;
            Some(((*name).to_owned(), value.clone()))
        });
        Self {
            environment: leading.collect(),
            path: environment.get("PATH").cloned().unwrap_or_default(),
        }
    }

    /// A file below `folder` with the settings, for `GIT_CONFIG_GLOBAL`; None where there is no git to ask, or where the
    /// file can't be written: git then says itself what it lacks.
    pub(super) async fn keep(&self, workspace: &Path, folder: &Path) -> Option<PathBuf> {
        let program = self.git(workspace)?;
        let listed = self.listed(&program, workspace).await?;
        let file = folder.join("gitconfig");
        let text = config(&listed.stdout);
        if fs::read_to_string(&file).is_ok_and(|there| there == text) {
            return Some(file);
        }
        openkoi_state::write(&file, text.as_bytes())
            .ok()
            .map(|()| file)
    }

    /// The user's git, never one that the workspace brings along.
    fn git(&self, workspace: &Path) -> Option<PathBuf> {
        let folders = std::env::split_paths(&self.path).filter(|folder| folder.is_absolute());
        let programs = folders.filter_map(|folder| folder.join("git").canonicalize().ok());
        let mut own = programs.filter(|path| path.is_file() && !path.starts_with(workspace));
        own.next()
    }

    /// In the workspace, since settings may depend on where one works. Nothing is asked but what the user's own files
    /// say, and nothing in a repository makes this command run a program.
    async fn listed(&self, program: &Path, workspace: &Path) -> Option<Output> {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the door's way to start programs"
        )]
        let mut command = Command::from(std::process::Command::new(program));
        command
            .args(["config", "--global", "--includes", "--null", "--list"])
            .current_dir(workspace)
            .env_clear()
            .envs(&self.environment)
            .envs([("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_PAGER", "cat")])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        let listed = timeout(PATIENCE, command.output()).await.ok()?.ok()?;
        // That there is no such file is an answer too.
        (listed.status.success() || listed.status.code() == Some(128)).then_some(listed)
    }
}

/// What may be known, as a config that git reads: the last word on each key counts, as with git itself.
fn config(listed: &[u8]) -> String {
    let text = String::from_utf8_lossy(listed);
    let mut known: BTreeMap<&str, &str> = BTreeMap::new();
    for row in text.split('\0') {
        // A key without a value is a yes.
        let (key, value) = row.split_once('\n').unwrap_or((row, "true"));
        if KEYS.contains(&key) && value.len() <= VALUE && !value.chars().any(char::is_control) {
            known.insert(key, value);
        }
    }
    let mut config =
        "# What OpenKoi lets programs know of the user's own git settings.\n".to_owned();
    for (key, value) in known {
        if let Some((section, name)) = key.split_once('.') {
            let value = value.replace('\\', "\\\\").replace('"', "\\\"");
            config.push_str(&format!("[{section}]\n\t{name} = \"{value}\"\n"));
        }
    }
    config
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_describes_is_told_and_nothing_else() {
        let rows = [
            ("user.name\nAda", "[user]\n\tname = \"Ada\"\n"),
            (
                "user.name\nAda \"the\" \\first",
                "[user]\n\tname = \"Ada \\\"the\\\" \\\\first\"\n",
            ),
            ("user.name\nA\0user.name\nB", "[user]\n\tname = \"B\"\n"),
            ("pull.rebase", "[pull]\n\trebase = \"true\"\n"),
            ("user.name\nAda\n[core]\n\tfsmonitor = evil", ""),
            ("user.signingkey\n0xAB", ""),
            ("credential.helper\nstore", ""),
            ("credential.https://x.helper\n!evil", ""),
            ("url.ssh://git@x/.insteadof\nhttps://x/", ""),
            ("core.sshcommand\nevil", ""),
            ("core.hookspath\n/evil", ""),
            ("core.fsmonitor\nevil", ""),
            ("core.pager\nevil", ""),
            ("core.editor\nevil", ""),
            ("core.attributesfile\n/evil", ""),
            ("core.excludesfile\n/home/ada/.ignore", ""),
            ("alias.st\n!evil", ""),
            ("include.path\n/home/ada/secret", ""),
            ("includeif.gitdir:/x.path\n/home/ada/secret", ""),
            ("filter.lfs.clean\nevil", ""),
            ("gpg.program\nevil", ""),
            ("commit.gpgsign\ntrue", ""),
            ("commit.template\n/home/ada/secret", ""),
            ("diff.external\nevil", ""),
            ("merge.x.driver\nevil", ""),
            ("http.extraheader\nAuthorization: secret", ""),
            ("http.proxy\nhttp://ada:secret@proxy", ""),
            ("sendemail.smtppass\nsecret", ""),
            ("", ""),
        ];
        for (listed, expected) in rows {
            let config = config(listed.as_bytes());
            let (_, settings) = config.split_once('\n').expect("it says what it is");
            assert_eq!(settings, expected, "{listed:?}");
        }
    }
}
