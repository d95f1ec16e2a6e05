use super::*;

/// The words of each command, parted by blanks; the commands parted by " / ".
fn apart(line: &str) -> String {
    match parse(line) {
        Ok(parts) => {
            let words = |part: &Part| {
                let texts: Vec<&str> = part.words.iter().map(|word| word.text.as_str()).collect();
                texts.join(" ")
            };
            let commands: Vec<String> = parts.iter().map(words).collect();
            commands.join(" / ")
        }
        Err(Unclear(why)) => format!("unclear: {why}"),
    }
}

#[test]
fn a_line_falls_into_its_commands() {
    let rows = [
        ("ls -l", "ls -l"),
        ("a; b && c || d | e & f", "a / b / c / d / e / f"),
        ("a |& b\nc # d", "a / b / c"),
        ("echo 'a b' \"c d\" e\\ f", "echo a b c d e f"),
        ("(a; b) > f; { c; }", "a / b /  / c"),
        (
            "if a; then b; elif c; then d; else e; fi",
            "a / b / c / d / e",
        ),
        ("for f in 1 2; do echo x; done", " / echo x"),
        ("while read -r l; do a; done < f", "read -r l / a / "),
        ("case x in a|b) c;; *) d;; esac", "c / d"),
        ("X=1 Y=2 cmd z", "cmd z"),
        ("echo $(a b) `c d`", "echo \u{fffc} \u{fffc} / a b / c d"),
        ("cat <<'E' > f\n$(rm x)\nE\nls", "cat / ls"),
        (
            "git commit -m \"$(cat <<'E'\na (b) `c`\nE\n)\"",
            "git commit -m \u{fffc} / cat",
        ),
        ("a 2>&1 >/dev/null", "a"),
        ("! a", "a"),
        ("[ -f x ] && [[ -f y ]] && z", "[ -f x ] / z"),
        (
            "echo HEAD@{1} {} $((1 + 2)) ${X:-y}",
            "echo HEAD@{1} {} \u{fffc} \u{fffc}",
        ),
    ];
    for (line, expected) in rows {
        assert_eq!(apart(line), expected, "{line}");
    }
}

#[test]
fn what_is_not_understood_is_said_to_be_unclear() {
    let deep = format!("{}a{}", "$(".repeat(9), ")".repeat(9));
    let many = vec!["a"; 51].join(";");
    let rows = [
        "a\u{0}b",
        "a\rb",
        "ls\u{a0}-l",
        "ls\u{200b}",
        "rm\u{202e}x",
        "\u{1b}[2J",
        "'a",
        "\"a",
        "`a",
        "$(a",
        "(a",
        "a)",
        "a &&",
        "a && ; b",
        "| a",
        "if a; then b",
        "fi",
        "f() { a; }",
        "function f { a; }",
        "a <(b)",
        "a >(b)",
        "cat <<E\n$(b)\nE",
        "cat <<E\nb",
        "$'ls'",
        "a $IFS b",
        "a${IFS}b",
        "${!x}",
        "${x@P}",
        "${x:-$(a)}",
        "((a))",
        "$[1]",
        "echo $((a[$(b)]))",
        "x=(a b)",
        "coproc a",
        "select x in a; do b; done",
        "a \\",
        deep.as_str(),
        many.as_str(),
    ];
    for line in rows {
        assert!(
            apart(line).starts_with("unclear"),
            "{line:?} is {}",
            apart(line)
        );
    }
}
