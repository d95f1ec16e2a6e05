//! Components that reach for what is not theirs: files beside their roots, hosts that nobody granted, what the system
//! offers, other components, and memory of the host itself.

use super::bench::Bench;
use super::guest::{Kind, built};
use super::rows::{Contract, Harmless, Refused};
use super::workshop;
use openkoi::door::files::{Access, LocalFiles, Root};
use openkoi::door::http::{Door, NetworkGrant};
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

const SECRET: &str = "what nobody may see";

/// Paths that lead out of the workspace, by words or by links.
const PATHS: [&str; 16] = [
    "workspace:../secret",
    "workspace:a/../../secret",
    "workspace:./../secret",
    "workspace:..",
    "workspace:/etc/passwd",
    "/etc/passwd",
    "../secret",
    "workspace:link",
    "workspace:folder/secret",
    "workspace:up/secret",
    "workspace:round/../../secret",
    "workspace:proc/self/environ",
    "/proc/self/mem",
    "workspace:dev/zero",
    "data:../secret",
    "workspace:secret\0.txt",
];

/// What components of WASI can ask a host for.
const SYSTEM: [(&str, &str); 5] = [
    (
        "environment",
        "wasi:cli/environment wasi:cli/stdin wasi:cli/exit wasi:cli/terminal-stdin",
    ),
    (
        "sockets",
        "wasi:sockets/tcp wasi:sockets/udp wasi:sockets/ip-name-lookup wasi:sockets/instance-network",
    ),
    (
        "clocks",
        "wasi:clocks/monotonic-clock wasi:clocks/wall-clock wasi:clocks/timezone wasi:io/poll",
    ),
    (
        "randomness",
        "wasi:random/random wasi:random/insecure wasi:random/insecure-seed wasi:random/entropy",
    ),
    (
        "file systems",
        "wasi:filesystem/preopens wasi:filesystem/types wasi:io/streams wasi:blobstore/container",
    ),
];

/// Other components, and what of the kernel an agency is not lent: interface, function, how many numbers it takes.
const OTHERS: [(&str, &str, usize); 5] = [
    ("openkoi:tool/tools", "describe", 1),
    ("openkoi:host/files", "read", 3),
    ("openkoi:host/kv", "get", 3),
    ("openkoi:host/process", "run", 8),
    ("openkoi:host/http", "fetch", 9),
];

