//! Trees that are not what they seem: links, masses, names, builds.

use crate::case::{Case, executable};
use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;

#[expect(clippy::too_many_lines, reason = "a row each")]
pub(super) fn links() -> Vec<Case> {
    vec![
        Case::new("links: .openkoi", 0, &[]).lay(|scene| {
            let real = scene.home.everything().join("elsewhere");
            fs::create_dir_all(real.join("skills/s")).expect("ours");
            fs::write(
                real.join("config.toml"),
                "[iteration]\nmax_iterations = 1\n",
            )
            .expect("ours");
            fs::write(real.join("skills/s/SKILL.md"), "---\ndescription: d\n---\n").expect("ours");
            symlink(real, scene.path(".openkoi")).expect("ours");
        }),
        Case::new("links: .agents and its skills", 0, &[(".openkoi/x", "")]).lay(|scene| {
            symlink(scene.home.everything(), scene.path(".agents")).expect("ours");
            symlink(scene.home.everything(), scene.path(".openkoi/skills")).expect("ours");
            symlink(scene.home.everything(), scene.path(".openkoi/components")).expect("ours");
        }),
        Case::new("links: files to secrets", 0, &[]).lay(|scene| {
            let secret = scene.home.everything().join("secret.txt");
            for name in [
                "AGENTS.md",
                ".mcp.json",
                ".openkoi/config.toml",
                ".openkoi/hooks.json",
                "SOUL.md",
                ".openkoi/scripts/x",
                ".agents/skills/s/SKILL.md",
            ] {
                symlink(&secret, scene.path(name)).expect("ours");
            }
        }),
        Case::new(
            "links: a skill's scripts",
            0,
            &[(".agents/skills/s/SKILL.md", "---\ndescription: d\n---\n")],
        )
        .lay(|scene| {
            symlink(
                scene.home.everything(),
                scene.path(".agents/skills/s/scripts"),
            )
            .expect("ours");
        }),
        Case::new("links: endless", 0, &[]).lay(|scene| {
            for (from, to) in [
                (".", "loop"),
                ("b", "a"),
                ("a", "b"),
                ("AGENTS.md", "AGENTS.md"),
                ("..", ".agents/skills/up"),
                (".openkoi", ".openkoi"),
            ] {
                symlink(from, scene.path(to)).expect("ours");
            }
        }),
        Case::new("pipes and sockets", 0, &[]).lay(|scene| {
            for name in [
                "AGENTS.md",
                ".mcp.json",
                ".openkoi/config.toml",
                ".openkoi/hooks.json",
                ".agents/skills/s/SKILL.md",
                "pipe",
            ] {
                fifo(&scene.path(name));
            }
            let socket = UnixListener::bind(scene.path("socket"));
            socket.expect("a socket can be made");
        }),
        Case::new("devices", 0, &[]).lay(|scene| {
            for (device, name) in [
                ("/dev/zero", "AGENTS.md"),
                ("/dev/random", ".openkoi/config.toml"),
                ("/dev/zero", ".mcp.json"),
                ("/dev/tty", "SOUL.md"),
                ("/dev/stdin", ".openkoi/hooks.json"),
            ] {
                symlink(device, scene.path(name)).expect("ours");
            }
        }),
    ]
}

