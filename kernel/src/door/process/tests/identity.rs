//! What git in the sandbox knows of the user.

use super::*;

/// The user's own file: a name, harmless preferences, and what nobody else is to know or to have run.
const OWN: &str = "[user]\n\tname = Ada\n\temail = ada@example.test\n\tsigningkey = 0xAB\n\
    [init]\n\tdefaultBranch = trunk\n[commit]\n\tgpgsign = true\n[core]\n\thooksPath = /evil\n\tpager = evil\n\
    [alias]\n\tst = !evil\n[credential]\n\thelper = store\n[url \"ssh://x\"]\n\tinsteadOf = https://x\n\
    [http]\n\textraHeader = secret\n[include]\n\tpath = more\n";

struct User {
    bench: Bench,
    home: TempDir,
}

fn user(own: &str) -> User {
    let home = tempfile::tempdir().expect("a temporary directory");
    std::fs::write(home.path().join(".gitconfig"), own).expect("a file");
    std::fs::write(home.path().join("more"), "[pull]\n\trebase = true\n").expect("a file");
    let mut bench = bench();
    let environment = BTreeMap::from([
        ("PATH".to_owned(), "/usr/local/bin:/usr/bin:/bin".to_owned()),
        ("HOME".to_owned(), home.path().display().to_string()),
    ]);
    let (work, places) = (
        bench.workspace.path().to_owned(),
        bench.shell.places.clone(),
    );
    bench.shell = Shell::new(work, &environment, places, Arc::new(|_| {}));
    User { bench, home }
}

impl User {
    async fn says(&self, line: &str) -> (Option<i32>, String) {
        let outcome = self.bench.run(line).await;
        let all = [outcome.stdout, outcome.stderr].concat();
        (outcome.code, String::from_utf8_lossy(&all).into_owned())
    }
}

#[tokio::test]
async fn a_commit_bears_the_users_name_and_nothing_else_of_the_user_is_known() {
    let user = user(OWN);
    let init = "git init -q sub && cd sub && git commit -q --allow-empty -m one && git log --format='%an %ae %G?' && git symbolic-ref HEAD";
    let (code, told) = user.says(init).await;
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(told, "Ada ada@example.test N\nrefs/heads/trunk\n");
    let (_, told) = user.says("git config --global --list").await;
    let mut keys: Vec<_> = told.lines().collect();
    keys.sort_unstable();
    assert_eq!(
        keys,
        [
            "init.defaultbranch=trunk",
            "pull.rebase=true",
            "user.email=ada@example.test",
            "user.name=Ada"
        ]
    );
    for line in [
        "git config --global user.name Eve",
        "echo x >> $GIT_CONFIG_GLOBAL",
        "cat ~/.gitconfig",
        "rm $GIT_CONFIG_GLOBAL",
    ] {
        let (code, told) = user.says(line).await;
        assert_ne!(code, Some(0), "{line}: {told}");
    }
    let own = user.home.path().join(".gitconfig");
    assert_eq!(std::fs::read_to_string(own).expect("a file"), OWN);
}

#[tokio::test]
async fn what_a_repository_says_itself_comes_before_what_the_user_says() {
    let user = user(OWN);
    let work = user.bench.workspace.path();
    let made = std::process::Command::new("git")
        .args(["init", "-q"])
        .current_dir(work)
        .status();
    assert!(made.is_ok_and(|status| status.success()));
    let config = work.join(".git/config");
    let text = std::fs::read_to_string(&config).expect("a config");
    std::fs::write(config, format!("{text}[user]\n\temail = ada@work.test\n")).expect("a file");
    let (code, told) = user
        .says("git commit -q --allow-empty -m one && git log --format='%an %ae'")
        .await;
    assert_eq!((code, told.as_str()), (Some(0), "Ada ada@work.test\n"));
}

#[tokio::test]
async fn without_a_name_git_says_itself_what_it_lacks() {
    let user = user("[user]\n\tuseConfigOnly = true\n");
    let (code, told) = user
        .says("git init -q sub && cd sub && git commit --allow-empty -m one")
        .await;
    assert_eq!(code, Some(128), "{told}");
    assert!(told.contains("tell me who you are"), "{told}");
}

#[tokio::test]
async fn a_git_that_the_workspace_brings_along_is_not_asked() {
    let mut user = user(OWN);
    let work = user.bench.workspace.path().to_owned();
    std::fs::create_dir(work.join("bin")).expect("a folder");
    std::fs::write(
        work.join("bin/git"),
        "#!/bin/sh\ntouch \"$(dirname \"$0\")/../asked\"\n",
    )
    .expect("a file");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(work.join("bin/git"), mode).expect("it is ours");
    let environment = BTreeMap::from([(
        "PATH".to_owned(),
        format!("{}/bin:bin:/usr/bin:/bin", work.display()),
    )]);
    let places = user.bench.shell.places.clone();
    user.bench.shell = Shell::new(work.clone(), &environment, places, Arc::new(|_| {}));
    let (code, told) = user.says("true").await;
    assert_eq!(code, Some(0), "{told}");
    assert!(!work.join("asked").exists());
}
