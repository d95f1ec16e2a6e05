//! What git may do in the sandbox: make a repository, clone one, work in one that lies elsewhere; and what comes of it.

use crate::bench::{Bench, Told};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// A folder with nothing in it, for a test of its own.
fn empty(bench: &Bench, name: &str) -> PathBuf {
    let folder = bench.root().join(name);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[track_caller]
fn succeeds(told: &Told, what: &str) {
    assert_eq!(told.code, 0, "{what}: {told:?}");
}

#[test]
fn a_repository_is_made_where_there_is_none() {
    let commit = "git -c user.name=n -c user.email=e commit -q --allow-empty -m one";
    let rows = [
        (
            "at the root",
            format!("git init -q && {commit} && git log --oneline"),
            ".git/HEAD",
        ),
        (
            "with a branch's name",
            "git init -q -b topic . && git symbolic-ref HEAD".to_owned(),
            ".git/config",
        ),
        (
            "below",
            format!("git init -q sub && cd sub && {commit}"),
            "sub/.git/HEAD",
        ),
        (
            "by cloning",
            format!(
                "git init -q one && cd one && {commit} && cd .. && git clone -q one two && git -C two log --oneline"
            ),
            "two/.git/HEAD",
        ),
        (
            "bare",
            "git init -q --bare store.git && git clone -q ./store.git out".to_owned(),
            "out/.git/HEAD",
        ),
        (
            "for a crate",
            "cargo new -q --vcs git made".to_owned(),
            "made/.git/HEAD",
        ),
        (
            "for a package",
            "npm init -y >/dev/null".to_owned(),
            "package.json",
        ),
    ];
    let bench = Bench::new();
    for (at, (what, line, proof)) in rows.iter().enumerate() {
        let work = empty(&bench, &format!("empty{at}"));
        let told = bench.confine_in(&work, line);
        succeeds(&told, what);
        assert!(work.join(proof).exists(), "{what}: {told:?}");
        assert!(!told.stderr.contains("kept: "), "{what}: {told:?}");
        // The next program works in it, and what git obeys is fixed from now on.
        let again = bench.confine_in(&work, "git config --local core.fsmonitor evil");
        assert_ne!(again.code, 0, "{what}: {again:?}");
        let left: Vec<_> = [".agents", ".openkoi", ".mcp.json"]
            .into_iter()
            .filter(|name| work.join(name).exists())
            .collect();
        assert!(left.is_empty(), "{what}: {left:?}");
    }
}

#[test]
fn what_a_new_repository_should_not_bring_along_is_taken_away_and_told() {
    let rows = [
        (
            "a hook",
            "git init -q && echo evil > .git/hooks/post-checkout",
            "hooks/post-checkout",
            true,
        ),
        (
            "a setting",
            "git init -q && git config core.fsmonitor evil",
            "config",
            true,
        ),
        (
            "a setting of a worktree",
            "git init -q && echo '[core]' > .git/config.worktree",
            "config.worktree",
            true,
        ),
        (
            "a common folder",
            "git init -q && echo ../elsewhere > .git/commondir",
            "commondir",
            true,
        ),
        (
            "hooks by a link",
            "git init -q && rm -r .git/hooks && ln -s ../evil .git/hooks",
            "hooks",
            true,
        ),
        (
            "a setting of a submodule",
            "git init -q && git init -q --bare .git/modules/x && git config --file .git/modules/x/config core.pager evil",
            "modules/x/config",
            true,
        ),
        (
            "no repository at all",
            "mkdir .git/hooks && echo evil > .git/hooks/post-checkout",
            "hooks",
            false,
        ),
        (
            "half of one",
            "git init -q && rm .git/HEAD",
            "config",
            false,
        ),
    ];
    let bench = Bench::new();
    for (at, (what, line, gone, stays)) in rows.into_iter().enumerate() {
        let work = empty(&bench, &format!("strange{at}"));
        let told = bench.confine_in(&work, line);
        succeeds(&told, what);
        assert!(
            told.stderr.contains("kept: ") && told.stderr.contains("/.git"),
            "{what}: {told:?}"
        );
        assert!(
            fs::symlink_metadata(work.join(".git").join(gone)).is_err(),
            "{what}: {told:?}"
        );
        assert_eq!(work.join(".git/HEAD").exists(), stays, "{what}: {told:?}");
    }
}

#[test]
fn nobody_outside_sees_a_repository_before_it_was_looked_at() {
    let bench = Bench::new();
    let work = empty(&bench, "watched");
    let line = "git init -q && git config core.fsmonitor evil && touch ready; while [ ! -e go ]; do sleep 0.05; done";
    let told = thread::scope(|scope| {
        let inside = scope.spawn(|| bench.confine_in(&work, line));
        while !work.join("ready").exists() && !inside.is_finished() {
            thread::sleep(Duration::from_millis(20));
        }
        let seen: Vec<_> = fs::read_dir(work.join(".git"))
            .expect("a placeholder")
            .collect();
        fs::write(work.join("go"), "").expect("a file");
        assert!(seen.is_empty(), "{seen:?}");
        inside.join().expect("it ends")
    });
    succeeds(&told, "it runs");
    assert!(
        work.join(".git/HEAD").exists() && !work.join(".git/config").exists(),
        "{told:?}"
    );
}

/// A repository with a worktree beside it.
fn worktree(bench: &Bench) -> (PathBuf, PathBuf) {
    let main = empty(bench, "main");
    let line = "git init -q && git -c user.name=n -c user.email=e commit -q --allow-empty -m first && \
                git worktree add -q ../linked 2>/dev/null && git config extensions.worktreeConfig true";
    succeeds(&bench.outside(&main, line), "a worktree");
    (main, bench.root().join("linked"))
}

/// Works in the worktree of a repository that lies elsewhere, and reaches for what git obeys there.
fn works(run: impl Fn(&Path, &str) -> Told, main: &Path, linked: &Path) {
    let git = main.join(".git");
    let own = git.join("worktrees/linked");
    let everyday = "git status --short && echo x > new && git add new && git -c user.name=n -c user.email=e commit -q -m two && \
                    git branch more && git tag mark && echo y >> new && git stash -q 2>/dev/null; git log --format=%s | head -1";
    let told = run(linked, everyday);
    assert_eq!((told.code, told.stdout.trim()), (0, "two"), "{told:?}");
    let shown = [
        ("shared", git.clone()),
        ("own", own.clone()),
        ("main", main.to_owned()),
    ];
    let fill = |line: &str| {
        shown.iter().fold(line.to_owned(), |line, (name, path)| {
            line.replace(&format!("{{{name}}}"), &path.display().to_string())
        })
    };
    let rows = [
        "echo evil >> {shared}/config",
        "git config core.fsmonitor evil",
        "git config --worktree core.fsmonitor evil",
        "echo evil > {own}/config.worktree",
        "rm {own}/config.worktree",
        "mv {own}/index {own}/config.worktree",
        "mkdir -p {shared}/hooks && echo evil > {shared}/hooks/post-checkout",
        "echo evil > {own}/commondir",
        "echo evil > {own}/gitdir",
        "rm {own}/commondir",
        "echo evil > .git",
        "rm .git",
        "echo evil > {shared}/HEAD",
        "echo evil > {shared}/index",
        "echo evil > {shared}/new",
        "mkdir {shared}/modules",
        "mv {shared}/objects {shared}/elsewhere",
        "ls {main}/file",
    ];
    for row in rows {
        let told = run(linked, &fill(row));
        assert_ne!(told.code, 0, "{row}: {told:?}");
    }
    // Where it lies below a folder for temporary files, this may be a file of a private one.
    run(linked, &fill("echo evil > {main}/file"));
    assert!(!main.join("file").exists());
    let told = run(
        linked,
        &fill("mkdir -p {own}/hooks && echo evil > {own}/hooks/post-checkout"),
    );
    assert!(told.stderr.contains("kept: "), "{told:?}");
    assert!(!own.join("config.worktree").exists() && !own.join("hooks/post-checkout").exists());
}

#[test]
fn a_worktree_works_with_its_repository_elsewhere_and_changes_nothing_that_git_obeys() {
    let bench = Bench::new();
    let (main, linked) = worktree(&bench);
    works(|work, line| bench.confine_in(work, line), &main, &linked);
    let bench = Bench::new();
    let (main, linked) = worktree(&bench);
    if crate::bench::is_root() {
        bench.give_away();
        works(
            |work, line| bench.confine_in_as_somebody(work, line),
            &main,
            &linked,
        );
    }
}

#[test]
fn a_git_file_that_a_project_brings_along_leads_nowhere() {
    let bench = Bench::new();
    let (main, linked) = worktree(&bench);
    let ssh = bench.home().join(".ssh");
    let canary = fs::read_to_string(ssh.join("id_ed25519")).expect("a secret");
    let own = main.join(".git/worktrees/linked");
    let fake = |work: &Path, common: &Path| {
        let folder = work.join("fake/worktrees/x");
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(
            folder.join("gitdir"),
            work.join(".git").display().to_string(),
        )
        .expect("a file");
        fs::write(folder.join("commondir"), common.display().to_string()).expect("a file");
        fs::write(folder.join("HEAD"), "ref: refs/heads/main\n").expect("a file");
        folder
    };
    type Lead<'a> = Box<dyn Fn(&Path) -> PathBuf + 'a>;
    let rows: [(&str, Lead); 6] = [
        ("a folder of secrets", Box::new(|_| ssh.clone())),
        ("the home", Box::new(|_| bench.home())),
        ("somebody else's worktree", Box::new(|_| own.clone())),
        ("another repository", Box::new(|_| main.join(".git"))),
        (
            "a worktree of its own with somebody else's repository",
            Box::new(|work| fake(work, &main.join(".git"))),
        ),
        (
            "a worktree of its own with secrets for a repository",
            Box::new(|work| fake(work, &ssh)),
        ),
    ];
    for (at, (what, lead)) in rows.iter().enumerate() {
        let work = empty(&bench, &format!("lured{at}"));
        let target = lead(&work);
        fs::write(work.join(".git"), format!("gitdir: {}\n", target.display())).expect("a file");
        let (secret, objects) = (ssh.join("id_ed25519"), main.join(".git/objects"));
        let line = format!(
            "cat {0} {1}/HEAD {2}/index; ls {3}; echo evil > {1}/evil; echo evil > {3}/evil; echo evil > {0}",
            secret.display(),
            target.display(),
            linked.display(),
            objects.display()
        );
        let told = bench.confine_in(&work, &line);
        assert!(!told.stdout.contains(&canary), "{what}: {told:?}");
        assert!(
            !objects.join("evil").exists()
                && !ssh.join("evil").exists()
                && !own.join("evil").exists(),
            "{what}: {told:?}"
        );
        assert_eq!(
            fs::read_to_string(&secret).expect("it is there"),
            canary,
            "{what}"
        );
    }
    // The same lines do all of it outside.
    let told = bench.outside(
        &linked,
        &format!(
            "cat {}; ls {}",
            ssh.join("id_ed25519").display(),
            main.join(".git/objects").display()
        ),
    );
    assert!(told.code == 0 && told.stdout.contains(&canary), "{told:?}");
}
