//! Scripts that want more than their share. The language's own limits are per value; what holds them all is the sandbox
//! that the interpreter runs in.

use crate::{TOOL, install, tool};
use openkoi_tests::{Home, Script, Server, Turn};
use serde_json::json;

/// What each tries, and the body of its tool.
const SCRIPTS: &[(&str, &str)] = &[
    ("loops for ever", "loop { }"),
    (
        "loops for ever with work in it",
        "let a = 0; loop { a += 1; }",
    ),
    ("loops in a while", "while true { let x = 1; }"),
    (
        "counts to a large number",
        "for i in 0..9000000000000000000 { }",
    ),
    ("calls itself", "invoke(name, [arguments])"),
    ("calls itself through another", "invoke(name, arguments)"),
    (
        "calls itself through a pointer",
        "let f = |g, n| g.call(g, n + 1); f.call(f, 0)",
    ),
    (
        "recurses in a closure that it holds itself",
        "let f = Fn(\"invoke\"); f.call(name, arguments)",
    ),
    ("doubles a string", "let s = \"x\"; loop { s += s; }"),
    ("doubles a list", "let a = [1]; loop { a += a; }"),
    (
        "doubles a string inside a list",
        "let a = [\"xxxxxxxx\"]; loop { a[0] += a[0]; }",
    ),
    (
        "keeps many long strings",
        "let a = []; loop { let s = \"\"; s.pad(1000000, 'x'); a.push(s); }",
    ),
    (
        "keeps many long lists",
        "let a = []; loop { let b = []; b.pad(100000, 7); a.push(b); }",
    ),
    ("keeps lists in lists", "let a = []; loop { a = [a, a]; }"),
    (
        "keeps maps in maps",
        "let m = #{}; loop { m = #{a: m, b: m}; }",
    ),
    (
        "fills a map",
        "let m = #{}; let i = 0; loop { m[i.to_string()] = i; i += 1; }",
    ),
    (
        "fills a map beyond an index",
        "let m = #{}; for i in 0..100000000 { m[\"k\" + i] = \"xxxxxxxxxxxxxxxxxxxxxxxx\"; }",
    ),
    (
        "hoards function pointers with arguments",
        "let a = []; let s = \"\"; s.pad(100000, 'x'); loop { let f = Fn(\"invoke\"); f = f.curry(s + a.len()); a.push(f); }",
    ),
    (
        "curries one pointer for ever",
        "let f = Fn(\"invoke\"); let s = \"\"; s.pad(100000, 'x'); loop { f = f.curry(s + \"y\"); }",
    ),
    (
        "captures in closures",
        "let a = []; loop { let s = \"\"; s.pad(500000, 'x'); a.push(|| s.len()); }",
    ),
    (
        "pads a string to the sky",
        "let s = \"\"; s.pad(1000000000, 'x'); s",
    ),
    (
        "pads a list to the sky",
        "let a = []; a.pad(1000000000, 0); a",
    ),
    ("pads a blob to the sky", "blob(2000000000, 0)"),
    (
        "keeps many blobs",
        "let a = []; loop { a.push(blob(1000000, 1)); }",
    ),
    (
        "splits a long string again and again",
        "let s = \"\"; s.pad(1000000, 'x'); let a = []; loop { a.push(s.split(1)); }",
    ),
    (
        "replaces what grows",
        "let s = \"a\"; loop { s.replace(\"a\", \"aaaaaaaa\"); }",
    ),
    (
        "reverses and sorts for ever",
        "let a = []; a.pad(100000, 1); loop { a.reverse(); a.sort(); }",
    ),
    ("evaluates text", "eval(\"loop { }\")"),
    (
        "evaluates text that it made",
        "let s = \"lo\" + \"op { }\"; eval(s)",
    ),
    ("imports a module", "import \"/etc/passwd\" as x; 1"),
    (
        "returns more than fits",
        "let a = []; a.pad(100, 0); for i in 0..100 { let s = \"\"; s.pad(1000000, 'x'); a[i] = s; } to_json(a)",
    ),
    (
        "returns what is nested deeply",
        "let a = []; for i in 0..500 { a = [a]; } #{text: \"x\", data: #{a: a}}",
    ),
    ("throws for ever", "loop { try { throw 1 } catch { } }"),
    (
        "throws something huge",
        "let s = \"\"; s.pad(8000000, 'x'); throw s",
    ),
    (
        "logs for ever",
        "loop { log(\"info\", \"again and again and again\"); }",
    ),
    ("prints for ever", "loop { print(\"again\"); }"),
    ("asks the host for ever", "loop { kv_get(\"a\"); }"),
    (
        "writes outside the workspace",
        "write(\"workspace:../planted\", \"x\")",
    ),
    (
        "writes to an absolute path",
        "write(\"/tmp/planted\", \"x\")",
    ),
    (
        "writes through a root that it has not",
        "write(\"data:planted\", \"x\")",
    ),
    (
        "reads what is the user's",
        "read(\"workspace:../../../../etc/passwd\")",
    ),
    (
        "fetches what it was not granted",
        "fetch(\"http://127.0.0.1:9/\")",
    ),
    (
        "fills its store",
        "let s = \"\"; s.pad(500000, 'x'); for i in 0..100 { kv_set(\"k\" + i, s); }",
    ),
    (
        "goes on in a property",
        "let m = #{f: || { loop { } }}; m.f.call()",
    ),
    (
        "goes on in a filter",
        "let a = []; a.pad(100000, 1); a.filter(|x| { loop { } })",
    ),
    (
        "goes on in a sort",
        "let a = []; a.pad(1000, 1); a.sort(|x, y| { loop { } })",
    ),
];

