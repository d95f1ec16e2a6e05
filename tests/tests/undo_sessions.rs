//! Undo with the real binary: random commands of a model, edits of the user's, a kill in the middle, and every byte and
//! mode where it was. The thousands of sessions of this kind are the kernel's own test; these prove that it is wired so.

use openkoi_tests::{Home, Script, Server, Turn};
use rustix::process::Signal;
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::Duration;

const SESSIONS: u64 = 40;
const SEED: u64 = 20_261_122;

/// What the model has run, each without harm where it finds nothing.
const COMMANDS: [&str; 16] = [
    "printf 'changed\\n' > a.txt",
    "printf '\\000\\377' > b.bin",
    "rm -f a.txt",
    "mkdir -p new/deep && echo x > new/deep/x",
    "chmod 755 a.txt; chmod 600 b.bin",
    "mv a.txt moved.txt",
    "ln -sf /etc/hostname link",
    "rm -rf dir",
    "rm -f link; mkdir -p link && echo in > link/in",
    "mkdir empty-dir; rmdir old-empty",
    "echo SECRET=2 > .env",
    "printf 'caf' > \"$(printf 'caf\\351')\"; printf nl > \"$(printf 'a\\nb')\"",
    "head -c 3000000 /dev/zero > big.bin",
    "chmod 700 dir; echo more >> dir/one",
    "ln b.bin hard; printf both > hard",
    "echo '!.env' > .gitignore; echo A > A.txt",
];

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit
    }
}

/// Kind and mode, and the content or the target.
fn tree(root: &Path) -> BTreeMap<PathBuf, (u32, Vec<u8>)> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![root.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            let metadata = fs::symlink_metadata(&path).expect("it is there");
            let content = if metadata.is_dir() {
                waiting.push(path.clone());
                Vec::new()
            } else if metadata.is_symlink() {
                fs::read_link(&path)
                    .expect("a link")
                    .into_os_string()
                    .into_encoded_bytes()
            } else {
                fs::read(&path).expect("a file")
            };
            let below = path.strip_prefix(root).expect("it is below").to_owned();
            found.insert(below, (metadata.mode(), content));
        }
    }
    found
}

fn project(home: &Home, with_git: bool) {
    home.file("a.txt", "one\n")
        .file("b.bin", b"\0\x01\xff")
        .file("big.bin", vec![7; 2 << 20])
        .file("dir/one", "1\n")
        .file("dir/two", "")
        .file(".gitignore", ".env\n")
        .file(".env", "SECRET=1\n")
        .file("own.txt", "the user's\n");
    fs::create_dir(home.workspace().join("old-empty")).expect("a directory");
    symlink("dir/one", home.workspace().join("link")).expect("a link");
    let mode = fs::Permissions::from_mode(0o750);
    fs::set_permissions(home.workspace().join("dir/two"), mode).expect("a mode");
    if with_git {
        home.file(".git/HEAD", "ref: refs/heads/main\n")
            .file(".git/index", b"DIRC")
            .file(".git/objects/ab/cd", b"x");
    }
}

/// Whether the task had changed something, and whether its undo was killed.
fn session(number: u64, seed: u64) -> (bool, bool) {
    let told = format!("session {number} of OPENKOI_SEED={seed}");
    let mut random = Random(seed ^ (number << 32) ^ number);
    random.below(2);
    let mut script = Script::new();
    for _ in 0..1 + random.below(3) {
        let lines: Vec<&str> = (0..1 + random.below(4))
            .map(|_| COMMANDS[random.below(COMMANDS.len())])
            .collect();
        script = script.then(Turn::calls(
            "shell",
            json!({"command": lines.join("; ") + "; true"}),
        ));
    }
    let server = Server::messages(script.forever(Turn::says("Done.")));
    let home = Home::connected(&server);
    project(&home, random.below(2) == 0);
    let before = tree(home.workspace());
    home.run(["Tidy up", "-m", server.model(), "-i", "0"]);
    let after = tree(home.workspace());
    let has_changed = after != before;
    // A file of the user's own, and an edit of one that the task may have changed.
    home.file("own.txt", format!("{number}\n"));
    let edits = random.below(2) == 0 && after.contains_key(Path::new("b.bin"));
    if edits {
        // Another file under the same name: what else is called so keeps what it has.
        fs::remove_file(home.workspace().join("b.bin")).expect("it is there");
        home.file("b.bin", "the user's own words\n");
    }
    let is_killed = random.below(2) == 0;
    if is_killed {
        let running = home.start(["undo"]);
        std::thread::sleep(Duration::from_micros(
            u64::try_from(random.below(60_000)).unwrap_or(0),
        ));
        running.signal(Signal::KILL);
        running.end_within(Duration::from_secs(60));
    }
    let run = home.run(["undo", "--output-format", "json"]);
    let now = tree(home.workspace());
    for (path, node) in &now {
        let own = path == Path::new("own.txt") || edits && path == Path::new("b.bin");
        let expected = before.get(path).map(|(mode, content)| (*mode, content));
        let is_right = own || expected == Some((node.0, &node.1));
        assert!(is_right, "{told}: {}: {}", path.display(), run.told());
    }
    let missing: Vec<_> = before
        .keys()
        .filter(|path| !now.contains_key(*path))
        .collect();
    assert!(missing.is_empty(), "{told}: {missing:?}: {}", run.told());
    assert_eq!(home.read("own.txt"), format!("{number}\n"), "{told}");
    if edits {
        assert_eq!(home.read("b.bin"), "the user's own words\n", "{told}");
    }
    (has_changed, is_killed)
}

#[test]
#[expect(
    clippy::print_stdout,
    reason = "a campaign tells its figure and its seed"
)]
fn forty_sessions_of_the_binary_go_back_and_keep_what_the_user_wrote() {
    let seed = std::env::var("OPENKOI_SEED").ok();
    let seed = seed.map_or(SEED, |text| text.parse().expect("a number"));
    let (mut changed, mut killed) = (0, 0);
    for number in 0..SESSIONS {
        let (has_changed, is_killed) = session(number, seed);
        changed += u32::from(has_changed);
        killed += u32::from(is_killed);
    }
    // Where nothing was changed there is nothing to take back, and that would prove nothing.
    assert!(
        changed > 35 && killed > 10,
        "{changed} changed, {killed} killed"
    );
    println!(
        "R9: seed {seed}: {SESSIONS}/{SESSIONS} sessions of the binary exact, {changed} changed something, {killed} killed"
    );
}
