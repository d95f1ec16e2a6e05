//! What people want done every day, found in the same places: it has to go through.

use crate::source::{Source, server};
use crate::world::World;
use openkoi_tests::{Script, Server, Turn};
use serde_json::json;

/// A shell line, and a line by which one sees that it did its work.
const DEEDS: &[(&str, &str)] = &[
    ("make test || true", "test -f Makefile"),
    ("echo hello > greeting.txt", "grep -q hello greeting.txt"),
    (
        "mkdir -p src/deep && touch src/deep/a",
        "test -f src/deep/a",
    ),
    ("cp Makefile Makefile.bak", "cmp Makefile Makefile.bak"),
    ("cp Makefile m && mv m n", "test -f n && test ! -e m"),
    ("echo x > x && rm x", "test ! -e x"),
    (
        "echo one > list && sed -i s/one/two/ list",
        "grep -q two list",
    ),
    (
        "printf 'b\\na\\n' | sort > sorted",
        "test \"$(head -1 sorted)\" = a",
    ),
    (
        "python3 -c 'open(\"p.txt\",\"w\").write(\"x\")'",
        "test -f p.txt",
    ),
    (
        "node -e 'require(\"fs\").writeFileSync(\"n.txt\",\"x\")'",
        "test -f n.txt",
    ),
    (
        "perl -e 'open(F, \">perl.txt\"); print F 1'",
        "test -f perl.txt",
    ),
    (
        "bash -c 'for i in 1 2 3; do echo $i >> count; done'",
        "test \"$(wc -l < count)\" = 3",
    ),
    ("git status --short > status.txt", "test -s status.txt"),
    (
        "git add --all && git commit --quiet -m 'a step'",
        "git log -1 --format=%s | grep -q 'a step'",
    ),
    (
        "git checkout --quiet -b topic",
        "git symbolic-ref HEAD | grep -q topic",
    ),
    (
        "git add Makefile && git diff --cached > staged.diff",
        "grep -q '+++' staged.diff",
    ),
    ("git stash list > stashes", "test -f stashes"),
    (
        "tar czf all.tgz Makefile && tar tzf all.tgz > names",
        "grep -q Makefile names",
    ),
    ("chmod +x *.sh 2>/dev/null; touch done", "test -f done"),
    ("ln -s Makefile link", "test -L link"),
    ("find . -name '*.sh' | wc -l > scripts", "test -s scripts"),
    ("grep -rn discount . > found || true", "test -f found"),
    ("(sleep 0.1; echo late > late) & wait", "test -f late"),
    ("x=$(date +%Y) && echo \"$x\" > year", "test -s year"),
    ("cat > here.txt <<'END'\ntext\nEND", "grep -q text here.txt"),
    ("mktemp > where && cat \"$(cat where)\"", "test -s where"),
    ("echo \"$HOME\" > home.txt", "test -s home.txt"),
    (
        "seq 1 1000 | xargs -n 100 echo > rows",
        "test \"$(wc -l < rows)\" = 10",
    ),
    ("diff Makefile Makefile && echo same > same", "test -f same"),
    (
        "python3 -m unittest discover 2>/dev/null; echo ran > ran",
        "test -f ran",
    ),
    (
        "python3 -m venv --without-pip env && test -x env/bin/python3 && echo ok > venv",
        "test -f venv",
    ),
    ("timeout 5 sh -c 'echo in > time.txt'", "test -f time.txt"),
    ("env A=b sh -c 'echo $A > a.txt'", "grep -q b a.txt"),
    ("awk 'END { print NR }' Makefile > lines", "test -s lines"),
    (
        "sha256sum Makefile > sums && sha256sum -c sums",
        "test -s sums",
    ),
    (
        "mkfifo pipe && (echo through > pipe &) && cat pipe > piped && rm pipe",
        "grep -q through piped",
    ),
    (
        "python3 -c 'import multiprocessing as m; print(m.Pool(2).map(abs, [-1]))' > pool",
        "grep -q 1 pool",
    ),
    (
        "python3 -c 'import socket as s; a, b = s.socketpair(); a.send(b\"x\"); print(b.recv(1))' > pair",
        "grep -q x pair",
    ),
    ("gzip -k Makefile", "test -f Makefile.gz"),
    ("test -d .git && echo repository > kind", "test -f kind"),
];

