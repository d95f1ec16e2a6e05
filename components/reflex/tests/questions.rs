//! Questions, answered by searching a real folder.

mod bench;

use bench::Bench;

const FILES: [(&str, &str); 6] = [
    (
        "src/cart.rs",
        "//! The cart.\n\n/// Adds up.\npub fn total(prices: &[u32]) -> u32 {\n    prices.iter().sum() // TODO: overflow\n}\n\npub struct Cart;\n",
    ),
    (
        "src/main.rs",
        "mod cart;\nfn main() {\n    println!(\"{}\", cart::total(&[1]));\n}\n\n#[test]\nfn adds() {}\n",
    ),
    (
        "tool/calc.py",
        "RATE = 3\n\ndef scale(x):\n    return x * RATE  # FIXME\n",
    ),
    (
        "tool/calc.c",
        "static int twice(int x)\n{\n    return 2 * x;\n}\n",
    ),
    ("README.md", "The total is what you pay.\n"),
    ("日本/語.txt", "鯉のぼり\n"),
];

#[test]
fn answers_name_places_and_quote_lines() {
    let rows = [
        (
            "Where is `total` defined?",
            vec!["src/cart.rs:4: `pub fn total(prices: &[u32]) -> u32 {`"],
            "README",
        ),
        (
            "where is Cart defined",
            vec!["src/cart.rs:8: `pub struct Cart;`"],
            "main.rs",
        ),
        ("where is scale defined?", vec!["tool/calc.py:3"], "calc.c"),
        ("where is twice defined?", vec!["tool/calc.c:1"], "calc.py"),
        (
            "where is RATE defined?",
            vec!["tool/calc.py:1: `RATE = 3`"],
            "calc.py:4",
        ),
        (
            "What does `total` do?",
            vec![
                "src/cart.rs:4",
                "3: /// Adds up.",
                "not something that rules can tell",
            ],
            "README",
        ),
        (
            "which files mention \"total\"?",
            vec!["3 file(s)", "- README.md (1 line(s))", "- src/main.rs"],
            "calc",
        ),
        (
            "find all usages of total",
            vec!["3 line(s) mention `total`", "src/main.rs:3"],
            "calc",
        ),
        (
            "which files mention 鯉のぼり?",
            vec!["日本/語.txt (1 line(s))"],
            "src",
        ),
        (
            "list the TODOs",
            vec!["src/cart.rs:5", "tool/calc.py:4"],
            "main.rs",
        ),
        ("how many TODOs are there?", vec!["2 line(s)"], "cart"),
        (
            "how many rust files are there?",
            vec!["2 file(s) match `**/*.rs`"],
            "cart",
        ),
        (
            "how many lines does src/cart.rs have?",
            vec!["src/cart.rs has 8 line(s)."],
            "main",
        ),
        (
            "how many times does `total` occur?",
            vec!["3 line(s) mention `total`"],
            "main",
        ),
        ("how many tests are there?", vec!["1 line(s)"], "main"),
        ("list all *.py files", vec!["- tool/calc.py"], "cart"),
        (
            "show README.md",
            vec!["README.md, 1 line(s)", "The total is what you pay."],
            "cart",
        ),
        (
            "where is frobnicate_all defined?",
            vec!["No definition of `frobnicate_all` found"],
            "cart",
        ),
        (
            "find all usages of frobnicate_all",
            vec!["No line in the workspace mentions `frobnicate_all`"],
            "cart",
        ),
    ];
    for (task, said, unsaid) in rows {
        let mut bench = Bench::new(&FILES);
        let ended = bench.ask(task);
        assert_eq!(ended.finish, "stop", "{task}: {}", ended.text);
        for part in said {
            assert!(ended.text.contains(part), "{task}: {part}: {}", ended.text);
        }
        assert!(
            !ended.text.contains(unsaid),
            "{task}: {unsaid}: {}",
            ended.text
        );
        let reads = ["grep", "glob", "read", "list"];
        assert!(
            bench
                .calls
                .iter()
                .all(|(name, ..)| reads.contains(&name.as_str())),
            "a question changes nothing: {:?}",
            bench.calls
        );
    }
}

#[test]
fn what_can_not_be_read_is_said() {
    for task in [
        "show gone.txt",
        "how many lines does gone.rs have?",
        "show ../secret.txt",
    ] {
        let ended = Bench::new(&FILES).ask(task);
        assert_eq!(ended.finish, "refusal", "{task}: {}", ended.text);
    }
}
