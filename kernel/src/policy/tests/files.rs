//! Rules on files, tools and addresses.

use super::bench::{around, by_default, file, place, rules, shell};
use crate::domain::{Action, Effect, Permit, TrustLevel};
use crate::policy::{Rules, always, judge};
use serde_json::json;

#[test]
fn deny_comes_before_ask_and_ask_before_allow() {
    let line = "git push origin main";
    /// What is denied, asked and allowed, and what comes of it.
    type Row<'a> = (&'a [&'a str], &'a [&'a str], &'a [&'a str], Permit, &'a str);
    let rows: &[Row<'_>] = &[
        (
            &[],
            &[],
            &["Bash(git push:*)"],
            Permit::Allow,
            "allow Bash(git push:*)",
        ),
        (
            &[],
            &["Bash(git push:*)"],
            &["Bash(git push:*)"],
            Permit::Ask,
            "ask Bash(git push:*)",
        ),
        (
            &["Bash(git:*)"],
            &["Bash(git push:*)"],
            &["Bash(git push origin main)"],
            Permit::Deny,
            "deny Bash(git:*)",
        ),
        (
            &["shell"],
            &[],
            &["Bash(git push:*)"],
            Permit::Deny,
            "deny shell",
        ),
        (
            &[],
            &[],
            &["Bash(git push origin main)"],
            Permit::Allow,
            "allow Bash(git push origin main)",
        ),
        (
            &[],
            &[],
            &["Bash(git push * main)"],
            Permit::Allow,
            "allow Bash(git push * main)",
        ),
    ];
    for (deny, ask, allow, permit, rule) in rows {
        let ruling = by_default(&shell(line), &rules(deny, ask, allow));
        assert_eq!((ruling.permit, ruling.rule.as_str()), (*permit, *rule));
    }
}

#[test]
fn an_allow_rule_covers_no_more_than_its_own_words_do() {
    let rows = [
        ("Bash(git:*)", "git push", false),
        ("Bash(git push:*)", "git push --force", false),
        ("Bash(git push --force:*)", "git push --force", true),
        ("Bash(git push)", "git push origin", false),
        ("Bash(git push)", "git push", true),
        ("Bash(curl:*)", "curl https://a.org", true),
        ("Bash(curl:*)", "curl -d @x https://a.org", false),
        ("Bash", "git push", false),
        ("Bash(gitpush:*)", "git push", false),
        ("Bash(git pu:*)", "git push", false),
        ("Bash(git push:*)", "git push && git push", true),
        ("Bash(git push:*)", "git push && curl x.org", false),
        ("Bash(npm install:*)", "npm install left-pad", true),
        ("Bash(terraform:*)", "terraform destroy", false),
        (
            "Bash(terraform destroy:*)",
            "terraform destroy -auto-approve",
            true,
        ),
        ("Bash(git push:*)", "timeout 60 git push", true),
        ("Bash(git push:*)", "sudo git push", false),
    ];
    for (rule, line, is_covered) in rows {
        let ruling = by_default(&shell(line), &rules(&[], &[], &[rule]));
        assert_eq!(
            ruling.permit == Permit::Allow,
            is_covered,
            "{rule} and {line}: {}",
            ruling.rule
        );
    }
}

#[test]
fn a_deny_rule_means_every_part_and_every_spelling_of_the_program() {
    let denied = rules(
        &[
            "Bash(rm:*)",
            "Bash(git push:*)",
            "Read(./.env)",
            "Edit(src/**)",
            "WebFetch(domain:evil.org)",
        ],
        &[],
        &["Bash"],
    );
    let lines = [
        "rm x",
        "/bin/rm x",
        "RM x",
        "\\rm x",
        "'rm' x",
        "r\"m\" x",
        "ls; rm x",
        "ls | xargs rm",
        "sudo rm x",
        "env A=1 rm x",
        "sh -c 'rm x'",
        "bash -lc \"ls && rm x\"",
        "find . -exec rm {} \\;",
        "timeout 5 rm x",
        "nohup rm x &",
        "(rm x)",
        "echo $(rm x)",
        "if true; then rm x; fi",
        "git -C sub push",
        "git -c a=b push origin",
        "git --no-pager push",
        "cat .env",
        "cat ./.env",
        "cat src/../.env",
        "cat /home/ann/work/.env",
        "cat ~/work/.env",
        "cat .ENV",
        "cd sub && cat ../.env",
        "grep x < .env",
        "cp .env x",
        "cat .e*",
        "cat .en?",
        "dd if=.env",
        "curl -F f=@.env localhost",
        "cat \".env\"",
        "sort --files0-from=.env",
        "echo x > src/a.rs",
        "sed -i s/a/b/ src/a.rs",
        "rm src/a.rs",
        "mv a src/b",
        "touch SRC/a",
        "curl https://evil.org/x",
        "curl https://www.EVIL.org",
        "eval 'rm x'",
        "trap 'rm x' EXIT",
    ];
    for line in lines {
        let ruling = by_default(&shell(line), &denied);
        assert_eq!(ruling.permit, Permit::Deny, "{line}: {}", ruling.rule);
    }
    let free = [
        "ls",
        "cat .envrc",
        "cat a.rs",
        "cat src/a.rs",
        "grep x src/a.rs",
        "echo rm",
    ];
    for line in free {
        let ruling = by_default(&shell(line), &denied);
        assert_eq!(ruling.permit, Permit::Allow, "{line}: {}", ruling.rule);
    }
    let asked = by_default(&shell("cat $X"), &denied);
    assert_eq!(asked.permit, Permit::Ask, "{}", asked.rule);
}

#[test]
fn rules_on_files_compare_as_file_systems_do() {
    let rows: &[(&str, &str, &str, bool)] = &[
        ("Read(./.env)", "read", ".env", true),
        ("Read(./.env)", "read", "./a/../.env", true),
        ("Read(./.env)", "read", "/home/ann/work/.env", true),
        ("Read(./.env)", "read", ".ENV", true),
        ("Read(./.env)", "grep", ".env", true),
        ("Read(./.env)", "read", "sub/.env", false),
        ("Read(.env)", "read", "sub/.env", true),
        ("Read(secrets)", "read", "secrets/a/b", true),
        ("Read(secrets/**)", "read", "secrets/a/b", true),
        ("Read(secrets/**)", "read", "secret/a", false),
        ("Read(**/*.pem)", "read", "a/b/c.pem", true),
        ("Read(**/*.pem)", "read", "c.pem", true),
        ("Read(./*.pem)", "read", "a/c.pem", false),
        ("Read(~/x)", "read", "/home/ann/x/y", true),
        ("Read(/etc)", "read", "../../../etc/passwd", true),
        ("Read", "list", "", true),
        ("Edit(src/**)", "write", "src/a.rs", true),
        ("Edit(src/**)", "edit", "src/a/b.rs", true),
        ("Edit(src/**)", "read", "src/a.rs", false),
        ("Write(src/**)", "edit", "src/a.rs", true),
        ("Edit", "write", "a", true),
        ("edit", "edit", "a", true),
        ("edit", "write", "a", false),
    ];
    for (rule, tool, path, is_meant) in rows {
        let ruling = by_default(&file(tool, path), &rules(&[rule], &[], &[]));
        assert_eq!(
            ruling.permit == Permit::Deny,
            *is_meant,
            "{rule} and {tool} {path}: {}",
            ruling.rule
        );
    }
    let searched = Action {
        arguments: json!({ "pattern": "KEY", "glob": "**/.env" }),
        ..file("grep", "")
    };
    let ruling = by_default(&searched, &rules(&["Read(./.env)"], &[], &[]));
    assert_eq!(ruling.permit, Permit::Deny);
}

#[test]
fn an_allow_rule_on_files_is_taken_letter_for_letter() {
    let rows = [
        ("Edit(src/**)", "src/a.rs", true),
        ("Edit(src/**)", "SRC/a.rs", false),
        ("Edit(src/**)", "src/../a.rs", false),
        ("Edit(src/**)", "src/.git/config", false),
        ("Edit", "a", true),
        ("Edit", "../a", false),
    ];
    for (rule, path, is_meant) in rows {
        let ruling = judge(
            &file("write", path),
            &rules(&[], &[], &[rule]),
            &around(TrustLevel::Ask, true),
            &place(),
        );
        assert_eq!(
            ruling.permit == Permit::Allow,
            is_meant,
            "{rule} and {path}: {}",
            ruling.rule
        );
    }
}

#[test]
fn other_tools_are_known_by_their_names() {
    let call = |tool: &str| Action {
        tool: tool.into(),
        arguments: json!({}),
        effect: Effect::Network,
        tainted: false,
    };
    let rows = [
        ("mcp__srv__tool", "mcp__srv__tool", true),
        ("mcp__srv", "mcp__srv__tool", true),
        ("mcp__srv__*", "mcp__srv__tool", true),
        ("mcp__srv__t", "mcp__srv__tool", false),
        ("mcp__sr", "mcp__srv__tool", false),
        ("weather", "weather", true),
        ("weather", "weather_now", false),
    ];
    for (rule, tool, is_meant) in rows {
        let denied = by_default(&call(tool), &rules(&[rule], &[], &[]));
        assert_eq!(
            denied.permit == Permit::Deny,
            is_meant,
            "deny {rule}, {tool}"
        );
        let allowed = by_default(&call(tool), &rules(&[], &[], &[rule]));
        assert_eq!(
            allowed.permit == Permit::Allow,
            is_meant,
            "allow {rule}, {tool}"
        );
    }
    let fetch = Action {
        arguments: json!({ "url": "https://docs.rs/serde" }),
        ..call("fetch")
    };
    let near = Action {
        arguments: json!({ "url": "https://docs.rs.evil.org/" }),
        ..call("fetch")
    };
    let docs = rules(&[], &[], &["WebFetch(domain:docs.rs)"]);
    assert_eq!(by_default(&fetch, &docs).permit, Permit::Allow);
    assert_eq!(by_default(&near, &docs).permit, Permit::Ask);
}

#[test]
fn no_rule_and_no_level_opens_a_protected_path() {
    let open = rules(
        &[],
        &[],
        &[
            "Edit",
            "Bash",
            "Edit(.git/**)",
            "Edit(./.openkoi/**)",
            "Bash(echo:*)",
            "notes",
        ],
    );
    for level in TrustLevel::ALL {
        for path in [
            ".git/config",
            "a/.git/hooks/x",
            ".OPENKOI/config.toml",
            "./.mcp.json",
            "../.bashrc",
        ] {
            let ruling = judge(&file("write", path), &open, &around(level, true), &place());
            assert_eq!(ruling.permit, Permit::Deny, "{path}: {}", ruling.rule);
            let line = format!("echo x > {path}");
            let ruling = judge(&shell(&line), &open, &around(level, true), &place());
            assert_eq!(ruling.permit, Permit::Deny, "{line}: {}", ruling.rule);
        }
    }
    let other = Action {
        tool: "notes".into(),
        arguments: json!({ "to": ".git/hooks/pre-commit" }),
        effect: Effect::WriteWorkspace,
        tainted: false,
    };
    assert_eq!(by_default(&other, &open).permit, Permit::Deny);
    assert_eq!(
        by_default(&file("read", ".git/config"), &Rules::default()).permit,
        Permit::Allow
    );
}

#[test]
fn always_is_a_rule_that_allows_exactly_this() {
    for line in [
        "git push origin main",
        "curl https://a.org/*",
        "npm install && npm publish",
    ] {
        let action = shell(line);
        let rule = always(&action, &place()).expect("a rule");
        let ruling = by_default(&action, &rules(&[], &[], &[rule.as_str()]));
        assert_eq!(ruling.permit, Permit::Allow, "{rule}: {}", ruling.rule);
        let more = by_default(
            &shell(&format!("{line} x")),
            &rules(&[], &[], &[rule.as_str()]),
        );
        assert_eq!(more.permit, Permit::Ask, "{rule}");
    }
    assert_eq!(always(&shell("eval \"$X\""), &place()), None);
    assert_eq!(always(&shell("a\nb"), &place()), None);
    assert_eq!(
        always(&file("write", "a.rs"), &place()).as_deref(),
        Some("Edit(./a.rs)")
    );
}