/// What grows in the host and not in the guest.
const COMPANIONS: [(&str, &str); 4] = [
    (
        "handles without an end",
        "(type $r (resource (rep i32)))
         (core func $new (canon resource.new $r))
         (core instance $i (export \"new\" (func $new)))
         (core module $m (import \"h\" \"new\" (func $new (param i32) (result i32)))
           (func $start (loop $on (drop (call $new (i32.const 1))) (br $on))) (start $start))
         (core instance (instantiate $m (with \"h\" (instance $i))))",
    ),
    (
        "handles that come and go",
        "(type $r (resource (rep i32)))
         (core func $new (canon resource.new $r))
         (core func $drop (canon resource.drop $r))
         (core instance $i (export \"new\" (func $new)) (export \"drop\" (func $drop)))
         (core module $m (import \"h\" \"new\" (func $new (param i32) (result i32)))
           (import \"h\" \"drop\" (func $drop (param i32)))
           (func $start (loop $on (call $drop (call $new (i32.const 1))) (br $on))) (start $start))
         (core instance (instantiate $m (with \"h\" (instance $i))))",
    ),
    (
        "handles of many kinds",
        "(type $r (resource (rep i32))) (type $s (resource (rep i32))) (type $t (resource (rep i32)))",
    ),
    (
        "a trap in a destructor",
        "(core module $d (func (export \"gone\") (param i32) unreachable))
         (core instance $d (instantiate $d))
         (type $r (resource (rep i32) (dtor (core func $d \"gone\"))))
         (core func $new (canon resource.new $r))
         (core func $drop (canon resource.drop $r))
         (core instance $i (export \"new\" (func $new)) (export \"drop\" (func $drop)))
         (core module $m (import \"h\" \"new\" (func $new (param i32) (result i32)))
           (import \"h\" \"drop\" (func $drop (param i32)))
           (func $start (call $drop (call $new (i32.const 1)))) (start $start))
         (core instance (instantiate $m (with \"h\" (instance $i))))",
    ),
];

/// Tries them all; returns the class and the name of each that was contained.
pub(crate) async fn reach() -> Vec<(&'static str, String)> {
    let mut contained = files().await;
    contained.extend(hosts().await);
    let bench = Bench::new();
    for (class, interfaces) in SYSTEM {
        for interface in interfaces.split(' ') {
            let (package, name) = interface.split_once('/').expect("a package and a name");
            let source = format!("package {package}@0.2.0; interface {name} {{ take: func(); }}");
            refuse(&bench, &format!("{interface}@0.2.0"), "take", 0, &[&source]).await;
            contained.push((class, interface.to_owned()));
        }
    }
    for (interface, function, parameters) in OTHERS {
        refuse(
            &bench,
            &format!("{interface}@0.1.0"),
            function,
            parameters,
            &[],
        )
        .await;
        contained.push(("other components", interface.to_owned()));
    }
    for (name, companion) in COMPANIONS {
        let wasm =
            workshop::with_companion(built(Kind::Agency, ""), &format!("(component {companion})"));
        bench
            .check(Kind::Agency, name, &wasm, &Refused(Contract, "resources"))
            .await;
        contained.push(("handles", name.to_owned()));
    }
    contained
}

/// An agency that imports what agencies don't get is refused by the name of that.
async fn refuse(
    bench: &Bench,
    interface: &str,
    function: &str,
    parameters: usize,
    packages: &[&str],
) {
    let parameters = "i32 ".repeat(parameters);
    let import = format!("(import \"{interface}\" \"{function}\" (func (param {parameters})))");
    let world = format!("include openkoi:agency/agency@0.1.0; import {interface};");
    let wasm = workshop::woven("agency", interface, &[import], packages, &world);
    let why = Refused(Contract, interface.to_owned().leak());
    bench.check(Kind::Agency, interface, &wasm, &why).await;
}

async fn files() -> Vec<(&'static str, String)> {
    let home = tempfile::tempdir().expect("a temporary directory");
    let outside = prepare(&home);
    let mut bench = Bench::new();
    bench.lent.files = Some(Arc::new(LocalFiles::new(vec![Root {
        name: "workspace:".into(),
        dir: home.path().join("work"),
        access: Access::Write,
    }])));
    let mut contained = Vec::new();
    for path in PATHS {
        for (class, name, call) in [
            (
                "paths read",
                "read",
                "(i32.const 4096) (i32.const LENGTH) (i32.const 2048)",
            ),
            (
                "paths written",
                "write",
                "(i32.const 4096) (i32.const LENGTH) (i32.const 512) (i32.const 4) (i32.const 2048)",
            ),
        ] {
            let wasm = asking(name, path, call);
            bench.check(Kind::Tool, path, &wasm, &Harmless).await;
            contained.push((class, format!("{path:?}")));
        }
    }
    assert_eq!(fs::read_to_string(&outside).expect("the secret"), SECRET);
    let beside = fs::read_dir(home.path()).expect("the directory").count();
    assert_eq!(beside, 2, "nothing was written beside the workspace");
    contained
}

/// A workspace with links that lead out of it, beside a secret.
fn prepare(home: &TempDir) -> std::path::PathBuf {
    let (work, secret) = (home.path().join("work"), home.path().join("secret"));
    fs::create_dir(&work).expect("a workspace");
    fs::write(&secret, SECRET).expect("a secret");
    let links = [
        ("link", secret.as_path()),
        ("folder", home.path()),
        ("up", Path::new("..")),
        ("round", Path::new(".")),
        ("proc", Path::new("/proc")),
        ("dev", Path::new("/dev")),
    ];
    for (name, target) in links {
        symlink(target, work.join(name)).expect("a link");
    }
    secret
}

/// A tool that asks for a file, and breaks off if it gets it.
fn asking(function: &str, path: &str, call: &str) -> Vec<u8> {
    let parameters = "i32 ".repeat(call.matches("i32.const").count());
    let bytes: String = path.bytes().map(|byte| format!("\\{byte:02x}")).collect();
    let call = call.replace("LENGTH", &path.len().to_string());
    let fields = [
        format!(
            "(import \"openkoi:host/files@0.1.0\" \"{function}\" (func $ask (param {parameters})))"
        ),
        format!("(data (i32.const 4096) \"{bytes}\")"),
        broken_if_served(&call),
    ];
    workshop::woven(
        "tool",
        path,
        &fields,
        &[],
        "include openkoi:tool/tool@0.1.0;",
    )
}

fn broken_if_served(call: &str) -> String {
    format!(
        "(func (export \"openkoi:tool/tools@0.1.0#call\") (param i32 i32 i32 i32) (result i32)
           (call $ask {call})
           (if (i32.eqz (i32.load8_u (i32.const 2048))) (then unreachable))
           (i32.const 256))"
    )
}

/// Hosts that no grant names, among them one on which somebody listens.
async fn hosts() -> Vec<(&'static str, String)> {
    let sentinel = TcpListener::bind("127.0.0.1:0").expect("a port");
    sentinel.set_nonblocking(true).expect("a socket");
    let port = sentinel.local_addr().expect("an address").port();
    let mut bench = Bench::new();
    bench.lent.http = Some(Door::default().lend(NetworkGrant::new(vec![]), vec![]));
    let mut contained = Vec::new();
    for host in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "0.0.0.0",
        "2130706433",
        "[::ffff:127.0.0.1]",
    ] {
        let url = format!("http://{host}:{port}/");
        let bytes: String = url.bytes().map(|byte| format!("\\{byte:02x}")).collect();
        let parameters = "i32 ".repeat(9);
        let length = url.len();
        let call = format!(
            "(i32.const 4608) (i32.const 3) (i32.const 4096) (i32.const {length}) (i32.const 0) (i32.const 0)
             (i32.const 0) (i32.const 0) (i32.const 2048)"
        );
        let fields = [
            format!(
                "(import \"openkoi:host/http@0.1.0\" \"fetch\" (func $ask (param {parameters})))"
            ),
            format!("(data (i32.const 4096) \"{bytes}\")"),
            "(data (i32.const 4608) \"GET\")".to_owned(),
            broken_if_served(&call),
        ];
        let wasm = workshop::woven(
            "tool",
            host,
            &fields,
            &[],
            "include openkoi:tool/tool@0.1.0;",
        );
        bench.check(Kind::Tool, host, &wasm, &Harmless).await;
        contained.push(("hosts", url));
    }
    assert!(sentinel.accept().is_err(), "somebody has connected");
    contained
}
