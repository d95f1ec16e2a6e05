//! Which domain's level counts.

use super::bench::{file, shell};
use crate::policy::{DOMAINS, domain};

#[test]
fn the_domain_is_told_by_what_is_done_and_then_by_the_task() {
    let rows = [
        (file("write", "a.rs"), "bugfix", "file-operations"),
        (file("edit", "a.rs"), "test", "file-operations"),
        (file("read", "a.rs"), "review", "code-review"),
        (file("read", "a.rs"), "", "code"),
        (shell("git commit -m x"), "bugfix", "commit-messages"),
        (
            shell("git add -A && git commit -m x"),
            "bugfix",
            "commit-messages",
        ),
        (shell("cargo test && git commit -m x"), "bugfix", "code"),
        (shell("git commit -m x && git push"), "bugfix", "deploy"),
        (shell("npm publish"), "code", "deploy"),
        (shell("sh -c 'terraform apply'"), "code", "deploy"),
        (shell("echo x | mail ann"), "code", "email-drafting"),
        (shell("cargo test"), "test", "test-generation"),
        (shell("cargo test"), "docs", "code"),
        (shell("cargo test"), "deploy", "deploy"),
        (shell("eval \"$X\""), "test", "test-generation"),
    ];
    for (action, category, expected) in rows {
        let found = domain(&action, category);
        assert_eq!(
            found, expected,
            "{:?} in a task of {category}",
            action.arguments
        );
        assert!(DOMAINS.contains(&found));
    }
}