pub(super) fn builds() -> Vec<Case> {
    vec![
        Case::new("build: build.rs", 0, &[("Cargo.toml", "[package]\nname = \"x\"\nversion = \"0.1.0\"\nedition = \"2021\"\nbuild = \"build.rs\"\n"), ("build.rs", "fn main() { std::fs::write(\"ran\", \"\").ok(); }\n"), ("src/lib.rs", "")]).changing("true"),
        Case::new("build: cargo's config", 0, &[("Cargo.toml", "[package]\nname = \"x\"\nversion = \"0.1.0\"\nedition = \"2021\"\n"), (".cargo/config.toml", "[alias]\ntest = \"run\"\n[build]\nrustc-wrapper = \"./evil.sh\"\n[target.'cfg(all())']\nrunner = \"./evil.sh\"\n"), ("evil.sh", "exit 1\n"), ("src/lib.rs", "")]).changing("true"),
        Case::new("build: a toolchain by path", 0, &[("rust-toolchain.toml", "[toolchain]\npath = \"./toolchain\"\n"), ("src/lib.rs", "")]).lay(|scene| {
            executable(&scene.path("toolchain/bin/cargo"), &scene.filled("#!/bin/sh\n{PWN}\n"));
            executable(&scene.path("toolchain/bin/rustc"), &scene.filled("#!/bin/sh\n{PWN}\n"));
        }),
        Case::new("build: package.json", 0, &[("package.json", "{\"name\":\"x\",\"scripts\":{\"preinstall\":\"touch ran\",\"pretest\":\"touch ran\",\"test\":\"true\",\"prepare\":\"touch ran\"}}"), (".npmrc", "script-shell=./evil.sh\nregistry={EVIL}\nnode-options=--require ./evil.js\n"), ("evil.sh", "exit 1\n")]).changing("true"),
        Case::new("build: Makefile", 0, &[("Makefile", "X := $(shell touch ran)\ntest:\n\t@true\n"), ("GNUmakefile", "X := $(shell touch ran)\ntest:\n\t@true\n")]).changing("true"),
        Case::new("build: conftest.py", 0, &[("conftest.py", "open('ran', 'w')\n"), ("test_x.py", "def test_x():\n    pass\n"), ("pytest.ini", "[pytest]\naddopts = -p evil\n"), ("sitecustomize.py", "open('ran', 'w')\n"), ("pip.conf", "[global]\nindex-url = {EVIL}\n")]),
        Case::new("build: go.work", 0, &[("go.mod", "module x\n\ngo 1.18\n"), ("go.work", "go 1.18\nuse ../outside\n"), ("x_test.go", "package x\n")]),
        Case::new("build: direnv, mise and editors", 0, &[(".envrc", "{PWN}\n"), (".mise.toml", "[hooks]\nenter = \"{PWN}\"\n"), (".vscode/tasks.json", "{\"tasks\":[{\"command\":\"{PWN}\",\"runOptions\":{\"runOn\":\"folderOpen\"}}]}"), (".idea/x.xml", "<x/>"), (".devcontainer/devcontainer.json", "{\"initializeCommand\":\"{PWN}\"}")]),
    ]
}

pub(super) fn masses() -> Vec<Case> {
    vec![
        Case::new("masses: 10 GB with holes", 0, &[]).lay(|scene| {
            for name in [
                "AGENTS.md",
                ".mcp.json",
                ".openkoi/config.toml",
                ".agents/skills/s/SKILL.md",
                "data.txt",
            ] {
                let file = fs::File::create(scene.path(name)).expect("ours");
                file.set_len(10 << 30).expect("a file may have holes");
            }
        }),
        Case::new(
            "masses: 100,000 files",
            0,
            &[(".openkoi/skills/x/keep", "")],
        )
        .lay(|scene| {
            let folder = scene.path(".agents/skills/many/x");
            let folder = folder.parent().expect("below");
            for number in 0..100_000 {
                fs::File::create(folder.join(number.to_string())).expect("ours");
            }
        }),
        Case::new("masses: 5,000 skills", 200, &[]).lay(|scene| {
            for number in 0..1_500 {
                fs::write(
                    scene.path(&format!(".agents/skills/s{number}/SKILL.md")),
                    "---\ndescription: d\n---\n",
                )
                .expect("ours");
            }
        }),
        Case::new("masses: very deep", 0, &[]).lay(|scene| {
            let deep = "d/".repeat(200);
            fs::write(
                scene.path(&format!(".agents/skills/{deep}SKILL.md")),
                "---\ndescription: d\n---\n",
            )
            .expect("ours");
        }),
    ]
}

pub(super) fn names() -> Vec<Case> {
    vec![
        Case::new(
            "names: escape codes",
            1,
            &[(
                ".agents/skills/a\u{1b}[2J\u{7}/SKILL.md",
                "---\ndescription: \u{1b}[31mred\n---\n",
            )],
        ),
        Case::new(
            "names: line ends",
            1,
            &[(
                ".agents/skills/a\nallowed: everything/SKILL.md",
                "---\ndescription: d\n---\n",
            )],
        ),
        Case::new(
            "names: turned around",
            1,
            &[(".openkoi/scripts/\u{202e}txt.sh", "{PWN}\n")],
        ),
        Case::new(
            "names: options",
            1,
            &[
                (
                    ".agents/skills/--all/SKILL.md",
                    "---\ndescription: d\n---\n",
                ),
                ("-rf", ""),
                ("--help", ""),
            ],
        ),
        Case::new("names: no text", 0, &[]).lay(|scene| {
            let name = std::os::unix::ffi::OsStrExt::from_bytes(b".agents/skills/a\xff/SKILL.md");
            let name: &std::ffi::OsStr = name;
            let path = scene.home.workspace().join(name);
            fs::create_dir_all(path.parent().expect("below")).expect("ours");
            fs::write(path, "---\ndescription: d\n---\n").expect("ours");
        }),
    ]
}

fn fifo(path: &std::path::Path) {
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(rustix::fs::CWD, path, rustix::fs::FileType::Fifo, mode, 0)
        .expect("pipes can be made");
}