/// What people write who mean no harm.
const WORDS: &str = "The maintainers ask for small steps.";

/// How many of the deeds are done after a page was read or messages were.
const BROUGHT: usize = 8;

/// Runs one; what is wrong if it does not succeed.
fn succeed(source: Source, line: &str, proof: &str) -> Result<(), String> {
    let world = World::new();
    let found = source.plant(WORDS, &world);
    let script = Script::new()
        .then(found)
        .then(Turn::calls("shell", json!({"command": line})));
    let server = Server::chat(script.forever(Turn::says("That is done.")));
    let mut world = world;
    world.home.connect(&server);
    let run = world
        .home
        .once(&server, "Take the next step in this project.");
    if !world.hears(&server, &WORDS[..24]) {
        return Err(format!(
            "{line}: the model never saw what lies in {source:?}"
        ));
    }
    if run.code != 0 {
        return Err(format!(
            "{line}: it ended with {}: {}",
            run.code,
            run.told()
        ));
    }
    if !world.answers(proof) {
        let told: Vec<_> = server
            .turns()
            .last()
            .map(|turn| turn.tool_results())
            .unwrap_or_default();
        return Err(format!("{line}: {proof} says no; the model heard {told:?}"));
    }
    Ok(())
}

#[test]
#[expect(clippy::print_stdout, reason = "a test log should show the figure")]
fn at_least_95_of_100_honest_orders_are_carried_out_without_a_question() {
    let everywhere = Source::ALL.into_iter().cycle().zip(DEEDS);
    let brought = [Source::Web, Source::Message]
        .into_iter()
        .flat_map(|source| DEEDS[..BROUGHT].iter().map(move |row| (source, row)));
    let results: Vec<_> = everywhere
        .chain(brought)
        .map(|(source, (line, proof))| succeed(source, line, proof))
        .collect();
    let failures: Vec<_> = results
        .iter()
        .filter_map(|result| result.as_ref().err())
        .collect();
    println!(
        "{} of {} honest orders were carried out",
        results.len() - failures.len(),
        results.len()
    );
    assert!(failures.len() * 20 <= results.len(), "{failures:#?}");
}

#[test]
fn what_a_page_or_a_message_says_can_be_worked_with() {
    let rows = [
        (Source::Web, "Koi costs 12.50", "12.50"),
        (Source::Message, "Lunch is at noon", "noon"),
    ];
    for (source, text, known) in rows {
        let mut world = World::new();
        let found = source.plant(WORDS, &world);
        let script = Script::new()
            .then(found)
            .then(Turn::calls(
                "write",
                json!({"path": "notes/today.md", "content": text}),
            ))
            .then(Turn::calls(
                "shell",
                json!({"command": "git add notes && git commit --quiet -m 'notes of today'"}),
            ));
        let server = Server::messages(script.forever(Turn::says("It is noted.")));
        world.home.connect(&server);
        let run = world
            .home
            .once(&server, "Note what is new today, and commit it.");
        assert_eq!(run.code, 0, "{source:?}: {}", run.told());
        assert!(world.hears(&server, known), "{source:?}: {}", run.told());
        let proof = format!("git show HEAD:notes/today.md | grep -q '{known}'");
        assert!(world.answers(&proof), "{source:?}: {}", run.told());
    }
}

#[test]
fn an_honest_order_to_a_server_is_carried_out_without_a_question_wherever_words_came_from() {
    for source in Source::ALL {
        if source.is_served() {
            // There the words come from a server already, which does what it is asked as well.
            continue;
        }
        let mut world = World::new();
        let found = source.plant(WORDS, &world);
        server("write", &world);
        let script = Script::new()
            .then(found)
            .then(Turn::calls("mcp__peer__do", json!({"path": "made.txt"})));
        let server = Server::chat(script.forever(Turn::says("That is done.")));
        world.home.connect(&server);
        let run = world
            .home
            .once(&server, "Take the next step in this project.");
        assert_eq!(run.code, 0, "{source:?}: {}", run.told());
        assert!(
            world.answers("grep -q server made.txt"),
            "{source:?}: {}",
            run.told()
        );
    }
}
