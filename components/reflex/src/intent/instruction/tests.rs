//! Instructions: what is understood, and what is not.

use super::*;

fn file(path: &str) -> Scope {
    Scope::File(path.into())
}

fn create(path: &str, content: &str) -> Instruction {
    Instruction::Create {
        path: path.into(),
        content: content.into(),
    }
}

fn append(path: &str, content: &str) -> Instruction {
    Instruction::Append {
        path: path.into(),
        content: content.into(),
    }
}

fn overwrite(path: &str, content: &str) -> Instruction {
    Instruction::Overwrite {
        path: path.into(),
        content: content.into(),
    }
}

fn replace(from: &str, to: &str, scope: Scope) -> Instruction {
    Instruction::Replace {
        from: from.into(),
        to: to.into(),
        scope,
    }
}

fn symbol(from: &str, to: &str, scope: Scope) -> Instruction {
    Instruction::RenameSymbol {
        from: from.into(),
        to: to.into(),
        scope,
    }
}

fn moved(from: &str, to: &str) -> Instruction {
    Instruction::Move {
        from: from.into(),
        to: to.into(),
    }
}

fn run(command: &str) -> Instruction {
    Instruction::Run {
        command: command.into(),
    }
}

fn check(rows: &[(&str, Instruction)]) {
    for (task, expected) in rows {
        assert_eq!(parse(task), Ok(vec![expected.clone()]), "{task}");
    }
}

#[test]
fn contents_go_into_files() {
    check(&[
        (
            "create hello.txt with \"Hello\"",
            create("hello.txt", "Hello\n"),
        ),
        (
            "Create a file called hello.txt containing Hello, world!",
            create("hello.txt", "Hello, world!\n"),
        ),
        (
            "create a new file named `a b.txt` with content `x`",
            create("a b.txt", "x\n"),
        ),
        (
            "Please create src/a.rs with:\n```rust\nfn a() {}\n```",
            create("src/a.rs", "fn a() {}\n"),
        ),
        (
            "create notes.txt with hello and goodbye",
            create("notes.txt", "hello and goodbye\n"),
        ),
        ("create empty.txt", create("empty.txt", "")),
        (
            "create 日本語.txt with 「こんにちは」",
            create("日本語.txt", "こんにちは\n"),
        ),
        ("add a file x.md that contains 'hi'", create("x.md", "hi\n")),
        (
            "create hello.txt: hi there",
            create("hello.txt", "hi there\n"),
        ),
        ("write \"a\\nb\" to out.txt", overwrite("out.txt", "a\nb\n")),
        ("overwrite a.txt with `new`", overwrite("a.txt", "new\n")),
        ("append \"done\" to log.txt", append("log.txt", "done\n")),
        (
            "append the line `x = 1` to the end of conf.ini",
            append("conf.ini", "x = 1\n"),
        ),
        ("add \"MIT\" to LICENSE.md", append("LICENSE.md", "MIT\n")),
    ]);
}

#[test]
fn texts_and_names_are_replaced() {
    check(&[
        (
            "replace foo with bar in src/lib.rs",
            replace("foo", "bar", file("src/lib.rs")),
        ),
        (
            "replace `a and b` with `c` everywhere",
            replace("a and b", "c", Scope::Everywhere),
        ),
        (
            "in README.md, replace \"teh\" with \"the\"",
            replace("teh", "the", file("README.md")),
        ),
        (
            "change \"1.0\" to \"1.1\" in Cargo.toml",
            replace("1.0", "1.1", file("Cargo.toml")),
        ),
        (
            "replace all occurrences of 'x' by 'y' in a.txt",
            replace("x", "y", file("a.txt")),
        ),
        (
            "rename the function `old_name` to `new_name`",
            symbol("old_name", "new_name", Scope::Everywhere),
        ),
        (
            "rename struct Cart to Basket in src/cart.rs",
            symbol("Cart", "Basket", file("src/cart.rs")),
        ),
    ]);
}

#[test]
fn the_rest_becomes_a_command() {
    check(&[
        ("rename a.txt to b.txt", moved("a.txt", "b.txt")),
        ("move a.txt into docs/", moved("a.txt", "docs/a.txt")),
        (
            "copy a.txt to b.txt",
            Instruction::Copy {
                from: "a.txt".into(),
                to: "b.txt".into(),
            },
        ),
        (
            "delete the file old.txt.",
            Instruction::Delete {
                path: "old.txt".into(),
                folder: false,
            },
        ),
        (
            "remove the folder junk",
            Instruction::Delete {
                path: "junk".into(),
                folder: true,
            },
        ),
        (
            "create a folder docs/img",
            Instruction::Folder {
                path: "docs/img".into(),
            },
        ),
        ("run `ls -la`", run("ls -la")),
        ("run cargo build --release", run("cargo build --release")),
        ("run the tests", Instruction::Check),
    ]);
}

#[test]
fn several_instructions_keep_their_order() {
    let verbs = |task: &str| {
        parse(task).map(|list| {
            list.iter()
                .map(|one| {
                    format!("{one:?}")
                        .split([' ', '{'])
                        .next()
                        .unwrap_or_default()
                        .to_owned()
                })
                .collect::<Vec<_>>()
                .join(" ")
        })
    };
    let rows = [
        (
            "create a.txt with \"x\" and rename a.txt to b.txt",
            "Create Move",
        ),
        ("create a.txt with x then delete b.txt", "Create Delete"),
        (
            "1. create a.txt with `x`\n2. append `y` to a.txt\n3. run `cat a.txt`",
            "Create Append Run",
        ),
        ("- delete a.txt\n- delete b.txt", "Delete Delete"),
        (
            "delete a.txt, delete b.txt and run `ls`",
            "Delete Delete Run",
        ),
        (
            "replace `a` with `b` in x.txt, then run the tests",
            "Replace Check",
        ),
        (
            "Create a.txt containing:\n```\nrun `rm -rf`\ndelete b.txt\n```\nthen delete c.txt",
            "Create Delete",
        ),
    ];
    for (task, expected) in rows {
        assert_eq!(verbs(task).as_deref(), Ok(expected), "{task}");
    }
}

#[test]
fn what_is_half_an_instruction_is_none() {
    for task in [
        "create a web server",
        "add tests",
        "delete everything unnecessary",
        "run away from home",
        "create a.txt and make it beautiful",
        "replace the parser with a better one",
        "move fast",
        "write a README",
        "remove dead code",
        "change the behaviour to be faster",
    ] {
        assert!(parse(task).is_err(), "{task}: {:?}", parse(task));
    }
}

#[test]
fn paths_outside_of_the_workspace_are_refused_by_name() {
    for task in [
        "delete /etc/passwd",
        "create ../x.txt with \"a\"",
        "move a.txt to /tmp/b.txt",
        "append `x` to ~/.bashrc",
    ] {
        let why = parse(task).expect_err(task).expect(task);
        assert!(why.contains("outside of the workspace"), "{task}: {why}");
    }
}