/// These are not even read: the language has no such words here.
const REFUSED: [&str; 3] = [
    "evaluates text",
    "evaluates text that it made",
    "imports a module",
];

/// Bytes that a run may have in memory on top of a harmless one's: a script's own limit, and a little.
const SHARE: u64 = (64 + 24) << 20;

/// The most that the process held, and what it said of the call.
fn run(name: &str, body: &str) -> (u64, Option<String>) {
    let server = Server::messages(Script::new().then(Turn::calls("try", json!({}))));
    let home = Home::connected(&server);
    install(&home, "mine", TOOL, &tool(body));
    let mut command = home.command(["Try it.", "-m", server.model(), "-i", "0", "--quiet"]);
    command
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null());
    let child = command.spawn().expect("the binary starts");
    let used = wait4::Wait4::wait4(child).expect("it can be waited for");
    assert_eq!(
        used.status.code(),
        Some(0),
        "the script that {name}: the run did not survive it"
    );
    let planted =
        home.everything().join("planted").exists() || std::path::Path::new("/tmp/planted").exists();
    assert!(!planted, "the script that {name} wrote outside");
    let told = server
        .turns()
        .last()
        .and_then(|turn| turn.tool_results().pop());
    (
        used.rusage.maxrss,
        told.filter(|(failed, _)| *failed).map(|(_, text)| text),
    )
}

#[test]
#[expect(clippy::print_stdout, reason = "a test log should show the figure")]
fn no_script_takes_more_than_its_share_and_the_run_goes_on() {
    let (harmless, _) = run("does nothing", "\"x\"");
    let mut worst = 0;
    let mut failures = Vec::new();
    for (name, body) in SCRIPTS {
        let (memory, told) = run(name, body);
        worst = worst.max(memory);
        match told {
            None => failures.push(format!("the script that {name} got its way")),
            Some(text) if text.contains("there is no tool") && !REFUSED.contains(name) => {
                failures.push(format!("the script that {name} was never run"))
            }
            Some(_) if memory > harmless + SHARE => {
                failures.push(format!("the script that {name} took {} MiB", memory >> 20))
            }
            Some(_) => {}
        }
    }
    println!(
        "{} hostile scripts; at most {} MiB, {} MiB without one",
        SCRIPTS.len(),
        worst >> 20,
        harmless >> 20
    );
    assert!(failures.is_empty() && SCRIPTS.len() >= 40, "{failures:#?}");
}
